import type { CalloutWithLedger, CallView, LedgerPerson } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'

/** The facts that one after another may become known of a call. */
export const FACTS = ['made', 'accepted', 'delivered', 'read', 'answered'] as const
export type FactName = (typeof FACTS)[number]

export interface Fact {
  readonly name: FactName | 'not-dialled' | 'unanswered' | 'failed' | 'failed-for-good' | 'dropped'
  /** Null: nobody knows. Never means that it is not so: a channel may not tell, or not yet. */
  readonly at: Instant | null
  readonly detail?: string
}

/** What is known of a call and what is not, in order. What speaks against an answer is only told when it is known. */
export function factsOf({
  channel,
  facts,
  droppedAt,
}: Pick<CallView, 'channel' | 'facts' | 'droppedAt'>): Fact[] {
  const list: Fact[] = FACTS.map((name) => ({ name, at: facts[`${name}At`] }))
  // In the queue of those who telephone: nothing has rung.
  if (channel.kind === 'telephone' && facts.madeAt === null && facts.acceptedAt !== null) {
    list.push({ name: 'not-dialled', at: facts.acceptedAt })
  }
  if (facts.unansweredAt !== null) list.push({ name: 'unanswered', at: facts.unansweredAt })
  if (facts.failed !== null)
    list.push({
      name: facts.failed.permanent ? 'failed-for-good' : 'failed',
      at: facts.failed.at,
      detail: facts.failed.detail,
    })
  if (droppedAt !== null) list.push({ name: 'dropped', at: droppedAt })
  return list
}

type Answer = LedgerPerson['answers'][number]

/** The newest answer counts; of two at the same time the one that was entered last. */
export function newestAnswer({ answers }: Pick<LedgerPerson, 'answers'>): Answer | undefined {
  return answers.reduce<Answer | undefined>(
    (newest, answer) => (newest === undefined || answer.at >= newest.at ? answer : newest),
    undefined,
  )
}

/** 未应答: attempts used up or the limit passed, and nothing heard since. */
export function isSilent({ silentSince, state }: Pick<LedgerPerson, 'silentSince' | 'state'>): boolean {
  return silentSince !== null && state !== 'answered' && state !== 'cannot'
}

const PLACES = { cannot: 1, ringing: 2, over: 3, answered: 4, stopped: 5 } as const

/** The present generation before those it replaced; in it who is silent, who cannot, who is being called, who answered. */
export function byNeed(a: LedgerPerson, b: LedgerPerson): number {
  const place = (person: LedgerPerson) => (isSilent(person) ? 0 : PLACES[person.state])
  return (
    b.generation - a.generation ||
    place(a) - place(b) ||
    (a.silentSince ?? 0) - (b.silentSince ?? 0) ||
    a.name.localeCompare(b.name, 'zh') ||
    (a.person < b.person ? -1 : 1)
  )
}

const TELLING: readonly string[] = ['all-clear', 'cancelled']

/** True for who is only told that it is over: nothing is asked of them, and nobody is silent by not answering that. */
export function isTold({ calls }: Pick<LedgerPerson, 'calls'>): boolean {
  return calls.length > 0 && calls.every(({ reason }) => TELLING.includes(reason))
}

/** The generation whose answers count; those before are kept to be seen. */
export function presentGeneration({ persons }: Pick<CalloutWithLedger, 'persons'>): number {
  return Math.max(0, ...persons.filter((person) => !isTold(person)).map(({ generation }) => generation))
}

/** Newest first: what just happened is looked for more often than how it began. */
export function newestLines(ledger: CalloutWithLedger['ledger']): CalloutWithLedger['ledger'] {
  return ledger.toReversed()
}
