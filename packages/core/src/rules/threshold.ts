import type { BandRule, Level, Rule, TableReference, ThresholdRule } from '../model/index.ts'
import { checkNumber, type RuleFault } from './fault.ts'
import { type Rung, rungOf, type Truth } from './ladder.ts'

/**
 * Thresholds by rung, gravest first, as bands: a rung holds at or under `low` and at or over `high`, and is clear strictly between `clearLow`
 * and `clearHigh`. Direction `above` has no low end, `below` no high one.
 */
export interface CompiledThreshold {
  readonly kind: 'threshold'
  readonly rule: Rule
  readonly table?: TableReference | undefined
  readonly rungs: readonly Rung[]
  readonly low: readonly number[]
  readonly high: readonly number[]
  readonly clearLow: readonly number[]
  readonly clearHigh: readonly number[]
  /** Strictly between these nothing holds. */
  readonly calmLow: number
  readonly calmHigh: number
}

/** One level's band before it is checked. */
export interface Band {
  readonly low: number
  readonly high: number
  readonly clearLow: number
  readonly clearHigh: number
}

/** Makes the bands of `levels` ready, and complains of a graver level that is not beyond the one below it. */
export function thresholds(
  rule: Rule,
  levels: readonly Level[],
  rungs: readonly Rung[],
  bands: readonly Band[],
  pathOf: (level: Level) => string,
  faults: RuleFault[],
): CompiledThreshold {
  for (let rung = 1; rung < bands.length; rung++) {
    const [graver, own] = [bands[rung - 1] as Band, bands[rung] as Band]
    const beyond = graver.high >= own.high && graver.low <= own.low
    if (beyond && (graver.high > own.high || graver.low < own.low)) continue
    const upwards = Number.isFinite(graver.high)
    const [one, other] = upwards ? [graver.high, own.high] : [graver.low, own.low]
    const over = upwards ? 'over' : 'under'
    faults.push({
      path: pathOf(levels[rung - 1] as Level),
      message: `${one} is not ${over} ${levels[rung]}'s ${other}`,
      expected: `the graver level ${over} the one below it`,
    })
  }
  return {
    kind: 'threshold',
    rule,
    rungs,
    low: bands.map(({ low }) => low),
    high: bands.map(({ high }) => high),
    clearLow: bands.map(({ clearLow }) => clearLow),
    clearHigh: bands.map(({ clearHigh }) => clearHigh),
    calmLow: Math.max(...bands.map(({ low }) => low)),
    calmHigh: Math.min(...bands.map(({ high }) => high)),
  }
}

export function compileThreshold(
  rule: Rule & ThresholdRule,
  levels: readonly Level[],
  faults: RuleFault[],
): CompiledThreshold {
  const above = rule.condition.direction === 'above'
  const rungs: Rung[] = []
  const bands: Band[] = []
  for (const level of levels) {
    const written = rule.levels[level] ?? { raiseAt: Number.NaN }
    rungs.push(rungOf(level, written, faults))
    const { raiseAt } = written
    const clear = clearOf(written, above, `levels.${level}`, raiseAt, faults)
    bands.push(
      above
        ? {
            low: Number.NEGATIVE_INFINITY,
            high: raiseAt,
            clearLow: Number.NEGATIVE_INFINITY,
            clearHigh: clear,
          }
        : {
            low: raiseAt,
            high: Number.POSITIVE_INFINITY,
            clearLow: clear,
            clearHigh: Number.POSITIVE_INFINITY,
          },
    )
  }
  return thresholds(rule, levels, rungs, bands, (level) => `levels.${level}.raiseAt`, faults)
}

/** The clear value of a one-sided level, with everything that can be wrong about it. */
export function clearOf(
  level: { readonly clearBelow?: number | undefined; readonly clearAbove?: number | undefined },
  above: boolean,
  path: string,
  raiseAt: number,
  faults: RuleFault[],
): number {
  const [field, other] = above
    ? (['clearBelow', 'clearAbove'] as const)
    : (['clearAbove', 'clearBelow'] as const)
  checkNumber(raiseAt, `${path}.raiseAt`, faults)
  if (level[other] !== undefined) {
    faults.push({
      path: `${path}.${other}`,
      message: `has no meaning for direction "${above ? 'above' : 'below'}"`,
      expected: field,
    })
  }
  const clear = level[field]
  if (clear === undefined) return raiseAt
  if (!(above ? clear < raiseAt : clear > raiseAt)) {
    faults.push({
      path: `${path}.${field}`,
      message: `${clear} would clear the very value that raises at ${raiseAt}`,
      expected: `a value ${above ? 'under' : 'over'} raiseAt ${raiseAt}`,
    })
  }
  return clear
}

export function compileBand(
  rule: Rule & BandRule,
  levels: readonly Level[],
  faults: RuleFault[],
): CompiledThreshold {
  const rungs: Rung[] = []
  const bands: Band[] = []
  for (const level of levels) {
    const written = rule.levels[level] ?? { raiseOutside: [Number.NaN, Number.NaN] as const }
    rungs.push(rungOf(level, written, faults))
    const [low, high] = written.raiseOutside
    const [clearLow, clearHigh] = written.clearInside ?? written.raiseOutside
    const path = `levels.${level}`
    if (!(low < high)) {
      faults.push({
        path: `${path}.raiseOutside`,
        message: `${low} to ${high} is no band`,
        expected: '[lowest, highest], the first under the second',
      })
    }
    if (
      written.clearInside !== undefined &&
      !(clearLow >= low && clearHigh <= high && clearLow < clearHigh)
    ) {
      faults.push({
        path: `${path}.clearInside`,
        message: `${clearLow} to ${clearHigh} would clear values that raise, or none`,
        expected: `a band within ${low} to ${high}`,
      })
    }
    bands.push({ low, high, clearLow, clearHigh })
  }
  return thresholds(rule, levels, rungs, bands, (level) => `levels.${level}.raiseOutside`, faults)
}

/** The truth of a threshold rule for one value. One object is reused: it lives only during a judgement. */
export class ThresholdTruth implements Truth {
  compiled: CompiledThreshold | undefined
  value = 0

  holds(rung: number): boolean {
    const { low, high } = this.compiled as CompiledThreshold
    return this.value <= (low[rung] as number) || this.value >= (high[rung] as number)
  }

  cleared(rung: number): boolean {
    const { clearLow, clearHigh } = this.compiled as CompiledThreshold
    return this.value > (clearLow[rung] as number) && this.value < (clearHigh[rung] as number)
  }
}

/** How far a value is beyond the gravest threshold, for comparing peaks: greater is worse. */
export function severity({ low, high }: CompiledThreshold, value: number): number {
  return Math.max(value - (high[0] as number), (low[0] as number) - value)
}
