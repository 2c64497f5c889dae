import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBMaterializedResult,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  LIST,
  listValue,
  UTINYINT,
} from '@duckdb/node-api'
import type { Bucket } from '@tocsin/contract'
import type { DatastreamId, Position } from '@tocsin/core'
import { bucketWidth } from './bucket-width.ts'
import { withoutCorrectedInEntry } from './current-observations.ts'
import { openDuckdbScan } from './duckdb-scan.ts'
import type { History, PositionedObservation, StoredObservation, TimeRange } from './history.ts'
import type { ObservationScan, ScanRequest } from './scan.ts'
import { checkBits, checksOf, FAIL_CODE, flagCode, flagOf } from './stored-codes.ts'

export interface DuckdbOptions {
  /** The database file; `:memory:` keeps nothing. One process at a time may have it open. */
  readonly path: string
  /** What DuckDB may take before it spills to disk. */
  readonly memoryMegabytes?: number | undefined
  readonly threads?: number | undefined
  /** Changes nothing, and refuses to: for a file that another program will open again. It must exist. */
  readonly readOnly?: boolean | undefined
}

/** The history in DuckDB, which also keeps how far the journal has been shipped into it, in the same transaction as the rows. */
export interface DuckdbHistory extends History {
  /** The position that everything up to has been shipped; 0 in a new file. */
  checkpoint(): Promise<Position>
  /** Appends and moves the checkpoint, both or neither. Resolves once durable. */
  ship(observations: readonly PositionedObservation[], position: Position): Promise<void>
  /** As `read` and `buckets`, as if `unshipped` (observations of this datastream within the range) had been appended as well. */
  readWith(
    unshipped: readonly PositionedObservation[],
    datastream: DatastreamId,
    range: TimeRange,
    limit: number,
  ): Promise<StoredObservation[]>
  bucketsWith(
    unshipped: readonly PositionedObservation[],
    datastream: DatastreamId,
    range: TimeRange,
    count: number,
  ): Promise<Bucket[]>
  /** Goes through many datastreams in order of time, on a connection of its own. */
  scan(request: ScanRequest): Promise<ObservationScan>
}

/** A box of 1 GB runs the whole gateway; shipping and reading one datastream need far less than this. */
const MEMORY_MEGABYTES = 256
/** What a scan leaves it of that from time to time: enough for whatever else is going on. */
const RELIEVED_MEGABYTES = 48
/** The second core stays the broker's. */
const THREADS = 1

// Append-only, without an index: a correction is one more row, and reads take the greatest position of a key. Row groups know their
// least and greatest time, and rows arrive roughly in order of time, so that a read of recent days skips the rest.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS datastream (id INTEGER NOT NULL, name VARCHAR NOT NULL);
  CREATE TABLE IF NOT EXISTS observation (
    datastream INTEGER NOT NULL,
    phenomenon_time BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    value DOUBLE NOT NULL,
    flag UTINYINT NOT NULL,
    checks INTEGER NOT NULL,
    position BIGINT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS checkpoint (position BIGINT NOT NULL);
  INSERT INTO checkpoint SELECT 0 WHERE NOT EXISTS (FROM checkpoint);
`

const STORED = `
  SELECT phenomenon_time, received_at, value, flag, checks, position
  FROM observation
  WHERE datastream = $datastream AND phenomenon_time >= $from AND phenomenon_time < $to`

const UNSHIPPED = `
  SELECT unnest($times), unnest($received), unnest($values), unnest($flags), unnest($checks), unnest($positions)`

/** One row per key, the one with the greatest position. */
const current = (unshipped: boolean) => `
  WITH candidate AS (${STORED}${unshipped ? ` UNION ALL ${UNSHIPPED}` : ''}),
  current AS (
    SELECT phenomenon_time,
      arg_max(received_at, position) AS received_at,
      arg_max(value, position) AS value,
      arg_max(flag, position) AS flag,
      arg_max(checks, position) AS checks
    FROM candidate GROUP BY phenomenon_time
  )`

const READ = `
  SELECT phenomenon_time::DOUBLE, received_at::DOUBLE, value, flag, checks
  FROM current ORDER BY phenomenon_time LIMIT $limit`

const BUCKETS = `
  SELECT ((phenomenon_time - $from) // $width)::DOUBLE AS bucket,
    min(value), avg(value), max(value), count(*)::DOUBLE, sum(value)
  FROM current WHERE flag <> ${FAIL_CODE}
  GROUP BY bucket ORDER BY bucket`

/** Opens the file, making it when it is absent. Throws when it cannot be opened: in use by another process, or not a DuckDB file. */
export async function openDuckdbHistory(options: DuckdbOptions): Promise<DuckdbHistory> {
  const { memoryMegabytes: megabytes = MEMORY_MEGABYTES } = options
  const instance = await DuckDBInstance.create(options.path, {
    memory_limit: `${megabytes}MB`,
    threads: String(options.threads ?? THREADS),
    // What is freed goes back to the machine at once: by default up to 128 MB are kept from task to task, and never let go.
    allocator_flush_threshold: '1MB',
    allocator_bulk_deallocation_flush_threshold: '1MB',
    allocator_background_threads: 'true',
    // An extension would be fetched from the network in the middle of a query.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    enable_external_access: 'false',
    ...(options.readOnly ? { access_mode: 'read_only' } : {}),
  })
  let writer: DuckDBConnection
  let reader: DuckDBConnection
  let reliever: DuckDBConnection
  const dictionary = new Map<string, number>()
  try {
    writer = await instance.connect()
    // A long read must not hold up shipping.
    reader = await instance.connect()
    reliever = await instance.connect()
    if (!options.readOnly) await writer.run(SCHEMA)
    const [ids, names] = await columns<[number[], string[]]>(
      await writer.run('SELECT id, name FROM datastream'),
    )
    for (const [index, name] of names.entries()) dictionary.set(name, ids[index] as number)
  } catch (error) {
    instance.closeSync()
    throw error
  }

  const writing = queue()
  const reading = queue()
  const relieving = queue()
  const scans = new Set<ObservationScan>()

  async function write(observations: readonly PositionedObservation[], position?: Position): Promise<void> {
    const fresh: [string, number][] = []
    await writer.run('BEGIN')
    try {
      const rows = await writer.createAppender('observation')
      for (const observation of withoutCorrectedInEntry(observations)) {
        let id = dictionary.get(observation.datastream)
        if (id === undefined) {
          id = dictionary.size + 1
          dictionary.set(observation.datastream, id)
          fresh.push([observation.datastream, id])
        }
        rows.appendInteger(id)
        rows.appendBigInt(BigInt(Math.trunc(observation.phenomenonTime)))
        rows.appendBigInt(BigInt(Math.trunc(observation.receivedAt)))
        rows.appendDouble(observation.value)
        rows.appendUTinyInt(flagCode(observation.flag))
        rows.appendInteger(checkBits(observation.checks))
        rows.appendBigInt(BigInt(observation.position))
        rows.endRow()
      }
      rows.closeSync()
      if (fresh.length > 0) {
        const names = await writer.createAppender('datastream')
        for (const [name, id] of fresh) {
          names.appendInteger(id)
          names.appendVarchar(name)
          names.endRow()
        }
        names.closeSync()
      }
      if (position !== undefined) {
        await writer.run(
          'UPDATE checkpoint SET position = $position',
          { position: BigInt(position) },
          { position: BIGINT },
        )
      }
      await writer.run('COMMIT')
    } catch (error) {
      for (const [name] of fresh) dictionary.delete(name)
      // Fails when the commit itself failed, or the database is invalid by now; the first error is the one that tells.
      await writer.run('ROLLBACK').catch(() => {})
      throw error
    }
  }

  function query(
    select: string,
    unshipped: readonly PositionedObservation[],
    datastream: DatastreamId,
    range: TimeRange,
    more: Readonly<Record<string, number>>,
  ): Promise<DuckDBMaterializedResult> {
    const values: Record<string, DuckDBValue> = {
      datastream: dictionary.get(datastream) ?? 0,
      from: BigInt(range.from),
      to: BigInt(range.to),
    }
    const types: Record<string, DuckDBType> = { datastream: INTEGER, from: BIGINT, to: BIGINT }
    for (const [name, value] of Object.entries(more)) {
      values[name] = BigInt(value)
      types[name] = BIGINT
    }
    if (unshipped.length > 0) bindUnshipped(withoutCorrectedInEntry(unshipped), values, types)
    return reading(() => reader.run(`${current(unshipped.length > 0)} ${select}`, values, types))
  }

  /**
   * Lowering its limit makes DuckDB let go of what it merely keeps for another time; at once it may have as much again. On a connection
   * that nobody interrupts, so that it does not stay low.
   */
  async function relieve(): Promise<void> {
    if (megabytes <= RELIEVED_MEGABYTES) return
    await relieving(async () => {
      // Refused while somebody needs more than that: then there is little to let go.
      await reliever.run(`SET memory_limit = '${RELIEVED_MEGABYTES}MB'`).catch(() => {})
      await reliever.run(`SET memory_limit = '${megabytes}MB'`)
    })
  }

  const history: DuckdbHistory = {
    append: (observations) => writing(() => write(observations)),
    ship: (observations, position) => writing(() => write(observations, position)),

    async checkpoint() {
      const [[position]] = await columns<[[bigint]]>(
        await writing(() => writer.run('SELECT position FROM checkpoint')),
      )
      return Number(position)
    },

    read: (datastream, range, limit) => history.readWith([], datastream, range, limit),
    buckets: (datastream, range, count) => history.bucketsWith([], datastream, range, count),

    async readWith(unshipped, datastream, range, limit) {
      const result = await query(READ, unshipped, datastream, range, { limit })
      const [times, received, values, flags, checks] =
        await columns<[number[], number[], number[], number[], number[]]>(result)
      return times.map((phenomenonTime, row) => ({
        phenomenonTime,
        receivedAt: received[row] as number,
        value: values[row] as number,
        flag: flagOf(flags[row] as number),
        checks: checksOf(checks[row] as number),
      }))
    },

    async bucketsWith(unshipped, datastream, range, count) {
      const width = bucketWidth(range, count)
      const result = await query(BUCKETS, unshipped, datastream, range, { width })
      const [indexes, mins, means, maxes, counts, sums] =
        await columns<[number[], number[], number[], number[], number[], number[]]>(result)
      return indexes.map((index, row) => ({
        from: range.from + index * width,
        to: Math.min(range.from + (index + 1) * width, range.to),
        min: mins[row] as number,
        mean: means[row] as number,
        max: maxes[row] as number,
        count: counts[row] as number,
        sum: sums[row] as number,
      }))
    },

    async scan(request) {
      const connection = await instance.connect()
      try {
        const scan = await openDuckdbScan(connection, request, (name) => dictionary.get(name) ?? 0, relieve)
        const close = async () => {
          scans.delete(tracked)
          await scan.close()
        }
        const tracked: ObservationScan = { ...scan, close }
        scans.add(tracked)
        return tracked
      } catch (error) {
        connection.closeSync()
        throw error
      }
    },

    async stop() {
      for (const scan of scans) await scan.close()
      await writing(async () => {})
      await reading(async () => {})
      await relieving(async () => {})
      reliever.closeSync()
      reader.closeSync()
      writer.closeSync()
      instance.closeSync()
    },
  }
  return history
}

function bindUnshipped(
  unshipped: readonly PositionedObservation[],
  values: Record<string, DuckDBValue>,
  types: Record<string, DuckDBType>,
): void {
  const bind = (name: string, type: DuckDBType, of: (observation: PositionedObservation) => DuckDBValue) => {
    values[name] = listValue(unshipped.map(of))
    types[name] = LIST(type)
  }
  bind('times', BIGINT, (observation) => BigInt(observation.phenomenonTime))
  bind('received', BIGINT, (observation) => BigInt(observation.receivedAt))
  bind('values', DOUBLE, (observation) => observation.value)
  bind('flags', UTINYINT, (observation) => flagCode(observation.flag))
  bind('checks', INTEGER, (observation) => checkBits(observation.checks))
  bind('positions', BIGINT, (observation) => BigInt(observation.position))
}

/** The columns of a result, typed by the one who wrote the query; empty ones for a result without rows. */
async function columns<T extends readonly unknown[][]>(result: DuckDBMaterializedResult): Promise<T> {
  const read = await result.getColumns()
  return Array.from({ length: result.columnCount }, (_, index) => read[index] ?? []) as unknown as T
}

/** Runs one task at a time, in order: a DuckDB connection does one thing at a time. */
function queue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const next = last.then(task, task)
    last = next.catch(() => {})
    return next
  }
}
