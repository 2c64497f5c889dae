import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { DAY, type Instant, MINUTE } from '@tocsin/core'
import { type DuckdbHistory, openDuckdbHistory } from '@tocsin/gateway/history/duckdb'
import type { PositionedObservation } from '@tocsin/gateway/history/history'
import { createInfluxHistory } from '@tocsin/gateway/history/influx'
import { MEASUREMENT } from '@tocsin/gateway/history/influx-lines'
import { KEPT } from '@tocsin/gateway/history/keeping'
import type { PersonActor } from '@tocsin/gateway/http/services'
import { silentLog } from '@tocsin/gateway/log'
import { type Influxd, startInfluxd } from '../contracts/influxd.ts'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { startGatewayUnderTest } from '../rig/gateway-under-test.ts'
import { Office } from '../rig/office.ts'
import { DATASTREAMS, nameOf, readingsUpTo, YEAR_LONG } from './readings.ts'
import { type Figure, printFigures, showSpread, spreadOf } from './spread.ts'
import { usageOf } from './usage.ts'

/** `READINGS=100000000`: the figures asked for are for that many. */
const READINGS = Number(process.env['READINGS'] ?? 10_000_000)
/** Compacted while it fills, as a box does it each night; less often, because a month is sorted anew each time. */
const COMPACTED_EVERY = 10 * DAY
/** Each of them about another datastream or day, so that nobody answers from what was just asked for. */
const ASKED_A_ROUND = 20
const ENGINEER: PersonActor = { kind: 'person', id: 'bench', name: 'bench' }
const DATABASE = 'tocsin'

/** The last day is not over: it is read as it arrived, the rest compacted. */
const TODAY: Instant = Math.floor(Date.now() / DAY) * DAY
const TO: Instant = TODAY + Math.floor((Date.now() - TODAY) / MINUTE) * MINUTE

/**
 * The same readings in the gateway's history and in InfluxDB, both asked over HTTP, rounds in turn: a day of one datastream, a year in 500
 * buckets, and the daily maximum of all of them.
 */
export async function history({ rounds = 5 } = {}): Promise<Figure[]> {
  const folder = temporaryFolder()
  const influxd = await startInfluxd()
  try {
    await registerStations(folder.path)
    const filled = await fill(join(folder.path, 'history.duckdb'), influxd)
    const days = Math.max(2, Math.floor(READINGS / DATASTREAMS / 1440))
    // InfluxDB puts its files together in the background.
    await wait(10_000)
    const gateway = new GatewayProcess({ dataDir: folder.path })
    await gateway.start()
    const office = await Office.signIn(gateway.url)
    const tocsin = askTocsin(office)
    const influx = askInflux(influxd.url)
    const times = { day: pair(), year: pair(), daily: pair() }
    for (let round = 0; round < rounds; round++) {
      const asked = Array.from({ length: ASKED_A_ROUND }, (_, index) => {
        const number = (round * 911 + index * 97 + 13) % DATASTREAMS
        const to = TO - ((round * 5 + index * 3) % Math.max(1, days - 1)) * DAY
        return { name: nameOf(number), range: { from: to - DAY, to } }
      })
      for (const [side, ask] of [
        ['tocsin', tocsin],
        ['influx', influx],
      ] as const) {
        times.day[side].push(await medianOf(asked, ({ name, range }) => ask.day(name, range)))
        times.year[side].push(
          await medianOf(asked.slice(0, 5), (_, index) => ask.year({ from: TO - 365 * DAY + index, to: TO })),
        )
        times.daily[side].push(await medianOf([1], () => ask.daily(days)))
      }
      const last = (kind: keyof typeof times) =>
        `${times[kind].tocsin.at(-1)?.toFixed(1)} / ${times[kind].influx.at(-1)?.toFixed(1)}`
      console.log(
        `  round ${round + 1}, Tocsin / InfluxDB, ms: day ${last('day')}, year ${last('year')}, daily maximum ${last('daily')}`,
      )
    }
    const peak = usageOf(gateway.pid).peakMegabytes
    await gateway.stop()
    return [
      ...figuresOf(times, filled),
      { what: 'peak resident memory of the gateway, MB', measured: String(peak), asked: '', held: undefined },
    ]
  } finally {
    await influxd.remove()
    folder.remove()
  }
}

interface Filled {
  readonly readings: number
  readonly bytesPerReading: number
  readonly fileBytesPerReading: number
  readonly influxBytesPerReading: number
  readonly compactionSeconds: number
  readonly compactionMegabytes: number
}

/** Fills both, batch by batch, and compacts Tocsin's now and then. */
async function fill(path: string, influxd: Influxd): Promise<Filled> {
  for (const file of [path, `${path}.wal`]) rmSync(file, { force: true })
  const duckdb = await openDuckdbHistory({ path })
  const influx = createInfluxHistory({ target: { url: influxd.url, database: DATABASE }, log: silentLog })
  let readings = 0
  let compactedTo = Number.NEGATIVE_INFINITY
  let compaction = 0
  const spent = { duckdb: 0, influx: 0 }
  const compact = async (now: Instant) => {
    const begun = performance.now()
    await duckdb.compact({ now, keeping: KEPT })
    compaction += (performance.now() - begun) / 1000
  }
  for (const batch of readingsUpTo(TO, READINGS)) {
    if (batch.length === 0) continue
    readings += batch.length
    spent.duckdb += await took(() => duckdb.append(batch))
    spent.influx += await took(() => influx.append(batch))
    const now = (batch.at(-1) as PositionedObservation).phenomenonTime
    if (compactedTo === Number.NEGATIVE_INFINITY) compactedTo = now
    if (now - compactedTo >= COMPACTED_EVERY) {
      await compact(now)
      compactedTo = now
    }
    if (readings % 10_000_000 < batch.length)
      console.log(`  ${readings.toLocaleString('en')} readings are in both`)
  }
  await compact(TO + 2 * 60 * MINUTE)
  const sizes = await sizesOf(duckdb)
  await duckdb.stop()
  console.log(
    `  stored in ${Math.round(spent.duckdb / 1000)} s by DuckDB, ${Math.round(spent.influx / 1000)} s by InfluxDB; compacted in ${Math.round(compaction)} s`,
  )
  return {
    readings,
    bytesPerReading: sizes.used / readings,
    fileBytesPerReading: statSync(path).size / readings,
    influxBytesPerReading: bytesIn(influxd.folder) / readings,
    compactionSeconds: compaction,
    compactionMegabytes: usageOf(process.pid).peakMegabytes,
  }
}

async function sizesOf(duckdb: DuckdbHistory): Promise<{ used: number }> {
  const { bytes, freeBytes } = await duckdb.size()
  return { used: bytes - freeBytes }
}

interface Asking {
  day(datastream: string, range: { from: Instant; to: Instant }): Promise<void>
  year(range: { from: Instant; to: Instant }): Promise<void>
  daily(days: number): Promise<void>
}

function askTocsin({ url, cookie }: Office): Asking {
  const get = async (path: string) => {
    const response = await fetch(`${url}${path}`, { headers: { cookie } })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json() as Promise<Record<string, unknown[]>>
  }
  const query = (datastream: string, { from, to }: { from: Instant; to: Instant }) =>
    `/api/observations?datastream=${encodeURIComponent(datastream)}&from=${from}&to=${to}`
  return {
    async day(datastream, range) {
      const { observations = [] } = await get(query(datastream, range))
      expectAbout('a day', observations.length, 1440)
    },
    async year(range) {
      const { buckets = [] } = await get(`${query(YEAR_LONG, range)}&buckets=500`)
      expectAbout('a year', buckets.length, 487)
    },
    async daily(days) {
      const day = (time: Instant) => new Date(time).toISOString().slice(0, 10)
      const { datastreams = [] } = await get(
        `/api/observations/daily?property=water-level&from=${day(TO - (days - 1) * DAY)}&to=${day(TO)}`,
      )
      const maxes = datastreams
        .flatMap((one) => (one as { max: (number | null)[] }).max)
        .filter((one) => one !== null)
      expectAbout('daily maxima', maxes.length, DATASTREAMS * days)
    },
  }
}

function askInflux(url: string): Asking {
  const query = async (influxql: string) => {
    const body = new URLSearchParams({ db: DATABASE, epoch: 'ms', q: influxql })
    const response = await fetch(`${url}/query`, { method: 'POST', body })
    const { results } = (await response.json()) as {
      results: { error?: string; series?: { values: unknown[][] }[] }[]
    }
    if (results[0]?.error !== undefined) throw new Error(results[0].error)
    return results[0]?.series ?? []
  }
  const where = (datastream: string, { from, to }: { from: Instant; to: Instant }) =>
    `FROM ${MEASUREMENT} WHERE datastream = '${datastream}' AND time >= ${from}ms AND time < ${to}ms`
  return {
    async day(datastream, range) {
      const [series] = await query(`SELECT checks, flag, receivedAt, value ${where(datastream, range)}`)
      expectAbout('a day', series?.values.length ?? 0, 1440)
    },
    async year(range) {
      const [series] = await query(
        `SELECT min(value), mean(value), max(value), count(value), sum(value) ${where(YEAR_LONG, range)} GROUP BY time(18h) fill(none)`,
      )
      expectAbout('a year', series?.values.length ?? 0, 487)
    },
    async daily(days) {
      const series = await query(
        `SELECT max(value) FROM ${MEASUREMENT} WHERE time >= ${TODAY - (days - 1) * DAY}ms AND time < ${TO}ms GROUP BY time(1d), datastream fill(none)`,
      )
      const rows = series.reduce((sum, { values }) => sum + values.length, 0)
      expectAbout('daily maxima', rows, DATASTREAMS * days)
    },
  }
}

/** An answer that leaves something out would be quick for nothing. */
function expectAbout(what: string, found: number, expected: number): void {
  if (Math.abs(found - expected) > 0.1 * expected + 2)
    throw new Error(`${what}: ${found} instead of about ${expected}`)
}

type Times = Record<'day' | 'year' | 'daily', Record<'tocsin' | 'influx', number[]>>
const pair = (): Record<'tocsin' | 'influx', number[]> => ({ tocsin: [], influx: [] })

function figuresOf(times: Times, filled: Filled): Figure[] {
  const line = (
    what: string,
    kind: keyof Times,
    most: number,
    least: number,
    askedRatio: string,
  ): Figure[] => {
    const { tocsin, influx } = times[kind]
    const [own, rival] = [spreadOf(tocsin), spreadOf(influx)]
    const ratio = spreadOf(influx.map((one, round) => one / (tocsin[round] as number)))
    return [
      { what: `${what}, ms`, measured: showSpread(own, 1), asked: `≤ ${most}`, held: own.median <= most },
      { what: '… InfluxDB 1.6, ms', measured: showSpread(rival, 1), asked: '', held: undefined },
      {
        what: '… InfluxDB ÷ Tocsin',
        measured: showSpread(ratio),
        asked: askedRatio,
        held: askedRatio === '' ? undefined : ratio.median >= least,
      },
    ]
  }
  const bytes = filled.bytesPerReading
  return [
    {
      what: 'readings',
      measured: filled.readings.toLocaleString('en'),
      asked: '100,000,000',
      held: filled.readings >= 1e8 ? true : undefined,
    },
    ...line('24 h of one datastream over HTTP', 'day', 10, 0, ''),
    ...line('a year at one a minute in 500 buckets', 'year', 30, 1, '≥ 1'),
    ...line('daily maximum of all 1,000 datastreams', 'daily', 1200, 10, '≥ 10'),
    {
      what: 'disk per reading, roll-ups included, bytes in use',
      measured: bytes.toFixed(2),
      asked: '≤ 5',
      held: bytes <= 5,
    },
    {
      what: '… the whole file, with room that it will use again',
      measured: filled.fileBytesPerReading.toFixed(2),
      asked: '',
      held: undefined,
    },
    { what: '… InfluxDB 1.6', measured: filled.influxBytesPerReading.toFixed(2), asked: '', held: undefined },
    {
      what: 'compaction, readings a second of one core',
      measured: Math.round(filled.readings / filled.compactionSeconds).toLocaleString('en'),
      asked: '',
      held: undefined,
    },
    {
      what: 'peak resident memory while filling and compacting, MB',
      measured: String(filled.compactionMegabytes),
      asked: '',
      held: undefined,
    },
  ]
}

async function medianOf<T>(
  asked: readonly T[],
  ask: (one: T, index: number) => Promise<void>,
): Promise<number> {
  const all: number[] = []
  for (const [index, one] of asked.entries()) all.push(await took(() => ask(one, index)))
  return spreadOf(all).median
}

async function took(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

async function registerStations(dataDir: string): Promise<void> {
  const gateway = await startGatewayUnderTest(dataDir)
  const level = {
    name: 'level',
    property: 'water-level',
    unit: 'm',
    intervalMs: MINUTE,
    span: [0, 20] as [number, number],
  }
  for (const name of [...Array.from({ length: DATASTREAMS }, (_, number) => nameOf(number)), YEAR_LONG]) {
    const id = name.slice(0, name.indexOf('/'))
    const outcome = await gateway.services.registry.createStation(
      { id, name: id, area: 'county', datastreams: [level] },
      ENGINEER,
    )
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  }
  await gateway.settle()
  await gateway.stop()
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

if (import.meta.main) printFigures('history', await history())
