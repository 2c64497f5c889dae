import { calls } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { eventually, Office } from '../rig/office.ts'
import { expectWell } from './aftermath.ts'
import { LEDGER_STREAMS, LedgerStation, lostOf } from './ledger-station.ts'

/** How long the gateway stands still, s; 30 in the long form. */
const SECONDS = Number(process.env['STANDSTILL'] ?? 5)

it(`a gateway that stands still for ${SECONDS} s loses nothing, and takes no station for silent`, async () => {
  const folder = temporaryFolder()
  const gateway = new GatewayProcess({ dataDir: folder.path })
  const from = Date.now()
  await gateway.start()
  const office = await Office.signIn(gateway.url)
  const stations: LedgerStation[] = []
  for (let number = 0; number < 10; number++) {
    const id = `s${number}`
    const secret = await office.register({
      id,
      name: id,
      area: 'a',
      datastreams: LEDGER_STREAMS,
      latenessMs: 120_000,
    })
    stations.push(new LedgerStation(id, secret, gateway.mqttPort, 50))
  }
  // Longer than a station ever waits with a gateway that runs, shorter than the long standstill.
  await office.addRule({
    name: 'silent',
    appliesTo: { area: 'a' },
    condition: { kind: 'absence' },
    levels: { blue: { after: '20s' } },
  })
  await eventually('every station to be heard', () =>
    stations.every(({ acknowledged }) => acknowledged.size > 5) ? true : undefined,
  )

  gateway.signal('SIGSTOP')
  const before = stations.map(({ acknowledged }) => acknowledged.size)
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000))
  gateway.signal('SIGCONT')
  await eventually(
    'every station to go on',
    () =>
      stations.every(({ acknowledged }, index) => acknowledged.size > (before[index] ?? 0) + 5)
        ? true
        : undefined,
    30_000,
  )
  for (const station of stations) await station.stop()
  await eventually('the history to have everything', async () => {
    const { backlog } = await office.call(calls.getSite, {})
    return backlog.history === 0 && backlog.judge === 0 ? true : undefined
  })
  const { lost, ledger } = await lostOf(stations, office, from)
  expect(lost).toEqual([])
  expect(ledger).toBeGreaterThan(100)
  expect(await office.openWarnings('all')).toEqual([])
  // A line says what it was, and nothing is wrong any more.
  await eventually(
    'the log to say so',
    () => (/gateway\.stoodStill/.test(gateway.output) ? true : undefined),
    15_000,
  )
  await expectWell(gateway.url)
  expect(await gateway.stop()).toBe(0)
  folder.remove()
})
