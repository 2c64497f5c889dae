import {
  type CheckName,
  type Datastream,
  type DurationMs,
  type Instant,
  MINUTE,
  type QualityFlag,
  type Timeliness,
} from '../model/index.ts'
import type { Flatness } from './flat-line.ts'
import { isFlat } from './flat-line.ts'
import { outOfRange } from './gross-range.ts'
import { changesTooFast, type Sample } from './rate-of-change.ts'
import { type Outlier, standsOut } from './spike.ts'

/** How a value stands after the quality checks. */
export interface Checked {
  readonly flag: QualityFlag
  readonly checks: readonly CheckName[]
}

/** What the checks of one datastream remember between values. */
export interface QualityMemory {
  /** The newest value that nothing spoke against. */
  readonly good: Sample | undefined
  /** The good one before it, of another time. */
  readonly goodBefore: Sample | undefined
  /** The newest value that was possible; of meaning once there is a good one. */
  readonly soundValue: number
  /** Time of the newest value of any kind; -Infinity before the first. */
  readonly newestTime: Instant
  /** The newest value, while it stands out and its successor has not come. */
  readonly outlier: Outlier | undefined
  readonly flat: Flatness | undefined
  /** A gas sensor is warming up until then. */
  readonly warmUntil: Instant
}

const GOOD: Checked = { flag: 'good', checks: [] }
const OUT_OF_RANGE: Checked = { flag: 'fail', checks: ['gross-range'] }
const SENTINEL: Checked = { flag: 'missing', checks: ['sentinel'] }
const WARMING_UP: Checked = { flag: 'not-evaluated', checks: ['warm-up'] }
const NEVER = Number.NEGATIVE_INFINITY
/** A link that was down for a moment is no loss of power. */
const LEAST_POWER_LOSS: DurationMs = 10 * MINUTE

/**
 * The worst that the checks say of a value: impossible is `fail`, improbable `suspect`. Nothing is ever dropped, and only the impossible is
 * kept from the rules: real floods rise faster than any limit that was set for them.
 * @param time when it is judged to have been true; the device's own time, unless its clock is ahead
 */
export function check(
  datastream: Datastream,
  value: number,
  time: Instant,
  timeliness: Timeliness,
  memory: QualityMemory,
): Checked {
  const checked = checkValue(datastream, value, time, timeliness, memory)
  // It says where the value came from, and is no doubt of it.
  return datastream.manual === true ? { ...checked, checks: [...checked.checks, 'manual'] } : checked
}

function checkValue(
  datastream: Datastream,
  value: number,
  time: Instant,
  timeliness: Timeliness,
  memory: QualityMemory,
): Checked {
  const { quality, maxRatePerMinute } = datastream
  if (quality?.sentinels?.includes(value) === true) return SENTINEL
  const isRainfall = datastream.form !== undefined
  if (outOfRange(value, datastream.span, datastream.form)) return OUT_OF_RANGE
  const ahead = timeliness === 'ahead'
  const current = ahead || timeliness === 'new'
  if (quality === undefined && maxRatePerMinute === undefined && !ahead) return GOOD
  if (current && time < warmUntil(datastream, time, memory)) return WARMING_UP
  const checks: CheckName[] = []
  if (quality?.suspectSpan !== undefined && outOfRange(value, quality.suspectSpan, undefined)) {
    checks.push('gross-range')
  }
  // A rain counter's value is its total: only its rise can be too fast, and that is its intensity.
  if (current && !isRainfall) {
    const good = goodBefore(memory, time)
    if (
      maxRatePerMinute !== undefined &&
      good !== undefined &&
      changesTooFast(value, time, good, maxRatePerMinute)
    ) {
      checks.push('rate-of-change')
    }
    const spike = quality?.spike
    if (spike !== undefined && good !== undefined && standsOut(value, good.value, memory.soundValue, spike)) {
      checks.push('spike')
    }
    if (quality?.flatLine !== undefined && isFlat(memory.flat, quality.flatLine, value, time)) {
      checks.push('flat-line')
    }
  }
  if (quality?.calibrationDueAt !== undefined && time >= quality.calibrationDueAt) {
    checks.push('calibration-due')
  }
  if (ahead) checks.push('clock-ahead')
  const { newestTime } = memory
  const longest = quality?.maxGapMs
  // Before the first value there is no gap.
  const gap = current && longest !== undefined && newestTime > NEVER && time - newestTime > longest
  if (checks.length > 0) {
    if (gap) checks.push('time-gap')
    return { flag: 'suspect', checks }
  }
  // The value itself is none the worse for the silence before it.
  return gap ? { flag: 'good', checks: ['time-gap'] } : GOOD
}

/** The newest good value that is older than `time`: a correction is not compared with what it corrects. */
export function goodBefore(
  { good, goodBefore }: Pick<QualityMemory, 'good' | 'goodBefore'>,
  time: Instant,
): Sample | undefined {
  return good !== undefined && good.time === time ? goodBefore : good
}

/**
 * Until when a gas sensor is warming up, given a value at `time`: it begins with the first value ever, and with the first after a silence so
 * long that the power may have been off.
 */
export function warmUntil(
  { quality, intervalMs }: Datastream,
  time: Instant,
  { newestTime, warmUntil }: Pick<QualityMemory, 'newestTime' | 'warmUntil'>,
): Instant {
  if (quality?.warmUpMs === undefined) return Number.NEGATIVE_INFINITY
  const longest = Math.max(2 * intervalMs, LEAST_POWER_LOSS)
  return time - newestTime > longest ? time + quality.warmUpMs : warmUntil
}

/** True when rules may be shown a value: it is possible, and its sensor is ready. */
export function isUsable({ flag, checks }: Checked): boolean {
  if (flag === 'good' || flag === 'suspect') return true
  return flag === 'not-evaluated' && !checks.includes('warm-up')
}
