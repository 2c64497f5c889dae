import type { Duplex } from 'node:stream'
import { networkOf } from './address.ts'
import type { BrokerLimits } from './limits.ts'
import { RateByKey } from './rate.ts'
import type { Refusals } from './refusals.ts'

/** Which connections may be opened at all, and which are open: asked before a handshake costs anything. */
export class Admission {
  readonly #limits: BrokerLimits
  readonly #refusals: Refusals
  readonly #rates: RateByKey
  readonly #sockets = new Set<Duplex>()
  #shut = false

  constructor(limits: BrokerLimits, refusals: Refusals) {
    this.#limits = limits
    this.#refusals = refusals
    this.#rates = new RateByKey(limits.connectsPerSecond, limits.connectsBurst)
  }

  get size(): number {
    return this.#sockets.size
  }

  admit(socket: Duplex, address: string): boolean {
    if (this.#shut) return false
    if (this.#sockets.size >= this.#limits.connections) {
      this.#refusals.note('connections', { address })
      return false
    }
    const rate = this.#rates.of(networkOf(address))
    if (rate.take(1) > 0) {
      // What was turned away must not add to the debt, or a device that tries again would never be let in.
      rate.take(-1)
      this.#refusals.note('connect-rate', { address })
      return false
    }
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    return true
  }

  /** Nobody more. */
  shut(): void {
    this.#shut = true
  }

  /** Everybody out. */
  close(): void {
    this.#shut = true
    for (const socket of this.#sockets) socket.destroy()
  }
}
