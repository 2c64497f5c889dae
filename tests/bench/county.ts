import type { JournalEntry, RuleDefinition } from '@tocsin/core'
import type { LoadStation } from '@tocsin/devices'
import type { PersonActor } from '@tocsin/gateway/http/services'
import { encodeEntry } from '@tocsin/gateway/journal/codec'
import { JournalReader, journalPath, openForWriting } from '@tocsin/gateway/journal/file'
import { startGatewayUnderTest } from '../rig/gateway-under-test.ts'

/** What a bench county consists of. */
export interface County {
  readonly stations: number
  /** Threshold rules on every water level: two levels each, one of them with a `for`. */
  readonly rules: number
  /** Rules beside them, in turn one for each station alone. */
  readonly ownRules?: number
}

const ENGINEER: PersonActor = { kind: 'person', id: 'bench', name: 'bench' }

/** Fills a data folder with a county: stations with a water level each, and rules on them. */
export async function settleCounty(
  dataDir: string,
  { stations, rules, ownRules = 0 }: County,
): Promise<LoadStation[]> {
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
    const outcome = await saved.create(ruleOf(number, { property: 'water-level' }), ENGINEER)
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  }
  await gateway.settle()
  await gateway.stop()
  if (ownRules > 0) {
    journalRules(dataDir, stations, ownRules)
    // Taken in by a life of its own, so that the next start is one like any other.
    await (await startGatewayUnderTest(dataDir)).stop()
  }
  return settled
}

function ruleOf(number: number, appliesTo: RuleDefinition['appliesTo']): RuleDefinition {
  return {
    name: `level ${number}`,
    appliesTo,
    condition: { kind: 'threshold', direction: 'above' },
    // The load's values lie between 1 and 10 m: none raises, all are judged by every rule.
    levels: {
      yellow: { raiseAt: 10.5 + (number % 50) / 100, clearBelow: 10, for: '10s' },
      red: { raiseAt: 11.5, clearBelow: 11 },
    },
  }
}

/** Saved one by one, twenty thousand rules take a quarter of an hour; from the journal the next start takes them in as it does everything. */
function journalRules(dataDir: string, stations: number, count: number): void {
  const reader = new JournalReader(journalPath(dataDir))
  const first = reader.bounds().newest + 1
  reader.close()
  const at = Date.now()
  const by = { kind: 'person', id: ENGINEER.id, name: ENGINEER.name } as const
  const entries = Array.from({ length: count }, (_, number): JournalEntry => {
    const definition = ruleOf(number, { datastreams: [`s${number % stations}/level`] })
    return {
      type: 'config',
      at,
      by,
      change: { kind: 'rule', rule: { ...definition, id: `own-${number}`, version: 1 } },
    }
  })
  const journal = openForWriting(journalPath(dataDir))
  journal
    .prepare('INSERT INTO commits (first, last, at, body) VALUES (?, ?, ?, ?)')
    .run(first, first + count - 1, at, entries.map(encodeEntry).join('\n'))
  journal.close()
}
