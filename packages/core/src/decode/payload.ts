import {
  type DatastreamId,
  datastreamId,
  type Instant,
  type Reading,
  type Rejection,
  type Station,
} from '../model/index.ts'
import { parseInstant } from './instant.ts'
import { kindOf, Rejections, shorten } from './rejections.ts'

/** Most items an array payload may have. */
export const MAX_ITEMS = 1000
/** Beyond ±100 million days ECMAScript has no date; nothing could show such a time. */
const MAX_INSTANT = 8_640_000_000_000_000

interface Column {
  readonly id: DatastreamId
  /** An increment without `ts` cannot be told from its redelivery. */
  readonly needsTime: boolean
  readonly manual: boolean
}

/** What the decoder must know of a station; made once, used for each of its frames. */
export interface DecodeProfile {
  readonly columns: ReadonlyMap<string, Column>
}

export function decodeProfile(station: Station): DecodeProfile {
  return {
    columns: new Map(
      station.datastreams.map((datastream) => [
        datastream.name,
        {
          id: datastreamId(station.id, datastream.name),
          needsTime: datastream.form === 'increment',
          manual: datastream.manual === true,
        },
      ]),
    ),
  }
}

/** The readings of a frame, and what of it could not be read. */
export interface Decoded {
  readonly readings: readonly Reading[]
  readonly rejections: readonly Rejection[]
}

/**
 * Decodes a `stations/{id}/readings` payload: one `{ ts?, values }` object or an array of at most 1,000.
 * The good part of a mixed payload is kept. Never throws.
 */
export function decodePayload(text: string, profile: DecodeProfile, receivedAt: Instant): Decoded {
  const collected = new Collected(profile, receivedAt)
  let payload: unknown
  try {
    payload = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
  } catch {
    collected.reject('', 'not JSON; expected {"ts": …, "values": {…}} or an array of them', text)
    return collected.result()
  }
  if (Array.isArray(payload)) {
    if (payload.length > MAX_ITEMS) {
      collected.reject('', `${payload.length} items; expected at most ${MAX_ITEMS} in one payload`, text)
    } else if (payload.length === 0) {
      collected.reject('', 'an empty array; expected at least one item', text)
    } else {
      for (let index = 0; index < payload.length; index++) collected.item(payload[index], `[${index}]`)
    }
  } else {
    collected.item(payload, '')
  }
  return collected.result()
}

class Collected {
  readonly #profile: DecodeProfile
  readonly #receivedAt: Instant
  readonly #readings: Reading[] = []
  readonly #rejections = new Rejections()

  constructor(profile: DecodeProfile, receivedAt: Instant) {
    this.#profile = profile
    this.#receivedAt = receivedAt
  }

  item(item: unknown, path: string): void {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      this.reject(path, `${kindOf(item)}; expected {"ts": …, "values": {…}}`, item)
      return
    }
    const { ts, values } = item as { ts?: unknown; values?: unknown }
    const time = this.#time(ts, path)
    if (time === undefined) return
    if (typeof values !== 'object' || values === null || Array.isArray(values)) {
      this.reject(
        `${path}.values`,
        `${kindOf(values)}; expected an object of numbers by datastream name`,
        item,
      )
      return
    }
    let count = 0
    for (const name in values) {
      count++
      this.#value(name, (values as Record<string, unknown>)[name], time, ts !== undefined, path)
    }
    if (count === 0) this.reject(`${path}.values`, 'empty; expected at least one value', item)
  }

  #time(ts: unknown, path: string): Instant | undefined {
    if (ts === undefined) return this.#receivedAt
    if (typeof ts === 'number') {
      if (ts >= -MAX_INSTANT && ts <= MAX_INSTANT) return Math.floor(ts)
    } else if (typeof ts === 'string') {
      const time = parseInstant(ts)
      if (time !== undefined) return time
    }
    this.reject(`${path}.ts`, 'not a time; expected epoch milliseconds, or ISO 8601 with an offset', ts)
    return undefined
  }

  #value(name: string, value: unknown, time: Instant, hasTime: boolean, path: string): void {
    const column = this.#profile.columns.get(name)
    if (column === undefined) {
      const known = [...this.#profile.columns.keys()].join(', ')
      this.reject(`${path}.values.${shorten(name)}`, `no such datastream; this station has: ${known}`, value)
    } else if (column.manual) {
      this.reject(`${path}.values.${name}`, 'people read this one; a device cannot report it', value)
    } else if (typeof value !== 'number') {
      this.reject(`${path}.values.${name}`, `${kindOf(value)}; expected a number`, value, column.id)
    } else if (!Number.isFinite(value)) {
      // JSON has no NaN; 1e999 reads as Infinity.
      const reason = 'too large to be a number; expected a finite one'
      this.reject(`${path}.values.${name}`, reason, String(value), column.id)
    } else if (column.needsTime && !hasTime) {
      this.reject(
        `${path}.ts`,
        'missing; an increment needs its time, or a redelivery would count as a second tip',
        value,
      )
    } else {
      this.#readings.push({
        datastream: column.id,
        phenomenonTime: time,
        receivedAt: this.#receivedAt,
        value,
      })
    }
  }

  reject(path: string, reason: string, offending: unknown, datastream?: DatastreamId): void {
    this.#rejections.add(path, reason, offending, undefined, datastream)
  }

  result(): Decoded {
    return { readings: this.#readings, rejections: this.#rejections.list() }
  }
}
