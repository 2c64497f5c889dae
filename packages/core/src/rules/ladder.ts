import type { DurationMs, Holding, Instant, Level } from '../model/index.ts'
import { durationAt, type RuleFault } from './fault.ts'

/** One level of a rule. Rungs are ordered gravest first. */
export interface Rung {
  readonly level: Level
  /** How long the condition must hold before the level fires. */
  readonly for: DurationMs
  /** How long its end must last before the level clears. */
  readonly clearFor: DurationMs
  /** How many readings in a row must hold. */
  readonly consecutive: number
}

/** A level whose condition holds and whose `for` has not run out yet. */
export interface Pending {
  readonly rung: number
  readonly since: Instant
  /** Readings that held so far, and the time of the last: a correction of it is not one more. */
  readonly count: number
  readonly last: Instant
}

/** The clear condition of the level that fires is met, and waits for its `clearFor`; then `to` takes over (`rungs.length`: nothing). */
export interface Clearing {
  readonly since: Instant
  readonly to: number
}

/** State of a rule on a subject. `pending` lists only rungs graver than the one that fires, gravest first. */
export type LadderState =
  | { readonly state: 'inactive' }
  | { readonly state: 'pending'; readonly pending: readonly Pending[] }
  | {
      readonly state: 'firing'
      readonly rung: number
      readonly since: Instant
      readonly pending: readonly Pending[]
      readonly clearing?: Clearing | undefined
    }

export const INACTIVE: LadderState = { state: 'inactive' }
const NONE: readonly Pending[] = []

/** What an observation says of each rung. `cleared` must imply not `holds`; neither: unknown. */
export interface Truth {
  holds(rung: number): boolean
  cleared(rung: number): boolean
}

/** The rung of a level as the engineer wrote it. */
export function rungOf(
  level: Level,
  holding: Holding & { readonly consecutive?: number | undefined },
  faults: RuleFault[],
): Rung {
  const path = `levels.${level}`
  const { for: held = '0s', clearFor = '0s', consecutive = 1 } = holding
  if (!Number.isInteger(consecutive) || consecutive < 1 || consecutive > 1000) {
    faults.push({
      path: `${path}.consecutive`,
      message: `${consecutive} is no count of readings`,
      expected: 'a whole number from 1 to 1000',
    })
  }
  return {
    level,
    for: durationAt(held, `${path}.for`, faults),
    clearFor: durationAt(clearFor, `${path}.clearFor`, faults),
    consecutive,
  }
}

/**
 * The state after a reading at `time`. Up first: the gravest level whose condition holds long enough fires at once,
 * skipping those between. Else a firing level stays until its own clear condition has been met long enough; then the gravest lower level
 * whose condition holds takes over, else the gravest whose clear condition is not met either, or none. (The order is
 * Kapacitor's: it neither flaps nor hides a rise.) With `mayRaise` false (outside the rule's schedule) nothing goes up.
 */
export function climb(
  rungs: readonly Rung[],
  before: LadderState,
  truth: Truth,
  time: Instant,
  mayRaise = true,
): LadderState {
  const firing = before.state === 'firing' ? before.rung : rungs.length
  const waiting = before.state === 'inactive' ? NONE : before.pending
  let pending: Pending[] | undefined
  for (let rung = 0; mayRaise && rung < firing; rung++) {
    if (!truth.holds(rung)) continue
    const waited = waiting.find((one) => one.rung === rung)
    const since = waited?.since ?? time
    const count = waited === undefined ? 1 : waited.count + (time > waited.last ? 1 : 0)
    const { for: held, consecutive } = rungs[rung] as Rung
    if (time - since >= held && count >= consecutive) return fire(rung, time, pending)
    pending ??= []
    pending.push({ rung, since, count, last: time })
  }
  if (before.state !== 'firing') return pending === undefined ? INACTIVE : { state: 'pending', pending }
  const { rung, since } = before
  if (!truth.cleared(rung)) {
    const same = pending === undefined && before.pending.length === 0 && before.clearing === undefined
    return same ? before : { state: 'firing', rung, since, pending: pending ?? NONE }
  }
  const clearing = { since: before.clearing?.since ?? time, to: nextBelow(rungs.length, rung, truth) }
  if (time - clearing.since < (rungs[rung] as Rung).clearFor) {
    return { state: 'firing', rung, since, pending: pending ?? NONE, clearing }
  }
  if (clearing.to < rungs.length) return fire(clearing.to, time, pending)
  return pending === undefined ? INACTIVE : { state: 'pending', pending }
}

/** The rung that takes over when `firing` is clear; `count` when none does. */
function nextBelow(count: number, firing: number, truth: Truth): number {
  for (let rung = firing + 1; rung < count; rung++) if (truth.holds(rung)) return rung
  // Below every raise value, but not below every clear value: a lower level goes on until its own is passed.
  for (let rung = firing + 1; rung < count; rung++) if (!truth.cleared(rung)) return rung
  return count
}

/** The state when `now` has come without a new reading: the gravest pending level that is due fires, else a clearing that is due ends. */
export function elapse(rungs: readonly Rung[], before: LadderState, now: Instant): LadderState {
  if (before.state === 'inactive') return before
  for (const { rung, since, count } of before.pending) {
    const { for: held, consecutive } = rungs[rung] as Rung
    if (now - since < held || count < consecutive) continue
    return fire(
      rung,
      now,
      before.pending.filter((one) => one.rung < rung),
    )
  }
  if (before.state !== 'firing' || before.clearing === undefined) return before
  const { since, to } = before.clearing
  if (now - since < (rungs[before.rung] as Rung).clearFor) return before
  if (to < rungs.length) return fire(to, now, before.pending)
  return before.pending.length === 0 ? INACTIVE : { state: 'pending', pending: before.pending }
}

/**
 * When the earliest wait runs out, of a level or of a clearing; undefined when nothing waits for the clock.
 * @param provenUntil until then the newest reading is taken to hold; a wait that runs out later waits for the next reading to decide
 */
export function dueAt(
  rungs: readonly Rung[],
  state: LadderState,
  provenUntil: Instant = Number.POSITIVE_INFINITY,
): Instant | undefined {
  if (state.state === 'inactive') return undefined
  let earliest = Number.POSITIVE_INFINITY
  for (const { rung, since, count } of state.pending) {
    const { for: held, consecutive } = rungs[rung] as Rung
    const due = since + held
    if (count >= consecutive && due <= provenUntil) earliest = Math.min(earliest, due)
  }
  if (state.state === 'firing' && state.clearing !== undefined) {
    const due = state.clearing.since + (rungs[state.rung] as Rung).clearFor
    if (due <= provenUntil) earliest = Math.min(earliest, due)
  }
  return Number.isFinite(earliest) ? earliest : undefined
}

/** Forgets every wait, to fire and to clear: data were missing for too long to say that the condition went on. */
export function forgetWaits(before: LadderState): LadderState {
  switch (before.state) {
    case 'inactive':
      return before
    case 'pending':
      return INACTIVE
    case 'firing': {
      const { rung, since, pending, clearing } = before
      return pending.length === 0 && clearing === undefined
        ? before
        : { state: 'firing', rung, since, pending: NONE }
    }
    default:
      return before satisfies never
  }
}

/** The level that still stands by `truth` where one fires: itself while it is not clear, else the gravest below that is not, or none. */
export function uphold(rungs: readonly Rung[], before: LadderState, truth: Truth): LadderState {
  if (before.state !== 'firing' || !truth.cleared(before.rung)) return before
  const rung = nextBelow(rungs.length, before.rung, truth)
  return rung < rungs.length ? fire(rung, before.since, undefined) : INACTIVE
}

/** Keeps of the waits those that go on by `truth`, to fire or to clear: it may be that of another version of the rule. */
export function keepWaits(before: LadderState, truth: Truth): LadderState {
  if (before.state === 'inactive') return before
  const pending = before.pending.filter(({ rung }) => truth.holds(rung))
  const same = pending.length === before.pending.length
  if (before.state === 'pending') {
    if (same) return before
    return pending.length === 0 ? INACTIVE : { state: 'pending', pending }
  }
  const { rung, since, clearing } = before
  if (clearing === undefined || truth.cleared(rung)) return same ? before : { ...before, pending }
  return { state: 'firing', rung, since, pending }
}

/** Forgets what waits to fire: the schedule has closed. */
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
