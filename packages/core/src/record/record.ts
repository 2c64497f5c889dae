import type { Answer, AreaPath, DurationMs, Instant, PersonId, QuotedReading } from '../model/index.ts'
import type { Course } from './course.ts'
import { type Milestone, milestonesOf } from './milestone.ts'
import { least, type PersonRecord } from './person.ts'
import { type Round, roundsOf, toldOf } from './round.ts'

/** The times between that are asked for after an event. */
export const INTERVALS = [
  'crossing-raise',
  'raise-start',
  'raise-first-call',
  'raise-all-called',
  'raise-first-answer',
  'raise-quorum',
  'raise-clear',
  'clear-all-clear',
  'raise-closed',
] as const
export type IntervalKind = (typeof INTERVALS)[number]

/** The time from one moment to another; null: one of them did not happen, or not yet. */
export interface Interval {
  readonly kind: IntervalKind
  /** Of one round; without it, of the whole event. */
  readonly round?: number | undefined
  /** Of one village of the round. */
  readonly village?: AreaPath | undefined
  readonly ms: DurationMs | null
}

/** Somebody's newest number of households moved (转移). */
export interface MovedReport {
  readonly person: PersonId
  readonly villages: readonly AreaPath[]
  readonly households: number
  readonly at: Instant
}

/** What is to be known after an event: what happened when, how long each took, who was reached and who was not. A fold of what is kept. */
export interface EventRecord {
  readonly exercise: boolean
  /** On simulated channels: nobody was reached by anything. */
  readonly simulated: boolean
  /** The reading that raised the warning, at the time at which it was true; null by hand, or when no reading decided. */
  readonly crossing: QuotedReading | null
  /** When the warning was raised, or a call-out begun by hand. */
  readonly raisedAt: Instant | null
  readonly clearedAt: Instant | null
  readonly allClearAt: Instant | null
  readonly closedAt: Instant | null
  readonly brokenOffAt: Instant | null
  readonly milestones: readonly Milestone[]
  /** Oldest first. `Interval.round` counts in this list. */
  readonly rounds: readonly Round[]
  readonly intervals: readonly Interval[]
  /** Who was told that it is over. */
  readonly told: readonly PersonRecord[]
  /** Each person's newest number. Two people of one village may have counted the same households. */
  readonly moved: readonly MovedReport[]
  /** Who was silent or unable in the newest round of each call-out. */
  readonly notAnswered: readonly PersonRecord[]
}

/** Folds a warning, its events and the ledgers of its call-outs into the record of the event. */
export function recordOf(course: Course): EventRecord {
  const { warning, callouts } = course
  const events = warning?.events ?? []
  const rounds = callouts.flatMap((one) => roundsOf(one, events))
  const raised = events.flatMap((event) => (event.type === 'raised' ? [event] : []))[0]
  const crossing = raised?.reading ?? null
  const raisedAt =
    raised?.at ?? warning?.warning.raisedAt ?? least(callouts.map(({ callout }) => callout.startedAt))
  const ends = callouts.flatMap(({ callout }) => (callout.state.kind === 'ended' ? [callout.state] : []))
  const endAt = (how: string) => ends.findLast((end) => end.how === how)?.at ?? null
  const clearedAt = warning?.warning.clearedAt ?? null
  const allClearAt = endAt('all-clear')
  const closedAt = warning?.warning.closedAt ?? null
  const newest = callouts.flatMap(({ callout }) =>
    rounds.filter((round) => round.callout === callout.id).slice(-1),
  )
  return {
    exercise: callouts.some(({ callout }) => callout.exercise),
    simulated: callouts.some(({ callout }) => callout.simulated === true),
    crossing,
    raisedAt,
    clearedAt,
    allClearAt,
    closedAt,
    brokenOffAt: endAt('real-warning'),
    milestones: milestonesOf(course, rounds),
    rounds,
    intervals: [
      { kind: 'crossing-raise', ms: between(crossing?.phenomenonTime ?? null, raisedAt) },
      ...rounds.flatMap(intervalsOf),
      { kind: 'raise-clear', ms: between(raisedAt, clearedAt) },
      { kind: 'clear-all-clear', ms: between(clearedAt, allClearAt) },
      { kind: 'raise-closed', ms: between(raisedAt, closedAt) },
    ],
    told: callouts.flatMap(toldOf),
    moved: movedOf(rounds),
    notAnswered: newest.flatMap(({ persons }) =>
      persons.filter(({ state }) => state === 'not-answered' || state === 'cannot'),
    ),
  }
}

function intervalsOf(
  { since, startedAt, firstCallAt, allCalledAt, firstAnswerAt, villages }: Round,
  round: number,
): Interval[] {
  return [
    { kind: 'raise-start', round, ms: between(since, startedAt) },
    { kind: 'raise-first-call', round, ms: between(since, firstCallAt) },
    { kind: 'raise-all-called', round, ms: between(since, allCalledAt) },
    { kind: 'raise-first-answer', round, ms: between(since, firstAnswerAt) },
    ...villages.map(
      ({ village, metAt }): Interval => ({
        kind: 'raise-quorum',
        round,
        village,
        ms: between(since, metAt),
      }),
    ),
  ]
}

/** Negative when the second came first: a reading of a clock ahead. It is told as it is. */
function between(from: Instant | null, to: Instant | null): DurationMs | null {
  return from === null || to === null ? null : to - from
}

function movedOf(rounds: readonly Round[]): MovedReport[] {
  const newest = new Map<PersonId, { answer: Answer; villages: readonly AreaPath[] }>()
  for (const { persons } of rounds) {
    for (const { person, villages, answers } of persons) {
      for (const answer of answers) {
        if (answer.households === undefined) continue
        const known = newest.get(person)
        if (known === undefined || answer.at >= known.answer.at) newest.set(person, { answer, villages })
      }
    }
  }
  return [...newest].map(([person, { answer, villages }]) => ({
    person,
    villages,
    households: answer.households ?? 0,
    at: answer.at,
  }))
}
