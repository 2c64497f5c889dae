import { dirname, join, resolve } from 'node:path'
import { BIGINT, type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { Bucket } from '@tocsin/contract'
import type { DatastreamId, Instant, Position } from '@tocsin/core'
import { withoutCorrectedInEntry } from './current-observations.ts'
import {
  type Compacted,
  type CompactionOptions,
  compactPeriod,
  duePeriods,
  giveUp,
  settledBefore,
} from './duckdb-compaction.ts'
import { type Dailies, readDailies } from './duckdb-daily.ts'
import {
  type Brought,
  type ExportWanted,
  type Imported,
  type Merged,
  readFile,
  takeBrought,
  writeFile,
} from './duckdb-exchange.ts'
import { readLatest, readSums } from './duckdb-moment.ts'
import { columns, readBuckets, readObservations, type Wanted } from './duckdb-reads.ts'
import { openDuckdbScan } from './duckdb-scan.ts'
import { PeriodTables, SCHEMA, unionOf } from './duckdb-tables.ts'
import { Gate } from './gate.ts'
import type {
  History,
  LatestAt,
  PositionedObservation,
  StoredObservation,
  SumAt,
  TimeRange,
} from './history.ts'
import type { Keeping } from './keeping.ts'
import type { ObservationScan, ScanRequest } from './scan.ts'
import { checkBits, flagCode } from './stored-codes.ts'

export interface DuckdbOptions {
  /** The database file; `:memory:` keeps nothing. One process at a time may have it open. */
  readonly path: string
  /** What DuckDB may take before it spills to disk. */
  readonly memoryMegabytes?: number | undefined
  readonly threads?: number | undefined
  /** Changes nothing, and refuses to: for a file that another program will open again. It must exist. */
  readonly readOnly?: boolean | undefined
  /** Where files are written to and read from; default: `exchange` beside the database. */
  readonly exchange?: string | undefined
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
  /** What days come to, of datastreams in the order given; `bounds` as in `readDailies`. What was not shipped yet is missing. */
  dailies(datastreams: readonly DatastreamId[], bounds: readonly Instant[]): Promise<Dailies>
  /** The newest observation of every datastream in a range. What was not shipped yet is missing. */
  latest(range: TimeRange): Promise<[DatastreamId, LatestAt][]>
  /** What datastreams add up to in a range; those without observations are left out, as what was not shipped yet. */
  sums(datastreams: readonly DatastreamId[], range: TimeRange): Promise<[DatastreamId, SumAt][]>
  /** Writes a file in the exchange folder, and answers how many rows. Reads and shipping go on. Rejects with UnfitFile. */
  writeFile(wanted: ExportWanted, path: string): Promise<number>
  /** Takes in a file of the exchange folder: see `readFile`. Rejects with UnfitFile. */
  readFile(path: string): Promise<Imported>
  /** Takes values in: see `takeBrought`. */
  take(brought: Brought): Promise<Merged>
  /** Names of all datastreams that there is something of, and from when to when there are raw values; null: none. */
  contents(): Promise<{ readonly datastreams: readonly string[]; readonly range: TimeRange | null }>
  /** Compacts what is due, a slice at a time, and gives up what is older than it is to be kept. */
  compact(request: CompactionRequest): Promise<CompactionReport>
  /** What the file takes, and how much of that is free to be used again. */
  size(): Promise<{ readonly bytes: number; readonly freeBytes: number }>
  /** Goes through many datastreams in order of time, on a connection of its own. */
  scan(request: ScanRequest): Promise<ObservationScan>
}

export interface CompactionRequest {
  readonly now: Instant
  readonly keeping: Keeping
  /** Awaited between slices, so that everything else has its turn. */
  readonly slow?: (() => Promise<void>) | undefined
}

export interface CompactionReport {
  readonly compacted: readonly Compacted[]
  /** Tables of periods that are older than they are to be kept. */
  readonly givenUp: readonly string[]
}

/** A box of 1 GB runs the whole gateway; shipping and reading one datastream need far less than this. */
const MEMORY_MEGABYTES = 256
/** What a scan leaves it of that from time to time: enough for whatever else is going on. */
const RELIEVED_MEGABYTES = 48
/** The second core stays the broker's. */
const THREADS = 1

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
    ...(options.readOnly ? { access_mode: 'read_only' } : {}),
  })
  let writer: DuckDBConnection
  let reader: DuckDBConnection
  let reliever: DuckDBConnection
  let analyst: DuckDBConnection
  let compactor: DuckDBConnection
  const tables = new PeriodTables()
  const gate = new Gate()
  const dictionary = new Map<string, number>()
  try {
    writer = await instance.connect()
    // A long read must not hold up shipping.
    reader = await instance.connect()
    reliever = await instance.connect()
    // Nor one of all datastreams a read of one.
    analyst = await instance.connect()
    compactor = await instance.connect()
    // Files are written and read nowhere but there; it cannot be said when the instance is made.
    const folder = exchangeFolder(options)
    if (folder !== undefined) await writer.run(`SET allowed_directories = [${quoted(`${folder}/`)}]`)
    await writer.run('SET enable_external_access = false')
    if (!options.readOnly) await writer.run(SCHEMA)
    await tables.load(writer)
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
  const analysing = queue()
  const exporting = queue()
  const maintaining = queue()
  const scans = new Set<ObservationScan>()
  const compactedAt = new Map<string, Instant>()
  /** Once a day. */
  let gaveUpAt: Instant | undefined
  let stopping = false
  let compacting = false

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

  async function register(names: readonly string[]): Promise<void> {
    const fresh = names.filter((name) => !dictionary.has(name))
    if (fresh.length === 0) return
    const appender = await writer.createAppender('datastream')
    const ids = new Map<string, number>()
    for (const name of fresh) {
      const id = dictionary.size + ids.size + 1
      ids.set(name, id)
      appender.appendInteger(id)
      appender.appendVarchar(name)
      appender.endRow()
    }
    appender.closeSync()
    for (const [name, id] of ids) dictionary.set(name, id)
  }

  const names: DatastreamId[] = []
  /** Ids are given from 1 on. */
  function nameOf(id: number): DatastreamId | undefined {
    if (names[id] === undefined) for (const [name, known] of dictionary) names[known] = name
    return names[id]
  }

  /** What `work` reads is of one moment, however often it asks. */
  function read<T>(
    datastream: DatastreamId,
    range: TimeRange,
    unshipped: readonly PositionedObservation[],
    work: (wanted: Wanted) => Promise<T>,
  ): Promise<T> {
    const wanted = { datastream: dictionary.get(datastream) ?? 0, range, unshipped }
    return gate.passing(() => reading(() => inTransaction(reader, () => work(wanted))))
  }

  /**
   * Lowering its limit makes DuckDB let go of what it merely keeps for another time; at once it may have as much again. On a connection
   * that nobody interrupts, so that it does not stay low.
   */
  async function compact({
    now,
    keeping,
    slow = async () => {},
  }: CompactionRequest): Promise<CompactionReport> {
    if (options.readOnly)
      throw new Error('DuckDB: a history that is opened to be read alone is not compacted')
    const compaction: CompactionOptions = {
      connection: compactor,
      tables,
      gate,
      async slow() {
        await slow()
        if (stopping) throw new Error('the history was closed while it was being compacted')
      },
    }
    compacting = true
    try {
      const before = settledBefore(now)
      const compacted: Compacted[] = []
      for (const period of await duePeriods(compactor, tables, now, compactedAt)) {
        await compaction.slow()
        compacted.push(await compactPeriod(period, before, compaction))
        compactedAt.set(period.name, before)
      }
      const givenUp = gaveUpAt === before ? [] : await giveUp(keeping, now, compaction)
      gaveUpAt = before
      return { compacted, givenUp }
    } finally {
      compacting = false
    }
  }

  async function relieve(): Promise<void> {
    // Whoever sorts a month needs what it has.
    if (megabytes <= RELIEVED_MEGABYTES || compacting) return
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

    readWith: (unshipped, datastream, range, limit) =>
      read(datastream, range, unshipped, (wanted) => readObservations(reader, tables, wanted, limit)),
    bucketsWith: (unshipped, datastream, range, count) =>
      read(datastream, range, unshipped, (wanted) => readBuckets(reader, tables, wanted, count)),

    dailies: (datastreams, bounds) =>
      gate.passing(() =>
        analysing(() =>
          inTransaction(analyst, () => {
            const ids = datastreams.map((name) => dictionary.get(name) ?? 0)
            return readDailies(analyst, tables, ids, bounds)
          }),
        ),
      ),

    latest: (range) =>
      gate.passing(() =>
        analysing(() => inTransaction(analyst, () => readLatest(analyst, tables, nameOf, range))),
      ),
    sums: (datastreams, range) =>
      gate.passing(() =>
        analysing(() =>
          inTransaction(analyst, () => {
            const ids = datastreams.flatMap((name) => dictionary.get(name) ?? [])
            return readSums(analyst, tables, nameOf, ids, range)
          }),
        ),
      ),

    writeFile: (wanted, path) =>
      gate.passing(() =>
        exporting(async () => {
          const connection = await instance.connect()
          try {
            const ids = wanted.datastreams?.map((name) => dictionary.get(name) ?? 0)
            return await inTransaction(connection, () => writeFile(connection, tables, ids, wanted, path))
          } finally {
            connection.closeSync()
          }
        }),
      ),

    readFile: (path) =>
      maintaining(() =>
        readFile(path, {
          connection: compactor,
          tables,
          register: (names) => writing(() => register(names)),
        }),
      ),

    take: (brought) =>
      maintaining(() =>
        takeBrought(brought, {
          connection: compactor,
          tables,
          register: (names) => writing(() => register(names)),
          numberOf: (name) => dictionary.get(name) as number,
        }),
      ),

    async contents() {
      const selects = ['observation', ...tables.of('raw').map(({ name }) => name)].map(
        (table) => `SELECT min(phenomenon_time) AS least, max(phenomenon_time) AS most FROM ${table}`,
      )
      const [least, most] = await columns<(number | null)[][]>(
        await writing(() =>
          writer.run(`SELECT min(least)::DOUBLE, max(most)::DOUBLE FROM (${unionOf(selects)})`),
        ),
      )
      const [from, to] = [least?.[0], most?.[0]]
      const range = typeof from === 'number' && typeof to === 'number' ? { from, to: to + 1 } : null
      return { datastreams: [...dictionary.keys()], range }
    },

    compact: (request) => maintaining(() => compact(request)),

    async size() {
      const [block, total, free] = await columns<[bigint[], bigint[], bigint[]]>(
        await writing(() =>
          writer.run(`SELECT block_size, total_blocks, free_blocks FROM pragma_database_size() LIMIT 1`),
        ),
      )
      const bytes = (blocks: bigint[]) => Number(blocks[0] ?? 0n) * Number(block[0] ?? 0n)
      return { bytes: bytes(total), freeBytes: bytes(free) }
    },

    async scan(request) {
      // What it goes through stays until it is closed.
      const leave = await gate.enter()
      try {
        const connection = await instance.connect()
        const of = { connection, tables, numberOf: (name: string) => dictionary.get(name) ?? 0, relieve }
        const scan = await openDuckdbScan(request, of).catch((error: unknown) => {
          connection.closeSync()
          throw error
        })
        const close = async () => {
          scans.delete(tracked)
          await scan.close()
          leave()
        }
        const tracked: ObservationScan = { ...scan, close }
        scans.add(tracked)
        return tracked
      } catch (error) {
        leave()
        throw error
      }
    },

    async stop() {
      stopping = true
      for (const scan of scans) await scan.close()
      await maintaining(async () => {})
      await writing(async () => {})
      await reading(async () => {})
      await analysing(async () => {})
      await exporting(async () => {})
      await relieving(async () => {})
      compactor.closeSync()
      analyst.closeSync()
      reliever.closeSync()
      reader.closeSync()
      writer.closeSync()
      instance.closeSync()
    },
  }
  return history
}

/** All that `work` reads is of one moment. */
async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN TRANSACTION READ ONLY')
  try {
    return await work()
  } finally {
    await connection.run('COMMIT').catch(() => connection.run('ROLLBACK').catch(() => {}))
  }
}

/** Where files come from and go to: beside the database. */
export function exchangeFolder({
  path,
  exchange,
}: Pick<DuckdbOptions, 'path' | 'exchange'>): string | undefined {
  if (exchange !== undefined) return resolve(exchange)
  return path === ':memory:' ? undefined : join(dirname(path), 'exchange')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
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
