import type { DurationMs, Instant } from '../model/index.ts'
import { type CompiledAbsence, silence } from './compile.ts'
import { climb, type LadderState } from './ladder.ts'

/** Since when nothing has come, as far as the gateway could tell: it was running and knew of the datastream. */
export interface Silence {
  readonly since: Instant
  readonly intervalMs: DurationMs
}

/** Judges silence at `now`, by receivedAt: a device with a wrong clock is not silent. Data clear every level at once. */
export function judgeAbsence(
  compiled: CompiledAbsence,
  before: LadderState,
  { since, intervalMs }: Silence,
  now: Instant,
): LadderState {
  const lasts = (rung: number) => now - since >= silenceOf(compiled, rung, intervalMs)
  return climb(compiled.rungs, before, { holds: lasts, cleared: (rung) => !lasts(rung) }, now)
}

/** When the next graver level falls due if nothing comes; undefined when the gravest fires already. */
export function absenceDueAt(
  compiled: CompiledAbsence,
  state: LadderState,
  { since, intervalMs }: Silence,
): Instant | undefined {
  const firing = state.state === 'firing' ? state.rung : compiled.rungs.length
  if (firing === 0) return undefined
  // Not simply the next one: "10m" and "3 intervals" may stand in either order.
  const lengths = compiled.rungs.slice(0, firing).map((_, rung) => silenceOf(compiled, rung, intervalMs))
  return since + Math.min(...lengths)
}

function silenceOf(compiled: CompiledAbsence, rung: number, intervalMs: DurationMs): DurationMs {
  return silence(compiled.after[rung] as CompiledAbsence['after'][number], intervalMs)
}
