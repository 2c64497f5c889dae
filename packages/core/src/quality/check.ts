import type { CheckName, Datastream, Instant, QualityFlag, Timeliness } from '../model/index.ts'
import { outOfRange } from './gross-range.ts'
import { changesTooFast, type Sample } from './rate-of-change.ts'

/** How a value stands after the quality checks. */
export interface Checked {
  readonly flag: QualityFlag
  readonly checks: readonly CheckName[]
}

const GOOD: Checked = { flag: 'good', checks: [] }
const OUT_OF_RANGE: Checked = { flag: 'fail', checks: ['gross-range'] }

/**
 * The worst that the checks say of a value: impossible is `fail`, improbable `suspect`. Nothing is ever dropped.
 * @param time when it is judged to have been true; the device's own time, unless its clock is ahead
 */
export function check(
  datastream: Datastream,
  value: number,
  time: Instant,
  timeliness: Timeliness,
  lastGood: Sample | undefined,
): Checked {
  if (outOfRange(value, datastream.span, datastream.form !== undefined)) return OUT_OF_RANGE
  const { maxRatePerMinute } = datastream
  const ahead = timeliness === 'ahead'
  const tooFast =
    maxRatePerMinute !== undefined &&
    lastGood !== undefined &&
    (ahead || timeliness === 'new') &&
    changesTooFast(value, time, lastGood, maxRatePerMinute)
  if (!tooFast && !ahead) return GOOD
  const checks: CheckName[] = []
  if (tooFast) checks.push('rate-of-change')
  if (ahead) checks.push('clock-ahead')
  return { flag: 'suspect', checks }
}
