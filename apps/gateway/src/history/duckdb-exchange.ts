import { type DuckDBConnection, INTEGER, LIST, listValue } from '@duckdb/node-api'
import { columns } from './duckdb-reads.ts'
import { type Kind, type PeriodTables, unionOf } from './duckdb-tables.ts'
import type { TimeRange } from './history.ts'
import { CHECK_BITS, FLAG_CODES } from './stored-codes.ts'

/** What of the history a file is to hold. */
export interface ExportWanted {
  /** Undefined: all that the history knows. */
  readonly datastreams: readonly string[] | undefined
  readonly range: TimeRange
  readonly kind: Kind
  readonly format: 'parquet' | 'csv'
}

export interface Imported {
  readonly rows: number
  readonly added: number
  readonly known: number
  readonly differing: number
  readonly unusable: number
  readonly datastreams: readonly string[]
}

/** A file that is not one of observations: what is wrong with it. */
export class UnfitFile extends Error {}

/** Taken in at a time, in one transaction. */
const SLICE_ROWS = 250_000
/** The longest name of a datastream that HTTP asks for. */
const LONGEST_NAME = 128

/**
 * Writes observations into a file: `datastream`, `phenomenon_time` and `received_at` (UTC), `value`, `flag`, `checks`; each key once, as it is now,
 * by period, datastream and time. Or what hours or days came to, as far as they are compacted. Answers how many rows.
 * @param ids numbers in the file; undefined: all
 */
export async function writeFile(
  connection: DuckDBConnection,
  tables: PeriodTables,
  ids: readonly number[] | undefined,
  { range, kind, format }: ExportWanted,
  path: string,
): Promise<number> {
  const some = ids === undefined ? '' : 'AND datastream IN (SELECT unnest($ids))'
  const sql = kind === 'raw' ? rawRows(tables, range, some) : rolledRows(tables, kind, range, some)
  const how = format === 'parquet' ? 'FORMAT parquet, COMPRESSION zstd' : 'FORMAT csv, HEADER'
  const copy = `COPY (${sql}) TO ${quoted(path)} (${how})`
  const result =
    ids === undefined
      ? await connection.run(copy)
      : await connection.run(copy, { ids: listValue([...ids]) }, { ids: LIST(INTEGER) })
  return result.rowsChanged
}

function rawRows(tables: PeriodTables, range: TimeRange, some: string): string {
  const where = `${within('phenomenon_time', range)} ${some}`
  const settled = tables.of('raw', range).map(
    ({ name }) => `
      SELECT datastream, phenomenon_time, phenomenon_time + delay AS received_at, value, flag, checks FROM ${name}
      ANTI JOIN newest USING (datastream, phenomenon_time) WHERE ${where}`,
  )
  return `
    WITH newest AS MATERIALIZED (
      SELECT datastream, phenomenon_time, arg_max(received_at, position) AS received_at, arg_max(value, position) AS value,
        arg_max(flag, position) AS flag, arg_max(checks, position) AS checks
      FROM observation WHERE ${where} GROUP BY datastream, phenomenon_time ORDER BY datastream, phenomenon_time
    )
    SELECT name AS datastream, epoch_ms(phenomenon_time) AS phenomenon_time, epoch_ms(received_at) AS received_at, value,
      ${flagName} AS flag, ${checkNames} AS checks
    FROM (${unionOf([...settled, 'SELECT datastream, phenomenon_time, received_at, value, flag, checks FROM newest'])}) AS row
    JOIN datastream ON id = row.datastream`
}

function rolledRows(tables: PeriodTables, kind: Kind, range: TimeRange, some: string): string {
  const selects = tables
    .of(kind, range)
    .map(({ name }) => `SELECT * FROM ${name} WHERE ${within('start', range)} ${some}`)
  if (selects.length === 0) throw new UnfitFile('nothing of that time is rolled up yet')
  return `
    SELECT name AS datastream, epoch_ms(start) AS start, min, epoch_ms(start + min_after) AS min_time, max,
      epoch_ms(start + max_after) AS max_time, sum, sum / nullif(usable, 0) AS mean, usable, good, not_evaluated, suspect, fail, missing
    FROM (${unionOf(selects)}) AS row JOIN datastream ON id = row.datastream`
}

export interface ImportOptions {
  readonly connection: DuckDBConnection
  readonly tables: PeriodTables
  /** Gives names numbers in the file, new ones too. */
  readonly register: (names: readonly string[]) => Promise<void>
}

/**
 * Takes in a file that `writeFile` wrote, or one with the same columns. What is there already stays, also where the file says otherwise: bringing
 * the same file again changes nothing, and a correction from a station still wins. Throws UnfitFile.
 */
export async function readFile(
  path: string,
  { connection, tables, register }: ImportOptions,
): Promise<Imported> {
  const file = `read_parquet(${quoted(path)}, file_row_number = true)`
  const has = await columnsOf(connection, file)
  const source = `
    SELECT datastream::VARCHAR AS name, ${instantOf('phenomenon_time', has)} AS phenomenon_time,
      ${has.has('received_at') ? `coalesce(${instantOf('received_at', has)}, ${instantOf('phenomenon_time', has)})` : instantOf('phenomenon_time', has)} AS received_at,
      TRY_CAST(value AS DOUBLE) AS value, ${has.has('flag') ? flagCodeOf('flag::VARCHAR') : FLAG_CODES['not-evaluated']} AS flag,
      ${has.has('checks') ? checkBitsOf('checks::VARCHAR') : 0} AS checks, file_row_number AS row
    FROM ${file}`
  const usable = `name IS NOT NULL AND length(name) BETWEEN 1 AND ${LONGEST_NAME} AND phenomenon_time IS NOT NULL AND value IS NOT NULL AND isfinite(value)`
  const [names] = await columns<[string[]]>(
    await connection.run(`SELECT DISTINCT name FROM (${source}) WHERE ${usable}`),
  )
  await register(names)
  const [[rows = 0] = []] = await columns<number[][]>(
    await connection.run(`SELECT count(*)::DOUBLE FROM ${file}`),
  )
  let [added, known, differing, unusable] = [0, 0, 0, 0]
  for (let first = 0; first < rows; first += SLICE_ROWS) {
    await connection.run('BEGIN')
    try {
      await connection.run(`
        CREATE TEMP TABLE brought AS
        SELECT id AS datastream, phenomenon_time, arg_max(received_at, row) AS received_at, arg_max(value, row) AS value,
          arg_max(flag, row) AS flag, arg_max(checks, row) AS checks, count(*) AS times
        FROM (${source}) JOIN datastream USING (name)
        WHERE row >= ${first} AND row < ${first + SLICE_ROWS} AND ${usable} GROUP BY id, phenomenon_time`)
      const [taken] = await columns<number[][]>(
        await connection.run('SELECT coalesce(sum(times), 0)::DOUBLE FROM brought'),
      )
      unusable += Math.min(SLICE_ROWS, rows - first) - (taken?.[0] ?? 0)
      const merged = await mergeBrought(connection, tables)
      added += merged.added
      known += merged.known
      differing += merged.differing
      await connection.run('DROP TABLE brought')
      await connection.run('COMMIT')
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => {})
      throw error
    }
  }
  return { rows, added, known, differing, unusable, datastreams: names }
}

/** Values to be taken in, as columns; `datastreams` are numbers into `names`. They can be handed from thread to thread. */
export interface Brought {
  readonly names: readonly string[]
  readonly datastreams: Int32Array<ArrayBuffer>
  readonly times: Float64Array<ArrayBuffer>
  readonly received: Float64Array<ArrayBuffer>
  readonly values: Float64Array<ArrayBuffer>
  readonly flags: Uint8Array<ArrayBuffer>
  readonly checks: Int32Array<ArrayBuffer>
}

export type Merged = Pick<Imported, 'added' | 'known' | 'differing'>

/** Takes values in as `readFile` does: what is there already stays, and so does the first of those that are there twice. */
export async function takeBrought(
  brought: Brought,
  { connection, tables, register, numberOf }: ImportOptions & { numberOf: (name: string) => number },
): Promise<Merged> {
  await register(brought.names)
  const ids = brought.names.map(numberOf)
  const first = new Map<string, number>()
  let [known, differing] = [0, 0]
  await connection.run('BEGIN')
  try {
    await connection.run(
      'CREATE TEMP TABLE brought (datastream INTEGER, phenomenon_time BIGINT, received_at BIGINT, value DOUBLE, flag UTINYINT, checks INTEGER)',
    )
    const rows = await connection.createAppender('brought', 'main', 'temp')
    for (const [index, time] of brought.times.entries()) {
      const id = ids[brought.datastreams[index] as number] as number
      const value = brought.values[index] as number
      const before = first.get(`${id} ${time}`)
      if (before !== undefined) {
        if (before === value) known += 1
        else differing += 1
        continue
      }
      first.set(`${id} ${time}`, value)
      rows.appendInteger(id)
      rows.appendBigInt(BigInt(time))
      rows.appendBigInt(BigInt(brought.received[index] as number))
      rows.appendDouble(value)
      rows.appendUTinyInt(brought.flags[index] as number)
      rows.appendInteger(brought.checks[index] as number)
      rows.endRow()
    }
    rows.closeSync()
    const merged = await mergeBrought(connection, tables)
    await connection.run('DROP TABLE brought')
    await connection.run('COMMIT')
    return { added: merged.added, known: known + merged.known, differing: differing + merged.differing }
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => {})
    throw error
  }
}

/** Inserts what of the table `brought`, which holds each key once, is not there yet. To be called within a transaction. */
async function mergeBrought(connection: DuckDBConnection, tables: PeriodTables): Promise<Merged> {
  const [least, most] = await columns<number[][]>(
    await connection.run('SELECT min(phenomenon_time)::DOUBLE, max(phenomenon_time)::DOUBLE FROM brought'),
  )
  if (typeof least?.[0] !== 'number' || typeof most?.[0] !== 'number')
    return { added: 0, known: 0, differing: 0 }
  const range = { from: least[0], to: most[0] + 1 }
  const there = [
    `SELECT datastream, phenomenon_time, value, position FROM observation WHERE ${within('phenomenon_time', range)}`,
    ...tables
      .of('raw', range)
      .map(
        ({ name }) =>
          `SELECT datastream, phenomenon_time, value, -1 AS position FROM ${name} WHERE ${within('phenomenon_time', range)}`,
      ),
  ].map((select) => `SELECT * FROM (${select}) SEMI JOIN brought USING (datastream, phenomenon_time)`)
  await connection.run(`
    CREATE TEMP TABLE there AS SELECT datastream, phenomenon_time, arg_max(value, position) AS value
    FROM (${unionOf(there)}) GROUP BY datastream, phenomenon_time`)
  const [same, other] = await columns<number[][]>(
    await connection.run(`
      SELECT (count(*) FILTER (there.value = brought.value))::DOUBLE, (count(*) FILTER (there.value <> brought.value))::DOUBLE
      FROM there JOIN brought USING (datastream, phenomenon_time)`),
  )
  const inserted = await connection.run(`
    INSERT INTO observation SELECT datastream, phenomenon_time, received_at, value, flag, checks, 0 FROM brought
    ANTI JOIN there USING (datastream, phenomenon_time)`)
  await connection.run('DROP TABLE there')
  return { added: inserted.rowsChanged, known: same?.[0] ?? 0, differing: other?.[0] ?? 0 }
}

/** Types of the columns, by name. Throws where one is missing that must be there. */
async function columnsOf(connection: DuckDBConnection, file: string): Promise<ReadonlyMap<string, string>> {
  const described = await connection
    .run(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${file})`)
    .catch((error: Error) => {
      throw new UnfitFile(`this is no Parquet file that can be read: ${error.message.slice(0, 200)}`)
    })
  const [names, types] = await columns<[string[], string[]]>(described)
  const found = new Map(names.map((name, index) => [name, types[index] as string]))
  const missing = ['datastream', 'phenomenon_time', 'value'].filter((name) => !found.has(name))
  if (missing.length > 0) {
    throw new UnfitFile(
      `it has no column ${missing.join(', ')}; expected datastream, phenomenon_time, value, and if known received_at, flag, checks`,
    )
  }
  for (const name of ['phenomenon_time', 'received_at']) {
    const type = found.get(name)
    if (type !== undefined && !/^(TIMESTAMP|BIGINT|INTEGER)/.test(type)) {
      throw new UnfitFile(`its column ${name} is ${type}; expected a timestamp in UTC, or epoch milliseconds`)
    }
  }
  return found
}

function instantOf(column: string, types: ReadonlyMap<string, string>): string {
  return types.get(column)?.startsWith('TIMESTAMP') ? `epoch_ms(${column})` : `${column}::BIGINT`
}

const flagName = `CASE flag ${Object.entries(FLAG_CODES)
  .map(([name, code]) => `WHEN ${code} THEN '${name}'`)
  .join(' ')} ELSE 'not-evaluated' END`

const checkNames = `CASE WHEN checks = 0 THEN '' ELSE concat_ws(',', ${Object.entries(CHECK_BITS)
  .map(([name, bit]) => `CASE WHEN checks & ${bit} <> 0 THEN '${name}' END`)
  .join(', ')}) END`

function flagCodeOf(text: string): string {
  const cases = Object.entries(FLAG_CODES).map(([name, code]) => `WHEN '${name}' THEN ${code}`)
  return `CASE ${text} ${cases.join(' ')} ELSE ${FLAG_CODES['not-evaluated']} END`
}

function checkBitsOf(text: string): string {
  const bits = Object.entries(CHECK_BITS).map(
    ([name, bit]) => `CASE WHEN list_contains(string_split(${text}, ','), '${name}') THEN ${bit} ELSE 0 END`,
  )
  return `CASE WHEN ${text} IS NULL OR ${text} = '' THEN 0 ELSE ${bits.join(' + ')} END`
}

function within(column: string, { from, to }: TimeRange): string {
  return `${column} >= ${from} AND ${column} < ${to}`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
