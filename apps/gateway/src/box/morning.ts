import type { DatabaseSync } from 'node:sqlite'
import type { Bilingual, Part } from '@tocsin/contract'
import {
  type AreaPath,
  type Instant,
  isOn,
  MINUTE,
  type PersonChannel,
  type PersonId,
  personOf,
  SECOND,
  type Shift,
  usable,
  type World,
} from '@tocsin/core'
import type { Channel, ChannelListener, OutgoingMessage } from '../channels/channel.ts'
import { DeliveryError } from '../channels/delivery-error.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { part } from '../part.ts'
import type { BoxFound } from './box-warning.ts'
import { MorningStore } from './morning-store.ts'

/** It is looked whether the message is due so often. */
const LOOK_EVERY = 20 * SECOND
/** When it could not be sent it is tried again so often, until noon. */
const AGAIN_AFTER = 5 * MINUTE
/** A counterpart that has not taken it after this long is given up for now. */
const PATIENCE = MINUTE
/** A message of 08:00 that comes in the afternoon says nothing any more. */
const NOON = 12 * 60
const PREFIX = 'morning/'
/** Who telephones for the box, or looks at its console, knows already that it is alive; a group is nobody. */
const NOT_BY = ['telephone', 'console', 'robot', 'loudspeaker']

export interface MorningOptions {
  readonly database: DatabaseSync
  /** When it is sent, in minutes after local midnight; before noon. */
  readonly atMinute: number
  readonly timeZone: string
  readonly clock: Clock
  readonly log: Log
  readonly world: () => World
  /** The desk of this box. */
  readonly desk: () => AreaPath | undefined
  readonly channel: (kind: PersonChannel['kind']) => Pick<Channel, 'send'> | undefined
  readonly addressOf: (channel: PersonChannel['id']) => string | null | undefined
  /** Something has arrived there. */
  readonly delivered: (channel: PersonChannel['id'], at: Instant) => void
  readonly said: () => Bilingual
}

/**
 * Each morning the leader on duty (带班领导) is told by message that the box is alive, and how it stands; whoever does not get it knows that it is not. Once a
 * day, whatever restarts; it asks for no answer and is no call-out.
 */
export class Morning {
  readonly #options: MorningOptions
  readonly #store: MorningStore
  readonly #clockAt: (at: Instant) => { readonly day: string; readonly minute: number }
  #cancel: (() => void) | undefined
  #sending = false
  #stopped = new AbortController()
  #again: Instant = Number.NEGATIVE_INFINITY
  #failure: { readonly day: string; readonly reason: Bilingual } | undefined

  constructor(options: MorningOptions) {
    this.#options = options
    this.#store = new MorningStore(options.database)
    this.#clockAt = localClock(options.timeZone)
  }

  start(): void {
    const tick = () => {
      void this.#look()
      this.#cancel = this.#options.clock.after(LOOK_EVERY, tick)
    }
    tick()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#stopped.abort(new Error('the gateway stops'))
  }

  /** What became of the last one, for health: without names. */
  part(): Part {
    const last = this.#store.newest()
    if (this.findings().length > 0) return part('degraded', 'morning-failed')
    if (last?.state !== 'sent') return part('ok', 'morning-none')
    const code = last.deliveredAt === null ? 'morning-sent' : 'morning-delivered'
    return part('ok', code, { day: last.day, channel: last.channel ?? '' })
  }

  findings(): BoxFound[] {
    if (this.#failure === undefined || this.#failure.day !== this.#clockAt(this.#options.clock.now()).day)
      return []
    return [{ key: 'morning-message', kind: 'morning-message', urgent: false, reason: this.#failure.reason }]
  }

  /** News of the message from its channel comes here, all other news goes on. */
  listening(listener: ChannelListener): ChannelListener {
    return {
      receipt: (news) => {
        if (news.key?.startsWith(PREFIX) !== true) return listener.receipt(news)
        const [, day = '', channel = ''] = news.key.split('/')
        if (news.fact !== 'delivered' && news.fact !== 'read') return
        this.#store.delivered(day, news.at)
        this.#options.delivered(channel, news.at)
      },
      reply: (reply) => {
        if (reply.key?.startsWith(PREFIX) !== true) listener.reply(reply)
      },
    }
  }

  async #look(): Promise<void> {
    const { clock, atMinute, log } = this.#options
    const now = clock.now()
    const { day, minute } = this.#clockAt(now)
    if (this.#sending || minute < atMinute || minute >= NOON || now < this.#again) return
    // One that was being sent when the gateway ended goes out again under the same key.
    if (this.#store.of(day)?.state === 'sent') return
    this.#sending = true
    try {
      await this.#send(day, now)
    } catch (error) {
      log.error('morning.failed', { detail: (error as Error).message })
    } finally {
      this.#sending = false
    }
  }

  async #send(day: string, now: Instant): Promise<void> {
    const { world: worldOf, desk, channel: channelOf, addressOf, said, clock, log } = this.#options
    this.#again = now + AGAIN_AFTER
    const world = worldOf()
    const place = desk()
    const shift = world.roster.find((one) => one.desk === place && isOn(one, now) && recipientOf(one))
    const id = shift && recipientOf(shift)
    const person = id === undefined ? undefined : personOf(world, id)
    if (person === undefined) {
      this.#fail(day, {
        zh: '没有带班领导或主班值班，早间报平安没有发出',
        en: 'no leader or officer is on duty: the morning message was sent to nobody',
      })
      return
    }
    const text = said()[person.language]
    // One that is known to be down is tried all the same, after the others: nothing else depends on it.
    const channels = usable(person, 'blue', { ...world, down: [] }, now)
      .filter(({ kind }) => !NOT_BY.includes(kind))
      .sort((a, b) => Number(world.down.includes(a.kind)) - Number(world.down.includes(b.kind)))
    const failures: string[] = []
    for (const to of channels) {
      const channel = channelOf(to.kind)
      const address = addressOf(to.id)
      if (channel === undefined || address == null) continue
      this.#store.put({ day, at: now, state: 'sending', person: person.id, channel: to.kind, text })
      try {
        await channel.send(messageOf(day, to.id, address, text, person.language), this.#signal())
        this.#store.put({ day, at: clock.now(), state: 'sent', person: person.id, channel: to.kind, text })
        this.#failure = undefined
        log.info('morning.sent', { day, person: person.id, channel: to.kind })
        return
      } catch (error) {
        if (this.#stopped.signal.aborted) return
        failures.push(`${to.kind}: ${error instanceof DeliveryError ? error.message : 'the channel failed'}`)
      }
    }
    this.#store.put({ day, at: now, state: 'failed', person: person.id, channel: null, text })
    const detail = failures.length === 0 ? undefined : failures.join('; ')
    log.warn('morning.notSent', { day, person: person.id, detail: detail ?? 'no channel' })
    this.#fail(day, {
      zh: `早间报平安发不到${person.name}：${detail ?? '没有可用的短信、语音或邮件'}`,
      en: `the morning message cannot be sent to ${person.name}: ${detail ?? 'no SMS, voice or e-mail that works'}`,
    })
  }

  #fail(day: string, reason: Bilingual): void {
    this.#failure = { day, reason }
  }

  #signal(): AbortSignal {
    return AbortSignal.any([AbortSignal.timeout(PATIENCE), this.#stopped.signal])
  }
}

/** The desk of this box: the county's, or where there is none the first that has shifts. */
export function deskOf({ areas, roster }: Pick<World, 'areas' | 'roster'>): AreaPath | undefined {
  return areas.find(({ kind }) => kind === 'county')?.path ?? roster[0]?.desk
}

/** The leader; where there is none, the officer. */
function recipientOf({ leader, officer }: Shift): PersonId | undefined {
  return leader ?? officer
}

function messageOf(
  day: string,
  channel: string,
  address: string,
  text: string,
  language: 'zh' | 'en',
): OutgoingMessage {
  return {
    key: `${PREFIX}${day}/${channel}`,
    address,
    text,
    language,
    level: 'blue',
    reference: day,
    exercise: false,
    answer: null,
    // It is no warning: no level stands before it.
    verbatim: text,
  }
}

/** The office's calendar day and the minutes since its midnight, by its own clock: right also on days of 23 or 25 hours. */
export function localClock(
  timeZone: string,
): (at: Instant) => { readonly day: string; readonly minute: number } {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
    return {
      day: `${part['year']}-${part['month']}-${part['day']}`,
      minute: Number(part['hour']) * 60 + Number(part['minute']),
    }
  }
}
