import type { DatastreamId, Position } from './ids.ts'
import type { Instant } from './time.ts'

/** QARTOD flags. `fail` is impossible and held back from rules; `suspect` still warns, marked "needs confirmation". */
export const FLAGS = ['good', 'not-evaluated', 'suspect', 'fail', 'missing'] as const
export type QualityFlag = (typeof FLAGS)[number]

/** The quality checks that can fire. */
export const CHECKS = [
  'gross-range',
  'rate-of-change',
  'clock-ahead',
  'counter-reset',
  'counter-unknown',
  'spike',
  'flat-line',
  'time-gap',
  'neighbour',
  'intensity',
  'warm-up',
  'calibration-due',
  'sentinel',
  'unreadable',
  'manual',
] as const
export type CheckName = (typeof CHECKS)[number]

/**
 * How a reading stands to the clocks: `new` is judged as it comes; `ahead` is judged at receivedAt;
 * `late` is older than the newest of its datastream; `back-fill` older than the station's lateness at receipt;
 * `ancient` older than 31 days: stored, never judged.
 */
export const TIMELINESS = ['new', 'ahead', 'late', 'back-fill', 'ancient'] as const
export type Timeliness = (typeof TIMELINESS)[number]

/** A reading that has passed the quality checks: the only thing a rule accepts. */
export interface Observation {
  readonly datastream: DatastreamId
  readonly phenomenonTime: Instant
  readonly receivedAt: Instant
  /** In the datastream's unit; for a rain counter, the millimetres since the report before. */
  readonly value: number
  readonly flag: QualityFlag
  readonly checks: readonly CheckName[]
  readonly timeliness: Timeliness
  /** The journal entry it came from: of two with the same key, the later position wins. */
  readonly position: Position
}
