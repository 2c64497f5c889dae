import { calls } from '@tocsin/contract'
import { MINUTE } from '@tocsin/core'
import { afterEach, expect, it } from 'vitest'
import { temporaryFolder } from '../rig/gateway-process.ts'
import { startGatewayUnderTest } from '../rig/gateway-under-test.ts'
import { eventually, Office } from '../rig/office.ts'
import { LEDGER_STREAMS, LedgerStation, lostOf } from './ledger-station.ts'
import { eventsOf } from './replay.ts'

/** The host's clock, which the gateway in this process goes by; the stations keep the true time. */
const trueNow = Date.now
let offset = 0
Date.now = () => trueNow() + offset
afterEach(() => {
  Date.now = trueNow
})

/** How long each step lasts, ms: longer than two looks at the clock. */
const FOR = 3000

it("the host's clock stepped by ten minutes, forward and back, loses nothing and takes no station for silent", async () => {
  const folder = temporaryFolder()
  const gateway = await startGatewayUnderTest(folder.path)
  const office = await Office.signIn(gateway.url)
  const from = trueNow()
  const stations: LedgerStation[] = []
  for (let number = 0; number < 5; number++) {
    const id = `s${number}`
    const secret = await office.register({
      id,
      name: id,
      area: 'a',
      datastreams: LEDGER_STREAMS,
      latenessMs: 30 * MINUTE,
    })
    stations.push(new LedgerStation(id, secret, gateway.mqttPort, 50, trueNow))
  }
  await office.addRule({
    name: 'silent',
    appliesTo: { area: 'a' },
    condition: { kind: 'absence' },
    levels: { blue: { after: '5m' } },
  })
  await office.addRule({
    name: 'high',
    appliesTo: { property: 'water-level' },
    condition: { kind: 'threshold', direction: 'above' },
    levels: { yellow: { raiseAt: 4, clearBelow: 3.5 } },
  })
  for (const minutes of [0, 10, 0, -10, 0]) {
    offset = minutes * MINUTE
    const before = stations.map(({ acknowledged }) => acknowledged.size)
    await new Promise((resolve) => setTimeout(resolve, FOR))
    for (const [index, { acknowledged }] of stations.entries())
      expect(acknowledged.size).toBeGreaterThan((before[index] ?? 0) + 3)
  }
  // Whoever set it is told that it was set, and by how much.
  expect((await Office.health(gateway.url)).parts['clock']).toMatchObject({
    status: 'degraded',
    code: 'clock-stepped',
    values: { direction: 'forward' },
  })
  for (const station of stations) await station.stop()
  await eventually('the history to have everything', async () => {
    const { backlog } = await office.call(calls.getSite, {})
    return backlog.history === 0 && backlog.judge === 0 ? true : undefined
  })
  const { lost, ledger } = await lostOf(stations, office, from)
  expect(lost).toEqual([])
  expect(ledger).toBeGreaterThan(100)
  const raised = new Set((await office.openWarnings('all')).map(({ rule }) => rule.name))
  expect(raised).toContain('high')
  expect(raised).not.toContain('silent')
  const faults = (await office.stations()).flatMap((station) => station.faults.map(({ kind }) => kind))
  expect(faults).not.toContain('clock')
  await gateway.settle()
  await gateway.stop()
  const { saved, replayed, stepped } = eventsOf(folder.path)
  expect(saved.length).toBeGreaterThan(0)
  expect(saved).toEqual(replayed)
  expect(stepped).toBe(4)
  folder.remove()
})
