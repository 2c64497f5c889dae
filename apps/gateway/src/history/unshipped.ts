import type { DatastreamId, Position } from '@tocsin/core'
import type { PositionedObservation, TimeRange } from './history.ts'

/**
 * Observations held in memory at most: some 100 MB. Normally two seconds' worth are here; beyond this the history has stopped taking
 * any, and the oldest are read from disk instead.
 */
export const MOST_HELD = 500_000

/** Judged observations that the history does not have yet, so that a read finds them all the same. */
export class UnshippedObservations {
  readonly #most: number
  #batches: { readonly observations: readonly PositionedObservation[]; readonly upTo: Position }[] = []
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
    this.#batches.push({ observations, upTo })
    this.#count += observations.length
    if (this.#count <= this.#most) return
    let evicted = 0
    let left = this.#count
    while (left > this.#most / 2) {
      const batch = this.#batches[evicted]
      if (batch === undefined || batch.upTo > saved) break
      left -= batch.observations.length
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
  select(datastream: DatastreamId, { from, to }: TimeRange): PositionedObservation[] {
    const found: PositionedObservation[] = []
    for (const { observations } of this.#batches) {
      for (const observation of observations) {
        if (
          observation.phenomenonTime >= from &&
          observation.phenomenonTime < to &&
          observation.datastream === datastream
        ) {
          found.push(observation)
        }
      }
    }
    return found
  }

  #drop(batches: number): void {
    if (batches === 0) return
    for (const { observations } of this.#batches.splice(0, batches)) this.#count -= observations.length
  }
}
