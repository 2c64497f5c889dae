import type { DurationMs, Instant } from '@tocsin/core'
import type { ReadingsItem } from '../readings-item.ts'
import type { Recording } from './recording.ts'

/** Which part of a recording to walk through. */
export interface WalkOptions {
  /** Added to every recorded time. Default 0: the flood at its own time. */
  readonly shiftMs?: DurationMs
  /** Recorded times outside [from, to] are left out. */
  readonly from?: Instant
  readonly to?: Instant
  /** Names of the series; default all. */
  readonly series?: readonly string[]
}

/**
 * A recording at full speed: one item per recorded time, oldest first, nothing interpolated. A missing value is left out, and
 * with it an item that has no other. For tests, which publish a whole flood under a manual clock.
 */
export function* walk(recording: Recording, options: WalkOptions = {}): Generator<ReadingsItem> {
  const { shiftMs = 0, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = options
  const wanted = recording.series.filter(({ name }) => options.series?.includes(name) ?? true)
  const byTime = new Map<Instant, Record<string, number>>()
  for (const { name, points } of wanted) {
    for (const [time, value] of points) {
      if (value === null || time < from || time > to) continue
      const values = byTime.get(time) ?? {}
      values[name] = value
      byTime.set(time, values)
    }
  }
  const times = [...byTime.keys()].sort((a, b) => a - b)
  for (const time of times) yield { ts: time + shiftMs, values: byTime.get(time) ?? {} }
}
