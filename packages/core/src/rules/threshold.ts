import type { Instant, Observation } from '../model/index.ts'
import type { CompiledThreshold } from './compile.ts'
import { climb, INACTIVE, type LadderState, type Truth } from './ladder.ts'

/** The truth of one threshold rule for one value. A single object is reused: it lives only during a call to `climb`. */
class ThresholdTruth implements Truth {
  compiled: CompiledThreshold | undefined
  signed = 0

  holds(rung: number): boolean {
    return this.signed >= ((this.compiled as CompiledThreshold).raiseAt[rung] as number)
  }

  cleared(rung: number): boolean {
    return this.signed < ((this.compiled as CompiledThreshold).clearAt[rung] as number) && !this.holds(rung)
  }
}

const truth = new ThresholdTruth()

/**
 * Judges a value that is current at `time`. `above`: raises at or over raiseAt, clears under clearBelow;
 * `below`: raises at or under raiseAt, clears over clearAbove.
 */
export function judgeThreshold(
  compiled: CompiledThreshold,
  before: LadderState,
  observation: Observation,
  time: Instant,
): LadderState {
  const signed = observation.value * compiled.sign
  // Nearly every observation of nearly every rule ends here.
  if (before === INACTIVE && signed < compiled.easiest) return before
  truth.compiled = compiled
  truth.signed = signed
  return climb(compiled.rungs, before, truth, time)
}

/** The gravest rung that a value breaches, whatever the state; undefined when none. For peaks that came too late. */
export function breachedRung(compiled: CompiledThreshold, value: number): number | undefined {
  const rung = compiled.raiseAt.findIndex((raiseAt) => value * compiled.sign >= raiseAt)
  return rung < 0 ? undefined : rung
}
