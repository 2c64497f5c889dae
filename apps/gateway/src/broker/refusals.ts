import type { DurationMs, Instant } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'

/** Why a connection, a packet or a part of one was not taken. */
export const REFUSALS = [
  // Before the sign-in
  'connections',
  'connect-rate',
  'connect-timeout',
  'handshake',
  'protocol-version',
  // At the sign-in
  'client-id',
  'credentials',
  'will',
  'connections-of-station',
  'check-failed',
  // Afterwards
  'topic',
  'subscription',
  'qos-2',
  'packet-size',
  'malformed',
  'not-kept',
  'silent',
  'frozen',
] as const
export type Refusal = (typeof REFUSALS)[number]

/** An error that closes a connection, with the reason that is counted and logged. Nothing of it reaches the device. */
export class Refused extends Error {
  readonly refusal: Refusal
  /** CONNACK return code [MQTT-3.2.2.3], where the sign-in was refused. aedes reads it under this name. */
  readonly returnCode: number | undefined

  constructor(refusal: Refusal, detail: string, returnCode?: number) {
    super(detail)
    this.refusal = refusal
    this.returnCode = returnCode
  }
}

/** aedes says why it closed a connection by a text only. */
const TEXTS: ReadonlyMap<string, Refusal> = new Map([
  ['connect did not arrive in time', 'connect-timeout'],
  ['keep alive timeout', 'silent'],
  ['drain timeout', 'frozen'],
  ['unacceptable protocol version', 'protocol-version'],
])

/** The reason behind an error of a connection; undefined when the connection merely broke. */
export function refusalOf(error: Error): Refusal | undefined {
  if (error instanceof Refused) return error.refusal
  const named = TEXTS.get(error.message)
  if (named !== undefined) return named
  // ECONNRESET, EPIPE, …: the network's doing; 'connection closed' and its like: a consequence, not a cause.
  if ('code' in error || error.message.startsWith('connection closed')) return undefined
  return 'malformed'
}

/** Lines of one reason within one window: enough to find the device, too few to fill a disk. */
const LINES = 10
const WINDOW: DurationMs = 10_000

/** So many are kept to be looked at. */
const KEPT = 50

/** A refusal as it is kept: whom it was, as far as that is known, and what was wrong. */
export interface RecentRefusal {
  readonly at: Instant
  readonly reason: Refusal
  /** The station it is, or says it is; without a user name its client id. */
  readonly station: string | null
  readonly address: string
  readonly detail: string
}

/** Counts every refusal, keeps the newest, and logs the first few of each reason; the next line says how many were left out. */
export class Refusals {
  readonly counts = Object.fromEntries(REFUSALS.map((refusal) => [refusal, 0])) as Record<Refusal, number>
  /** Newest last. */
  readonly recent: RecentRefusal[] = []
  readonly #log: Log
  readonly #clock: Clock
  readonly #windows = new Map<Refusal, { since: number; lines: number; unsaid: number }>()

  constructor(log: Log, clock: Clock) {
    this.#log = log
    this.#clock = clock
  }

  note(refusal: Refusal, fields: Record<string, unknown>, now = performance.now()): void {
    this.counts[refusal]++
    this.#keep(refusal, fields)
    let window = this.#windows.get(refusal)
    if (window === undefined || now - window.since >= WINDOW) {
      const unsaid = window?.unsaid ?? 0
      window = { since: now, lines: 0, unsaid: 0 }
      this.#windows.set(refusal, window)
      if (unsaid > 0) fields = { ...fields, unsaid }
    }
    if (window.lines >= LINES) {
      window.unsaid++
      return
    }
    window.lines++
    this.#log.warn('broker.refused', { reason: refusal, ...fields })
  }

  #keep(
    reason: Refusal,
    { station, claims, client, address, detail, filter }: Record<string, unknown>,
  ): void {
    this.recent.push({
      at: this.#clock.now(),
      reason,
      station: word(station) ?? word(claims) ?? word(client),
      address: word(address) ?? '',
      detail: word(detail) ?? word(filter) ?? '',
    })
    if (this.recent.length > KEPT) this.recent.shift()
  }
}

/** What is a word of the log's line, or nothing. */
const word = (field: unknown): string | null => (typeof field === 'string' ? field : null)

/** What a stranger sent, fit for a line of the log. */
export function shown(text: string): string {
  return Array.from(text.slice(0, 64), (letter) => (letter < ' ' || letter === '\u007f' ? '�' : letter)).join(
    '',
  )
}
