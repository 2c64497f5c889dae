import type { DatastreamId, DurationMs, Instant } from '@tocsin/core'
import type { TimeRange } from './history.ts'

/** What of the history is to be gone through. */
export interface ScanRequest {
  readonly datastreams: readonly DatastreamId[]
  readonly range: TimeRange
  /** How old each datastream's observations may be at receipt, in the order of `datastreams`: what is older is counted as late. */
  readonly lateness: readonly DurationMs[]
  /** Late ones are counted from here on. */
  readonly lateSince: Instant
  /** About how many rows a batch holds; fewer cost less memory, more cost less time. */
  readonly batchRows?: number | undefined
}

/** What a scan will bring. Corrected observations count too: only reading tells them. */
export interface ScanSurvey {
  readonly rows: number
  readonly late: number
  /** When each datastream's history begins, however long before the range; null: it has none. In the order of the request. */
  readonly begins: readonly (Instant | null)[]
  /** Journal entries that are judged and not in the history yet, where shipping is held up. */
  readonly behind?: number
}

/**
 * Observations by column: row `n` is `values[n]` of the request's datastream number `datastreams[n]` at `times[n]`. Sorted by time, then by
 * number of the datastream; one row per key, the one with the greatest position. No key lies in two batches.
 */
export interface ScanBatch {
  readonly rows: number
  readonly times: Float64Array<ArrayBuffer>
  readonly values: Float64Array<ArrayBuffer>
  readonly datastreams: Uint32Array<ArrayBuffer>
  /** Codes: see `flagOf`. */
  readonly flags: Uint8Array<ArrayBuffer>
}

/** A way through the history, oldest first. Neither writing nor other reads wait for it. */
export interface ObservationScan {
  readonly survey: ScanSurvey
  /**
   * The next batch; undefined at the end. One call at a time.
   * @param spent a batch that is no longer looked at: its arrays are written to again, instead of being left for the heap to sweep up
   */
  next(spent?: ScanBatch): Promise<ScanBatch | undefined>
  close(): Promise<void>
}
