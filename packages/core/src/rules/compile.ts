import {
  type AbsenceRule,
  type AccumulationRule,
  DAY,
  type DurationMs,
  LEVELS,
  type Level,
  MINUTE,
  parseDuration,
  type Rule,
  type RuleDefinition,
  type ThresholdRule,
} from '../model/index.ts'
import type { Rung } from './ladder.ts'

/** Something in a rule that makes no sense, for the engineer who wrote it. */
export interface RuleFault {
  /** `levels.yellow.clearBelow` */
  readonly path: string
  readonly message: string
  readonly expected: string
}

/** Thresholds by rung, gravest first. `sign` is 1 for direction above, -1 for below: everything is compared times it. */
export interface CompiledThreshold {
  readonly kind: 'threshold'
  readonly rule: Rule
  readonly rungs: readonly Rung[]
  readonly sign: 1 | -1
  readonly raiseAt: readonly number[]
  readonly clearAt: readonly number[]
  /** The least grave threshold: a value short of it holds on no rung. */
  readonly easiest: number
}

/** One window of one rung, in micrometres of rain so that sums are exact. */
export interface WindowThreshold {
  readonly window: DurationMs
  /** As the engineer wrote it: `1h`. */
  readonly label: string
  readonly raiseAtUm: number
  readonly clearBelowUm: number
}

export interface CompiledAccumulation {
  readonly kind: 'accumulation'
  readonly rule: Rule
  readonly rungs: readonly Rung[]
  readonly windows: readonly (readonly WindowThreshold[])[]
  /** The longest window of any rung. */
  readonly longest: DurationMs
}

export interface CompiledAbsence {
  readonly kind: 'absence'
  readonly rule: Rule
  readonly rungs: readonly Rung[]
  readonly after: readonly (
    | { readonly unit: 'intervals'; readonly count: number }
    | { readonly unit: 'ms'; readonly length: DurationMs }
  )[]
}

/** A rule made ready to be evaluated. */
export type CompiledRule = CompiledThreshold | CompiledAccumulation | CompiledAbsence

export type Compilation<T = CompiledRule> =
  | { readonly ok: true; readonly compiled: T }
  | { readonly ok: false; readonly faults: readonly RuleFault[] }

/** An accumulation clears below this part of its threshold unless the rule says otherwise. */
const CLEAR_PART = 0.9
const SHORTEST_WINDOW: DurationMs = MINUTE
const LONGEST_WINDOW: DurationMs = 7 * DAY
/** Micrometres in a millimetre: rain sums are integers, never binary fractions. */
export const UM_PER_MM = 1000

/** Says whether a rule makes sense, and makes it ready. Refused with every fault at once, each at its path. */
export function compileRule(rule: RuleDefinition & Partial<Pick<Rule, 'id' | 'version'>>): Compilation {
  const saved = { id: '', version: 0, ...rule } as Rule
  const faults: RuleFault[] = []
  checkScope(rule, faults)
  const levels = LEVELS.filter((level) => rule.levels[level] !== undefined)
  if (levels.length === 0) {
    faults.push({
      path: 'levels',
      message: 'no level is set',
      expected: 'at least one of red, orange, yellow, blue',
    })
    return { ok: false, faults }
  }
  const compiled = compileCondition(saved, levels, faults)
  return faults.length > 0 ? { ok: false, faults } : { ok: true, compiled }
}

function compileCondition(rule: Rule, levels: Level[], faults: RuleFault[]): CompiledRule {
  switch (rule.condition.kind) {
    case 'threshold':
      return compileThreshold(rule as Rule & ThresholdRule, levels, faults)
    case 'accumulation':
      return compileAccumulation(rule as Rule & AccumulationRule, levels, faults)
    case 'absence':
      return compileAbsence(rule as Rule & AbsenceRule, levels, faults)
    default:
      return rule.condition satisfies never
  }
}

function checkScope(rule: RuleDefinition, faults: RuleFault[]): void {
  const { datastreams, area, property, tag } = rule.appliesTo
  const byKind = area !== undefined || property !== undefined || tag !== undefined
  if (datastreams === undefined && !byKind) {
    faults.push({
      path: 'appliesTo',
      message: 'covers nothing',
      expected: 'datastreams, or any of area, property, tag',
    })
  }
  if (datastreams !== undefined && byKind) {
    faults.push({
      path: 'appliesTo.datastreams',
      message: 'named datastreams cannot be narrowed by area, property or tag',
      expected: 'either datastreams alone, or area, property, tag',
    })
  }
}

function compileThreshold(
  rule: Rule & ThresholdRule,
  levels: Level[],
  faults: RuleFault[],
): CompiledThreshold {
  const sign = rule.condition.direction === 'above' ? 1 : -1
  const [clearField, otherField] = sign === 1 ? ['clearBelow', 'clearAbove'] : ['clearAbove', 'clearBelow']
  const [under, over] = sign === 1 ? ['under', 'over'] : ['over', 'under']
  const rungs: Rung[] = []
  const raiseAt: number[] = []
  const clearAt: number[] = []
  for (const level of levels) {
    const { raiseAt: raise, for: held = '0s', ...rest } = rule.levels[level] ?? { raiseAt: Number.NaN }
    const path = `levels.${level}`
    const clears = rest as Record<string, number | undefined>
    const clear = clears[clearField as string]
    if (!Number.isFinite(raise)) {
      faults.push({ path: `${path}.raiseAt`, message: `${raise} is no threshold`, expected: 'a number' })
    }
    if (clear !== undefined && !(clear * sign < raise * sign)) {
      faults.push({
        path: `${path}.${clearField}`,
        message: `${clear} would clear the very value that raises at ${raise}`,
        expected: `a value ${under} raiseAt ${raise}`,
      })
    }
    if (clears[otherField as string] !== undefined) {
      faults.push({
        path: `${path}.${otherField}`,
        message: `has no meaning for direction "${rule.condition.direction}"`,
        expected: `${clearField}`,
      })
    }
    const duration = parseDuration(held)
    if (duration === undefined) faults.push(durationFault(`${path}.for`, held))
    const graverLevel = levels[rungs.length - 1]
    const graverRaise = raiseAt.at(-1)
    if (graverRaise !== undefined && !(graverRaise * sign > raise * sign)) {
      faults.push({
        path: `levels.${graverLevel}.raiseAt`,
        message: `${graverRaise} is not ${over} ${level}'s ${raise}`,
        expected: `the graver level ${over} the one below it`,
      })
    }
    rungs.push({ level, for: duration ?? 0 })
    raiseAt.push(raise * sign)
    clearAt.push((clear ?? raise) * sign)
  }
  return { kind: 'threshold', rule, rungs, sign, raiseAt, clearAt, easiest: Math.min(...raiseAt) }
}

function compileAccumulation(
  rule: Rule & AccumulationRule,
  levels: Level[],
  faults: RuleFault[],
): CompiledAccumulation {
  const rungs: Rung[] = []
  const windows: WindowThreshold[][] = []
  for (const level of levels) {
    const { anyOf, clearBelow } = rule.levels[level] ?? { anyOf: {} }
    const path = `levels.${level}`
    const rung: WindowThreshold[] = []
    for (const [label, amount] of Object.entries(anyOf)) {
      const window = parseDuration(label)
      if (window === undefined) faults.push(durationFault(`${path}.anyOf.${label}`, label))
      else if (window < SHORTEST_WINDOW || window > LONGEST_WINDOW) {
        faults.push({
          path: `${path}.anyOf.${label}`,
          message: `${label} is no window to sum rain over`,
          expected: '1m to 7d',
        })
      }
      if (!(amount > 0)) {
        faults.push({
          path: `${path}.anyOf.${label}`,
          message: `${amount} mm would always hold`,
          expected: 'more than 0 mm',
        })
      }
      const clear = clearBelow?.[label]
      if (clear !== undefined && !(clear <= amount && clear > 0)) {
        faults.push({
          path: `${path}.clearBelow.${label}`,
          message: `${clear} mm would clear the very sum that raises at ${amount} mm`,
          expected: `more than 0, at most ${amount}`,
        })
      }
      rung.push({
        window: window ?? 0,
        label,
        raiseAtUm: Math.round(amount * UM_PER_MM),
        clearBelowUm: Math.round((clear ?? amount * CLEAR_PART) * UM_PER_MM),
      })
    }
    for (const label of Object.keys(clearBelow ?? {})) {
      if (anyOf[label] === undefined) {
        faults.push({
          path: `${path}.clearBelow.${label}`,
          message: `no threshold has the window ${label}`,
          expected: `one of ${Object.keys(anyOf).join(', ')}`,
        })
      }
    }
    if (rung.length === 0) {
      faults.push({ path: `${path}.anyOf`, message: 'no window is set', expected: 'such as {"1h": 40}' })
    }
    rung.sort((a, b) => a.window - b.window)
    checkWindowOrder(rung, path, windows.at(-1), levels[windows.length - 1], level, faults)
    rungs.push({ level, for: 0 })
    windows.push(rung)
  }
  const longest = Math.max(...windows.flat().map(({ window }) => window), 0)
  return { kind: 'accumulation', rule, rungs, windows, longest }
}

function checkWindowOrder(
  rung: WindowThreshold[],
  path: string,
  graver: readonly WindowThreshold[] | undefined,
  graverLevel: Level | undefined,
  level: Level,
  faults: RuleFault[],
): void {
  for (let index = 1; index < rung.length; index++) {
    const [shorter, longer] = [rung[index - 1] as WindowThreshold, rung[index] as WindowThreshold]
    if (longer.raiseAtUm < shorter.raiseAtUm) {
      faults.push({
        path: `${path}.anyOf.${longer.label}`,
        message: `${longer.label} needs less rain than ${shorter.label}, which lies within it`,
        expected: `at least ${shorter.raiseAtUm / UM_PER_MM} mm`,
      })
    }
  }
  for (const one of rung) {
    const same = graver?.find(({ window }) => window === one.window)
    if (same !== undefined && same.raiseAtUm <= one.raiseAtUm) {
      faults.push({
        path: `levels.${graverLevel}.anyOf.${same.label}`,
        message: `${same.raiseAtUm / UM_PER_MM} mm is not over ${level}'s ${one.raiseAtUm / UM_PER_MM} mm`,
        expected: 'the graver level over the one below it',
      })
    }
  }
}

function compileAbsence(rule: Rule & AbsenceRule, levels: Level[], faults: RuleFault[]): CompiledAbsence {
  const rungs: Rung[] = []
  const after: CompiledAbsence['after'][number][] = []
  for (const level of levels) {
    const text = rule.levels[level]?.after ?? ''
    const path = `levels.${level}.after`
    const intervals = /^(\d{1,4}) intervals?$/.exec(text)
    const length = parseDuration(text)
    if (intervals && Number(intervals[1]) > 0) after.push({ unit: 'intervals', count: Number(intervals[1]) })
    else if (length !== undefined && length > 0) after.push({ unit: 'ms', length })
    else {
      faults.push({
        path,
        message: `"${text}" is no length of silence`,
        expected: '"3 intervals", or a duration such as "30m"',
      })
      after.push({ unit: 'ms', length: 0 })
    }
    const [graver, own] = [after.at(-2), after.at(-1)]
    if (graver?.unit === own?.unit && graver && own && !(silence(graver, 1) > silence(own, 1))) {
      faults.push({
        path: `levels.${levels[rungs.length - 1]}.after`,
        message: `is not longer than ${level}'s`,
        expected: 'the graver level after the longer silence',
      })
    }
    rungs.push({ level, for: 0 })
  }
  return { kind: 'absence', rule, rungs, after }
}

/** The length of silence that a rung stands for, given the datastream's own interval. */
export function silence(after: CompiledAbsence['after'][number], intervalMs: DurationMs): DurationMs {
  return after.unit === 'intervals' ? after.count * intervalMs : after.length
}

function durationFault(path: string, text: string): RuleFault {
  return { path, message: `"${text}" is no duration`, expected: 'a number and s, m, h or d, such as "10m"' }
}
