import type { DurationMs, Frame, StationId } from '@tocsin/core'
import type { PublishPacket } from 'aedes'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { Histogram } from '../meters/histogram.ts'
import { Budget } from './budget.ts'
import type { BrokerLimits } from './limits.ts'
import type { Link } from './link.ts'
import { Refused, shown } from './refusals.ts'
import { mayPublish, speakerOf } from './topic-rights.ts'

/** Lets aedes acknowledge; with a reason it closes the connection instead. */
export type Answer = (refused?: Refused | null) => void

export interface ReceptionOptions {
  readonly clock: Clock
  readonly log: Log
  // biome-ignore lint/suspicious/noConfusingVoidType: an accept that does not count need not answer
  accept(frame: Frame, done: (failure?: Error) => void): number | void
  onSlowed?(station: StationId, readingsPerSecond: number): void
  /** A loudspeaker said something about itself. */
  onSpeakerState?: ((speaker: string, payload: Uint8Array) => void) | undefined
  /** True when this station may bring readings on a topic other than its own: the device APIs of platforms. */
  takes?(station: StationId, topic: string): boolean
}

/** Where a publish becomes a frame, and waits until it is kept. Synchronous: one closure a frame, and no promise. */
export class Reception {
  readonly #options: ReceptionOptions
  readonly #limits: BrokerLimits
  readonly #budget: Budget
  readonly counts = { frames: 0, acks: 0, unrouted: 0, slowed: 0 }
  /** From a publish with QoS 1 to its acknowledgement. */
  readonly acknowledging = new Histogram()
  #whenSettled: (() => void) | undefined

  constructor(options: ReceptionOptions, limits: BrokerLimits) {
    this.#options = options
    this.#limits = limits
    this.#budget = new Budget(limits.inflightBytesInAll)
  }

  /** Frames that wait for the journal. */
  get inflight(): number {
    return this.#budget.frames
  }

  get inflightBytes(): number {
    return this.#budget.bytes
  }

  receive(link: Link, packet: PublishPacket, answer: Answer): void {
    const { readings, state } = link.rights
    const { topic } = packet
    if (topic === state) answer(this.#heard(link, packet))
    else if (topic !== readings && !this.#takes(link, topic)) answer(this.#elsewhere(link, packet))
    else if (packet.qos === 2) answer(new Refused('qos-2', 'readings are published with QoS 0 or 1'))
    else {
      this.#takeIn(link, topic, packet.payload as Buffer, packet.qos === 1, (refused) => {
        // What came by the short way before it is acknowledged before it.
        link.acknowledgements.write()
        answer(refused)
      })
    }
  }

  /** The short way: a publish on the link's own readings topic that aedes never sees. `messageId` 0: with QoS 0. */
  takeReadings(link: Link, payload: Buffer, messageId: number): void {
    this.#takeIn(link, link.rights.readings as string, payload, messageId !== 0, (refused) => {
      // As aedes closes a connection whose publish is refused.
      if (refused) link.client.emit('error', refused)
      else if (messageId !== 0) link.acknowledgements.add(messageId)
    })
  }

  /** The device APIs of platforms, for stations alone: a loudspeaker brings no readings. */
  #takes({ rights, station }: Link, topic: string): boolean {
    if (rights.readings === undefined || station === undefined) return false
    return this.#options.takes?.(station, topic) === true
  }

  #takeIn(link: Link, topic: string, payload: Buffer, acknowledged: boolean, answer: Answer): void {
    const { counts } = this
    const budget = this.#budget
    const bytes = payload.length
    counts.frames++
    link.begin(bytes)
    budget.begin(link, bytes)
    const begun = performance.now()
    let settled = false
    const done = (failure?: Error) => {
      if (settled) return
      settled = true
      if (!link.client.closed) {
        if (failure === undefined) {
          if (acknowledged) {
            counts.acks++
            this.acknowledging.observe((performance.now() - begun) / 1000)
          }
          answer()
        } else {
          answer(new Refused('not-kept', failure.message))
        }
      }
      budget.end(bytes)
      link.end(bytes)
      if (budget.frames === 0) this.#whenSettled?.()
    }
    const station = link.station as StationId
    const receivedAt = this.#options.clock.now()
    let readings = 1
    try {
      const counted = this.#options.accept({ station, topic, payload, receivedAt }, done)
      if (typeof counted === 'number' && counted > 1) readings = counted
    } catch (error) {
      // One device's frame must not end the process, or it would end it again at every retransmission.
      this.#options.log.error('broker.accept-failed', { ...link.fields, error: (error as Error).stack })
      done(error as Error)
    }
    this.#charge(link, readings)
  }

  /** A loudspeaker's word: it goes to whoever sounds it, and neither into the journal nor to a subscriber. */
  #heard(link: Link, packet: PublishPacket): Refused | null {
    this.#charge(link, 1)
    if (packet.qos === 2) return new Refused('qos-2', 'only QoS 0 and 1 are taken')
    const speaker = speakerOf(link.station as StationId)
    try {
      if (speaker !== undefined) this.#options.onSpeakerState?.(speaker, packet.payload as Buffer)
    } catch (error) {
      this.#options.log.error('broker.speaker-failed', { ...link.fields, error: (error as Error).stack })
    }
    return null
  }

  /** A publish outside the readings topic: acknowledged and gone under the station's own prefix, refused anywhere else. */
  #elsewhere(link: Link, packet: PublishPacket): Refused | null {
    this.#charge(link, 1)
    if (!mayPublish(link.rights, packet.topic))
      return new Refused('topic', `may not publish to ${shown(packet.topic)}`)
    if (packet.qos === 2) return new Refused('qos-2', 'only QoS 0 and 1 are taken')
    this.counts.unrouted++
    if (!link.told.has('unrouted')) {
      link.told.add('unrouted')
      this.#options.log.info('broker.unrouted', { ...link.fields, topic: shown(packet.topic) })
    }
    return null
  }

  #charge(link: Link, readings: number): void {
    if (!link.charge(readings)) return
    this.counts.slowed++
    const { readingsPerSecond } = this.#limits
    this.#options.onSlowed?.(link.station as StationId, readingsPerSecond)
    if (link.told.has('slowed')) return
    link.told.add('slowed')
    this.#options.log.warn('broker.slowed', { ...link.fields, readingsPerSecond })
  }

  forget(link: Link): void {
    this.#budget.forget(link)
  }

  /** Resolves when nothing waits for the journal any more, or after `atMost`. */
  settled(atMost: DurationMs): Promise<void> {
    if (this.#budget.frames === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, atMost)
      this.#whenSettled = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
