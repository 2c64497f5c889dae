import {
  BIGINT,
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  LIST,
  listValue,
} from '@duckdb/node-api'
import type { Instant } from '@tocsin/core'
import { type PeriodTables, unionOf } from './duckdb-tables.ts'
import type { TimeRange } from './history.ts'
import { overlaps } from './period.ts'
import type { ObservationScan, ScanBatch, ScanRequest } from './scan.ts'
import { sweepYoung } from './sweep.ts'

/** Small enough that a batch is nothing beside the gateway, large enough that asking for it costs nothing beside reading it. */
const BATCH_ROWS = 50_000
/** Rows looked through at a time before the first batch, and batches read, until DuckDB is told to forget what it has read. */
const SURVEYED_ROWS = 2_000_000
const RELIEVED_AFTER = 4
/** Compacted rows are sorted by datastream: so many at a time are put in order of time, and slices are taken from those. */
const STAGED_ROWS = 2_000_000
/** The range is counted in so many parts, from which slices of even size are put together. */
const PARTS = 4096

const WANTED = `
  WITH wanted AS (
    SELECT unnest($ids) AS id, unnest($lateness) AS lateness, generate_subscripts($ids, 1) - 1 AS number
  )`

/** A table, and how long its observations took to arrive. */
interface Source {
  readonly table: string
  readonly delay: 'delay' | 'received_at - phenomenon_time'
  /** Later corrections have greater ones. */
  readonly position: 'position' | '0'
}

const UNCOMPACTED: Source = {
  table: 'observation',
  delay: 'received_at - phenomenon_time',
  position: 'position',
}
const compacted = (table: string): Source => ({ table, delay: 'delay', position: '0' })

const surveyOf = ({ table, delay }: Source) => `${WANTED}
  SELECT ((phenomenon_time - $from) // $width)::DOUBLE AS part, count(*)::DOUBLE,
    (count(*) FILTER (phenomenon_time >= $late_since AND ${delay} > lateness))::DOUBLE
  FROM ${table} JOIN wanted ON datastream = id
  WHERE phenomenon_time >= $from AND phenomenon_time < $to AND rowid >= $first AND rowid < $beyond
  GROUP BY part`

const beginsOf = ({ table }: Source) => `${WANTED}
  SELECT number::DOUBLE, min(phenomenon_time)::DOUBLE
  FROM ${table} JOIN wanted ON datastream = id
  WHERE rowid >= $first AND rowid < $beyond
  GROUP BY number`

const rowsOf = ({ table, position }: Source) =>
  `SELECT datastream, phenomenon_time, value, flag, ${position} AS position FROM ${table}
   WHERE phenomenon_time >= $from AND phenomenon_time < $to`

const inOrder = (sources: readonly Source[]) => `${WANTED}
  SELECT phenomenon_time, value, number::UINTEGER AS number, flag
  FROM (${unionOf(sources.map(rowsOf))}) JOIN wanted ON datastream = id
  ORDER BY phenomenon_time, number, position`

// Numbers that fit typed arrays, so that no value becomes an object on its way.
const NUMBERS = 'SELECT phenomenon_time::DOUBLE, value, number, flag'

interface Slice extends TimeRange {
  /** As counted; more may have come since. */
  readonly rows: number
}

export interface ScannedFile {
  /** The scan's own. */
  readonly connection: DuckDBConnection
  /** They stay as they are until the scan is closed. */
  readonly tables: PeriodTables
  /** The dictionary: 0 for a datastream that the file does not know. */
  readonly numberOf: (datastream: string) => number
  /** Makes DuckDB give back the memory in which it keeps what it has read: nothing is read twice here. */
  readonly relieve: () => Promise<void>
}

/**
 * Goes through the range in slices of time, each sorted by itself, so that neither DuckDB nor this process ever holds more than one of
 * them. Row groups know their least and greatest time: a slice reads little more than its own, once for every so many datastreams.
 */
export async function openDuckdbScan(
  request: ScanRequest,
  { connection, tables, numberOf, relieve }: ScannedFile,
): Promise<ObservationScan> {
  const { datastreams, lateness, range, lateSince, batchRows = BATCH_ROWS } = request
  const ids = listValue(datastreams.map(numberOf))
  const allowed = listValue(lateness.map((length) => BigInt(Math.trunc(length))))
  const bind = (
    more: Readonly<Record<string, number>>,
  ): [Record<string, DuckDBValue>, Record<string, DuckDBType>] => {
    const values: Record<string, DuckDBValue> = { ids, lateness: allowed }
    const types: Record<string, DuckDBType> = { ids: LIST(INTEGER), lateness: LIST(BIGINT) }
    for (const [name, value] of Object.entries(more)) {
      values[name] = BigInt(Math.trunc(value))
      types[name] = BIGINT
    }
    return [values, types]
  }

  const width = Math.max(1, Math.ceil((range.to - range.from) / PARTS))
  const counts = new Float64Array(PARTS + 1)
  const begins: (Instant | null)[] = datastreams.map(() => null)
  let late = 0
  const periods = tables.of('raw').map((one) => ({ ...one, source: compacted(one.name) }))
  for (const source of [
    UNCOMPACTED,
    ...periods.filter(({ period }) => overlaps(period, range)).map((one) => one.source),
  ]) {
    await eachPart(source, async (rows) => {
      const bounds = { from: range.from, to: range.to, width, late_since: lateSince }
      const [parts, found, lates] = await read(surveyOf(source), { ...bounds, ...rows })
      for (const [index, part] of parts.entries()) {
        counts[part] = (counts[part] as number) + (found[index] as number)
        late += lates[index] as number
      }
      if (source === UNCOMPACTED) await noteBegins(source, rows)
    })
  }
  // The oldest first: once everything has begun there is no need to look further.
  for (const { source, period } of periods) {
    if (begins.every((one) => one !== null && one < period.from)) break
    await eachPart(source, (rows) => noteBegins(source, rows))
  }
  const slices = slicesOf(range, width, counts, batchRows)
  let taken = 0
  let closed = false
  let underWay: Promise<unknown> = Promise.resolve()

  /** A part of a table at a time, with room made after each. */
  async function eachPart(
    { table }: Source,
    look: (rows: { first: number; beyond: number }) => Promise<void>,
  ) {
    const stored = await connection.run(`SELECT coalesce(max(rowid) + 1, 0)::DOUBLE FROM ${table}`)
    const [[beyondLast = 0] = []] = (await stored.getColumns()) as number[][]
    for (let first = 0; first < beyondLast; first += SURVEYED_ROWS) {
      await look({ first, beyond: first + SURVEYED_ROWS })
      await relieve()
    }
  }

  async function noteBegins(source: Source, rows: { first: number; beyond: number }): Promise<void> {
    const [numbers, earliest] = await read(beginsOf(source), rows)
    for (const [index, number] of numbers.entries()) {
      const time = earliest[index] as number
      begins[number] = Math.min(begins[number] ?? time, time)
    }
  }

  async function read(sql: string, more: Readonly<Record<string, number>>) {
    const columns = (await (await connection.run(sql, ...bind(more))).getColumns()) as number[][]
    const [one = [], two = [], three = []] = columns
    return [one, two, three] as const
  }

  /** Staged are the rows of slices up to here, in order. */
  let stagedTo = Number.NEGATIVE_INFINITY

  async function queryFor(slice: Slice): Promise<Parameters<DuckDBConnection['stream']>> {
    const ofSlice = { from: slice.from, to: slice.to }
    if (slice.to > stagedTo) {
      const stage = stageFrom(slice)
      const sources = periods.filter(({ period }) => overlaps(period, stage)).map((one) => one.source)
      if (sources.length === 0) return [`${NUMBERS} FROM (${inOrder([UNCOMPACTED])})`, ...bind(ofSlice)]
      await connection.run(
        `CREATE OR REPLACE TEMP TABLE staged AS ${inOrder([UNCOMPACTED, ...sources])}`,
        ...bind({ from: stage.from, to: stage.to }),
      )
      stagedTo = stage.to
    }
    const part = `phenomenon_time >= ${slice.from} AND phenomenon_time < ${slice.to}`
    return [`${NUMBERS} FROM staged WHERE ${part}`]
  }

  function stageFrom(slice: Slice): TimeRange {
    let rows = 0
    let to = slice.to
    for (const { rows: more, to: end } of slices.slice(slices.indexOf(slice))) {
      rows += more
      if (rows > STAGED_ROWS) break
      to = end
    }
    return { from: slice.from, to }
  }

  async function batchOf(slice: Slice, spent: ScanBatch | undefined): Promise<ScanBatch> {
    const gathering = new Gathering(slice.rows, spent)
    const result = await connection.stream(...(await queryFor(slice)))
    for (;;) {
      const chunk = await result.fetchChunk()
      if (chunk === null || chunk.rowCount === 0) break
      gathering.add(chunk)
    }
    if (taken % RELIEVED_AFTER === 0) {
      sweepYoung()
      await relieve()
    }
    return gathering.batch()
  }

  return {
    survey: { rows: counts.reduce((sum, one) => sum + one), late, begins },
    next(spent) {
      if (closed) return Promise.reject(new Error('the history was closed while it was being gone through'))
      const slice = slices[taken]
      if (slice === undefined) return Promise.resolve(undefined)
      taken++
      const batch = batchOf(slice, spent)
      underWay = batch.catch(() => {})
      return batch
    },
    async close() {
      if (closed) return
      closed = true
      connection.interrupt()
      await underWay
      connection.closeSync()
    },
  }
}

/** Neighbouring parts together make a slice; a part that is too large alone is cut by time. */
function slicesOf(range: TimeRange, width: number, counts: Float64Array, batchRows: number): Slice[] {
  const slices: Slice[] = []
  let open: Slice | undefined
  for (const [part, rows] of counts.entries()) {
    if (rows === 0) continue
    const from = range.from + part * width
    const to = Math.min(from + width, range.to)
    if (open !== undefined && open.rows + rows <= batchRows) {
      open = { from: open.from, to, rows: open.rows + rows }
      continue
    }
    if (open !== undefined) slices.push(open)
    open = undefined
    if (rows <= batchRows) {
      open = { from, to, rows }
      continue
    }
    const step = Math.max(1, Math.ceil((to - from) / Math.ceil(rows / batchRows)))
    for (let start = from; start < to; start += step) {
      slices.push({ from: start, to: Math.min(start + step, to), rows: batchRows })
    }
  }
  if (open !== undefined) slices.push(open)
  return slices
}

/** Rows of one slice as they come, sorted: of equal keys the last stays. */
class Gathering {
  #rows = 0
  #times: Float64Array<ArrayBuffer>
  #values: Float64Array<ArrayBuffer>
  #datastreams: Uint32Array<ArrayBuffer>
  #flags: Uint8Array<ArrayBuffer>

  constructor(expected: number, spent: ScanBatch | undefined) {
    const arrays = spent !== undefined && spent.times.length >= expected ? spent : emptyBatch(expected)
    this.#times = arrays.times
    this.#values = arrays.values
    this.#datastreams = arrays.datastreams
    this.#flags = arrays.flags
  }

  add(chunk: DuckDBDataChunk): void {
    // Asked once: it is a call into DuckDB.
    const { rowCount } = chunk
    const times = items(chunk, 0, Float64Array, rowCount)
    const values = items(chunk, 1, Float64Array, rowCount)
    const datastreams = items(chunk, 2, Uint32Array, rowCount)
    const flags = items(chunk, 3, Uint8Array, rowCount)
    if (this.#rows + rowCount > this.#times.length) this.#grow(this.#rows + rowCount)
    let row = this.#rows
    for (let index = 0; index < rowCount; index++) {
      const time = times[index] as number
      const datastream = datastreams[index] as number
      const corrects = row > 0 && this.#times[row - 1] === time && this.#datastreams[row - 1] === datastream
      const at = corrects ? row - 1 : row++
      this.#times[at] = time
      this.#values[at] = values[index] as number
      this.#datastreams[at] = datastream
      this.#flags[at] = flags[index] as number
    }
    this.#rows = row
  }

  batch(): ScanBatch {
    return {
      rows: this.#rows,
      times: this.#times,
      values: this.#values,
      datastreams: this.#datastreams,
      flags: this.#flags,
    }
  }

  #grow(least: number): void {
    const size = Math.max(least, Math.ceil(this.#times.length * 1.5))
    const grown = <T extends { set(from: T): void }>(from: T, to: T): T => {
      to.set(from)
      return to
    }
    this.#times = grown(this.#times, new Float64Array(size))
    this.#values = grown(this.#values, new Float64Array(size))
    this.#datastreams = grown(this.#datastreams, new Uint32Array(size))
    this.#flags = grown(this.#flags, new Uint8Array(size))
  }
}

function emptyBatch(size: number): ScanBatch {
  return {
    rows: 0,
    times: new Float64Array(size),
    values: new Float64Array(size),
    datastreams: new Uint32Array(size),
    flags: new Uint8Array(size),
  }
}

/** A column's own array. The ways that the package documents make an object of every value, which would cost more than judging it. */
function items<T extends Float64Array | Uint32Array | Uint8Array>(
  chunk: DuckDBDataChunk,
  column: number,
  type: new (length: number) => T,
  rowCount: number,
): T {
  const { items } = chunk.getColumnVector(column) as unknown as { items: unknown }
  if (items instanceof type && items.length >= rowCount) return items
  throw new Error(`DuckDB: column ${column} came as another type than ${type.name}`)
}
