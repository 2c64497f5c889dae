import {
  type AbsenceRule,
  type AccumulationRule,
  type BandRule,
  type CompositeRule,
  dayNumber,
  isZone,
  LEVELS,
  type Level,
  type MeanRule,
  minutesOf,
  type RateRule,
  type Rule,
  type RuleDefinition,
  type SensorFaultRule,
  type ThresholdRule,
  type TimeToThresholdRule,
} from '../model/index.ts'
import { type CompiledAbsence, compileAbsence } from './absence.ts'
import { type CompiledAccumulation, compileAccumulation } from './accumulation.ts'
import { type CompiledComposite, compileComposite } from './composite.ts'
import type { RuleFault } from './fault.ts'
import { rungOf } from './ladder.ts'
import { type CompiledMean, compileMean } from './mean.ts'
import {
  type CompiledRate,
  type CompiledTimeToThreshold,
  compileRate,
  compileTimeToThreshold,
} from './rate.ts'
import { type CompiledSensorFault, compileSensorFault } from './sensor-fault.ts'
import { usesTable } from './table.ts'
import { type CompiledThreshold, compileBand, compileThreshold } from './threshold.ts'

/** A rule made ready to be evaluated on a datastream, or on an area. */
export type CompiledRule =
  | CompiledThreshold
  | CompiledAccumulation
  | CompiledMean
  | CompiledRate
  | CompiledTimeToThreshold
  | CompiledAbsence
  | CompiledSensorFault
  | CompiledComposite

/** Ready; `compiled` is undefined for a rule whose values lie in a table: see `compileRow`. */
export type Compilation =
  | { readonly ok: true; readonly compiled: CompiledRule | undefined }
  | { readonly ok: false; readonly faults: readonly RuleFault[] }

/** Says whether a rule makes sense by itself, and makes it ready. Refused with every fault at once, each at its path. */
export function compileRule(rule: RuleDefinition & Partial<Pick<Rule, 'id' | 'version'>>): Compilation {
  const saved = { id: '', version: 0, ...rule } as Rule
  const faults: RuleFault[] = []
  checkScope(rule, faults)
  checkProperty(rule, faults)
  checkSchedule(rule, faults)
  const levels = LEVELS.filter((level) => rule.levels[level] !== undefined)
  if (usesTable(saved)) {
    for (const level of levels) rungOf(level, saved.levels[level] ?? {}, faults)
    checkMargins(saved, faults)
    return faults.length > 0 ? { ok: false, faults } : { ok: true, compiled: undefined }
  }
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
  const { condition } = rule
  switch (condition.kind) {
    case 'threshold':
      return condition.direction === 'outside'
        ? compileBand(rule as Rule & BandRule, levels, faults)
        : compileThreshold(rule as Rule & ThresholdRule, levels, faults)
    case 'accumulation':
      return compileAccumulation(rule as Rule & AccumulationRule, levels, faults)
    case 'mean':
      return compileMean(rule as Rule & MeanRule, levels, faults)
    case 'rate':
      return compileRate(rule as Rule & RateRule, levels, faults)
    case 'time-to-threshold':
      return compileTimeToThreshold(rule as Rule & TimeToThresholdRule, levels, faults)
    case 'absence':
      return compileAbsence(rule as Rule & AbsenceRule, levels, faults)
    case 'sensor-fault':
      return compileSensorFault(rule as Rule & SensorFaultRule, levels, faults)
    case 'composite':
      return compileComposite(rule as Rule & CompositeRule, levels, faults)
    default:
      return condition satisfies never
  }
}

function checkMargins(rule: RuleDefinition, faults: RuleFault[]): void {
  for (const [level, written] of Object.entries(rule.levels)) {
    const { clearMargin } = written as { clearMargin?: number }
    if (clearMargin === undefined || clearMargin >= 0) continue
    faults.push({
      path: `levels.${level}.clearMargin`,
      message: `${clearMargin} would clear the very value that raises`,
      expected: '0 or more',
    })
  }
}

function checkScope(rule: RuleDefinition, faults: RuleFault[]): void {
  const { all, datastreams, area, property, tag } = rule.appliesTo
  const byKind = area !== undefined || property !== undefined || tag !== undefined
  if (all === undefined && datastreams === undefined && !byKind) {
    faults.push({
      path: 'appliesTo',
      message: 'covers nothing',
      expected: 'datastreams, or any of area, property, tag; or {"all": true}',
    })
  }
  if (all !== undefined && (datastreams !== undefined || byKind)) {
    faults.push({
      path: 'appliesTo.all',
      message: 'everything cannot be narrowed',
      expected: 'nothing beside it',
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

const MINUTES_OF_DAY = 24 * 60
const OF_RAIN = ['accumulation']
const NOT_OF_RAIN = ['mean', 'rate', 'time-to-threshold']

/** Rain is amounts, not a value that lasts: only it has sums, and it has no mean and no rise. */
function checkProperty(
  { appliesTo: { property }, condition: { kind } }: RuleDefinition,
  faults: RuleFault[],
): void {
  if (property === undefined) return
  const fault = propertyFault(kind, property === 'rainfall')
  if (fault !== undefined) faults.push({ path: 'appliesTo.property', ...fault })
}

/** Why a kind of rule never judges rain, or nothing but rain; undefined when it may judge it. */
export function propertyFault(
  kind: RuleDefinition['condition']['kind'],
  isRainfall: boolean,
): Omit<RuleFault, 'path'> | undefined {
  if (OF_RAIN.includes(kind) && !isRainfall) {
    return { message: 'only rain is summed', expected: 'rainfall' }
  }
  if (NOT_OF_RAIN.includes(kind) && isRainfall) {
    return { message: `rain has no ${kind === 'mean' ? 'mean' : 'rise'}`, expected: 'anything but rainfall' }
  }
  return undefined
}

function checkSchedule({ schedule }: RuleDefinition, faults: RuleFault[]): void {
  if (schedule === undefined) return
  if (!isZone(schedule.zone)) {
    faults.push({
      path: 'schedule.zone',
      message: `"${schedule.zone}" is no time zone`,
      expected: 'an IANA name such as Asia/Shanghai',
    })
  }
  for (const field of ['seasons', 'hours'] as const) {
    if (schedule[field]?.length !== 0) continue
    faults.push({
      path: `schedule.${field}`,
      message: 'an empty list says nothing',
      expected: `${field}, or leave it out`,
    })
  }
  for (const [index, { from, to }] of (schedule.seasons ?? []).entries()) {
    const [start, end] = [dayNumber(from), dayNumber(to)]
    const path = `schedule.seasons[${index}]`
    for (const [field, text, day] of [
      ['from', from, start],
      ['to', to, end],
    ] as const) {
      if (day === undefined) {
        faults.push({
          path: `${path}.${field}`,
          message: `"${text}" is no day`,
          expected: '"05-01" every year, or "2026-05-01"',
        })
      }
    }
    if (start === undefined || end === undefined) continue
    if (start > 10_000 !== end > 10_000 || (start > 10_000 && start > end)) {
      faults.push({
        path,
        message: `${from} to ${to} is no season`,
        expected: 'both with a year, the first not after the second, or both without',
      })
    }
  }
  for (const [index, { from, to, days }] of (schedule.hours ?? []).entries()) {
    const path = `schedule.hours[${index}]`
    for (const [field, text] of [
      ['from', from],
      ['to', to],
    ] as const) {
      if (minutesOf(text) === undefined) {
        faults.push({
          path: `${path}.${field}`,
          message: `"${text}" is no time of day`,
          expected: 'such as "22:00"',
        })
      }
    }
    const whole = from === '00:00' && to === '24:00'
    const [start, end] = [minutesOf(from) ?? -1, minutesOf(to) ?? -2]
    if (!whole && start % MINUTES_OF_DAY === end % MINUTES_OF_DAY) {
      faults.push({ path, message: 'has no length', expected: 'two different times' })
    }
    if (days?.length === 0) {
      faults.push({ path: `${path}.days`, message: 'names no day', expected: 'days, or leave it out' })
    }
    if (days?.some((day) => !Number.isInteger(day) || day < 1 || day > 7) === true) {
      faults.push({ path: `${path}.days`, message: 'names a day that is none', expected: '1 (Monday) to 7' })
    }
  }
}
