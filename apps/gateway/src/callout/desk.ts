import type { Attention, CallAnswer, ConsoleCall, DeskView } from '@tocsin/contract'
import {
  type Area,
  type Call,
  type Callout,
  DUTIES,
  type Instant,
  isLive,
  MINUTE,
  type PersonId,
  parseKey,
  type Shift,
  unanswered,
  type World,
} from '@tocsin/core'
import type { ConsoleChannel, ConsoleNotice } from '../channels/console.ts'
import type { TelephoneChannel } from '../channels/telephone.ts'
import type { Clock } from '../clock.ts'
import type { Directory } from '../people/directory.ts'
import { messageOf } from './call-message.ts'
import { replyText } from './reply-text.ts'
import { isWanted } from './sender.ts'
import type { CalloutStore, StoredCallout } from './store.ts'
import { viewOf } from './view.ts'

/** A call that nobody has dialled for so long is told. */
const DIAL_WITHIN = MINUTE

/** Why a screen may not say that: the call is over, or it is somebody else's. */
export type DeskRefusal = 'not-there' | 'not-yours'

export interface DeskOptions {
  readonly store: CalloutStore
  readonly telephone: TelephoneChannel
  readonly console: ConsoleChannel
  readonly directory: Directory
  readonly clock: Clock
  readonly areas: () => readonly Area[]
  readonly shifts: () => readonly Shift[]
  readonly trial: () => World['trial']
  /** Whom of the directory a user is; undefined: nobody. */
  readonly personOf: (user: string) => PersonId | undefined
}

/** What the screens of the duty desk show and say: calls to whoever sits there, and what somebody there has to see. */
export interface Desk {
  view(user: string): DeskView
  /** What a screen of this user shows of a notice of the console; undefined when it concerns neither them nor their desk. */
  callFor(notice: ConsoleNotice, user: string): ConsoleCall | undefined
  drawn(key: string, user: string): DeskRefusal | undefined
  opened(key: string, user: string): DeskRefusal | undefined
  answered(answer: CallAnswer, user: string): DeskRefusal | undefined
}

export function createDesk(options: DeskOptions): Desk {
  const { store, telephone, directory, clock, areas, personOf } = options

  /** True when one may see calls to the other: it is the same person, or both have the duty at one desk now. */
  function isAtDeskOf(one: PersonId, other: PersonId): boolean {
    if (one === other) return true
    const now = clock.now()
    return options.shifts().some((shift) => {
      const on = DUTIES.map((duty) => shift[duty])
      return shift.from <= now && now < shift.to && on.includes(one) && on.includes(other)
    })
  }

  /** A call that is still to be shown: with a sender or made, and neither answered, nor withdrawn, nor, where it only tells, opened. */
  function isOpen(callout: Callout, call: Call): boolean {
    if (call.channel.kind !== 'console' || call.simulated) return false
    if (call.takenAt === null || call.facts.failed !== null) return false
    if (!isWanted(callout, call.key) || call.facts.answeredAt !== null) return false
    return callout.live?.purpose === 'call' || call.facts.readAt === null
  }

  function callsTo(me: PersonId | undefined): ConsoleCall[] {
    if (me === undefined) return []
    return store.busy().flatMap((stored) => {
      const rings = stored.callout.live?.rings ?? []
      return rings.flatMap((ring) => {
        const newest = ring.calls.findLast((call) => isOpen(stored.callout, call))
        return newest !== undefined && isAtDeskOf(me, ring.person) ? (callOf(stored, newest, me) ?? []) : []
      })
    })
  }

  function callOf(stored: StoredCallout, call: Call, me: PersonId): ConsoleCall | undefined {
    const person = directory.person(call.person)
    if (person === undefined) return undefined
    const { text, answer } = messageOf([{ call, ...stored }], person, call.person, null)
    return {
      key: call.key,
      callout: call.callout,
      person: call.person,
      name: person.name,
      level: call.level,
      exercise: call.exercise,
      text,
      asks: answer !== null,
      at: call.takenAt ?? call.createdAt,
      mine: call.person === me,
    }
  }

  function attentionTo(stored: StoredCallout): Attention | undefined {
    const { callout } = stored
    if (!isLive(callout)) return undefined
    const { unseen, seen } = store.seenOf(callout.id)
    const silent = unanswered(callout).map(({ person, since, attempts }) => ({
      person,
      name: directory.nameOf(person) ?? person,
      since,
      attempts,
    }))
    if (unseen.length === 0 && silent.length === 0) return undefined
    const { level, exercise, area, said } = viewOf(stored)
    return {
      callout: callout.id,
      level,
      exercise,
      area,
      said,
      unseen: unseen.map(({ key, at, kind, village, person, step }) => ({
        key,
        at,
        kind,
        step,
        ...(village !== undefined && { village: areaName(village) }),
        ...(person !== undefined && { person: directory.nameOf(person) ?? person }),
      })),
      silent,
      seen,
    }
  }

  /** A box on which nothing is entered yet has no desk. */
  function deskOf(trial: World['trial']): DeskView['trial'] {
    return trial && { desk: trial.desk === '' ? null : trial.desk }
  }

  function areaName(path: string): string {
    return areas().find((area) => area.path === path)?.name ?? path
  }

  function undialled(): { count: number; since: Instant } | null {
    const now = clock.now()
    const waiting = telephone
      .queue()
      .filter(({ takenBy, queuedAt }) => takenBy === null && now - queuedAt >= DIAL_WITHIN)
    if (waiting.length === 0) return null
    return { count: waiting.length, since: Math.min(...waiting.map(({ queuedAt }) => queuedAt)) }
  }

  /** Who may say something of a call: the one who is called, or, of having drawn it, whoever sits at their desk. */
  function refusal(key: string, user: string, of: 'mine' | 'desk'): DeskRefusal | undefined {
    const { callout, person } = parseKey(key)
    const call = store
      .get(callout)
      ?.callout.live?.rings.find((ring) => ring.person === person)
      ?.calls.find((one) => one.key === key && one.channel.kind === 'console')
    if (call === undefined) return 'not-there'
    const me = personOf(user)
    if (me === undefined) return 'not-yours'
    return (of === 'mine' ? me === person : isAtDeskOf(me, person)) ? undefined : 'not-yours'
  }

  return {
    view(user) {
      return {
        trial: deskOf(options.trial()),
        calls: callsTo(personOf(user)),
        attention: store.busy().flatMap((stored) => attentionTo(stored) ?? []),
        undialled: undialled(),
      }
    },

    callFor({ key, message }, user) {
      const { callout, person } = parseKey(key)
      const me = personOf(user)
      if (me === undefined || !isAtDeskOf(me, person)) return undefined
      return {
        key,
        callout,
        person,
        name: directory.nameOf(person) ?? person,
        level: message.level,
        exercise: message.exercise,
        text: message.text,
        asks: message.answer !== null,
        at: clock.now(),
        mine: me === person,
      }
    },

    drawn(key, user) {
      const refused = refusal(key, user, 'desk')
      if (refused === undefined) options.console.drawn(key)
      return refused
    },

    opened(key, user) {
      const refused = refusal(key, user, 'mine')
      if (refused === undefined) options.console.opened(key)
      return refused
    },

    answered(answer, user) {
      const refused = refusal(answer.key, user, 'mine')
      if (refused === undefined) {
        options.console.answered(answer.key, { id: answer.id, text: replyText(answer), by: user })
      }
      return refused
    },
  }
}
