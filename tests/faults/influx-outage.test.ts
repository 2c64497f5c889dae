import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { calls } from '@tocsin/contract'
import { DAY, HOUR, MINUTE, SECOND } from '@tocsin/core'
import { connectPacket, publishPacket, RawDevice } from '@tocsin/gateway/broker/testing/raw-device'
import { io } from 'socket.io-client'
import { expect, it, onTestFinished } from 'vitest'
import { settleCounty } from '../bench/county.ts'
import { usageOf } from '../bench/usage.ts'
import { startInfluxd } from '../contracts/influxd.ts'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { eventually, Office } from '../rig/office.ts'
import { startTroubledProxy, type Trouble } from '../rig/troubled-proxy.ts'
import { LEDGER_STREAMS, LedgerStation, lostOf } from './ledger-station.ts'

/** InfluxDB is away for so many simulated hours at 200 readings a second: 24 in the long form, 17 million readings. */
const AWAY_HOURS = Number(process.env['AWAY_HOURS'] ?? 0.2)
const STATIONS = 1000
/** 1,000 stations every five seconds are 200 readings a second. */
const EVERY = 5 * SECOND
/** What comes while each of the other troubles lasts. */
const PER_TROUBLE = 10
const FRAME = 1000
/** Readings a second, 250 times as many as are simulated: what comes in faster than DuckDB takes it is a test of something else. */
const A_SECOND = 50_000
/** Devices that deliver at once. */
const AT_ONCE = 40
/** What the troubles and the catching up may add to what taking all of it in has cost already. */
const MOST_MORE_MEGABYTES = 250
/** After a long outage the shipper tries every half a minute. */
const ATTEMPT = 45_000

/** Whole numbers, so that sums are exact. */
const levelOf = (station: number, index: number) => 1 + ((station + index) % 9)

/** How much every station has had acknowledged; reading `index` of a station is made of the two numbers alone. */
class Ledger {
  delivered = 0
  readonly from: number
  constructor(from: number) {
    this.from = from
  }
  at = (index: number) => this.from + index * EVERY
}

const TROUBLES: readonly Trouble[] = [
  { slowMs: 700 },
  { status: 400 },
  { status: 401 },
  { status: 404 },
  { status: 429 },
  { status: 500 },
  { status: 503 },
  'swallowed',
]

it(`InfluxDB away for ${AWAY_HOURS} simulated hours at 200/s, then slow, then answering 4xx and 5xx: it has everything in the end, and each reading once`, async () => {
  const influxd = await startInfluxd()
  const proxy = await startTroubledProxy(influxd.url)
  const folder = temporaryFolder()
  const stations = await settleCounty(folder.path, { stations: STATIONS, rules: 0 })
  const gateway = new GatewayProcess({
    dataDir: folder.path,
    environment: { TOCSIN_INFLUX_URL: proxy.url, TOCSIN_INFLUX_DATABASE: 'tocsin' },
  })
  onTestFinished(async () => {
    await gateway.kill()
    await proxy.stop()
    await influxd.remove()
    folder.remove()
  })
  await gateway.start()
  const begun = performance.now()
  const say = (what: string) => console.log(`${Math.round((performance.now() - begun) / 1000)} s: ${what}`)
  const readings = Math.round((AWAY_HOURS * HOUR) / EVERY)
  // All of it lies in the past, as what comes after an outage of the network does.
  const ledger = new Ledger(Date.now() - (readings + TROUBLES.length * PER_TROUBLE + 10) * EVERY - HOUR)

  let devices: RawDevice[] = []

  /** Every station signs in, as after a start of the gateway. */
  async function connectAll(): Promise<void> {
    for (const device of devices) device.cut()
    devices = await Promise.all(
      stations.map(async ({ id, secret }) => {
        const device = new RawDevice(connect({ port: gateway.mqttPort, host: '127.0.0.1', noDelay: true }))
        device.send(connectPacket({ clientId: id, username: id, password: secret, keepalive: 3600 }))
        expect(await device.answer()).toBe('20020000')
        return device
      }),
    )
  }

  /** Every station delivers so many readings more; the ledger counts them once all are acknowledged. */
  async function deliver(count: number): Promise<void> {
    const first = ledger.delivered
    const waiting = [...stations.entries()]
    const since = performance.now()
    let sent = 0
    const deliverer = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [number, { id }] = next
        const device = devices[number] as RawDevice
        for (let index = first; index < first + count; index += FRAME) {
          const length = Math.min(FRAME, first + count - index)
          const frame = Array.from({ length }, (_, offset) => ({
            ts: ledger.at(index + offset),
            values: { level: levelOf(number, index + offset) },
          }))
          const payload = JSON.stringify(frame)
          device.send(publishPacket({ topic: `stations/${id}/readings`, messageId: 1, payload }))
          expect(await device.acks(1)).toEqual([1])
          sent += length
          const early = (sent / A_SECOND) * SECOND - (performance.now() - since)
          if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
        }
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, deliverer))
    ledger.delivered += count
  }

  let office = await Office.signIn(gateway.url)
  const part = async (name: string) => (await Office.health(gateway.url)).parts[name]
  const inDuckdb = () =>
    eventually(
      'DuckDB to have everything',
      async () => ((await office.site()).backlog.history === 0 ? true : undefined),
      600_000,
    )
  const caughtUp = (within: number) =>
    eventually(
      'InfluxDB to have everything',
      async () => ((await part('influx'))?.code === 'store-complete' ? true : undefined),
      within,
    )

  await connectAll()
  await deliver(10)
  await caughtUp(ATTEMPT)

  // Away, for most of what there is to ship; the gateway is killed in the middle of it.
  proxy.trouble = 'cut'
  say('InfluxDB is away')
  await deliver(Math.floor(readings / 2))
  await gateway.kill()
  await gateway.start()
  await connectAll()
  office = await Office.signIn(gateway.url)
  await deliver(readings - Math.floor(readings / 2))
  const failing = await eventually('health to say so', async () => {
    const asked = await part('influx')
    return asked?.code === 'store-failing' ? asked : undefined
  })
  expect(failing).toMatchObject({ status: 'degraded', values: { store: 'influx' } })
  say('it is all acknowledged')
  await inDuckdb()
  const { peakMegabytes: takenIn } = usageOf(gateway.pid)
  say(`and in DuckDB, ${takenIn} MB at most so far`)
  expect((await part('history'))?.status).toBe('ok')

  // Nobody else notices: a station is acknowledged and its readings are seen at once.
  const secret = await office.register({ id: 'live', name: 'live', area: 'a', datastreams: LEDGER_STREAMS })
  const from = Date.now()
  const console_ = io(gateway.url, {
    transports: ['websocket'],
    extraHeaders: { cookie: office.cookie, origin: gateway.url },
  })
  const seen: number[] = []
  console_.on('observations', ({ observations }: { observations: { phenomenonTime: number }[] }, taken) => {
    for (const { phenomenonTime } of observations) seen.push(Date.now() - phenomenonTime)
    taken()
  })
  await new Promise<void>((resolve) => console_.once('connect', () => resolve()))
  await console_.emitWithAck('watch', { stations: ['live'] })
  const live = new LedgerStation('live', secret, gateway.mqttPort, 50)
  await new Promise((resolve) => setTimeout(resolve, 5000))

  for (const trouble of TROUBLES) {
    proxy.trouble = trouble
    await deliver(PER_TROUBLE)
    say(JSON.stringify(trouble))
    await eventually(
      `an attempt against ${JSON.stringify(trouble)}`,
      () => (proxy.met >= 2 ? true : undefined),
      ATTEMPT,
    )
    // A pause without trouble: what has failed is tried again soon, and not every half a minute.
    proxy.trouble = 'open'
    await eventually(
      'a batch to be taken',
      async () => ((await part('influx'))?.code === 'store-failing' ? undefined : true),
      ATTEMPT,
    )
  }
  say('well from now on')
  await caughtUp(1_200_000)
  await live.stop()
  console_.disconnect()
  await caughtUp(ATTEMPT)
  await inDuckdb()
  const { peakMegabytes } = usageOf(gateway.pid)
  for (const device of devices) device.cut()

  // Each acknowledged reading is in InfluxDB once, with its value, and in DuckDB.
  const asked = await fetch(
    `${influxd.url}/query?${new URLSearchParams({
      db: 'tocsin',
      q: `SELECT count(value), sum(value) FROM observation WHERE station =~ /^s/ GROUP BY station`,
    })}`,
  )
  const { results } = (await asked.json()) as {
    results: { series: { tags: { station: string }; values: [string, number, number][] }[] }[]
  }
  const stored = new Map(
    results[0]?.series.map(({ tags, values }) => [tags.station, values[0]?.slice(1)]) ?? [],
  )
  const wrong = stations.filter(({ id }, number) => {
    const values = Array.from({ length: ledger.delivered }, (_, index) => levelOf(number, index))
    const expected = [values.length, values.reduce((sum, value) => sum + value, 0)]
    return JSON.stringify(stored.get(id)) !== JSON.stringify(expected)
  })
  expect(wrong.map(({ id }) => [id, stored.get(id)])).toEqual([])
  expect(stored.size).toBe(STATIONS)
  for (const number of [0, 499, 999]) {
    const kept = await office.observations(`s${number}/level`, ledger.from, ledger.at(ledger.delivered))
    expect(kept.map(({ value }) => value)).toEqual(
      Array.from({ length: ledger.delivered }, (_, index) => levelOf(number, index)),
    )
  }
  expect((await lostOf([live], office, from)).lost).toEqual([])
  expect(gateway.output).not.toContain('influx.refused')
  expect((await Office.health(gateway.url)).status).toBe('ok')
  // What an operator finds in the log: one line as it goes, one as it is back.
  expect(gateway.output).toMatch(/"event":"shipping.failed","projection":"influx"/)
  expect(gateway.output).toMatch(/"event":"shipping.recovered","projection":"influx"/)
  seen.sort((a, b) => a - b)
  const p99 = seen[Math.floor(seen.length * 0.99)] ?? Number.POSITIVE_INFINITY
  console.log(
    `${(STATIONS * ledger.delivered).toLocaleString('en')} readings in ${Math.round((performance.now() - begun) / 1000)} s, none lost or twice; live ones acknowledged within ${Math.round(live.slowest)} ms and seen within ${Math.round(p99)} ms (p99); ${peakMegabytes} MB at most`,
  )
  expect(peakMegabytes - takenIn).toBeLessThan(MOST_MORE_MEGABYTES)
  expect(live.slowest).toBeLessThan(3000)
})

it('what InfluxDB will never take is set aside and told, and holds up nothing', async () => {
  const influxd = await startInfluxd()
  const folder = temporaryFolder()
  const gateway = new GatewayProcess({
    dataDir: folder.path,
    environment: { TOCSIN_INFLUX_URL: influxd.url, TOCSIN_INFLUX_DATABASE: 'tocsin' },
  })
  onTestFinished(async () => {
    await gateway.kill()
    await influxd.remove()
    folder.remove()
  })
  const ask = async (q: string) =>
    (
      await fetch(`${influxd.url}/query?db=tocsin`, { method: 'POST', body: new URLSearchParams({ q }) })
    ).text()
  // Whoever runs InfluxDB keeps a hundred days there: it refuses what is older.
  await ask('CREATE DATABASE tocsin WITH DURATION 100d')
  await gateway.start()
  const office = await Office.signIn(gateway.url)
  const secret = await office.register({
    id: 'a',
    name: 'a',
    area: 'a',
    datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: MINUTE }],
  })
  const device = await RawDevice.signIn(gateway.mqttPort, { username: 'a', password: secret })
  const now = Date.now()
  const old = now - 200 * DAY
  const send = async (...times: number[]) => {
    const payload = JSON.stringify(times.map((ts) => ({ ts, values: { level: 3 } })))
    device.send(publishPacket({ topic: 'stations/a/readings', messageId: 1, payload }))
    expect(await device.acks(1)).toEqual([1])
  }
  await send(old, now - 3 * MINUTE, now - 2 * MINUTE)
  const told = await eventually(
    'health to say so',
    async () => {
      const { parts } = await Office.health(gateway.url)
      return parts['influx']?.code === 'store-refused' ? parts['influx'] : undefined
    },
    30_000,
  )
  expect(told).toMatchObject({ status: 'degraded', values: { refused: 1, file: 'influx-refused.lp' } })
  // What comes after it arrives, and so did what came with it.
  await send(now - MINUTE)
  await eventually(
    'the good ones to be there',
    async () => ((await ask('SELECT count(value) FROM observation')).includes(',3]') ? true : undefined),
    30_000,
  )
  const lines = readFileSync(join(folder.path, 'influx-refused.lp'), 'utf8').trim().split('\n')
  expect(lines).toEqual([expect.stringMatching(new RegExp(`^observation,.*value=3 ${old}$`))])
  expect(gateway.output).toMatch(/"event":"influx.refused".*retention policy/)
  // DuckDB has it all the same, and it is told after a restart as well.
  expect(await office.observations('a/level', old, now)).toHaveLength(4)
  device.cut()
  expect(await gateway.stop()).toBe(0)
  await gateway.start()
  await eventually('health to say so again', async () =>
    (await Office.health(gateway.url)).parts['influx']?.code === 'store-refused' ? true : undefined,
  )
  expect((await office.call(calls.getHealth, {})).parts['history']?.status).toBe('ok')
  expect(await gateway.stop()).toBe(0)
})
