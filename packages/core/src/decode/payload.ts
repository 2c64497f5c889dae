import {
  type DatastreamId,
  datastreamId,
  type Instant,
  type Reading,
  type Rejection,
  type Station,
} from '../model/index.ts'
import { parseInstant } from './instant.ts'
import { type Reason, say } from './reasons.ts'
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
    collected.reject('', say('payload-no-json'), text)
    return collected.result()
  }
  if (Array.isArray(payload)) {
    if (payload.length > MAX_ITEMS) {
      collected.reject('', say('payload-items', { count: payload.length, most: MAX_ITEMS }), text)
    } else if (payload.length === 0) {
      collected.reject('', say('payload-empty'), text)
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
      this.reject(path, say('payload-item', { kind: kindOf(item) }), item)
      return
    }
    const { ts, values } = item as { ts?: unknown; values?: unknown }
    const time = this.#time(ts, path)
    if (time === undefined) return
    if (typeof values !== 'object' || values === null || Array.isArray(values)) {
      this.reject(`${path}.values`, say('payload-values', { kind: kindOf(values) }), item)
      return
    }
    let count = 0
    for (const name in values) {
      count++
      this.#value(name, (values as Record<string, unknown>)[name], time, ts !== undefined, path)
    }
    if (count === 0) this.reject(`${path}.values`, say('payload-no-values'), item)
  }

  #time(ts: unknown, path: string): Instant | undefined {
    if (ts === undefined) return this.#receivedAt
    if (typeof ts === 'number') {
      if (ts >= -MAX_INSTANT && ts <= MAX_INSTANT) return Math.floor(ts)
    } else if (typeof ts === 'string') {
      const time = parseInstant(ts)
      if (time !== undefined) return time
    }
    this.reject(`${path}.ts`, say('payload-time'), ts)
    return undefined
  }

  #value(name: string, value: unknown, time: Instant, hasTime: boolean, path: string): void {
    const column = this.#profile.columns.get(name)
    if (column === undefined) {
      const known = [...this.#profile.columns.keys()].join(', ')
      this.reject(`${path}.values.${shorten(name)}`, say('no-such-datastream', { names: known }), value)
    } else if (column.manual) {
      this.reject(`${path}.values.${name}`, say('manual'), value)
    } else if (typeof value !== 'number') {
      this.reject(`${path}.values.${name}`, say('kind-number', { kind: kindOf(value) }), value, column.id)
    } else if (!Number.isFinite(value)) {
      // JSON has no NaN; 1e999 reads as Infinity.
      const reason = say('too-large-finite')
      this.reject(`${path}.values.${name}`, reason, String(value), column.id)
    } else if (column.needsTime && !hasTime) {
      this.reject(`${path}.ts`, say('increment-time'), value)
    } else {
      this.#readings.push({
        datastream: column.id,
        phenomenonTime: time,
        receivedAt: this.#receivedAt,
        value,
      })
    }
  }

  reject(path: string, reason: Reason, offending: unknown, datastream?: DatastreamId): void {
    this.#rejections.add(path, reason, offending, undefined, datastream)
  }

  result(): Decoded {
    return { readings: this.#readings, rejections: this.#rejections.list() }
  }
}
