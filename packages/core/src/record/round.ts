import type { Callout, Generation, LedgerLine } from '../callout/index.ts'
import type { AreaPath, CalloutId, Instant, Level, PersonId, WarningEvent } from '../model/index.ts'
import type { CalledOut } from './course.ts'
import { least, most, type PersonRecord, personsOf } from './person.ts'

/** A step that fell due in a village. */
export interface StepRecord {
  readonly at: Instant
  /** Counted from 0, as in the plan. */
  readonly step: number
  readonly loop: number
  readonly persons: readonly PersonId[]
  /** Trial operation (试运行): the duty desk stood for whoever the plan names. */
  readonly trial: boolean
}

/** How far a round came in one village. */
export interface VillageRecord {
  readonly village: AreaPath
  /** Null: no plan covers it, and nobody was called. */
  readonly plan: { readonly name: string; readonly version: number } | null
  readonly steps: readonly StepRecord[]
  readonly metAt: Instant | null
  /** An answer after this was late. */
  readonly limitAt: Instant
}

/** Everybody called for one level: a generation of a call-out, with what it was begun by. */
export interface Round {
  readonly callout: CalloutId
  readonly generation: number
  readonly level: Level
  readonly reason: Generation['reason']
  /** When the warning reached this level, or somebody began the call-out by hand: times are counted from here. */
  readonly since: Instant
  /** When the gate let it through. */
  readonly startedAt: Instant
  /** When the first message was handed to a channel. */
  readonly firstCallAt: Instant | null
  /** When the last of those whom the first step names was first called; null while somebody of them is neither called nor called off. */
  readonly allCalledAt: Instant | null
  readonly firstAnswerAt: Instant | null
  /** When the last village had its quorum; null: one has none. */
  readonly metAt: Instant | null
  /** In trial operation nobody but the duty desk was called. */
  readonly trial: boolean
  readonly villages: readonly VillageRecord[]
  readonly persons: readonly PersonRecord[]
}

/** The rounds of a call-out in which people were asked to answer, oldest first. */
export function roundsOf({ callout, ledger }: CalledOut, events: readonly WarningEvent[]): Round[] {
  return generationsOf(callout)
    .filter(({ purpose }) => purpose === 'call')
    .map((generation) => roundOf(callout, generation, ledger, events))
}

/** Who was told that it is over, and whether that has reached them. */
export function toldOf({ callout, ledger }: CalledOut): PersonRecord[] {
  return generationsOf(callout)
    .filter(({ purpose }) => purpose !== 'call')
    .flatMap((generation) => personsOf(generation, [], ledger))
}

function roundOf(
  callout: Callout,
  generation: Generation,
  ledger: readonly LedgerLine[],
  events: readonly WarningEvent[],
): Round {
  const { number, level, reason, startedAt, tracks, plans } = generation
  const persons = personsOf(generation, callout.answers, ledger)
  const lines = ledger.flatMap((line) =>
    line.generation === number && line.type === 'step-due' ? [line] : [],
  )
  const villages = tracks.map(({ village, plan, metAt, limitAt }): VillageRecord => {
    const found = plan === null ? undefined : plans[plan]
    return {
      village,
      plan: found === undefined ? null : { name: found.name, version: found.version },
      steps: lines
        .filter((line) => line.village === village)
        .map(({ at, step, loop, persons, trial }) => ({ at, step, loop, persons, trial })),
      metAt,
      limitAt,
    }
  })
  const named = new Set(
    lines.filter(({ step, loop }) => step === 0 && loop === 0).flatMap((line) => line.persons),
  )
  const first = persons.filter(({ person }) => named.has(person))
  const waits = first.some(({ firstCallAt, state }) => firstCallAt === null && state === 'ringing')
  return {
    callout: callout.id,
    generation: number,
    level,
    reason,
    since: begunBy(callout, generation, events),
    startedAt,
    firstCallAt: least(persons.map(({ firstCallAt }) => firstCallAt)),
    allCalledAt: waits ? null : most(first.map(({ firstCallAt }) => firstCallAt)),
    firstAnswerAt: least(persons.map(({ answeredAt }) => answeredAt)),
    metAt: villages.some(({ metAt }) => metAt === null) ? null : most(villages.map(({ metAt }) => metAt)),
    trial: tracks.some(({ trialSteps }) => trialSteps.length > 0),
    villages,
    persons,
  }
}

/** The newest event, not after the generation's start, by which its level came; by hand it is the call-out's own start. */
function begunBy(
  callout: Callout,
  { level, startedAt }: Generation,
  events: readonly WarningEvent[],
): Instant {
  const rise = events.findLast(
    (event) => event.at <= startedAt && isRise(event) && 'level' in event && event.level === level,
  )
  return rise?.at ?? callout.startedAt
}

function isRise({ type }: WarningEvent): boolean {
  return type === 'raised' || type === 'raised-again' || type === 'level-raised' || type === 'unsuppressed'
}

function generationsOf({ earlier, live }: Callout): Generation[] {
  return live === null ? [...earlier] : [...earlier, live]
}
