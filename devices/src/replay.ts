import { type DurationMs, type Instant, MINUTE } from '@tocsin/core'
import { crossing, type Recording, seriesOf, spanOf } from './recordings/index.ts'

/** The moment of a flood that a replay is arranged around. */
export interface Moment {
  /** Name of the level series. */
  readonly series: string
  /** The level, interpolated, rises through this (in the series' unit) … */
  readonly threshold: number
  /** … for the first time after this. */
  readonly after: Instant
}

/** How far a recording is moved. It is chosen once and kept, so that a restart goes on in the same flood. */
export interface Shift {
  readonly recording: string
  readonly shiftMs: DurationMs
}

/** Whole minutes, so that recorded readings keep falling on the instruments' grid and no recorded peak is cut off. */
const GRID: DurationMs = MINUTE

/**
 * The shift under which the moment comes `aheadMs` after `now`, to within half a minute. Time is moved, never bent: what took
 * seven hours then takes seven hours now.
 */
export function chooseShift(recording: Recording, moment: Moment, now: Instant, aheadMs: DurationMs): Shift {
  const at = crossing(seriesOf(recording, moment.series), moment.threshold, moment.after)
  return { recording: recording.id, shiftMs: Math.round((now + aheadMs - at) / GRID) * GRID }
}

/**
 * The shift to go on with: the one kept, or, when the flood it arranged is over (its recording has ended), a new one. Until then the
 * instruments hold their last values.
 */
export function currentShift(
  recording: Recording,
  moment: Moment,
  now: Instant,
  aheadMs: DurationMs,
  kept: Shift | undefined,
): Shift {
  const goesOn = kept?.recording === recording.id && now <= spanOf(recording).to + kept.shiftMs
  return goesOn ? kept : chooseShift(recording, moment, now, aheadMs)
}
