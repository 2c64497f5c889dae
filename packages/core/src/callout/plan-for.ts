import { type AreaPath, areaContains, type Level, MINUTE, type Plan, parseDuration } from '../model/index.ts'
import type { PlanSnapshot } from './state.ts'

/** An answer after this is late, where a plan says nothing else. */
export const ANSWER_LIMIT = 5 * MINUTE

/** The plan that counts for a level in a village: that of the nearest area above it; of two for one area the later version, then the later in the list. */
export function planFor(plans: readonly Plan[], level: Level, village: AreaPath): Plan | undefined {
  let nearest: Plan | undefined
  for (const plan of plans) {
    if (!plan.levels.includes(level) || !areaContains(plan.area, village)) continue
    const depth = plan.area.length - (nearest?.area.length ?? -1)
    if (depth > 0 || (depth === 0 && plan.version >= (nearest?.version ?? 0))) nearest = plan
  }
  return nearest
}

/** The plan with its durations read, as a call-out keeps it. Throws on one that `planFaults` refuses for its durations. */
export function snapshotOf(plan: Plan): PlanSnapshot {
  const { id, version, name, gate, loops, answerWithin } = plan
  const ms = (text: string): number => {
    const duration = parseDuration(text)
    if (duration === undefined) throw new TypeError(`plan ${id}: "${text}" is no duration such as 5m`)
    return duration
  }
  return {
    id,
    version,
    name,
    gate: gate.kind === 'held' ? { kind: 'held', forMs: ms(gate.for) } : gate,
    steps: plan.steps.map(({ after, who, channels, quorum, attempts, every }) => ({
      afterMs: ms(after),
      who,
      channels,
      quorum,
      attempts,
      everyMs: ms(every),
    })),
    loops,
    limitMs: answerWithin === undefined ? ANSWER_LIMIT : ms(answerWithin),
  }
}
