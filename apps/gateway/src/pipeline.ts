import {
  type Change,
  decodePayload,
  type Frame,
  keptFrame,
  type Observation,
  type Position,
  type ReadingsEntry,
  type Ruled,
  type StationId,
} from '@tocsin/core'
import type { Calling } from './callout/callout.ts'
import type { ShippedHistory } from './history/history-service.ts'
import type { PositionedEntry } from './journal/file.ts'
import type { Journal } from './journal/journal.ts'
import { type Documents, documentOfTopic } from './listeners/documents.ts'
import type { Live } from './live/live.ts'
import type { Outgoing } from './outgoing/outgoing.ts'
import type { Presence } from './registry/presence.ts'
import type { Registry } from './registry/registry.ts'
import type { HostListeners, RulesHost } from './rules/host.ts'

/** The rooms that a reading passes through, and the two that know the stations. */
export interface Stages {
  readonly registry: Registry
  readonly presence: Presence
  readonly journal: Journal
  readonly host: RulesHost
  readonly history: ShippedHistory
  readonly live: Live
  readonly calling: Calling
  readonly documents: Documents
  readonly outgoing: Pick<Outgoing, 'ruled' | 'observed'>
  /** A station was saved: devices that are asked may have come or gone. */
  readonly devicesChanged: () => void
}

/** How frames enter, and how what becomes of them is passed on. */
export interface Pipeline extends HostListeners {
  /** What came in since the start, by whatever way. */
  readonly decoded: { readonly readings: number; readonly rejections: number }
  /** Answers how many readings the frame held. */
  accept(frame: Frame, done: (failure?: Error) => void): number
  /** The end of every way in: what was read of one station is journalled, and `done` is called when it is on disk. */
  keep(entry: ReadingsEntry, done: (failure?: Error) => void): void
  committed(entries: readonly PositionedEntry[]): void
  tellStation(id: StationId): void
}

/**
 * The way of a reading, as in the README's flow table:
 *
 *     broker, listeners, polling → decode → journal → quality · rules · warnings → history, call-out, live
 *
 * `accept` is the half before the acknowledgement, everything else the half after it.
 */
export function createPipeline({
  registry,
  presence,
  journal,
  host,
  history,
  live,
  calling,
  documents,
  outgoing,
  devicesChanged,
}: Stages): Pipeline {
  const decoded = { readings: 0, rejections: 0 }
  const pipeline: Pipeline = {
    decoded,

    /** broker → decode → journal. `done` lets the broker acknowledge. */
    accept(frame: Frame, done: (failure?: Error) => void) {
      const { station, topic, receivedAt } = frame
      const kind = topic.endsWith('/readings') ? undefined : documentOfTopic(station, topic)
      if (kind !== undefined) {
        return documents.take(station, kind, frame.payload, receivedAt, 'mqtt', ({ delivered }) =>
          done(delivered.kind === 'not-kept' ? delivered.failure : undefined),
        )
      }
      const profile = registry.profile(station)
      if (profile === undefined) {
        done(new Error(`station ${station} is not registered`))
        return 0
      }
      const { readings, rejections } = decodePayload(textOf(frame.payload), profile, receivedAt)
      const kept = rejections.length === 0 ? undefined : keptFrame('tocsin', frame.payload)
      pipeline.keep({ type: 'readings', at: receivedAt, station, readings, rejections, frame: kept }, done)
      return readings.length
    },

    keep(entry: ReadingsEntry, done: (failure?: Error) => void) {
      const { station, readings, rejections, at } = entry
      decoded.readings += readings.length
      decoded.rejections += rejections.length
      journal.append(entry, done)
      if (presence.heard(station, readings.length, rejections.length, at)) pipeline.tellStation(station)
    },

    /** journal → quality, rules, warnings: one synchronous pass over what was committed. */
    committed(entries: readonly PositionedEntry[]) {
      host.take(entries)
    },

    /** → history, live, other systems: judged; what nobody would be woken for need not wait to be saved. */
    observed(observations: readonly Observation[], upTo: Position) {
      history.judged(observations, upTo)
      live.observations(observations)
      outgoing.observed(observations)
    },

    /** → call-out, live, other systems: saved, so that it will not be unsaid. Whoever must be called comes first. */
    ruled(events: readonly Ruled[]) {
      calling.ruled()
      for (const { warning, event } of events) live.warning(warning, event)
      outgoing.ruled()
    },

    changed(change: Change) {
      registry.apply(change)
      if (change.kind !== 'station') return
      devicesChanged()
      pipeline.tellStation(change.station.id)
    },

    saved(position: Position) {
      history.saved(position)
    },

    faulty: (id: StationId) => pipeline.tellStation(id),

    duplicated: (id: StationId, count: number) => presence.repeated(id, count),

    tellStation(id: StationId) {
      const view = presence.view(id)
      if (view !== undefined) live.station(view)
    },
  }
  return pipeline
}

function textOf(payload: Uint8Array): string {
  if (Buffer.isBuffer(payload)) return payload.toString()
  const { buffer, byteOffset, byteLength } = payload
  return Buffer.from(buffer, byteOffset, byteLength).toString()
}
