import type { Generation, LedgerLine, Ring } from '../callout/index.ts'
import type { Answer, AreaPath, Call, DurationMs, Instant, PersonId } from '../model/index.ts'

/** How it stands with somebody who was called. `stopped`: nobody waited for them any more, because others had answered or it was over. */
export type PersonState = 'answered' | 'cannot' | 'not-answered' | 'stopped' | 'ringing'

/** One person in one round: every attempt, every answer, and the time between. */
export interface PersonRecord {
  readonly person: PersonId
  readonly villages: readonly AreaPath[]
  readonly state: PersonState
  readonly attempts: readonly Call[]
  /** To this round, oldest first; the newest counts. */
  readonly answers: readonly Answer[]
  /** When a message was first handed to a channel; null: it never was. */
  readonly firstCallAt: Instant | null
  /** Of the first answer that is no "cannot". */
  readonly answeredAt: Instant | null
  /** From the first call to that answer; null where either is missing. An answer may be given by who was not called yet: 0. */
  readonly tookMs: DurationMs | null
  /** Deputies who were called in this one's place; null: there was none. */
  readonly handedTo: readonly (PersonId | null)[]
  readonly standsInFor: readonly PersonId[]
  readonly silentSince: Instant | null
}

/** What became of everybody called in one generation, in the order in which they were first named. */
export function personsOf(
  { number, rings }: Generation,
  answers: readonly Answer[],
  ledger: readonly LedgerLine[],
): PersonRecord[] {
  const handed = ledger.flatMap((line) =>
    line.type === 'stand-in' && line.generation === number ? [line] : [],
  )
  return rings.map((ring) => {
    const { person } = ring
    const given = answers.filter((answer) => answer.person === person && answer.generation === number)
    const firstCallAt = least(ring.calls.map(({ facts }) => facts.madeAt))
    const answeredAt = least(given.map(({ code, at }) => (code === 'cannot' ? null : at)))
    return {
      person,
      villages: ring.villages,
      state: stateOf(ring),
      attempts: ring.calls,
      answers: given,
      firstCallAt,
      answeredAt,
      tookMs: firstCallAt === null || answeredAt === null ? null : Math.max(0, answeredAt - firstCallAt),
      handedTo: [...new Set(handed.filter((line) => line.person === person).map(({ deputy }) => deputy))],
      standsInFor: [...new Set(handed.filter(({ deputy }) => deputy === person).map((line) => line.person))],
      silentSince: ring.silentSince,
    }
  })
}

function stateOf({ state, silentSince }: Ring): PersonState {
  if (state === 'answered' || state === 'cannot') return state
  if (silentSince !== null || state === 'over') return 'not-answered'
  return state
}

/** The earliest of the times that are known. */
export function least(times: readonly (Instant | null)[]): Instant | null {
  return times.reduce((first, at) => (first === null || (at !== null && at < first) ? at : first), null)
}

/** The latest of the times that are known. */
export function most(times: readonly (Instant | null)[]): Instant | null {
  return times.reduce((last, at) => (last === null || (at !== null && at > last) ? at : last), null)
}
