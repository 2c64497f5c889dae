import type { AnswerCode, ChannelKind, Instant, PersonId } from '../model/index.ts'
import { Draft } from './draft.ts'
import { settle } from './due.ts'
import type { Outcome } from './outcome.ts'
import { fillers } from './quorum.ts'
import { silence } from './ring.ts'
import type { Callout, Generation } from './state.ts'
import { judge, quieten, vacate } from './track.ts'
import { canAnswer } from './world.ts'

/** An answer as it comes in, by a channel or from an operator who telephoned. */
export interface Answering {
  /** Whom the number or token belongs to; null: nobody is known by it. */
  readonly person: PersonId | null
  readonly code: AnswerCode
  readonly via: ChannelKind
  readonly households?: number | undefined
  /** The operator who recorded it, under their own name. */
  readonly recordedBy?: string | undefined
  /** What it was bound to (a token, a reply code). An answer to an earlier generation is kept and does not count. Default: the newest. */
  readonly generation?: number | undefined
  /** Its text, for the ledger, where it turns out to be no answer. */
  readonly text?: string | undefined
}

/**
 * Takes an answer. Every answer of somebody who was called is kept, the newest counts, and calls to who has answered stop; "cannot" counts
 * for nothing and calls deputy and next step at once (give the outcome to `due` in the same transaction). After the limit or the end it is kept
 * and marked late. Anybody else is logged only. That the provider reports one answer twice is for the caller to notice; taking it twice is harmless.
 */
export function answered(callout: Callout, answering: Answering, now: Instant): Outcome {
  const draft = new Draft(callout, now)
  const { person, via, code } = answering
  const bound = asked(callout, answering.generation)
  const wasCalled =
    person !== null && generations(callout).some(({ rings }) => rings.some((ring) => ring.person === person))
  if (person === null || bound === undefined || !wasCalled || !canAnswer({ kind: via })) {
    const why = person !== null && wasCalled && !canAnswer({ kind: via }) ? 'broadcast' : 'unknown-person'
    draft.log({ type: 'not-an-answer', why, person, via, text: answering.text ?? null })
    return draft.outcome()
  }
  const { number, level } = bound
  const late = callout.state.kind === 'ended' || now > limitOf(bound, person)
  draft.answer({
    person,
    at: now,
    code,
    via,
    households: answering.households,
    recordedBy: answering.recordedBy,
    generation: number,
    level,
    late,
  })
  const { recordedBy = null, households = null } = answering
  draft.log({ type: 'answered', person, code, via, recordedBy, households, late, level })
  if (callout.state.kind === 'ended' || number !== draft.live?.number) return draft.outcome()
  heed(draft, person)
  return draft.outcome()
}

/** Acts on what the person's newest answer says now. */
function heed(draft: Draft, person: PersonId): void {
  const says = draft.standing.get(person)
  const ring = draft.ring(person)
  if (ring !== undefined) silence(draft, ring, says === 'cannot' ? 'cannot' : 'answered')
  if (says === 'cannot') {
    draft.notice(person, { kind: 'cannot', person })
    for (const index of draft.live?.tracks.keys() ?? []) judge(draft, index)
    vacate(draft, person, true)
  } else {
    for (const index of draft.live?.tracks.keys() ?? []) judge(draft, index)
    quieten(draft)
  }
  settle(draft)
}

function generations({ earlier, live }: Callout): Generation[] {
  return live === null ? [...earlier] : [...earlier, live]
}

/** The generation that asked: the one named, or the newest that asks for answers. */
function asked(callout: Callout, number: number | undefined): Generation | undefined {
  return generations(callout).findLast(
    (generation) => generation.purpose === 'call' && (number === undefined || generation.number === number),
  )
}

/** When the last of the villages for which the person is called passes its limit. */
function limitOf({ tracks }: Generation, person: PersonId): Instant {
  const limits = tracks
    .filter(({ places }) => places.some((place) => fillers(place).includes(person)))
    .map(({ limitAt }) => limitAt)
  return limits.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...limits)
}
