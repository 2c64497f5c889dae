import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { Bucket, FlaggedSpan, Part } from '@tocsin/contract'
import type { DatastreamId, DurationMs, Position } from '@tocsin/core'
import { systemClock } from '../clock.ts'
import type { HistoryFile, HistoryService } from '../http/services.ts'
import type { Log } from '../log.ts'
import { Histogram } from '../meters/histogram.ts'
import { part } from '../part.ts'
import type { Compacting } from './compaction-schedule.ts'
import { exchangeFolder } from './duckdb.ts'
import { type Brought, type ExportWanted, type Imported, type Merged, UnfitFile } from './duckdb-exchange.ts'
import type { PositionedObservation, StoredObservation, TimeRange } from './history.ts'
import type { InfluxTarget } from './influx-connection.ts'
import { KEPT, type Keeping } from './keeping.ts'
import type { ScanRequest } from './scan.ts'
import type { Shipping } from './shipper.ts'
import { keepingReport, shippingReport, waitingEntries } from './shipping-report.ts'
import { UnshippedObservations } from './unshipped.ts'
import type { Answered, HistoryReply, HistoryRequest, HistoryWorkerData } from './worker-messages.ts'

export interface HistoryServiceOptions {
  /** Holds the journal and `tocsin.db`, both made before `start`; `history.duckdb` is made here. */
  readonly dataDir: string
  /** The second projection; absent: DuckDB alone. */
  readonly influx?: InfluxTarget | undefined
  /** How long what is kept. Default: raw values for two years, the rest for ever. */
  readonly keeping?: Keeping | undefined
  readonly log: Log
  /** The worker died, which it never should: the gateway is to stop and be started again. */
  readonly onBroken: (error: Error) => void
  /** A module with `openObservationSource(dataDir)`. Default: the journal's. */
  readonly sourceModule?: URL | undefined
  /** Unshipped observations kept in memory at most. */
  readonly mostHeld?: number | undefined
}

/** What a store has taken since the start, and how far it is behind. */
export interface ShippingFigures {
  readonly shipped: number
  readonly failures: number
  /** Entries that are missing there. */
  readonly lost: number
  /** Observations that it refused for good. */
  readonly setAside: number
  /** How long the oldest entry has waited. */
  readonly lagMs: DurationMs
  /** Shipping one batch. */
  readonly took: Histogram
}

/** The history as the gateway runs it: shipped from disk by a worker, read together with what has not been shipped yet. */
export interface ShippedHistory extends HistoryService {
  /** `judgedTo`: the judge's durable checkpoint. Entries after it are handed in by `judged` again. */
  start(judgedTo: Position): Promise<void>
  /** What the judge made of the entries up to `upTo`. Cheap. */
  judged(observations: readonly PositionedObservation[], upTo: Position): void
  /** The judge's checkpoint up to `position` is durable: it may be shipped. */
  saved(position: Position): void
  /** How the history fares, how long what is kept, and, when configured, how InfluxDB fares. */
  status(): { history: Part; keeping: Part; influx?: Part }
  /** What one store has taken, for the metrics; undefined: it is not set up. */
  shipping(store: 'history' | 'influx'): ShippingFigures | undefined
  /** Journal entries that a projection does not have yet; undefined while that is not known. */
  backlog(): { history: number | undefined; influx?: number | undefined }
  compacting(): Compacting
  /**
   * Up to here every projection has everything; undefined while that is not known. What lies beyond should not be pruned, unless the
   * disk runs short: then what only InfluxDB still waits for may go, which `history` leaves out of account.
   */
  shippedTo(of?: 'all' | 'history'): Position | undefined
  /**
   * Goes through the history in order of time, with all that is judged and saved by now. Who holds the port reads it with `readScan`, in
   * whatever thread, and ends it by closing the port.
   */
  scan(request: ScanRequest): MessagePort
  /** Takes values into the history as they are: nobody judges them, and what is there already stays. */
  take(brought: Brought): Promise<Merged>
  stop(): Promise<void>
}

/** The worker could not answer a read. */
export class HistoryUnavailable extends Error {
  constructor(detail: string) {
    super(`the history cannot be read: ${detail}`)
  }
}

interface Waiting {
  readonly resolve: (rows: Answered) => void
  readonly reject: (error: Error) => void
}

/** Reads always come from DuckDB; InfluxDB, when configured, receives everything and serves other tools. */
export function createHistoryService(options: HistoryServiceOptions): ShippedHistory {
  const { dataDir, influx, log, keeping = KEPT } = options
  const sourceModule = options.sourceModule ?? new URL('../journal/observation-source.ts', import.meta.url)
  const shippings: Partial<Record<'history' | 'influx', Shipping>> = {}
  const shipping = { history: new Histogram(), influx: new Histogram() }
  const waiting = new Map<number, Waiting>()
  let unshipped = new UnshippedObservations(0, options.mostHeld)
  let compacting: Compacting = {}
  let worker: Worker | undefined
  let exited: Promise<void> | undefined
  let savedTo: Position = 0
  let lastRequest = 0

  function hear(reply: HistoryReply): void {
    switch (reply.kind) {
      case 'ready':
        break
      case 'shipping':
        noteBatch(reply.projection, reply.shipping)
        shippings[reply.projection] = reply.shipping
        if (reply.projection === 'history' && reply.shipping.position !== undefined) {
          unshipped.shipped(reply.shipping.position)
        }
        break
      case 'compacting':
        compacting = reply.compacting
        break
      case 'log':
        log[reply.level](reply.event, reply.fields)
        break
      case 'answer':
        waiting.get(reply.id)?.resolve(reply.rows)
        waiting.delete(reply.id)
        break
      case 'failed':
        waiting
          .get(reply.id)
          ?.reject(reply.unfit ? new UnfitFile(reply.failure) : new HistoryUnavailable(reply.failure))
        waiting.delete(reply.id)
        break
      case 'broken':
        abandon(reply.failure)
        options.onBroken(new Error(`the history worker failed: ${reply.failure}`))
        break
      default:
        reply satisfies never
    }
  }

  /** Several batches between two reports count as one each: what matters is how long they take. */
  function noteBatch(store: 'history' | 'influx', { batches, tookMs }: Shipping): void {
    if (batches > (shippings[store]?.batches ?? 0)) shipping[store].observe(tookMs / 1000)
  }

  function abandon(detail: string): void {
    worker = undefined
    for (const { reject } of waiting.values()) reject(new HistoryUnavailable(detail))
    waiting.clear()
  }

  function post(request: HistoryRequest): void {
    worker?.postMessage(request)
  }

  /** `T` is what the worker answers this kind of request with. */
  function request<T extends Answered>(made: (id: number) => HistoryRequest): Promise<T> {
    if (worker === undefined) return Promise.reject(new HistoryUnavailable('it is not running'))
    const id = ++lastRequest
    return new Promise<T>((resolve, reject) => {
      waiting.set(id, { resolve: resolve as Waiting['resolve'], reject })
      post(made(id))
    })
  }

  function ask<T extends StoredObservation[] | Bucket[] | FlaggedSpan[]>(
    datastream: DatastreamId,
    range: TimeRange,
    kind:
      | { kind: 'observations'; limit: number }
      | { kind: 'buckets'; count: number }
      | { kind: 'flagged'; count: number; latenessMs: DurationMs },
  ): Promise<T> {
    // Selected now: what is shipped, and so forgotten here, while the worker reads is then not missed.
    const held = unshipped.select(datastream, range)
    return request((id) => ({
      id,
      datastream,
      range,
      unshipped: held,
      onDiskTo: unshipped.onDiskTo,
      ...kind,
    }))
  }

  /** Files pass through a folder that nobody else uses; what a crash left there is gone with the next start. */
  const folder = exchangeFolder({ path: join(dataDir, 'history.duckdb') }) as string
  let files = 0
  function newFile(format: ExportWanted['format']): HistoryFile {
    mkdirSync(folder, { recursive: true })
    const path = join(folder, `${++files}.${format}`)
    return { path, remove: () => rmSync(path, { force: true }) }
  }

  return {
    async start(judgedTo) {
      rmSync(folder, { recursive: true, force: true })
      savedTo = judgedTo
      unshipped = new UnshippedObservations(judgedTo, options.mostHeld)
      const data: HistoryWorkerData = { dataDir, influx, keeping, sourceModule: sourceModule.href }
      const started = new Worker(new URL('./worker.ts', import.meta.url), {
        workerData: data,
        name: 'history',
      })
      exited = new Promise((resolve) => started.once('exit', () => resolve()))
      await new Promise<void>((resolve, reject) => {
        started.once('message', () => resolve())
        started.once('error', reject)
      })
      worker = started
      started.on('message', hear)
      started.on('error', (error) => {
        abandon(error.message)
        options.onBroken(error)
      })
      started.on('exit', () => abandon('its worker has ended'))
      post({ kind: 'saved', position: judgedTo })
    },

    judged(observations, upTo) {
      unshipped.add(observations, upTo, savedTo)
    },

    saved(position) {
      savedTo = position
      post({ kind: 'saved', position })
    },

    observations: (datastream, range, limit) =>
      ask<StoredObservation[]>(datastream, range, { kind: 'observations', limit }),
    buckets: (datastream, range, count) => ask<Bucket[]>(datastream, range, { kind: 'buckets', count }),
    flagged: (datastream, range, count, latenessMs) =>
      ask<FlaggedSpan[]>(datastream, range, { kind: 'flagged', count, latenessMs }),

    async writeFile(wanted) {
      const file = newFile(wanted.format)
      try {
        await request<number>((id) => ({ kind: 'write-file', id, wanted, path: file.path }))
        return file
      } catch (error) {
        file.remove()
        throw error
      }
    },

    take: (brought) => request<Merged>((id) => ({ kind: 'take', id, brought })),

    readFile: (path) => request<Imported>((id) => ({ kind: 'read-file', id, path })),
    newFile,

    latest: (range) => request((id) => ({ kind: 'latest', id, range })),
    sums: (datastreams, range) => request((id) => ({ kind: 'sums', id, datastreams, range })),
    daily: (wanted, bounds) => request((id) => ({ kind: 'daily', id, wanted, bounds })),

    status() {
      const now = systemClock.now()
      const history: Part =
        worker === undefined
          ? part('down', 'store-stopped', { store: 'history' })
          : shippingReport('history', shippings.history, savedTo, now)
      const keepingPart = keepingReport(compacting, keeping, now)
      return influx === undefined
        ? { history, keeping: keepingPart }
        : {
            history,
            keeping: keepingPart,
            influx: shippingReport('influx', shippings.influx, savedTo, now),
          }
    },

    shipping(store) {
      if (store === 'influx' && influx === undefined) return undefined
      const newest = shippings[store]
      return {
        shipped: newest?.shipped ?? 0,
        failures: newest?.failures ?? 0,
        lost: newest?.lost ?? 0,
        setAside: newest?.setAside?.count ?? 0,
        lagMs: newest?.waitingSince === undefined ? 0 : Math.max(0, systemClock.now() - newest.waitingSince),
        took: shipping[store],
      }
    },

    backlog() {
      const history = waitingEntries(shippings.history, savedTo)
      return influx === undefined
        ? { history }
        : { history, influx: waitingEntries(shippings.influx, savedTo) }
    },

    compacting: () => compacting,

    shippedTo(of = 'all') {
      const history = shippings.history?.position
      if (influx === undefined || of === 'history' || history === undefined) return history
      const second = shippings.influx?.position
      return second === undefined ? undefined : Math.min(history, second)
    },

    scan(request) {
      if (worker === undefined) throw new HistoryUnavailable('it is not running')
      const { port1, port2 } = new MessageChannel()
      worker.postMessage({ kind: 'scan', port: port1, request, upTo: savedTo } satisfies HistoryRequest, [
        port1,
      ])
      return port2
    },

    async stop() {
      post({ kind: 'stop' })
      await exited
    },
  }
}
