import type { CheckName, DurationMs, Instant, QualityFlag } from '../model/index.ts'
import { AccumulationTruth } from './accumulation.ts'
import type { CompiledRule } from './compile.ts'
import type { IntegralSeries } from './integral-series.ts'
import { climb, INACTIVE, type LadderState, type Truth } from './ladder.ts'
import { meanOver } from './mean.ts'
import type { RainSeries } from './rain-series.ts'
import { RateTruth, riseOver, TimeToThresholdTruth } from './rate.ts'
import { SensorFaultTruth } from './sensor-fault.ts'
import { ThresholdTruth } from './threshold.ts'
import type { ValueSeries } from './value-series.ts'

/** What rules see of a datastream when they judge it. */
export interface Seen {
  /** The value that counts, in the datastream's unit. */
  readonly value: number
  readonly flag: QualityFlag
  readonly checks: readonly CheckName[]
  readonly rain: RainSeries | undefined
  readonly values: ValueSeries | undefined
  readonly integral: IntegralSeries | undefined
  /** Longer silence than this proves nothing. */
  readonly maxGap: DurationMs
}

const UNKNOWN: Truth = { holds: () => false, cleared: () => false }
// Each lives only during one judgement, so one of each serves all.
const threshold = new ThresholdTruth()
const accumulation = new AccumulationTruth()
const rate = new RateTruth()
const timeTo = new TimeToThresholdTruth()
const sensorFault = new SensorFaultTruth()

/**
 * The state of a rule on a datastream after a judgement at `time`: of the value that is current then, and of the windows that end then.
 * Absence and composites are judged by what they go by: `judgeAbsence`, `CompositeTruth`.
 */
export function evaluate(
  compiled: CompiledRule,
  before: LadderState,
  seen: Seen,
  time: Instant,
  mayRaise: boolean,
): LadderState {
  const calm = before === INACTIVE
  // Nearly every observation of nearly every rule ends here.
  if (
    compiled.kind === 'threshold' &&
    calm &&
    seen.value < compiled.calmHigh &&
    seen.value > compiled.calmLow
  ) {
    return before
  }
  const truth = truthOf(compiled, seen, time, calm)
  return truth === undefined ? before : climb(compiled.rungs, before, truth, time, mayRaise)
}

/** What is true of each rung at `time`; undefined with `calm` when it is plain that nothing holds. It lasts until the next call. */
export function truthOf(compiled: CompiledRule, seen: Seen, time: Instant, calm: boolean): Truth | undefined {
  switch (compiled.kind) {
    case 'threshold':
      threshold.compiled = compiled
      threshold.value = seen.value
      return threshold
    case 'accumulation':
      if (seen.rain === undefined) return UNKNOWN
      return accumulation.measure(compiled, seen.rain, time, calm) ? accumulation : undefined
    case 'mean': {
      const mean = seen.integral && meanOver(compiled, seen.integral, time)
      if (mean === undefined) return UNKNOWN
      threshold.compiled = compiled.bands
      threshold.value = mean
      return threshold
    }
    case 'rate':
      rate.compiled = compiled
      rate.rise = seen.values && riseOver(compiled, seen.values, time, seen.value, seen.maxGap)
      return rate
    case 'time-to-threshold':
      timeTo.compiled = compiled
      timeTo.value = seen.value
      timeTo.rise = seen.values && riseOver(compiled, seen.values, time, seen.value, seen.maxGap)
      return timeTo
    case 'sensor-fault':
      sensorFault.compiled = compiled
      sensorFault.flag = seen.flag
      sensorFault.checks = seen.checks
      return sensorFault
    case 'absence':
    case 'composite':
      return UNKNOWN
    default:
      return compiled satisfies never
  }
}
