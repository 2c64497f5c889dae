import type { DurationMs, Instant } from '@tocsin/core'
import { SECOND } from '@tocsin/core'
import type { Clock } from '../../clock.ts'
import type { OutgoingMessage } from '../channel.ts'
import { DeliveryError } from '../delivery-error.ts'
import { wording } from '../message-text.ts'
import { Pace } from '../pace.ts'
import { digest } from './digest.ts'

export interface TrafficOptions {
  readonly name: string
  readonly perMinute: number
  readonly perSecond: number
  /** Of the messages a minute, these are kept for red. */
  readonly keptForRed: number
  readonly mostBytes: number
  /** Throws a `DeliveryError`; one with `retryAfterMs` says that the robot is locked for so long. */
  readonly post: (text: string, signal: AbortSignal) => Promise<void>
  readonly clock: Clock
}

interface Waiting {
  readonly message: OutgoingMessage
  readonly since: Instant
  readonly settle: (error?: unknown) => void
  /** Set while it is being posted: tells that this one is no longer waited for. */
  abandon: (() => void) | undefined
}

/**
 * Keeps a robot within its limits. What would exceed them waits and goes out as one digest as soon as it may; red is
 * never part of one, and has messages kept for it.
 */
export class RobotTraffic {
  readonly #options: TrafficOptions
  readonly #minute: Pace
  readonly #second: Pace
  #red: Waiting[] = []
  #others: Waiting[] = []
  #lockedUntil: Instant = 0
  #cancelWake: (() => void) | undefined

  constructor(options: TrafficOptions) {
    this.#options = options
    this.#minute = new Pace(options.perMinute)
    this.#second = new Pace(options.perSecond, SECOND)
  }

  /** Resolves when the robot's maker has the message, by itself or in a digest. */
  send(message: OutgoingMessage, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        const underWay = waiting.abandon !== undefined
        this.#red = this.#red.filter((other) => other !== waiting)
        this.#others = this.#others.filter((other) => other !== waiting)
        waiting.abandon?.()
        const why = `not sent: ${String(signal.reason)}`
        waiting.settle(new DeliveryError(why, { permanent: false, maybeSent: underWay }))
      }
      const waiting: Waiting = {
        message,
        since: this.#options.clock.now(),
        settle(error) {
          signal.removeEventListener('abort', giveUp)
          if (error === undefined) resolve()
          else reject(error)
        },
        abandon: undefined,
      }
      signal.addEventListener('abort', giveUp, { once: true })
      const queue = message.level === 'red' ? this.#red : this.#others
      queue.push(waiting)
      this.#next()
    })
  }

  stop(): void {
    this.#cancelWake?.()
  }

  #wait(spare: number): DurationMs {
    const now = this.#options.clock.now()
    return Math.max(this.#minute.wait(now, spare), this.#second.wait(now))
  }

  #next(): void {
    const { clock, keptForRed } = this.#options
    this.#cancelWake?.()
    this.#cancelWake = undefined
    if (clock.now() < this.#lockedUntil) {
      this.#refuseAll(this.#lockedUntil - clock.now())
      return
    }
    for (let first = this.#red[0]; first && this.#wait(0) === 0; first = this.#red[0]) {
      this.#red = this.#red.slice(1)
      this.#post([first])
    }
    while (this.#others.length > 0 && this.#wait(keptForRed) === 0) {
      // Exercise and real never share a text: its mark must hold for the whole.
      const exercise = this.#others[0]?.message.exercise
      const group = this.#others.filter(({ message }) => message.exercise === exercise)
      this.#others = this.#others.filter(({ message }) => message.exercise !== exercise)
      this.#post(group)
    }
    if (this.#red.length > 0) this.#cancelWake = clock.after(this.#wait(0), () => this.#next())
    else if (this.#others.length > 0) {
      this.#cancelWake = clock.after(this.#wait(keptForRed), () => this.#next())
    }
  }

  #text(group: readonly Waiting[]): string {
    const messages = group.map(({ message }) => message)
    const [first] = messages
    // Nobody answers in a group: no codes, which would be typed there and count for nothing.
    if (first && messages.length === 1) return wording({ ...first, answer: null })
    const since = Math.min(...group.map((waiting) => waiting.since))
    const seconds = Math.max(1, Math.ceil((this.#options.clock.now() - since) / SECOND))
    return digest(messages, seconds, this.#options.mostBytes)
  }

  async #post(group: readonly Waiting[]): Promise<void> {
    const now = this.#options.clock.now()
    this.#minute.take(now)
    this.#second.take(now)
    // Cut off only when nobody of the group waits any more.
    const abort = new AbortController()
    let left = group.length
    for (const waiting of group) {
      waiting.abandon = () => {
        left -= 1
        if (left === 0) abort.abort('given up by who asked for it')
      }
    }
    let failure: unknown
    try {
      await this.#options.post(this.#text(group), abort.signal)
    } catch (error) {
      failure = error
    }
    for (const { settle } of group) settle(failure)
    if (failure instanceof DeliveryError && failure.retryAfterMs !== undefined) {
      this.#lockedUntil = this.#options.clock.now() + failure.retryAfterMs
      this.#next()
    }
  }

  #refuseAll(retryAfterMs: DurationMs): void {
    const all = [...this.#red, ...this.#others]
    this.#red = []
    this.#others = []
    const why = `${this.#options.name} is locked for sending too much`
    for (const { settle } of all) settle(new DeliveryError(why, { permanent: false, retryAfterMs }))
  }
}
