import type { Instant } from '@tocsin/core'
import type { Receipt } from '../channel.ts'
import type { ReceivedPdu } from './received.ts'

type Report = Extract<ReceivedPdu, { kind: 'report' }>

interface Awaited {
  readonly key: string
  readonly digits: string
  readonly parts: number
  readonly delivered: Set<number>
  done: boolean
}

/** References go round at 256; a report that comes after that is nobody's. */
const REFERENCES = 256

/**
 * Which message a delivery report is about. The modem numbers each part; a message is delivered when all of its parts
 * are, and failed when one is.
 */
export class Reports {
  readonly #byReference = new Map<number, { readonly awaited: Awaited; readonly part: number }>()
  readonly #byKey = new Map<string, Awaited>()
  /** A report can overtake the modem's own OK. */
  #early: Report[] = []
  readonly #tell: (receipt: Receipt) => void

  constructor(tell: (receipt: Receipt) => void) {
    this.#tell = tell
  }

  /** A part went out under this reference. */
  sent(key: string, number: string, part: number, parts: number, reference: number): void {
    const digits = number.replace(/\D/g, '')
    const awaited = this.#byKey.get(key) ?? { key, digits, parts, delivered: new Set(), done: false }
    this.#byKey.set(key, awaited)
    const before = this.#byReference.get(reference)?.awaited
    if (before && before !== awaited) this.#byKey.delete(before.key)
    this.#byReference.set(reference, { awaited, part })
    const early = this.#early.filter((report) => report.reference === reference)
    this.#early = this.#early.filter((report) => report.reference !== reference)
    for (const report of early) this.take(report)
  }

  take(report: Report): void {
    const found = this.#byReference.get(report.reference)
    // The country code may be on one side only.
    const digits = report.to.replace(/\D/g, '')
    const same = found && (digits.endsWith(found.awaited.digits) || found.awaited.digits.endsWith(digits))
    if (!found || !same) {
      this.#early = [...this.#early, report].slice(-REFERENCES)
      return
    }
    const { awaited, part } = found
    if (awaited.done || report.state === 'trying') return
    const say = (fact: Receipt['fact'], at: Instant) => {
      awaited.done = true
      this.#tell({ key: awaited.key, providerId: null, at, fact })
    }
    if (report.state === 'delivered') {
      awaited.delivered.add(part)
      if (awaited.delivered.size === awaited.parts) say('delivered', report.at)
    } else {
      const permanent = report.state === 'failed-permanently'
      say({ failed: { permanent, detail: `the network gave up (TP-ST ${report.code})` } }, report.at)
    }
  }
}
