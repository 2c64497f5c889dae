import type { CalloutView, CalloutWithLedger, LedgerPerson } from '@tocsin/contract'
import { type Area, type Generation, type LedgerLine, type Notice, nextAt, type PersonId } from '@tocsin/core'
import type { StoredCallout } from './store.ts'

/** A call-out as lists show it. */
export function viewOf({ callout, said }: StoredCallout): CalloutView {
  const { id, origin, area, exercise, state, startedAt, pending } = callout
  const asking = generationAsking(callout)
  const rings = asking?.rings ?? []
  const tracks = asking?.tracks ?? []
  return {
    id,
    origin: { ...origin },
    area,
    exercise,
    simulated: callout.simulated === true,
    level: asking?.level ?? pending?.level ?? null,
    state,
    startedAt,
    ordersMove: (asking?.ordersMove ?? false) || (pending?.ordersMove ?? false),
    nextAt: nextAt(callout),
    said,
    called: rings.length,
    answered: rings.filter((ring) => ring.state === 'answered').length,
    cannot: rings.filter((ring) => ring.state === 'cannot').length,
    silent: rings.filter(({ silentSince }) => silentSince !== null).length,
    villages: tracks.length,
    villagesMet: tracks.filter(({ metAt }) => metAt !== null).length,
  }
}

/** With every attempt, answer and line of the ledger. */
export function ledgerOf(
  stored: StoredCallout,
  ledger: readonly LedgerLine[],
  notices: readonly Notice[],
  areas: readonly Area[],
  nameOf: (person: PersonId) => string | undefined,
  userName: (username: string) => string | undefined,
): CalloutWithLedger {
  const { callout } = stored
  const { live, earlier, answers } = callout
  const generations = [...(live === null ? [] : [live]), ...[...earlier].reverse()]
  const names: Record<string, string> = {}
  const named = (person: PersonId) => {
    names[person] ??= nameOf(person) ?? person
    return names[person]
  }
  const persons = generations.flatMap((generation) =>
    generation.rings.map((ring): LedgerPerson => {
      const given = answers.filter(
        (answer) => answer.person === ring.person && answer.generation === generation.number,
      )
      return {
        person: ring.person,
        name: named(ring.person),
        villages: [...ring.villages],
        generation: generation.number,
        level: generation.level,
        state: ring.state,
        silentSince: ring.silentSince,
        answers: given.map((answer) => ({ ...answer })),
        calls: ring.calls.map(({ key, channel, attempt, reason, createdAt, droppedAt, facts }) => ({
          key,
          channel: { ...channel },
          attempt,
          reason,
          createdAt,
          droppedAt,
          facts,
        })),
      }
    }),
  )
  for (const { person } of answers) named(person)
  const signed = (by: string | null) => {
    if (by !== null) names[by] ??= userName(by) ?? nameOf(by) ?? by
  }
  if (callout.state.kind === 'ended') signed(callout.state.by)
  for (const line of ledger) {
    if ('persons' in line) for (const person of line.persons) named(person)
    if ('person' in line && line.person !== null) named(line.person)
    if ('deputy' in line && line.deputy !== null) named(line.deputy)
    if (line.type === 'released' || line.type === 'ended' || line.type === 'escalated') signed(line.by)
  }
  return {
    ...viewOf(stored),
    tracks: (generationAsking(callout)?.tracks ?? []).map(({ village, plan, step, nextAt, metAt }) => ({
      village,
      name: areas.find(({ path }) => path === village)?.name ?? village,
      step,
      nextAt,
      metAt,
      covered: plan !== null,
    })),
    persons,
    ledger: ledger.map((line) => ({ ...line })),
    notices: notices.map(({ key, at, kind, village, person, step }) => ({
      key,
      at,
      kind,
      village,
      person,
      step,
    })),
    names,
  }
}

/** The newest generation that asked for answers: telling people that it is over asks nothing. */
function generationAsking({ live, earlier }: StoredCallout['callout']): Generation | undefined {
  if (live?.purpose === 'call') return live
  return [...earlier].reverse().find(({ purpose }) => purpose === 'call')
}
