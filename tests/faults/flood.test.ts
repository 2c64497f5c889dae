import { calls } from '@tocsin/contract'
import mqtt from 'mqtt'
import { expect, it } from 'vitest'
import { usageOf } from '../bench/usage.ts'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { eventually, Office } from '../rig/office.ts'
import { expectWell } from './aftermath.ts'
import { LEDGER_STREAMS, LedgerStation, lostOf } from './ledger-station.ts'

/** The gateway reads so much of one station: a burst for its back-fill, then so many readings a second. */
const BURST = 20_000
const A_SECOND = 200
/** Readings in one frame of the flood. */
const ITEMS = 200
/** How long the flood lasts after the burst is used up, s; 60 in the long form. */
const SECONDS = Number(process.env['FLOOD'] ?? 5)

it('a station that sends a hundred times what it may is slowed, alone, and its engineer is told', async () => {
  const folder = temporaryFolder()
  const gateway = new GatewayProcess({ dataDir: folder.path })
  const from = Date.now()
  await gateway.start()
  const office = await Office.signIn(gateway.url)
  const secretOf = (id: string) =>
    office.register({ id, name: id, area: 'a', datastreams: LEDGER_STREAMS, latenessMs: 600_000 })
  const neighbours: LedgerStation[] = []
  for (let number = 0; number < 5; number++)
    neighbours.push(new LedgerStation(`s${number}`, await secretOf(`s${number}`), gateway.mqttPort, 100))
  const faultsOf = async (id: string) =>
    (await office.call(calls.getStation, { params: { id } })).faults.map(({ kind }) => kind)

  const flood = await mqtt.connectAsync(`mqtt://127.0.0.1:${gateway.mqttPort}`, {
    clientId: 'flood',
    username: 'flood',
    password: await secretOf('flood'),
    reconnectPeriod: 0,
  })
  const begun = Date.now()
  let sent = 0
  const acknowledged: number[] = []
  let over = false
  flood.on('error', () => {})
  /** Twenty thousand readings a second, if it were let; it waits for nothing, and keeps at most a hundred frames under way. */
  const pump = (async () => {
    let under = 0
    while (!over) {
      if (under >= 100) {
        await new Promise((resolve) => setTimeout(resolve, 10))
        continue
      }
      const first = begun - 3_600_000 + sent * ITEMS
      const items = Array.from({ length: ITEMS }, (_, index) => ({ ts: first + index, values: { level: 2 } }))
      sent++
      under++
      flood
        .publishAsync('stations/flood/readings', JSON.stringify(items), { qos: 1 })
        .then(() => acknowledged.push(first))
        .catch(() => {})
        .finally(() => under--)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  })()

  await eventually(
    'the station to be told of',
    async () => ((await faultsOf('flood')).includes('rate') ? true : undefined),
    30_000,
  )
  const slowedAt = Date.now()
  const atFirst = acknowledged.length
  const before = neighbours.map(({ acknowledged: mine }) => mine.size)
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000))
  const took = acknowledged.length - atFirst
  // No more than its rate, but for the frames that were under way.
  expect(took * ITEMS).toBeLessThanOrEqual(((Date.now() - slowedAt) / 1000 + 2) * A_SECOND + 2 * ITEMS)
  expect(atFirst * ITEMS).toBeGreaterThanOrEqual(BURST / 2)
  for (const [index, { acknowledged: mine, id }] of neighbours.entries()) {
    expect(mine.size - (before[index] ?? 0)).toBeGreaterThan(SECONDS)
    expect(await faultsOf(id)).toEqual([])
  }
  expect(gateway.output).toMatch(/broker\.slowed[^\n]*flood/)
  expect(usageOf(gateway.pid).peakMegabytes).toBeLessThan(600)

  over = true
  await pump
  await flood.endAsync(true)
  await eventually('the fault to be gone with its cause', async () =>
    (await faultsOf('flood')).includes('rate') ? undefined : true,
  )
  for (const station of neighbours) await station.stop()
  await eventually(
    'the history to have everything',
    async () => {
      const { backlog } = await office.call(calls.getSite, {})
      return backlog.history === 0 && backlog.judge === 0 ? true : undefined
    },
    30_000,
  )
  await expectWell(gateway.url)
  const { lost } = await lostOf(neighbours, office, from)
  expect(lost).toEqual([])
  const kept = new Set(
    (await office.observations('flood/level', begun - 3_700_000, Date.now())).map(
      (one) => one.phenomenonTime,
    ),
  )
  expect(acknowledged.filter((first) => !kept.has(first) || !kept.has(first + ITEMS - 1))).toEqual([])
  console.log(
    `${acknowledged.length * ITEMS} readings acknowledged of ${sent * ITEMS} sent; neighbours waited ${Math.round(Math.max(...neighbours.map(({ slowest }) => slowest)))} ms at most`,
  )
  expect(await gateway.stop()).toBe(0)
  folder.remove()
})
