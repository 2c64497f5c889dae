import type { DurationMs, Instant } from '@tocsin/core'
import { HOUR } from '@tocsin/core'
import type { ReceivedPdu } from './received.ts'

type Part = Extract<ReceivedPdu, { kind: 'message' }>

export interface WholeMessage {
  readonly from: string
  /** When its first part was sent. */
  readonly at: Instant
  readonly text: string
  /** Where the modem keeps its parts: to be deleted once the message is safe. */
  readonly slots: readonly number[]
}

interface Waiting {
  readonly since: Instant
  readonly total: number
  readonly parts: Map<number, Part>
  readonly slots: Set<number>
}

/** A part that never comes is not waited for longer; what has come is then given as it is. */
const LONGEST_WAIT: DurationMs = 1 * HOUR
/** Messages in pieces at once. Somebody who sends more only loses their own oldest. */
const MOST_WAITING = 200

/** Puts the parts of inbound messages together: they come in any order, twice, and sometimes not at all. */
export class Assembly {
  readonly #waiting = new Map<string, Waiting>()

  /** The message that this part completes; null while parts are missing. */
  add(part: Part, slot: number, now: Instant): WholeMessage | null {
    if (!part.part) return { from: part.from, at: part.at, text: part.text, slots: [slot] }
    const { reference, total, number } = part.part
    const key = `${part.from}/${reference}/${total}`
    const waiting = this.#waiting.get(key) ?? {
      since: now,
      total,
      parts: new Map(),
      slots: new Set<number>(),
    }
    waiting.parts.set(number, part)
    waiting.slots.add(slot)
    if (waiting.parts.size === total) {
      this.#waiting.delete(key)
      return whole(waiting)
    }
    this.#waiting.set(key, waiting)
    const oldest = this.#waiting.size > MOST_WAITING ? this.#waiting.keys().next().value : undefined
    if (oldest !== undefined) this.#waiting.delete(oldest)
    return null
  }

  /** What has waited too long, with … where a part is missing. */
  overdue(now: Instant): WholeMessage[] {
    const out: WholeMessage[] = []
    for (const [key, waiting] of this.#waiting) {
      if (now - waiting.since < LONGEST_WAIT) continue
      this.#waiting.delete(key)
      out.push(whole(waiting))
    }
    return out
  }
}

function whole({ total, parts, slots }: Waiting): WholeMessage {
  const texts = Array.from({ length: total }, (_, index) => parts.get(index + 1)?.text ?? '…')
  const first = [...parts.values()].reduce((a, b) => (a.at <= b.at ? a : b))
  return { from: first.from, at: first.at, text: texts.join(''), slots: [...slots] }
}
