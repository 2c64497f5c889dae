import type { DatabaseSync } from 'node:sqlite'
import { type AnswerLinkView, answerPath } from '@tocsin/contract'
import type { AnswerCode, Area, Callout, CalloutId, PersonId } from '@tocsin/core'
import { newSecret, sha256 } from '../access/secret.ts'
import type { Clock } from '../clock.ts'
import type { AnswerLinksService } from '../http/callout-services.ts'
import type { Refusal } from '../http/services.ts'
import type { Directory } from '../people/directory.ts'
import type { Incoming } from './incoming.ts'
import type { CalloutStore, StoredCallout } from './store.ts'

export interface AnswerLinksOptions {
  readonly database: DatabaseSync
  readonly store: CalloutStore
  readonly incoming: Incoming
  readonly directory: Directory
  readonly areas: () => readonly Area[]
  readonly clock: Clock
  readonly timeZone: string
}

/** What a link opens: one person's answer to one generation of one call-out, and nothing else. */
interface Link {
  readonly callout: CalloutId
  readonly generation: number
  readonly person: PersonId
}

/**
 * Links by which somebody called answers on a phone without signing in. They are for exercises: whoever shows one could answer in that
 * person's name. What opens them is 256 random bits, told once; only its SHA-256 is kept.
 */
export function createAnswerLinks(options: AnswerLinksOptions): AnswerLinksService {
  const { database, store, incoming, directory, areas, clock, timeZone } = options
  const insert = database.prepare(
    'INSERT INTO answer_links (sha256, callout, generation, person, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const select = database.prepare('SELECT callout, generation, person FROM answer_links WHERE sha256 = ?')

  function find(token: string): { readonly link: Link; readonly stored: StoredCallout } | undefined {
    const row = select.get(sha256(token)) as Link | undefined
    const stored = row && store.get(row.callout)
    return row === undefined || stored === undefined ? undefined : { link: row, stored }
  }

  function view(link: Link, { callout, said }: StoredCallout): AnswerLinkView {
    const person = directory.person(link.person)
    const language = person?.language ?? 'zh'
    const generation = generationOf(callout, link.generation)
    const answer = callout.answers.findLast(
      (one) => one.person === link.person && one.generation === link.generation,
    )
    return {
      level: generation?.level ?? 'yellow',
      exercise: callout.exercise,
      text: said[language],
      place: areas().find(({ path }) => path === callout.area)?.name ?? callout.area,
      name: directory.nameOf(link.person) ?? link.person,
      language,
      timeZone,
      startedAt: callout.startedAt,
      over: callout.state.kind === 'ended',
      answer: answer === undefined ? null : { code: answer.code, at: answer.at, late: answer.late },
    }
  }

  return {
    create(id, person, by) {
      const callout = store.get(id)?.callout
      if (callout === undefined)
        return { ok: false, refusal: { kind: 'not-found', detail: `No call-out ${id}` } }
      if (!callout.exercise) return refused('id', 'this call-out is real', 'an exercise')
      const { live } = callout
      const isCalled = live?.purpose === 'call' && live.rings.some((ring) => ring.person === person)
      if (live === null || !isCalled)
        return refused('person', 'is not called', 'somebody who is called in it')
      const token = newSecret()
      insert.run(sha256(token), id, live.number, person, clock.now(), by.id)
      return { ok: true, path: answerPath(token) }
    },

    view(token) {
      const found = find(token)
      return found && view(found.link, found.stored)
    },

    opened(token) {
      const found = find(token)
      if (found === undefined) return false
      incoming.readByLink(found.link.callout, found.link.person)
      return true
    },

    answer(token, meant: { readonly code: AnswerCode; readonly households?: number | undefined }) {
      const found = find(token)
      if (found === undefined) return undefined
      const { link } = found
      incoming.answerByLink(link.callout, link.person, link.generation, meant)
      const stored = store.get(link.callout)
      return stored && view(link, stored)
    },
  }
}

function refused(
  path: string,
  message: string,
  expected: string,
): { readonly ok: false; readonly refusal: Refusal } {
  const faults = [{ path, message, expected }]
  return { ok: false, refusal: { kind: 'invalid', detail: 'No link can be made for that', faults } }
}

function generationOf({ live, earlier }: Callout, number: number) {
  return [live, ...earlier].find((one) => one?.number === number)
}
