import type { AnswerCode, Call, Fact } from '@tocsin/core'
import type { Fate } from './case.ts'

/** Something a provider will report, in whatever order and perhaps twice. */
export type Report =
  | { readonly callout: string; readonly key: string; readonly fact: Fact }
  | {
      readonly callout: string
      readonly person: string
      readonly code: AnswerCode
      readonly generation: number
    }

/** A call that was handed over, at the real time. */
export interface Sending {
  readonly key: string
  readonly callout: string
  readonly generation: number
  readonly person: string
  readonly at: number
}

/** A provider that knows a key when it comes again, and to which everything happens that happens to providers. */
export class Provider {
  readonly sendings: Sending[] = []
  readonly reports: Report[] = []
  readonly #accepted = new Set<string>()
  readonly #fates: readonly Fate[]
  #count = 0

  constructor(fates: readonly Fate[]) {
    this.#fates = fates
  }

  send(call: Call, at: number): void {
    const { key, callout, generation, person } = call
    this.sendings.push({ key, callout, generation, person, at })
    if (this.#accepted.has(key)) return
    const fate = this.#fates[this.#count++ % this.#fates.length] ?? 'rings-out'
    const tell = (...facts: Fact[]) =>
      this.reports.push(...facts.map((fact): Report => ({ callout, key, fact })))
    if (call.channel.kind === 'telephone') {
      this.#accepted.add(key)
      // Nobody dials.
      if (fate === 'unheard' || fate === 'temporary') return
      tell({ type: 'made' })
    }
    if (fate === 'temporary' || fate === 'permanent') {
      tell({ type: 'failed', permanent: fate === 'permanent', detail: fate })
      return
    }
    this.#accepted.add(key)
    if (fate === 'unheard') return
    tell({ type: 'accepted' }, { type: 'delivered' })
    if (fate === 'rings-out') tell({ type: 'unanswered' })
    else if (call.reason !== 'all-clear' && call.reason !== 'cancelled') {
      tell({ type: 'read' }, { type: 'answered' })
      this.reports.push({ callout, person, code: fate === 'cannot' ? 'cannot' : 'on-post', generation })
    }
  }
}
