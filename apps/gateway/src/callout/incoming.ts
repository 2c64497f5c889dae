import {
  answered,
  type Callout,
  type CalloutId,
  type ChannelKind,
  canAnswer,
  DAY,
  type DurationMs,
  followed,
  isLive,
  NO_EFFECTS,
  type PersonId,
  parseKey,
  receipt,
} from '@tocsin/core'
import type { ChannelListener, Receipt, Reply } from '../channels/channel.ts'
import { bindReply, type ParsedReply, parseReply } from '../channels/reply.ts'
import type { Clock } from '../clock.ts'
import type { Handed } from '../lines/handed.ts'
import type { Line } from '../lines/lines.ts'
import { type TestStore, testOf } from '../lines/test-store.ts'
import type { Log } from '../log.ts'
import { readPhone } from '../people/address.ts'
import type { Directory } from '../people/directory.ts'
import type { CalloutHost } from './host.ts'
import type { ReplyStore, StoredReply } from './reply-store.ts'
import { factOf } from './sender.ts'
import type { CalloutStore } from './store.ts'

export interface IncomingOptions {
  readonly host: CalloutHost
  readonly store: CalloutStore
  readonly handed: Handed
  readonly replies: ReplyStore
  readonly tests: TestStore
  readonly directory: Directory
  readonly clock: Clock
  readonly log: Log
  /** Whether a text that is no answer is a report of a village watcher. */
  readonly watchers: WatcherTexts
  /** All of `work` in one transaction. */
  readonly together: (work: () => void) => void
}

/** An answer without a tag is bound to a call-out that ended this recently, as a late one. */
const LATE_WITHIN: DurationMs = DAY
/** Where such a call-out is looked for. */
const NEWEST = 50

/** Reads what people send that is no answer to a call. */
export interface WatcherTexts {
  /** What a person's text is; undefined: nothing of it is for these. */
  hear(person: PersonId, reply: Pick<Reply, 'id' | 'text' | 'at' | 'from'>): Hearing | undefined
}

export interface Hearing {
  /** It was understood: no operator need read it. */
  readonly counts: boolean
  /** Stores it, within the transaction that keeps the text. */
  store(line: Line): void
}

type Unbound = NonNullable<StoredReply['why']>
type Bound =
  | { readonly ok: true; readonly person: PersonId; readonly callouts: readonly CalloutId[] }
  | { readonly ok: false; readonly why: Unbound }

/** Enters what comes back by the channels: reports of messages, and what people send. */
export class Incoming {
  readonly #options: IncomingOptions
  /** Who hears first what comes by each line. */
  readonly #first = new Map<string, ChannelListener>()
  #stopped = false

  constructor(options: IncomingOptions) {
    this.#options = options
  }

  stop(): void {
    this.#stopped = true
  }

  /** What `listening` makes of it hears everything first; a provider's own id is by then the message's key, where it is known. */
  listenerOf(
    line: Line,
    listening: (listener: ChannelListener) => ChannelListener = (listener) => listener,
  ): ChannelListener {
    const first = listening({
      receipt: (news) => this.#options.together(() => this.#receive(line, news)),
      reply: (reply) => this.#options.together(() => this.#hear(line, reply)),
    })
    this.#first.set(line.id, first)
    return {
      receipt: (news) => {
        if (!this.#stopped) first.receipt({ ...news, key: this.#messageOf(line, news) ?? null })
      },
      reply: (reply) => {
        // Whoever holds it keeps it, and brings it after the next start.
        if (this.#stopped) throw new Error('the gateway is stopping')
        first.reply({ ...reply, key: this.#messageOf(line, reply) ?? null })
      },
    }
  }

  /** The provider has told its id of a message: what it reported before that is entered now. */
  named(line: Line, providerId: string): void {
    if (this.#stopped) return
    for (const report of this.#options.handed.takeEarly(line.id, providerId)) {
      this.#first.get(line.id)?.receipt({ ...report, key: this.#messageOf(line, report) ?? null })
    }
  }

  #receive(line: Line, news: Receipt): void {
    const { handed, tests, host, clock } = this.#options
    const message = this.#messageOf(line, news)
    const now = clock.now()
    if (message === undefined) {
      if (news.providerId !== null) handed.early(line.id, news.providerId, news, now)
      return
    }
    const test = testOf(message)
    if (test !== undefined) {
      tests.enter(test, news.fact, now)
      this.#learn(tests.get(test)?.personChannel, news.fact)
      return
    }
    for (const key of handed.callsOf(message)) {
      const call = readKey(key)
      if (call === undefined) continue
      const known = host.change(call.callout, (callout, at) =>
        receipt(callout, key, factOf(line.channel.kind, news.fact), at),
      )
      if (known !== undefined && !line.simulated) this.#learn(call.channel, news.fact)
    }
  }

  /** What a report says of the number itself. */
  #learn(channel: string | undefined, fact: Receipt['fact']): void {
    if (channel === undefined) return
    const { directory, clock } = this.#options
    if (fact === 'delivered' || fact === 'read') directory.delivered(channel, clock.now())
    else if (typeof fact === 'object' && fact.failed.permanent) directory.dead(channel, clock.now())
  }

  #messageOf(line: Line, { key, providerId }: Pick<Receipt, 'key' | 'providerId'>): string | undefined {
    if (key !== null) return key
    return providerId === null ? undefined : this.#options.handed.messageOf(line.id, providerId)
  }

  #hear(line: Line, reply: Reply): void {
    const message = this.#messageOf(line, reply)
    if (message === undefined) this.#hearByNumber(line, reply)
    else this.#hearByMessage(line, reply, message)
  }

  #hearByMessage(line: Line, reply: Reply, message: string): void {
    const keys = this.#options.handed.callsOf(message).filter((key) => readKey(key) !== undefined)
    const meant = parseReply(reply.text)
    const person = keys[0] === undefined ? undefined : parseKey(keys[0]).person
    const why: Unbound | null = reply.early === true ? 'early' : meant === null ? 'no-answer-in-it' : null
    const heard = why === 'no-answer-in-it' ? this.#watched(line, reply, person) : undefined
    const counted = heard?.counts === true ? null : why
    if (!this.#keep(line, reply, counted, person === undefined ? [] : [person])) return
    heard?.store(line)
    if (meant === null || why !== null) return
    for (const key of keys) {
      const { callout, generation, person: who, channel } = parseKey(key)
      const sentTo = this.#options.directory.person(who)?.channels.find(({ id }) => id === channel)?.kind
      // A loudspeaker that a provider rang is a loudspeaker still, whatever it sends back.
      const isDevice = sentTo !== undefined && !canAnswer({ kind: sentTo })
      const via = isDevice ? sentTo : line.channel.kind
      this.#answer(callout, who, isDevice ? undefined : key, generation, meant, reply, via, line.simulated)
    }
  }

  #hearByNumber(line: Line, reply: Reply): void {
    const { directory } = this.#options
    const read = reply.from === null ? undefined : readPhone(reply.from)
    const owners = read?.ok ? directory.ownersOf(read.address) : []
    const persons = read?.ok ? directory.answeringFrom(read.address) : []
    const meant = parseReply(reply.text)
    // Loudspeakers send back that they have it, some of them as OK.
    const isDevice = owners.length > 0 && persons.length === 0
    const bound: Bound = isDevice ? { ok: false, why: 'broadcast' } : this.#bind(persons, meant)
    const heard = meant === null && persons.length === 1 ? this.#watched(line, reply, persons[0]) : undefined
    const why = bound.ok || heard?.counts === true ? null : bound.why
    if (!this.#keep(line, reply, why, owners)) return
    heard?.store(line)
    if (!bound.ok || meant === null) return
    for (const id of bound.callouts) {
      const newest = this.#newestCall(id, bound.person, line.channel.kind)
      this.#answer(id, bound.person, newest?.key, newest?.generation, meant, reply, line.channel.kind)
    }
  }

  /** A text that is no answer, as a report. What stands in for a channel reports nothing, and an operator at the telephone enters it at the station. */
  #watched(line: Line, reply: Reply, person: PersonId | undefined): Hearing | undefined {
    const { kind } = line.channel
    if (person === undefined || line.simulated || kind === 'telephone' || kind === 'console') return undefined
    return this.#options.watchers.hear(person, reply)
  }

  /** Keeps what somebody sent; false when the same has come before. What an operator hears or a screen sends is in the ledger already. */
  #keep(line: Line, reply: Reply, why: Unbound | null, persons: readonly PersonId[]): boolean {
    const { kind } = line.channel
    if (kind === 'telephone' || kind === 'console' || line.simulated) return true
    const { id: sourceId, from: sender, at, text } = reply
    const isNew = this.#options.replies.add({
      channel: line.id,
      kind,
      sourceId,
      at,
      text,
      why,
      persons,
      sender,
    })
    if (isNew && why !== null) this.#options.log.info('reply.unread', { channel: line.id, why })
    return isNew
  }

  #bind(owners: readonly PersonId[], meant: ParsedReply | null): Bound {
    if (owners.length === 0) return { ok: false, why: 'unknown-number' }
    if (meant === null) return { ok: false, why: 'no-answer-in-it' }
    const asked = owners.filter((person) => this.openOf(person).length > 0)
    const [person] = asked.length > 0 ? asked : owners
    if (person === undefined || (asked.length === 0 ? owners : asked).length > 1) {
      return { ok: false, why: 'several-persons' }
    }
    const open = this.openOf(person)
    const tags = this.#options.replies.tags(person)
    // The newest message asked for all of them together: its answer is to all.
    const newest = tags[0]
    const together = newest !== undefined && open.every((id) => newest.callouts.includes(id)) ? newest : null
    const untagged =
      open.length > 1 && together !== null ? [together] : open.map((id) => ({ tag: '-', callouts: [id] }))
    const questions = meant.tag === null ? untagged : tags
    const bound = bindReply(
      meant,
      questions.map(({ tag }, index) => ({ tag, callout: String(index) })),
    )
    if (bound.ok) return { ok: true, person, callouts: questions[Number(bound.callout)]?.callouts ?? [] }
    const late = bound.refusal === 'none-open' ? this.#lately(person) : undefined
    return late === undefined ? { ok: false, why: bound.refusal } : { ok: true, person, callouts: [late] }
  }

  /** Call-outs that wait for this person's answer, or would take another. */
  openOf(person: PersonId): CalloutId[] {
    return this.#options.store
      .busy()
      .filter(({ callout }) => isLive(callout) && !callout.simulated && asks(callout, person))
      .map(({ callout }) => callout.id)
  }

  /** Those that have ended within a day, newest first. */
  endedOf(person: PersonId): CalloutId[] {
    const { store, clock } = this.#options
    return store.list(NEWEST).flatMap(({ callout }) => {
      const { state, id } = callout
      const recent = state.kind === 'ended' && clock.now() - state.at <= LATE_WITHIN
      return recent && !callout.simulated && asks(callout, person) ? [id] : []
    })
  }

  #lately(person: PersonId): CalloutId | undefined {
    return this.endedOf(person)[0]
  }

  /** Enters an answer that an operator read out of a text, under the operator's name. False when there is no such call-out. */
  record(
    id: CalloutId,
    person: PersonId,
    meant: { readonly code: ParsedReply['code']; readonly households?: number | undefined },
    reply: Pick<StoredReply, 'text' | 'kind'>,
    recordedBy: string,
  ): boolean {
    const newest = this.#newestCall(id, person, reply.kind)
    return this.#answer(
      id,
      person,
      newest?.key,
      newest?.generation,
      meant,
      { ...reply, recordedBy },
      reply.kind,
    )
  }

  /** Somebody has the page of their link before their eyes. */
  readByLink(id: CalloutId, person: PersonId): void {
    const newest = this.#newestCall(id, person, 'console')
    if (newest === undefined) return
    this.#options.host.change(id, (callout, now) => receipt(callout, newest.key, { type: 'read' }, now))
  }

  /** An answer by a link. It says nothing of the number that was called. */
  answerByLink(
    id: CalloutId,
    person: PersonId,
    generation: number,
    meant: { readonly code: ParsedReply['code']; readonly households?: number | undefined },
  ): void {
    const newest = this.#newestCall(id, person, 'console')
    const key = newest?.generation === generation ? newest.key : undefined
    this.#options.together(() =>
      this.#answer(id, person, key, generation, meant, { text: '' }, 'console', true),
    )
  }

  #answer(
    id: CalloutId,
    person: PersonId,
    key: string | undefined,
    generation: number | undefined,
    { code, households }: { readonly code: ParsedReply['code']; readonly households?: number | undefined },
    { text, recordedBy }: Pick<Reply, 'text' | 'recordedBy'>,
    via: ChannelKind,
    simulated = false,
  ): boolean {
    const changed = this.#options.host.change(id, (before, now) =>
      followed(
        key === undefined
          ? { callout: before, effects: NO_EFFECTS }
          : receipt(before, key, { type: 'answered' }, now),
        (next) => answered(next, { person, generation, code, households, via, recordedBy, text }, now),
      ),
    )
    // Whoever answers has got it: the number works.
    if (changed !== undefined && key !== undefined && via !== 'console' && !simulated) {
      this.#options.directory.delivered(parseKey(key).channel, this.#options.clock.now())
    }
    return changed !== undefined
  }

  /** The newest call to the person that was made, by this kind of channel if there is one: what a text without a key answers. */
  #newestCall(
    id: CalloutId,
    person: PersonId,
    kind: ChannelKind,
  ): { readonly key: string; readonly generation: number } | undefined {
    const callout = this.#options.store.get(id)?.callout
    if (callout === undefined) return undefined
    for (const generation of generationsOf(callout)) {
      const ring = generation.rings.find((one) => one.person === person)
      const made = (ring?.calls ?? []).filter(({ facts }) => facts.madeAt !== null)
      const call = made.findLast(({ channel }) => channel.kind === kind) ?? made.at(-1)
      if (call !== undefined) return { key: call.key, generation: generation.number }
    }
    return undefined
  }
}

/** Those that ask for answers, newest first. */
function generationsOf({ live, earlier }: Callout) {
  return [...earlier, ...(live === null ? [] : [live])].filter(({ purpose }) => purpose === 'call').reverse()
}

function asks(callout: Callout, person: PersonId): boolean {
  try {
    return generationsOf(callout).some(({ rings }) => rings.some((ring) => ring.person === person))
  } catch {
    // One that cannot be read any more holds up nobody else's answers and messages.
    return false
  }
}

/** What a key that came from outside is of; undefined when it is none of ours. */
function readKey(key: string): ReturnType<typeof parseKey> | undefined {
  try {
    return key.split('/').length === 7 ? parseKey(key) : undefined
  } catch {
    return undefined
  }
}
