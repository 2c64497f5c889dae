import type { Instant } from '../model/index.ts'
import { type CompiledAccumulation, UM_PER_MM, type WindowThreshold } from './compile.ts'
import { climb, type LadderState, type Truth } from './ladder.ts'
import type { RainSeries } from './rain-series.ts'

/** The truth of an accumulation rule for the windows that end at `end`. */
class AccumulationTruth implements Truth {
  readonly #windows: CompiledAccumulation['windows']
  readonly #series: RainSeries
  readonly #end: Instant

  constructor(compiled: CompiledAccumulation, series: RainSeries, end: Instant) {
    this.#windows = compiled.windows
    this.#series = series
    this.#end = end
  }

  /** Any one window reaches its threshold. */
  holds(rung: number): boolean {
    return this.#of(rung).some(({ window, raiseAtUm }) => this.#series.sumUm(this.#end, window) >= raiseAtUm)
  }

  /** Every window has fallen under its clear value. */
  cleared(rung: number): boolean {
    return this.#of(rung).every(
      ({ window, clearBelowUm }) => this.#series.sumUm(this.#end, window) < clearBelowUm,
    )
  }

  #of(rung: number): readonly WindowThreshold[] {
    return this.#windows[rung] as readonly WindowThreshold[]
  }
}

/** Judges the windows that end at `end`, with all that is known of them by now. */
export function judgeAccumulation(
  compiled: CompiledAccumulation,
  before: LadderState,
  series: RainSeries,
  end: Instant,
): LadderState {
  return climb(compiled.rungs, before, new AccumulationTruth(compiled, series, end), end)
}

/** The gravest window breached at `end`, whatever the state; undefined when none. For peaks that came too late. */
export function breachedWindow(
  compiled: CompiledAccumulation,
  series: RainSeries,
  end: Instant,
): { rung: number; sumUm: number } | undefined {
  for (const [rung, windows] of compiled.windows.entries()) {
    for (const { window, raiseAtUm } of windows) {
      const sumUm = series.sumUm(end, window)
      if (sumUm >= raiseAtUm) return { rung, sumUm }
    }
  }
  return undefined
}

/** The sums of all windows of a rule, in mm by the engineer's label: evidence. */
export function windowSums(
  compiled: CompiledAccumulation,
  series: RainSeries,
  end: Instant,
): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { label, window } of compiled.windows.flat().sort((a, b) => a.window - b.window)) {
    sums[label] = series.sumUm(end, window) / UM_PER_MM
  }
  return sums
}
