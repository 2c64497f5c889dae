import type { LoadStation } from '@tocsin/devices'
import type { PersonActor } from '@tocsin/gateway/http/services'
import { startGatewayUnderTest } from '../rig/gateway-under-test.ts'

/** What a bench county consists of. */
export interface County {
  readonly stations: number
  /** Threshold rules on every water level: two levels each, one of them with a `for`. */
  readonly rules: number
}

const ENGINEER: PersonActor = { kind: 'person', id: 'bench', name: 'bench' }

/** Fills a data folder with a county: stations with a water level each, and rules on all of them. */
export async function settleCounty(dataDir: string, { stations, rules }: County): Promise<LoadStation[]> {
  const gateway = await startGatewayUnderTest(dataDir)
  const { registry, rules: saved } = gateway.services
  const settled = await Promise.all(
    Array.from({ length: stations }, async (_, number): Promise<LoadStation> => {
      const id = `s${number}`
      const datastreams = [
        {
          name: 'level',
          property: 'water-level',
          unit: 'm',
          intervalMs: 1000,
          span: [0, 12] as [number, number],
          maxRatePerMinute: 1e9,
        },
      ]
      const outcome = await registry.createStation(
        { id, name: id, area: `county/t${number % 20}`, datastreams },
        ENGINEER,
      )
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
      return { id, secret: outcome.secret, datastreams: ['level'] }
    }),
  )
  for (let number = 0; number < rules; number++) {
    const outcome = await saved.create(
      {
        name: `level ${number}`,
        appliesTo: { property: 'water-level' },
        condition: { kind: 'threshold', direction: 'above' },
        // The load's values lie between 1 and 10 m: none raises, all are judged by every rule.
        levels: {
          yellow: { raiseAt: 10.5 + number / 100, clearBelow: 10, for: '10s' },
          red: { raiseAt: 11.5, clearBelow: 11 },
        },
      },
      ENGINEER,
    )
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  }
  await gateway.settle()
  await gateway.stop()
  return settled
}
