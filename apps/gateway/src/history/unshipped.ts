import type { DatastreamId, Position } from '@tocsin/core'
import type { PositionedObservation, TimeRange } from './history.ts'
import { ObservationColumns } from './observation-columns.ts'

/**
 * Observations held in memory at most: some 25 MB. Normally two seconds' worth are here; beyond this the history has stopped taking
 * any, and the oldest are read from disk instead.
 */
export const MOST_HELD = 500_000

/** Judged observations that the history does not have yet, so that a read finds them all the same. */
export class UnshippedObservations {
  readonly #most: number
  readonly #columns = new ObservationColumns()
  #batches: { readonly count: number; readonly upTo: Position }[] = []
  #count = 0
  #onDiskTo: Position

  /** Up to `onDiskTo` nothing is here: what is not shipped of it lies on disk. */
  constructor(onDiskTo: Position, most = MOST_HELD) {
    this.#onDiskTo = onDiskTo
    this.#most = most
  }

  /** Up to here, what has not been shipped is to be read from disk. */
  get onDiskTo(): Position {
    return this.#onDiskTo
  }

  get count(): number {
    return this.#count
  }

  /** `saved`: what lies beyond is not on disk yet, and stays whatever it costs. */
  add(observations: readonly PositionedObservation[], upTo: Position, saved: Position): void {
    if (observations.length === 0) return
    for (const observation of observations) this.#columns.push(observation)
    this.#batches.push({ count: observations.length, upTo })
    this.#count += observations.length
    if (this.#count <= this.#most) return
    let evicted = 0
    let left = this.#count
    while (left > this.#most / 2) {
      const batch = this.#batches[evicted]
      if (batch === undefined || batch.upTo > saved) break
      left -= batch.count
      this.#onDiskTo = batch.upTo
      evicted++
    }
    this.#drop(evicted)
  }

  /** The history has everything up to `position`. */
  shipped(position: Position): void {
    let done = 0
    while ((this.#batches[done]?.upTo ?? Number.POSITIVE_INFINITY) <= position) done++
    this.#drop(done)
  }

  /** In the order they were judged. */
  select(datastream: DatastreamId, range: TimeRange): PositionedObservation[] {
    return this.#columns.select(datastream, range)
  }

  #drop(batches: number): void {
    let dropped = 0
    for (const { count } of this.#batches.splice(0, batches)) dropped += count
    this.#columns.drop(dropped)
    this.#count -= dropped
  }
}
