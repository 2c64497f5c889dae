import type { OutgoingMessage } from '../channel.ts'
import { wording } from '../message-text.ts'
import { partsOf } from './submit.ts'

/** What the channel was given and has not sent, however often it was asked for. */
export class Backlog {
  readonly #waiting = new Map<string, { readonly parts: number; asks: number }>()

  get messages(): number {
    return this.#waiting.size
  }

  /** Parts that are still to leave; `left` says how many of a message have. Parts take time, not messages. */
  parts(left: (key: string) => number): number {
    let sum = 0
    for (const [key, { parts }] of this.#waiting) sum += Math.max(0, parts - left(key))
    return sum
  }

  /** Counts the message for as long as `send` takes, and gives what it gives. */
  async with<T>(message: OutgoingMessage, send: () => Promise<T>): Promise<T> {
    const { key } = message
    const waiting = this.#waiting.get(key) ?? { parts: partsOf(wording(message)).length, asks: 0 }
    this.#waiting.set(key, waiting)
    waiting.asks += 1
    try {
      return await send()
    } finally {
      waiting.asks -= 1
      if (waiting.asks === 0) this.#waiting.delete(key)
    }
  }
}
