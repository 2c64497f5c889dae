import type { ServerToClient, SoundReport } from '@tocsin/contract'
import { type DurationMs, type Instant, MINUTE } from '@tocsin/core'
import type { Socket } from 'socket.io'
import type { Caller } from '../access/caller.ts'
import { Backlog } from './backlog.ts'
import { SharedMessage } from './shared-message.ts'
import type { WatchGroup } from './watch-group.ts'

/** Limits of one client. They run by real time: they are about the wire, not about what is measured. */
export interface ClientLimits {
  /** Batches of observations on their way at once. */
  readonly unackedBatches: number
  /** Warnings and stations that wait for its connection; none is ever left out, so with more of them it is cut off. */
  readonly waitingEvents: number
  /** A client that has taken nothing in for so long is cut off; it connects again and reads the state over HTTP. */
  readonly ackWithinMs: DurationMs
  /** Each change of a watch costs a look at every station. */
  readonly requestsAMinute: number
}

/** One socket of somebody signed in. */
export class LiveClient {
  readonly socket: Socket
  caller: Caller
  group: WatchGroup | undefined
  readonly connectedAt: Instant
  /** Whether it can be heard, as it last said. */
  sound: SoundReport | undefined
  /** It was sent everything it watches up to this change. */
  seen = 0
  /** It took nothing, or asked too much. */
  wasCutOff = false
  readonly #limits: ClientLimits
  readonly #onCredit: (client: LiveClient) => void
  #seq = 0
  #unackedBatches = 0
  readonly #backlog: Backlog
  #requests = 0
  #minuteEnds = 0

  constructor(
    socket: Socket,
    caller: Caller,
    connectedAt: Instant,
    limits: ClientLimits,
    onCredit: (client: LiveClient) => void,
  ) {
    this.socket = socket
    this.caller = caller
    this.connectedAt = connectedAt
    this.#limits = limits
    this.#onCredit = onCredit
    this.#backlog = new Backlog(socket)
  }

  /** Running number of the last message it was sent. */
  get seq(): number {
    return this.#seq
  }

  get mayTakeBatch(): boolean {
    return this.#unackedBatches < this.#limits.unackedBatches
  }

  /** False when it asks too much; it may again in the next minute. */
  mayAsk(): boolean {
    const now = performance.now()
    if (now >= this.#minuteEnds) {
      this.#minuteEnds = now + MINUTE
      this.#requests = 0
    }
    return ++this.#requests <= this.#limits.requestsAMinute
  }

  sendBatch(body: string): void {
    this.#unackedBatches++
    this.socket
      .timeout(this.#limits.ackWithinMs)
      .emit('observations', this.#message(body), (failure: Error | null) => {
        if (!this.socket.connected) return
        if (failure) {
          this.cutOff()
          return
        }
        this.#unackedBatches--
        this.#onCredit(this)
      })
  }

  sendEvent(name: Exclude<keyof ServerToClient, 'observations'>, body: string): void {
    // A burst may be large and is gone in a moment; what matters is whether the connection takes anything at all.
    const { size, stillForMs } = this.#backlog
    if (stillForMs > this.#limits.ackWithinMs || size >= this.#limits.waitingEvents) {
      this.cutOff()
      return
    }
    this.#backlog.add()
    this.socket.emit(name, this.#message(body))
  }

  /** Closes the connection without waiting for what it will not take. The client takes it for a lost link and connects again. */
  cutOff(): void {
    this.wasCutOff = true
    this.socket.conn.close(true)
  }

  #message(body: string): SharedMessage {
    return new SharedMessage(++this.#seq, body)
  }
}
