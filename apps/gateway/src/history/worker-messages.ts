import type { MessagePort } from 'node:worker_threads'
import type { Bucket } from '@tocsin/contract'
import type { DatastreamId, Instant, Position } from '@tocsin/core'
import type { Compacting } from './compaction-schedule.ts'
import type { DailyWanted } from './daily-report.ts'
import type { Brought, ExportWanted, Imported, Merged } from './duckdb-exchange.ts'
import type { LatestAt, PositionedObservation, StoredObservation, SumAt, TimeRange } from './history.ts'
import type { InfluxTarget } from './influx-connection.ts'
import type { Keeping } from './keeping.ts'
import type { ScanRequest } from './scan.ts'
import type { Shipping } from './shipper.ts'

/** What the worker is started with. */
export interface HistoryWorkerData {
  readonly dataDir: string
  readonly influx?: InfluxTarget | undefined
  readonly keeping: Keeping
  /** A module with `openObservationSource(dataDir)`. */
  readonly sourceModule: string
}

interface ReadRequest {
  readonly id: number
  readonly datastream: DatastreamId
  readonly range: TimeRange
  /** Observations of the datastream in the range that may not have been shipped yet. */
  readonly unshipped: readonly PositionedObservation[]
  /** Up to here, unshipped observations are not in `unshipped` but on disk. */
  readonly onDiskTo: Position
}

/** What requests are answered with, by their kind: rows, buckets, or bytes to be sent on. */
export type Answered =
  | StoredObservation[]
  | Bucket[]
  | [DatastreamId, LatestAt][]
  | [DatastreamId, SumAt][]
  | Uint8Array<ArrayBuffer>
  | Imported
  | Merged
  | number

/** Main thread to worker. */
export type HistoryRequest =
  | { readonly kind: 'saved'; readonly position: Position }
  | (ReadRequest & { readonly kind: 'observations'; readonly limit: number })
  | (ReadRequest & { readonly kind: 'buckets'; readonly count: number })
  /** Answered with JSON, made here so that the main thread need not. */
  | {
      readonly kind: 'daily'
      readonly id: number
      readonly wanted: readonly DailyWanted[]
      readonly bounds: readonly Instant[]
    }
  | { readonly kind: 'write-file'; readonly id: number; readonly wanted: ExportWanted; readonly path: string }
  | { readonly kind: 'read-file'; readonly id: number; readonly path: string }
  /** Across datastreams, of what has been shipped. */
  | { readonly kind: 'latest'; readonly id: number; readonly range: TimeRange }
  | {
      readonly kind: 'sums'
      readonly id: number
      readonly datastreams: readonly DatastreamId[]
      readonly range: TimeRange
    }
  | { readonly kind: 'take'; readonly id: number; readonly brought: Brought }
  /** To be served through `port`, once everything up to `upTo` has been shipped, if that does not take too long. */
  | {
      readonly kind: 'scan'
      readonly port: MessagePort
      readonly request: ScanRequest
      readonly upTo: Position
    }
  | { readonly kind: 'stop' }

/** Worker to main thread. */
export type HistoryReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'shipping'; readonly projection: 'history' | 'influx'; readonly shipping: Shipping }
  | { readonly kind: 'compacting'; readonly compacting: Compacting }
  | {
      readonly kind: 'log'
      readonly level: 'info' | 'warn' | 'error'
      readonly event: string
      readonly fields?: Record<string, unknown> | undefined
    }
  | { readonly kind: 'answer'; readonly id: number; readonly rows: Answered }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: string; readonly unfit?: boolean }
  /** An error that nothing expected: the worker is ending. */
  | { readonly kind: 'broken'; readonly failure: string }
