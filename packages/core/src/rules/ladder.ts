import type { DurationMs, Instant, Level } from '../model/index.ts'

/** One level of a rule. Rungs are ordered gravest first. */
export interface Rung {
  readonly level: Level
  /** How long the condition must hold before the level fires. */
  readonly for: DurationMs
}

/** A level whose condition holds and whose `for` has not run out yet. */
export interface Pending {
  readonly rung: number
  readonly since: Instant
}

/** State of a rule on a datastream. `pending` lists only rungs graver than the one that fires. */
export type LadderState =
  | { readonly state: 'inactive' }
  | { readonly state: 'pending'; readonly pending: readonly Pending[] }
  | {
      readonly state: 'firing'
      readonly rung: number
      readonly since: Instant
      readonly pending: readonly Pending[]
    }

export const INACTIVE: LadderState = { state: 'inactive' }
const NONE: readonly Pending[] = []

/** What an observation says of each rung. `cleared` must imply not `holds`. */
export interface Truth {
  holds(rung: number): boolean
  cleared(rung: number): boolean
}

/**
 * The state after an observation at `time`. Up first: the gravest level whose condition holds long enough fires at once,
 * skipping those between. Else a firing level stays until its own clear condition is met; then the gravest lower level
 * whose condition holds takes over, else the gravest whose clear condition is not met either, or none. (The order is
 * Kapacitor's: it neither flaps nor hides a rise.)
 */
export function climb(rungs: readonly Rung[], before: LadderState, truth: Truth, time: Instant): LadderState {
  const firing = before.state === 'firing' ? before.rung : rungs.length
  const waiting = before.state === 'inactive' ? NONE : before.pending
  let pending: Pending[] | undefined
  for (let rung = 0; rung < firing; rung++) {
    if (!truth.holds(rung)) continue
    const since = waiting.find((one) => one.rung === rung)?.since ?? time
    if (time - since >= (rungs[rung] as Rung).for) return fire(rung, time, pending)
    pending ??= []
    pending.push({ rung, since })
  }
  if (before.state === 'firing') {
    if (!truth.cleared(firing)) {
      const same = pending === undefined && before.pending.length === 0
      return same ? before : { ...before, pending: pending ?? NONE }
    }
    for (let rung = firing + 1; rung < rungs.length; rung++) {
      if (truth.holds(rung)) return fire(rung, time, pending)
    }
    // Below every raise value, but not below every clear value: a lower level goes on until its own is passed.
    for (let rung = firing + 1; rung < rungs.length; rung++) {
      if (!truth.cleared(rung)) return fire(rung, time, pending)
    }
  }
  return pending === undefined ? INACTIVE : { state: 'pending', pending }
}

/** The state when `now` has come without a new observation: the gravest pending level that is due fires. */
export function elapse(rungs: readonly Rung[], before: LadderState, now: Instant): LadderState {
  if (before.state === 'inactive') return before
  for (const { rung, since } of before.pending) {
    if (now - since < (rungs[rung] as Rung).for) continue
    return fire(
      rung,
      now,
      before.pending.filter((one) => one.rung < rung),
    )
  }
  return before
}

/** When the earliest pending level falls due; undefined when none is pending. */
export function dueAt(rungs: readonly Rung[], state: LadderState): Instant | undefined {
  if (state.state === 'inactive' || state.pending.length === 0) return undefined
  return Math.min(...state.pending.map(({ rung, since }) => since + (rungs[rung] as Rung).for))
}

/** Forgets what was pending: data were missing for too long to say that the condition held. */
export function forgetPending(before: LadderState): LadderState {
  if (before.state === 'inactive' || before.pending.length === 0) return before
  return before.state === 'pending' ? INACTIVE : { ...before, pending: NONE }
}

/** The rung that fires, or `rungs.length` ("below the lowest") when none does: smaller is graver. */
export function firingRung(state: LadderState, rungs: readonly Rung[]): number {
  return state.state === 'firing' ? state.rung : rungs.length
}

function fire(rung: number, since: Instant, pending: readonly Pending[] | undefined): LadderState {
  return { state: 'firing', rung, since, pending: pending ?? NONE }
}
