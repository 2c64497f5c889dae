import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { type DurationMs, type Position, SECOND } from '@tocsin/core'
import { systemClock } from '../clock.ts'
import { JournalGap } from '../journal/file.ts'
import type { Log } from '../log.ts'
import { checkpointFile } from './checkpoint-file.ts'
import { CompactionSchedule } from './compaction-schedule.ts'
import { dailyReport } from './daily-report.ts'
import { settledBefore } from './duckdb-compaction.ts'
import { UnfitFile } from './duckdb-exchange.ts'
import { DuckdbProjection } from './duckdb-projection.ts'
import type { ObservationSource, PositionedObservation } from './history.ts'
import { createInfluxHistory } from './influx.ts'
import { InfluxProjection, targetName } from './influx-projection.ts'
import { RefusedLines } from './refused-lines.ts'
import { serveScan } from './scan-port.ts'
import { BATCH, type Projection, Shipper } from './shipper.ts'
import type { HistoryReply, HistoryRequest, HistoryWorkerData } from './worker-messages.ts'

// Owns both projections, in a thread of its own: neither DuckDB nor a slow InfluxDB may hold up the broker.
const port = parentPort
if (port === null) throw new Error('history worker: runs as a worker thread only')
const { dataDir, influx, keeping, sourceModule } = workerData as HistoryWorkerData

const post = (reply: HistoryReply) => port.postMessage(reply)
const logAt = (level: 'info' | 'warn' | 'error') => (event: string, fields?: Record<string, unknown>) =>
  post({ kind: 'log', level, event, fields })
const log: Log = { info: logAt('info'), warn: logAt('warn'), error: logAt('error') }

const { openObservationSource } = (await import(sourceModule)) as {
  openObservationSource(dataDir: string): ObservationSource
}
let opened: ObservationSource | undefined
const source: ObservationSource = {
  read(after, upTo, limit) {
    opened ??= openObservationSource(dataDir)
    return opened.read(after, upTo, limit)
  },
  close: () => opened?.close(),
}

function shipperOf(name: 'history' | 'influx', projection: Projection): Shipper {
  const onChange = () => post({ kind: 'shipping', projection: name, shipping: shipper.state() })
  const shipper = new Shipper({ projection, source, clock: systemClock, log, onChange })
  // "Slower than readings come in" shows by time passing, not by an event.
  setInterval(onChange, 5 * SECOND).unref()
  return shipper
}

const duckdb = new DuckdbProjection({ path: join(dataDir, 'history.duckdb') })
const historyShipper = shipperOf('history', duckdb)
const shippers = [historyShipper]
if (influx !== undefined) {
  const checkpoint = checkpointFile(join(dataDir, 'influx-checkpoint.json'), targetName(influx))
  const refused = new RefusedLines(dataDir, 'influx-refused.lp', systemClock.now)
  const history = createInfluxHistory({ target: influx, log, setAside: (lines) => refused.keep(lines) })
  const projection = new InfluxProjection(history, checkpoint, refused)
  shippers.push(shipperOf('influx', projection))
}

const schedule = new CompactionSchedule({
  compact: async (request) => (await duckdb.open()).compact(request),
  size: async () => (await duckdb.open()).size(),
  before: settledBefore,
  keeping,
  clock: systemClock,
  log,
  onChange: (compacting) => post({ kind: 'compacting', compacting }),
})
schedule.start()

type ReadRequest = HistoryRequest & { kind: 'observations' | 'buckets' | 'flagged' }

/** What is neither shipped nor in the main thread's memory: after a start, or when too much has gathered. */
function fromDisk({ datastream, range, onDiskTo }: ReadRequest, shipped: Position): PositionedObservation[] {
  const found: PositionedObservation[] = []
  let after = shipped
  while (after < onDiskTo) {
    const { position, observations } = readPastGaps(after, onDiskTo)
    for (const observation of observations) {
      const { phenomenonTime } = observation
      if (
        observation.datastream === datastream &&
        phenomenonTime >= range.from &&
        phenomenonTime < range.to
      ) {
        found.push(observation)
      }
    }
    if (position <= after) break
    after = position
  }
  return found
}

function readPastGaps(after: Position, upTo: Position) {
  try {
    return source.read(after, upTo, BATCH)
  } catch (error) {
    if (!(error instanceof JournalGap)) throw error
    return source.read(error.oldest - 1, upTo, BATCH)
  }
}

async function answer(request: ReadRequest): Promise<void> {
  const { id, datastream, range } = request
  try {
    const history = await duckdb.open()
    const shipped = historyShipper.state().position ?? (await history.checkpoint())
    // From disk before from DuckDB: what is shipped in between is then seen twice, which does no harm, and not missed.
    const unshipped = [...fromDisk(request, shipped), ...request.unshipped]
    const rows =
      request.kind === 'observations'
        ? await history.readWith(unshipped, datastream, range, request.limit)
        : request.kind === 'buckets'
          ? await history.bucketsWith(unshipped, datastream, range, request.count)
          : await history.flaggedWith(unshipped, datastream, range, request.count, request.latenessMs)
    post({ kind: 'answer', id, rows })
  } catch (error) {
    post({ kind: 'failed', id, failure: error instanceof Error ? error.message : String(error) })
  }
}

async function answerAcross(request: HistoryRequest & { kind: 'latest' | 'sums' }): Promise<void> {
  const { id, range } = request
  try {
    const history = await duckdb.open()
    const rows =
      request.kind === 'latest' ? await history.latest(range) : await history.sums(request.datastreams, range)
    post({ kind: 'answer', id, rows })
  } catch (error) {
    post({ kind: 'failed', id, failure: error instanceof Error ? error.message : String(error) })
  }
}

async function answerDaily({ id, wanted, bounds }: HistoryRequest & { kind: 'daily' }): Promise<void> {
  try {
    const names = wanted.map(({ datastream }) => datastream)
    const dailies = await (await duckdb.open()).dailies(names, bounds)
    const rows = new TextEncoder().encode(JSON.stringify(dailyReport(wanted, bounds, dailies)))
    port?.postMessage({ kind: 'answer', id, rows } satisfies HistoryReply, [rows.buffer])
  } catch (error) {
    post({ kind: 'failed', id, failure: error instanceof Error ? error.message : String(error) })
  }
}

async function answerExchange(
  request: HistoryRequest & { kind: 'write-file' | 'read-file' | 'take' },
): Promise<void> {
  const { id } = request
  try {
    const history = await duckdb.open()
    const rows =
      request.kind === 'write-file'
        ? await history.writeFile(request.wanted, request.path)
        : request.kind === 'read-file'
          ? await history.readFile(request.path)
          : await history.take(request.brought)
    post({ kind: 'answer', id, rows })
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error)
    post({ kind: 'failed', id, failure, unfit: error instanceof UnfitFile })
  }
}

/** How long a scan waits for what was judged before it; after a long outage shipping takes minutes, and the rest is worth having. */
const SHIPPED_WITHIN: DurationMs = 10 * SECOND

const scanning = new Set<{ close(): Promise<void> }>()

function scan({ port: to, request, upTo }: HistoryRequest & { kind: 'scan' }): void {
  const served = serveScan(to, async () => {
    const until = performance.now() + SHIPPED_WITHIN
    const behind = () => Math.max(0, upTo - (historyShipper.state().position ?? 0))
    while (behind() > 0 && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    const opened = await (await duckdb.open()).scan(request)
    return { ...opened, survey: { ...opened.survey, behind: behind() } }
  })
  scanning.add(served)
  to.on('close', () => scanning.delete(served))
}

const answering = new Set<Promise<void>>()

function track(answered: Promise<void>): void {
  answering.add(answered)
  void answered.then(() => answering.delete(answered))
}

/** A request to an InfluxDB that hangs is not waited for: what it may have stored is shipped again, which changes nothing. */
const LAST_BATCH: DurationMs = 2 * SECOND

/**
 * Ends the thread, with DuckDB closed: native work that is still under way when its thread ends takes the whole process with it.
 */
async function stop(code: number): Promise<never> {
  port?.removeAllListeners('message')
  schedule.stop()
  await Promise.allSettled([...scanning].map((served) => served.close()))
  const shipped = Promise.all(shippers.map((shipper) => shipper.stop()))
  await Promise.race([shipped, new Promise((resolve) => setTimeout(resolve, LAST_BATCH))])
  await Promise.allSettled(answering)
  await duckdb.stop()
  process.exit(code)
}

process.on('uncaughtException', (error) => {
  post({ kind: 'broken', failure: error.stack ?? error.message })
  void stop(1)
})

port.on('message', (request: HistoryRequest) => {
  switch (request.kind) {
    case 'saved':
      for (const shipper of shippers) shipper.offer(request.position)
      break
    case 'observations':
    case 'buckets':
    case 'flagged':
      track(answer(request))
      break
    case 'latest':
    case 'sums':
      track(answerAcross(request))
      break
    case 'daily':
      track(answerDaily(request))
      break
    case 'write-file':
    case 'read-file':
    case 'take':
      track(answerExchange(request))
      break
    case 'scan':
      scan(request)
      break
    case 'stop':
      void stop(0)
      break
    default:
      request satisfies never
  }
})
post({ kind: 'ready' })
