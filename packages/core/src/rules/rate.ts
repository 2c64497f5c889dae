import {
  DAY,
  type DurationMs,
  decimal,
  type Instant,
  type Level,
  MINUTE,
  type RateRule,
  type Rule,
  type TimeToThresholdRule,
} from '../model/index.ts'
import { checkNumber, durationAt, type RuleFault, windowAt } from './fault.ts'
import { type Rung, rungOf, type Truth } from './ladder.ts'
import type { ValueSeries } from './value-series.ts'

/** Rises by rung, gravest first; of a falling rule the fall counts as a rise. */
export interface CompiledRate {
  readonly kind: 'rate'
  readonly rule: Rule
  readonly table?: undefined
  readonly rungs: readonly Rung[]
  /** 1 rising, -1 falling. */
  readonly sign: 1 | -1
  readonly window: DurationMs
  readonly raiseAt: readonly number[]
  readonly clearBelow: readonly number[]
}

export interface CompiledTimeToThreshold {
  readonly kind: 'time-to-threshold'
  readonly rule: Rule
  readonly table?: undefined
  readonly rungs: readonly Rung[]
  readonly sign: 1 | -1
  readonly window: DurationMs
  readonly threshold: readonly number[]
  readonly within: readonly DurationMs[]
  readonly clearBeyond: readonly DurationMs[]
}

const BOUNDS = [MINUTE, 3 * DAY] as const
const CLEAR_BEYOND = 1.5

export function compileRate(
  rule: Rule & RateRule,
  levels: readonly Level[],
  faults: RuleFault[],
): CompiledRate {
  const { direction, window } = rule.condition
  const rungs: Rung[] = []
  const raiseAt: number[] = []
  const clearBelow: number[] = []
  for (const level of levels) {
    const written = rule.levels[level] ?? { raiseAt: Number.NaN }
    const path = `levels.${level}`
    const clear = written.clearBelow ?? written.raiseAt
    rungs.push(rungOf(level, written, faults))
    checkNumber(written.raiseAt, `${path}.raiseAt`, faults)
    if (!(written.raiseAt > 0)) {
      faults.push({
        path: `${path}.raiseAt`,
        message: `a change of ${written.raiseAt} would hold while nothing changes`,
        expected: 'more than 0',
      })
    }
    if (written.clearBelow !== undefined && !(written.clearBelow < written.raiseAt)) {
      faults.push({
        path: `${path}.clearBelow`,
        message: `${written.clearBelow} would clear the very rise that raises at ${written.raiseAt}`,
        expected: `a value under raiseAt ${written.raiseAt}`,
      })
    }
    checkGraver(raiseAt.at(-1), written.raiseAt, levels, rungs.length, 'raiseAt', 1, faults)
    raiseAt.push(written.raiseAt)
    clearBelow.push(clear)
  }
  return {
    kind: 'rate',
    rule,
    rungs,
    sign: direction === 'rising' ? 1 : -1,
    window: windowAt(window, 'condition.window', BOUNDS, '1m to 3d', faults),
    raiseAt,
    clearBelow,
  }
}

export function compileTimeToThreshold(
  rule: Rule & TimeToThresholdRule,
  levels: readonly Level[],
  faults: RuleFault[],
): CompiledTimeToThreshold {
  const { direction, window } = rule.condition
  const rungs: Rung[] = []
  const threshold: number[] = []
  const within: DurationMs[] = []
  const clearBeyond: DurationMs[] = []
  for (const level of levels) {
    const written = rule.levels[level] ?? { threshold: Number.NaN, within: '' }
    const path = `levels.${level}`
    rungs.push(rungOf(level, written, faults))
    checkNumber(written.threshold, `${path}.threshold`, faults)
    const before = faults.length
    const lead = durationAt(written.within, `${path}.within`, faults)
    if (faults.length === before && lead === 0) {
      faults.push({ path: `${path}.within`, message: '0s leaves no time', expected: 'such as "2h"' })
    }
    const beyond =
      written.clearBeyond === undefined
        ? CLEAR_BEYOND * lead
        : durationAt(written.clearBeyond, `${path}.clearBeyond`, faults)
    if (written.clearBeyond !== undefined && beyond < lead) {
      faults.push({
        path: `${path}.clearBeyond`,
        message: `${written.clearBeyond} would clear what raises within ${written.within}`,
        expected: `at least ${written.within}`,
      })
    }
    const sign = direction === 'rising' ? 1 : -1
    const graver = threshold.at(-1)
    // The same threshold sooner, or a threshold further on.
    if (graver !== undefined && graver * sign < written.threshold * sign) {
      checkGraver(graver, written.threshold, levels, rungs.length, 'threshold', sign, faults)
    } else if (graver === written.threshold && !((within.at(-1) as number) < lead)) {
      faults.push({
        path: `levels.${levels[rungs.length - 2]}.within`,
        message: `is not sooner than ${level}'s`,
        expected: 'the graver level with less time left',
      })
    }
    threshold.push(written.threshold)
    within.push(lead)
    clearBeyond.push(beyond)
  }
  return {
    kind: 'time-to-threshold',
    rule,
    rungs,
    sign: direction === 'rising' ? 1 : -1,
    window: windowAt(window, 'condition.window', BOUNDS, '1m to 3d', faults),
    threshold,
    within,
    clearBeyond,
  }
}

function checkGraver(
  graver: number | undefined,
  own: number,
  levels: readonly Level[],
  count: number,
  field: string,
  sign: 1 | -1,
  faults: RuleFault[],
): void {
  if (graver === undefined || graver * sign > own * sign) return
  faults.push({
    path: `levels.${levels[count - 2]}.${field}`,
    message: `${graver} is not beyond ${levels[count - 1]}'s ${own}`,
    expected: 'the graver level beyond the one below it',
  })
}

/** How much the value has changed over the window that ends at `time`, upwards for a rising rule; undefined when unknown. */
export function riseOver(
  { sign, window }: Pick<CompiledRate, 'sign' | 'window'>,
  series: ValueSeries,
  time: Instant,
  value: number,
  maxGap: DurationMs,
): number | undefined {
  const before = series.before(time - window, time - window - maxGap)
  return before === undefined ? undefined : decimal((value - before) * sign)
}

/** The truth of a rate rule for one rise; undefined is neither. */
export class RateTruth implements Truth {
  compiled: CompiledRate | undefined
  rise: number | undefined

  holds(rung: number): boolean {
    return this.rise !== undefined && this.rise >= ((this.compiled as CompiledRate).raiseAt[rung] as number)
  }

  cleared(rung: number): boolean {
    return this.rise !== undefined && this.rise < ((this.compiled as CompiledRate).clearBelow[rung] as number)
  }
}

/** The truth of a time-to-threshold rule for one value and its rise. */
export class TimeToThresholdTruth implements Truth {
  compiled: CompiledTimeToThreshold | undefined
  value = 0
  rise: number | undefined

  holds(rung: number): boolean {
    const time = this.timeTo(rung)
    return time !== undefined && time <= ((this.compiled as CompiledTimeToThreshold).within[rung] as number)
  }

  cleared(rung: number): boolean {
    const time = this.timeTo(rung)
    return (
      time !== undefined && time > ((this.compiled as CompiledTimeToThreshold).clearBeyond[rung] as number)
    )
  }

  /** Milliseconds until the rung's threshold is reached at the present rate; undefined when unknown. */
  timeTo(rung: number): DurationMs | undefined {
    const { threshold, sign, window } = this.compiled as CompiledTimeToThreshold
    const distance = ((threshold[rung] as number) - this.value) * sign
    if (distance <= 0) return 0
    if (this.rise === undefined) return undefined
    return this.rise <= 0 ? Number.POSITIVE_INFINITY : (distance * window) / this.rise
  }
}
