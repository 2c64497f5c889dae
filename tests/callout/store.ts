import type { Callout, LedgerLine, Notice, Outcome } from '@tocsin/core'

/** One durable transaction at a time, kept as text: what a crash leaves is what was committed, and nothing an object remembers. */
export class Store {
  readonly #rows = new Map<string, string>()
  /** Unsent calls, as the effects made and dropped them. */
  readonly outbox = new Set<string>()
  readonly ledger: LedgerLine[] = []
  readonly notices = new Map<string, Notice>()
  readonly onCommit: (callout: Callout) => void

  constructor(onCommit: (callout: Callout) => void) {
    this.onCommit = onCommit
  }

  ids(): string[] {
    return [...this.#rows.keys()]
  }

  read(id: string): Callout {
    const row = this.#rows.get(id)
    if (row === undefined) throw new Error(`store: no call-out "${id}"`)
    return JSON.parse(row)
  }

  all(): Callout[] {
    return this.ids().map((id) => this.read(id))
  }

  /** False when it exists already. */
  insert(outcome: Outcome): boolean {
    if (this.#rows.has(outcome.callout.id)) return false
    this.#write(outcome)
    return true
  }

  /** False when somebody else has changed it since `base` was read. */
  replace(base: Callout, outcome: Outcome): boolean {
    if (outcome.callout === base) return true
    if (this.read(base.id).revision !== base.revision) return false
    this.#write(outcome)
    return true
  }

  #write({ callout, effects }: Outcome): void {
    this.#rows.set(callout.id, JSON.stringify(callout))
    for (const { key } of effects.make) {
      if (this.outbox.has(key)) throw new Error(`store: call "${key}" was made twice`)
      this.outbox.add(key)
    }
    for (const key of effects.drop) this.outbox.delete(key)
    this.ledger.push(...structuredClone(effects.ledger))
    for (const notice of effects.notices) {
      if (!this.notices.has(notice.key)) this.notices.set(notice.key, notice)
    }
    this.onCommit(this.read(callout.id))
  }
}
