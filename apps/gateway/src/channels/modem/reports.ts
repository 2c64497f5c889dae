import type { DurationMs, Instant } from '@tocsin/core'
import { DAY, SECOND } from '@tocsin/core'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { Receipt } from '../channel.ts'
import type { ReceivedPdu } from './received.ts'

type Report = Extract<ReceivedPdu, { kind: 'report' }>

/** A part of a message that went out, by the number that the modem gave it. */
export interface SentPart {
  /** 0 to 255, and then from 0 again. */
  readonly reference: number
  /** The message's. */
  readonly key: string
  /** The last digits of the number it went to, four of them: whole numbers are stored sealed or not at all. */
  readonly to: string
  /** From 1. */
  readonly part: number
  readonly parts: number
  readonly sentAt: Instant
  /** The network has reported that the telephone has it. */
  readonly delivered: boolean
}

/**
 * Keeps what a delivery report needs to find its message after a restart: at most 256 parts. Each call is over when it
 * returns, and may throw.
 */
export interface SentParts {
  /** Takes the place of whatever had the same reference. */
  remember(sent: SentPart): void
  /** Nothing more is awaited for this message. */
  forget(key: string): void
  all(): readonly SentPart[]
}

/** A store that lasts as long as the process. */
export function sentPartsInMemory(): SentParts {
  const byReference = new Map<number, SentPart>()
  return {
    remember: (sent) => void byReference.set(sent.reference, sent),
    forget(key) {
      for (const sent of [...byReference.values()]) if (sent.key === key) byReference.delete(sent.reference)
    },
    all: () => [...byReference.values()],
  }
}

export interface ReportsOptions {
  readonly store: SentParts
  readonly clock: Clock
  readonly log: Log
  /** May throw: the report then counts as not taken. */
  readonly tell: (receipt: Receipt) => void
}

interface Awaited {
  readonly key: string
  readonly digits: string
  readonly parts: number
  readonly delivered: Set<number>
  done: boolean
}

/** A report can overtake the modem's own OK. One that nobody asks for by then is about another's message. */
const OVERTAKES: DurationMs = 90 * SECOND
/** Messages are valid for six hours (`submit.ts`); by then their references have gone round. */
const LONGEST: DurationMs = 1 * DAY
const STORED_DIGITS = 4

/**
 * Which message a delivery report is about. The modem numbers each part; a message is delivered when all of its parts
 * are, and failed when one is. References go round at 256; a report that comes after that is nobody's.
 */
export class Reports {
  readonly #options: ReportsOptions
  readonly #byReference = new Map<number, { readonly awaited: Awaited; readonly sent: SentPart }>()
  readonly #byKey = new Map<string, Awaited>()
  #early: { readonly report: Report; readonly at: Instant }[] = []

  constructor(options: ReportsOptions) {
    this.#options = options
  }

  /** Takes up what an earlier process sent. */
  restore(): void {
    const { store, clock, log } = this.#options
    try {
      for (const sent of store.all()) {
        if (clock.now() - sent.sentAt > LONGEST) store.forget(sent.key)
        else this.#await(sent)
      }
    } catch (error) {
      log.error('sms-references-lost', { detail: (error as Error).message })
    }
  }

  /** A part went out under this reference. */
  sent(key: string, number: string, part: number, parts: number, reference: number): void {
    const now = this.#options.clock.now()
    const digits = number.replace(/\D/g, '')
    const to = digits.slice(-STORED_DIGITS)
    const sent: SentPart = { reference, key, to, part, parts, sentAt: now, delivered: false }
    this.#remember(sent)
    this.#await(sent, digits)
    const early = this.#early.filter(({ at }) => now - at < OVERTAKES)
    this.#early = early.filter(({ report }) => report.reference !== reference)
    for (const { report } of early) {
      if (report.reference !== reference) continue
      try {
        this.take(report)
      } catch (error) {
        // The part has left, and whoever sent it is told so; that it arrived could not be stored.
        this.#options.log.error('sms-report-not-kept', { detail: (error as Error).message })
      }
    }
  }

  /** Throws what `tell` throws. */
  take(report: Report): void {
    const now = this.#options.clock.now()
    const found = this.#byReference.get(report.reference)
    // The country code may be on one side only.
    const digits = report.to.replace(/\D/g, '')
    const same = found && (digits.endsWith(found.awaited.digits) || found.awaited.digits.endsWith(digits))
    if (!found || !same) {
      this.#early = [...this.#early.filter(({ at }) => now - at < OVERTAKES), { report, at: now }].slice(-256)
      return
    }
    const { awaited, sent } = found
    if (awaited.done || report.state === 'trying') return
    const say = (fact: Receipt['fact'], at: Instant) => {
      this.#options.tell({ key: awaited.key, providerId: null, at, fact })
      awaited.done = true
      this.#forget(awaited.key)
    }
    if (report.state === 'delivered') {
      awaited.delivered.add(sent.part)
      if (awaited.delivered.size === awaited.parts) say('delivered', report.at)
      else this.#remember({ ...sent, delivered: true })
    } else {
      const permanent = report.state === 'failed-permanently'
      say({ failed: { permanent, detail: `the network gave up (TP-ST ${report.code})` } }, report.at)
    }
  }

  #await(sent: SentPart, digits = sent.to): void {
    const { key, parts, part, reference } = sent
    const awaited = this.#byKey.get(key) ?? { key, digits, parts, delivered: new Set(), done: false }
    if (sent.delivered) awaited.delivered.add(part)
    this.#byKey.set(key, awaited)
    const before = this.#byReference.get(reference)?.awaited
    if (before && before !== awaited) this.#byKey.delete(before.key)
    this.#byReference.set(reference, { awaited, sent })
  }

  // The part is with the network, whatever the disk says: until the restart the report finds it all the same.
  #remember(sent: SentPart): void {
    try {
      this.#options.store.remember(sent)
    } catch (error) {
      this.#options.log.error('sms-reference-not-kept', { detail: (error as Error).message })
    }
  }

  #forget(key: string): void {
    try {
      this.#options.store.forget(key)
    } catch (error) {
      this.#options.log.error('sms-reference-not-kept', { detail: (error as Error).message })
    }
  }
}
