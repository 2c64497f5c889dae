import {
  type DecodeProfile,
  decodePayload,
  type Instant,
  keptFrame,
  type ReadingsEntry,
  type Rejection,
  type StationId,
} from '@tocsin/core'
import { RateByKey } from '../broker/rate.ts'
import type { Clock } from '../clock.ts'
import type { IngestFormat, IngestService } from '../http/services.ts'
import type { DocumentKind, Documents } from './documents.ts'

export interface IngestOptions {
  readonly documents: Documents
  readonly clock: Clock
  authenticate(station: StationId, secret: Uint8Array): boolean
  /** What decoding this station's own JSON needs; undefined when the station is unknown. */
  profile(station: StationId): DecodeProfile | undefined
  /** Journals an entry; calls back when it is on disk. */
  keep(entry: ReadingsEntry, done: (failure?: Error) => void): void
}

/** Readings a second that one account may bring for long, and at once: as on MQTT. */
const READINGS_PER_SECOND = 200
const READINGS_BURST = 20_000

interface Taken {
  readonly readings: number
  readonly rejections: readonly Rejection[]
  readonly failure: Error | undefined
}

/** Readings over HTTP. */
export function createIngest({
  documents,
  clock,
  authenticate,
  profile,
  keep,
}: IngestOptions): IngestService {
  const rates = new RateByKey(READINGS_PER_SECOND, READINGS_BURST)

  function kindOf(station: StationId, format: IngestFormat | undefined): DocumentKind | undefined {
    if (format === 'json') return undefined
    const protocol =
      format ??
      documents.protocolOf(station) ??
      // A network server's own station has no device; what it brings is told by whom it brings it for.
      (documents.mayBring(station, 'chirpstack') ? 'chirpstack' : undefined)
    return protocol === undefined ? undefined : { protocol }
  }

  async function takeOwn(station: StationId, payload: Uint8Array, at: Instant): Promise<Taken> {
    const known = profile(station)
    if (known === undefined)
      return { readings: 0, rejections: [], failure: new Error(`no station ${station}`) }
    const decoded = decodePayload(Buffer.from(payload).toString(), known, at)
    const { readings, rejections } = decoded
    const frame = rejections.length === 0 ? undefined : keptFrame('tocsin', payload)
    const failure = await new Promise<Error | undefined>((resolve) =>
      keep({ type: 'readings', at, station, readings, rejections, frame }, resolve),
    )
    return { readings: readings.length, rejections, failure }
  }

  return {
    authenticate,

    async take(station, payload, address, format) {
      const kind = kindOf(station, format)
      if (kind !== undefined && !documents.mayBring(station, kind.protocol)) {
        const message = `station ${station} has no device profile in ${kind.protocol}, and is the uplink of none that has`
        const fault = { path: 'format', message, expected: documents.protocolOf(station) ?? 'json' }
        return { ok: false, refusal: { kind: 'invalid', detail: 'Not in this format', faults: [fault] } }
      }
      const rate = rates.of(station)
      if (rate.take(0) > 0) {
        const detail = `more than ${READINGS_PER_SECOND} readings a second for long; send again later`
        return { ok: false, refusal: { kind: 'busy', detail } }
      }
      const at = clock.now()
      const { readings, rejections, failure } =
        kind === undefined
          ? await takeOwn(station, payload, at)
          : await new Promise<Taken>((resolve) => {
              documents.take(station, kind, payload, at, address, ({ delivered, ...read }) =>
                resolve({ ...read, failure: delivered.kind === 'not-kept' ? delivered.failure : undefined }),
              )
            })
      rate.take(Math.max(1, readings))
      return failure === undefined
        ? { ok: true, readings, rejections }
        : { ok: false, refusal: { kind: 'busy', detail: failure.message } }
    },
  }
}
