import { GRAVITY } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Capabilities, OutgoingMessage, Sent } from './channel.ts'
import { DeliveryError } from './delivery-error.ts'
import { Pace } from './pace.ts'

/** Keys remembered as sent. A flood of 506 persons with three attempts on four channels fits some ten times over. */
const MOST_KEYS = 50_000

/** Gives the message to the counterpart. Aborted by `signal`; throws a `DeliveryError` for what it did not take. */
export type HandOver = (message: OutgoingMessage, signal: AbortSignal) => Promise<Omit<Sent, 'repeated'>>

type Limits = Pick<Capabilities, 'perMinute' | 'concurrent'>

interface UnderWay {
  readonly result: Promise<Omit<Sent, 'repeated'>>
  readonly abort: AbortController
  waiting: number
}

interface Turn {
  readonly gravity: number
  readonly take: () => void
}

/**
 * What every channel does around its own hand-over: once per key, so many at once and a minute, the gravest first, ended
 * by an abort or by `stop`.
 */
export class Sending {
  readonly #limits: Limits
  readonly #handOver: HandOver
  readonly #clock: Clock
  readonly #pace: Pace
  readonly #done = new Map<string, Omit<Sent, 'repeated'>>()
  readonly #underWay = new Map<string, UnderWay>()
  #turns: Turn[] = []
  #busy = 0
  #cancelWake: (() => void) | undefined
  #running = false

  constructor(limits: Limits, clock: Clock, handOver: HandOver) {
    this.#limits = limits
    this.#handOver = handOver
    this.#clock = clock
    this.#pace = new Pace(limits.perMinute)
  }

  start(): void {
    this.#running = true
  }

  /** Ends everything under way; resolves when each has told its caller so. */
  async stop(): Promise<void> {
    this.#running = false
    const results = [...this.#underWay.values()].map(({ abort, result }) => {
      abort.abort('the channel is being stopped')
      return result
    })
    await Promise.allSettled(results)
    this.#cancelWake?.()
    this.#cancelWake = undefined
  }

  async send(message: OutgoingMessage, signal: AbortSignal): Promise<Sent> {
    if (!this.#running) throw new DeliveryError('the channel is stopped', { permanent: false })
    const sent = this.#done.get(message.key)
    if (sent) return { ...sent, repeated: true }
    if (signal.aborted) throw new DeliveryError('given up before it was sent', { permanent: false })
    const first = this.#underWay.get(message.key)
    return { ...(await this.#follow(first ?? this.#begin(message), signal)), repeated: first !== undefined }
  }

  #begin(message: OutgoingMessage): UnderWay {
    const abort = new AbortController()
    const result = this.#run(message, abort.signal).finally(() => this.#underWay.delete(message.key))
    result.catch(() => {})
    const underWay = { result, abort, waiting: 0 }
    this.#underWay.set(message.key, underWay)
    return underWay
  }

  async #run(message: OutgoingMessage, signal: AbortSignal): Promise<Omit<Sent, 'repeated'>> {
    await this.#turn(GRAVITY[message.level], signal)
    try {
      // Given up in the very moment its turn came: an abort that is over is not heard again.
      if (signal.aborted) throw new DeliveryError(`not sent: ${String(signal.reason)}`, { permanent: false })
      const sent = await this.#handOver(message, signal)
      this.#remember(message.key, sent)
      return sent
    } finally {
      this.#busy -= 1
      this.#next()
    }
  }

  /** Waits with the others. Who gives up leaves the rest to it; when the last one does, the hand-over ends. */
  async #follow(underWay: UnderWay, signal: AbortSignal): Promise<Omit<Sent, 'repeated'>> {
    underWay.waiting += 1
    let giveUp: (() => void) | undefined
    const given = new Promise<never>((_, reject) => {
      giveUp = () => {
        underWay.waiting -= 1
        if (underWay.waiting === 0) underWay.abort.abort('given up by who asked for it')
        else
          reject(
            new DeliveryError('given up while another waits for it', { permanent: false, maybeSent: true }),
          )
      }
      signal.addEventListener('abort', giveUp, { once: true })
    })
    try {
      return await Promise.race([underWay.result, given])
    } finally {
      if (giveUp) signal.removeEventListener('abort', giveUp)
    }
  }

  /** Resolves when it is this message's turn. */
  #turn(gravity: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn: Turn = {
        gravity,
        take: () => {
          signal.removeEventListener('abort', leave)
          resolve()
        },
      }
      const leave = () => {
        this.#turns = this.#turns.filter((other) => other !== turn)
        reject(new DeliveryError(`not sent: ${String(signal.reason)}`, { permanent: false }))
      }
      signal.addEventListener('abort', leave, { once: true })
      const after = this.#turns.findIndex((other) => other.gravity < gravity)
      if (after === -1) this.#turns.push(turn)
      else this.#turns.splice(after, 0, turn)
      this.#next()
    })
  }

  #next(): void {
    this.#cancelWake?.()
    this.#cancelWake = undefined
    while (this.#turns.length > 0 && this.#busy < this.#limits.concurrent) {
      const wait = this.#pace.wait(this.#clock.now())
      if (wait > 0) {
        this.#cancelWake = this.#clock.after(wait, () => this.#next())
        return
      }
      this.#pace.take(this.#clock.now())
      this.#busy += 1
      this.#turns.shift()?.take()
    }
  }

  #remember(key: string, sent: Omit<Sent, 'repeated'>): void {
    this.#done.set(key, sent)
    const oldest = this.#done.size > MOST_KEYS ? this.#done.keys().next().value : undefined
    if (oldest !== undefined) this.#done.delete(oldest)
  }
}
