import type { DurationMs } from '@tocsin/core'
import type { Socket } from 'socket.io'

/** What was sent to one client and its connection has not taken yet. */
export class Backlog {
  /** Waits for the transport. */
  #waiting = 0
  /** Given to the transport, which is still writing it. */
  #inFlight = 0
  #stillSince = 0

  constructor({ conn }: Socket) {
    conn.on('flush', () => {
      this.#inFlight += this.#waiting
      this.#waiting = 0
    })
    // The transport's own: it has written what it was given. The connection's `drain` only says that it was given something.
    conn.transport.on('drain', () => {
      this.#inFlight = 0
      this.#stillSince = performance.now()
    })
  }

  get size(): number {
    return this.#waiting + this.#inFlight
  }

  /** How long nothing has been taken although there was something to take. */
  get stillForMs(): DurationMs {
    return this.size === 0 ? 0 : performance.now() - this.#stillSince
  }

  /** To be told just before something is sent. */
  add(): void {
    if (this.size === 0) this.#stillSince = performance.now()
    this.#waiting++
  }
}
