import {
  type AccumulationRule,
  DAY,
  type DurationMs,
  type Instant,
  type Level,
  MINUTE,
  type Rule,
  type TableReference,
} from '../model/index.ts'
import { type RuleFault, windowAt } from './fault.ts'
import { type Rung, rungOf, type Truth } from './ladder.ts'
import type { RainSeries } from './rain-series.ts'

/** One window of one rung, in micrometres of rain so that sums are exact. */
export interface WindowThreshold {
  /** Index into the rule's distinct windows. */
  readonly window: number
  readonly raiseAtUm: number
  readonly clearBelowUm: number
}

/** A window that a rule sums over, once however many levels use it. */
export interface Window {
  readonly length: DurationMs
  /** As the engineer wrote it: `1h`. */
  readonly label: string
}

export interface CompiledAccumulation {
  readonly kind: 'accumulation'
  readonly rule: Rule
  readonly table?: TableReference | undefined
  readonly rungs: readonly Rung[]
  /** Distinct, shortest first. */
  readonly windows: readonly Window[]
  readonly thresholds: readonly (readonly WindowThreshold[])[]
  /** The longest window of any rung. */
  readonly longest: DurationMs
  /** Less rain than this in the longest window reaches no threshold. */
  readonly easiestUm: number
}

/** An amount over a window, as written. */
export interface Amount {
  readonly label: string
  readonly mm: number
  readonly clearMm?: number | undefined
  readonly path: string
}

/** An accumulation clears below this part of its threshold unless the rule says otherwise. */
const CLEAR_PART = 0.9
export const SHORTEST_WINDOW: DurationMs = MINUTE
export const LONGEST_WINDOW: DurationMs = 7 * DAY
/** Micrometres in a millimetre: rain sums are integers, never binary fractions. */
export const UM_PER_MM = 1000

export function compileAccumulation(
  rule: Rule & AccumulationRule,
  levels: readonly Level[],
  faults: RuleFault[],
): CompiledAccumulation {
  const rungs: Rung[] = []
  const amounts: Amount[][] = []
  for (const level of levels) {
    const written = rule.levels[level] ?? { anyOf: {} }
    const { anyOf, clearBelow = {} } = written
    const path = `levels.${level}`
    rungs.push(rungOf(level, written, faults))
    amounts.push(
      Object.entries(anyOf).map(([label, mm]) => ({
        label,
        mm,
        clearMm: clearBelow[label],
        path: `${path}.anyOf.${label}`,
      })),
    )
    if (Object.keys(anyOf).length === 0) {
      faults.push({ path: `${path}.anyOf`, message: 'no window is set', expected: 'such as {"1h": 40}' })
    }
    for (const [label, mm] of Object.entries(clearBelow)) {
      const raise = anyOf[label]
      if (raise !== undefined && mm > 0 && Math.round(mm * UM_PER_MM) < Math.round(raise * UM_PER_MM))
        continue
      faults.push({
        path: `${path}.clearBelow.${label}`,
        message:
          raise === undefined
            ? `no threshold has the window ${label}`
            : `${mm} mm would clear the very sum that raises at ${raise} mm`,
        expected:
          raise === undefined ? `one of ${Object.keys(anyOf).join(', ')}` : `more than 0 and under ${raise}`,
      })
    }
  }
  return accumulations(rule, rungs, amounts, faults)
}

/** Makes the amounts of each rung ready, gravest first, and complains of what cannot be meant. */
export function accumulations(
  rule: Rule,
  rungs: readonly Rung[],
  amounts: readonly (readonly Amount[])[],
  faults: RuleFault[],
): CompiledAccumulation {
  const lengths = new Map<string, DurationMs>()
  for (const { label, mm, path } of amounts.flat()) {
    const bounds = [SHORTEST_WINDOW, LONGEST_WINDOW] as const
    lengths.set(label, windowAt(label, path, bounds, '1m to 7d', faults))
    if (!(Math.round(mm * UM_PER_MM) > 0)) {
      faults.push({ path, message: `${mm} mm would always hold`, expected: 'at least 0.001 mm' })
    }
  }
  const windows = [...new Map([...lengths].map(([label, length]) => [length, label]))]
    .map(([length, label]) => ({ length, label }))
    .sort((a, b) => a.length - b.length)
  checkOrder(rungs, amounts, lengths, faults)
  const thresholds = amounts.map((rung) =>
    rung
      .map(({ label, mm, clearMm }) => ({
        window: windows.findIndex(({ length }) => length === lengths.get(label)),
        raiseAtUm: Math.round(mm * UM_PER_MM),
        clearBelowUm: Math.round((clearMm ?? mm * CLEAR_PART) * UM_PER_MM),
      }))
      .sort((a, b) => a.window - b.window),
  )
  return {
    kind: 'accumulation',
    rule,
    rungs,
    windows,
    thresholds,
    longest: windows.at(-1)?.length ?? 0,
    easiestUm: Math.min(...thresholds.flat().map(({ raiseAtUm }) => raiseAtUm)),
  }
}

/** A longer window holds at least the rain of a shorter one within it, and a graver level asks for more. */
function checkOrder(
  rungs: readonly Rung[],
  amounts: readonly (readonly Amount[])[],
  lengths: ReadonlyMap<string, DurationMs>,
  faults: RuleFault[],
): void {
  const length = ({ label }: Amount) => lengths.get(label) ?? 0
  for (const [rung, own] of amounts.entries()) {
    const sorted = [...own].sort((a, b) => length(a) - length(b))
    for (const [index, longer] of sorted.entries()) {
      const shorter = sorted[index - 1]
      if (shorter !== undefined && length(shorter) === length(longer)) {
        faults.push({
          path: longer.path,
          message: `${longer.label} is as long as ${shorter.label}`,
          expected: 'each window once',
        })
      } else if (shorter !== undefined && longer.mm < shorter.mm) {
        faults.push({
          path: longer.path,
          message: `${longer.label} needs less rain than ${shorter.label}, which lies within it`,
          expected: `at least ${shorter.mm} mm`,
        })
      }
    }
    for (const one of amounts[rung - 1] ?? []) {
      const lower = own.find((other) => length(other) === length(one))
      if (lower === undefined || one.mm > lower.mm) continue
      faults.push({
        path: one.path,
        message: `${one.mm} mm is not over ${rungs[rung]?.level}'s ${lower.mm} mm`,
        expected: 'the graver level over the one below it',
      })
    }
  }
}

/** The truth of an accumulation rule for the windows that end at one time. One object is reused: it lives only during a judgement. */
export class AccumulationTruth implements Truth {
  #compiled: CompiledAccumulation | undefined
  readonly #sumsUm: number[] = []

  /** Sums all windows that end at `end`. With `calm`, less rain in the longest than any threshold spares the others, and answers false. */
  measure(compiled: CompiledAccumulation, series: RainSeries, end: Instant, calm: boolean): boolean {
    const { windows, longest, easiestUm } = compiled
    this.#compiled = compiled
    if (calm && series.sumUm(end, longest) < easiestUm) return false
    for (let index = 0; index < windows.length; index++) {
      this.#sumsUm[index] = series.sumUm(end, (windows[index] as Window).length)
    }
    return true
  }

  /** Any one window reaches its threshold. */
  holds(rung: number): boolean {
    for (const { window, raiseAtUm } of this.#of(rung)) {
      if ((this.#sumsUm[window] as number) >= raiseAtUm) return true
    }
    return false
  }

  /** Every window has fallen under its clear value. */
  cleared(rung: number): boolean {
    for (const { window, clearBelowUm } of this.#of(rung)) {
      if ((this.#sumsUm[window] as number) >= clearBelowUm) return false
    }
    return true
  }

  /** The greatest sum, in µm, among the windows of a rung that reach their thresholds. */
  reachedUm(rung: number): number {
    const reached = this.#of(rung).filter(
      ({ window, raiseAtUm }) => (this.#sumsUm[window] as number) >= raiseAtUm,
    )
    return (this.#sumsUm[reached[0]?.window ?? 0] ?? 0) as number
  }

  #of(rung: number): readonly WindowThreshold[] {
    return this.#compiled?.thresholds[rung] as readonly WindowThreshold[]
  }
}

/** The sums of all windows of a rule, in mm by the engineer's label: evidence. */
export function windowSums(
  compiled: CompiledAccumulation,
  series: RainSeries,
  end: Instant,
): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { label, length } of compiled.windows) sums[label] = series.sumUm(end, length) / UM_PER_MM
  return sums
}
