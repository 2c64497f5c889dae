import type { DurationMs, Instant } from '@tocsin/core'
import type { ReadingsItem } from '../readings-item.ts'

/**
 * A simulated or replayed sensor: what it reports is a function of the time alone. So a simulator that was stopped can tell
 * afterwards what it would have measured, as a logger in the field can, and two runs agree to the last digit.
 */
export interface Instrument {
  /** Name of its datastream. */
  readonly name: string
  /** It reports at the multiples of this. */
  readonly everyMs: DurationMs
  /** Its report at a multiple of `everyMs`; null when it has none. */
  at(time: Instant): number | null
}

/** What the instruments of a station report at `time`; undefined when none of them does. */
export function report(instruments: readonly Instrument[], time: Instant): ReadingsItem | undefined {
  const values: Record<string, number> = {}
  let any = false
  for (const { name, everyMs, at } of instruments) {
    if (time % everyMs !== 0) continue
    const value = at(time)
    if (value === null) continue
    values[name] = value
    any = true
  }
  return any ? { ts: time, values } : undefined
}

/** Everything reported at the multiples of `stepMs` in (after, upTo], oldest first. */
export function* reports(
  instruments: readonly Instrument[],
  stepMs: DurationMs,
  after: Instant,
  upTo: Instant,
): Generator<ReadingsItem> {
  for (let time = Math.floor(after / stepMs) * stepMs + stepMs; time <= upTo; time += stepMs) {
    const item = report(instruments, time)
    if (item) yield item
  }
}

/** Rounds to `decimals`, as an instrument's display does. */
export function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals
  return Math.round(value * scale) / scale
}
