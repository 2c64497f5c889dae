import {
  type Binding,
  hex,
  type Instant,
  keptFrame,
  latin,
  type Protocol,
  type ReadingsEntry,
  type Received,
  type RejectedFrame,
  type Rejection,
  readingsOf,
  type StationId,
  type StationReadings,
  say,
} from '@tocsin/core'
import type { Strangers } from './strangers.ts'

/** What became of a frame: only `kept` may be acknowledged. */
export type Delivered =
  /** Everything of it is on disk, or nothing of it was to be kept. */
  | { readonly kind: 'kept' }
  /** No station is registered under its code: nothing was kept. */
  | { readonly kind: 'nobody' }
  | { readonly kind: 'not-kept'; readonly failure: Error }

/** Where a frame came from. */
export interface Origin {
  readonly protocol: Protocol
  readonly address: string
  bindingFor(code: string): Binding | undefined
  /** The station that bytes are of which name none: the only one that has spoken on this connection. */
  readonly speaker: StationId | undefined
  /** The account that brought it, where somebody signed in: it is told what it may not bring. */
  readonly account?: StationId | undefined
}

export interface DeliveryOptions {
  /** Journals an entry; calls back when it is on disk. */
  keep(entry: ReadingsEntry, done: (failure?: Error) => void): void
  /** A station was heard and said nothing to be kept. */
  heard(station: StationId, at: Instant): void
  readonly strangers: Strangers
}

/** Stations that a frame was of, and how many readings it brought. */
export interface Handed {
  readonly stations: readonly StationId[]
  readonly readings: number
}

const KEPT: Delivered = { kind: 'kept' }
const NOBODY: Delivered = { kind: 'nobody' }

/** Hands what a codec read to the journal, station by station. `done` is called once, when all of it is on disk. */
export class Delivery {
  readonly #options: DeliveryOptions

  constructor(options: DeliveryOptions) {
    this.#options = options
  }

  deliver(received: Received, origin: Origin, at: Instant, done: (delivered: Delivered) => void): Handed {
    const { protocol, address } = origin
    const entries: ReadingsEntry[] = []
    const stations: StationId[] = []
    let readings = 0
    // Made once something is rejected, of which most frames know nothing.
    let made: RejectedFrame | undefined
    const frame = () => (made ??= keptFrame(protocol, received.bytes))
    if (received.station === undefined && received.values.length === 0) {
      if (origin.speaker === undefined) {
        const reason = received.rejections[0]?.reason ?? say('no-frame')
        const seen = {
          protocol,
          code: '',
          address,
          reason,
          excerpt: excerptOf(received),
          hex: frame()?.hex ?? '',
        }
        this.#options.strangers.note(seen, at)
      } else if (received.rejections.length > 0) {
        entries.push({
          type: 'readings',
          at,
          station: origin.speaker,
          readings: [],
          rejections: received.rejections,
          frame: frame(),
        })
      }
    }
    for (const part of readingsOf(received, (code) => origin.bindingFor(code), at)) {
      const { station, code } = part
      const rejections = [...part.rejections, ...unwanted(part, received)]
      if (station === undefined) {
        const reason = rejections.at(-1)?.reason ?? ''
        const seen = {
          protocol,
          code,
          address,
          reason,
          excerpt: excerptOf(received),
          hex: frame()?.hex ?? '',
        }
        this.#options.strangers.note(seen, at)
        if (origin.account !== undefined) entries.push(foreign(origin.account, code, at))
        continue
      }
      stations.push(station.id)
      readings += part.readings.length
      if (part.readings.length + rejections.length === 0) this.#options.heard(station.id, at)
      else {
        const kept = rejections.length === 0 ? undefined : frame()
        entries.push({
          type: 'readings',
          at,
          station: station.id,
          readings: part.readings,
          rejections,
          frame: kept,
        })
      }
    }
    this.#keep(entries, stations.length > 0 ? KEPT : NOBODY, done)
    return { stations, readings }
  }

  #keep(entries: readonly ReadingsEntry[], otherwise: Delivered, done: (delivered: Delivered) => void): void {
    if (entries.length === 0) {
      done(otherwise)
      return
    }
    let waiting = entries.length
    let failure: Error | undefined
    for (const entry of entries) {
      this.#options.keep(entry, (failed) => {
        failure ??= failed
        if (--waiting === 0) done(failure === undefined ? KEPT : { kind: 'not-kept', failure })
      })
    }
  }
}

function foreign(account: StationId, code: string, at: Instant): ReadingsEntry {
  const reason = say('foreign', { account, uplink: account })
  const rejections = [{ path: '', reason, excerpt: code }]
  return { type: 'readings', at, station: account, readings: [], rejections }
}

/** A report of which nothing is wanted would vanish without a word. */
function unwanted({ readings, rejections, unmapped }: StationReadings, { purpose }: Received): Rejection[] {
  if (purpose !== 'readings' || unmapped.length === 0 || readings.length + rejections.length > 0) return []
  const reason = say('nothing-wanted')
  return [{ path: '', reason, excerpt: unmapped.slice(0, 20).join(', ') }]
}

const EXCERPT = 120

/** The frame as a person can compare it with a manual: text where it is text. */
function excerptOf({ bytes }: Received): string {
  const head = bytes.subarray(0, EXCERPT)
  const isText = head.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0d || byte === 0x0a)
  const shown = isText
    ? latin(head)
        .trim()
        .replace(/PW=[^;]*/, 'PW=…')
    : hex(head)
  return shown.length > EXCERPT ? `${shown.slice(0, EXCERPT)}…` : shown
}
