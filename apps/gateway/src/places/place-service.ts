import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { PlaceBody, PlacesReading, PlaceView } from '@tocsin/contract'
import { type Geometry, geometryFault, linesOf, type MapPlace, type PlaceId } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { PlacesService } from '../http/map-services.ts'
import type { Outcome, PersonActor } from '../http/services.ts'
import { transaction } from '../registry/database.ts'
import { toWgs84 } from './datum.ts'
import { type GeojsonReading, MOST_POSITIONS } from './geojson.ts'
import { PlaceStore, type StoredPlace } from './place-store.ts'
import { readGeojsonFile } from './read-file.ts'

/** How many features a look lists; all are counted. */
const MOST_ROWS = 200

export interface PlacesOptions {
  readonly database: DatabaseSync
  readonly clock: Clock
}

/** The register of places as HTTP sees it. Each change is one transaction, durable when the call returns. */
export function createPlacesService({ database, clock }: PlacesOptions): PlacesService {
  const store = new PlaceStore(database)

  function save(id: PlaceId | undefined, body: PlaceBody, by: PersonActor): Outcome<{ place: PlaceView }> {
    const { datum = 'WGS-84', geometry, ...rest } = body
    const given = geometry as unknown as Geometry
    const fault = geometryFault(rest.kind, given)
    if (fault !== undefined) return invalid([{ path: 'geometry', ...fault }])
    const before = id === undefined ? undefined : store.get(id)
    const total = store.positions() - (before ? positionsOf(before) : 0) + positionsOf({ geometry: given })
    if (total > MOST_POSITIONS) return invalid([tooMany(total)])
    const saved = store.save(id, { ...rest, geometry: toWgs84(given, datum) }, by.id, clock.now())
    return { ok: true, place: viewOf(store.get(saved) as StoredPlace) }
  }

  /** What a file would do, and when `seen` is what it would: does it. */
  function take(
    bytes: Uint8Array,
    read: GeojsonReading,
    seen: string | undefined,
    by: PersonActor,
  ): PlacesReading {
    const outcomes = read.places.map((place) => {
      const known = store.named(place)
      const outcome = known === undefined ? 'new' : same(known, place) ? 'unchanged' : 'changed'
      return { place, known, outcome } as const
    })
    const counts = { new: 0, changed: 0, unchanged: 0 }
    let total = store.positions()
    for (const { place, known, outcome } of outcomes) {
      counts[outcome]++
      total += positionsOf(place) - (known ? positionsOf(known) : 0)
    }
    const faults = [...read.faults, ...(total > MOST_POSITIONS ? [tooMany(total)] : [])]
    const digest = createHash('sha256')
      .update(bytes)
      .update(JSON.stringify([counts, outcomes.map(({ outcome, known }) => [outcome, known?.id])]))
    const would = faults.length > 0 ? null : digest.digest('base64url')
    if (would !== null && would === seen) {
      transaction(database, () => {
        const at = clock.now()
        for (const { place, known, outcome } of outcomes) {
          if (outcome !== 'unchanged') store.save(known?.id, place, by.id, at)
        }
      })
    }
    const rows = outcomes.slice(0, MOST_ROWS).map(({ place, outcome }, index) => ({
      number: index + 1,
      outcome,
      kind: place.kind,
      name: place.name,
      area: place.area ?? null,
    }))
    return { counts, rows, faults, seen: would }
  }

  return {
    list: () => store.all().map(viewOf),
    create: (body, by) => save(undefined, body, by),
    change: (id, body, by) => (store.get(id) === undefined ? missing(id) : save(id, body, by)),

    remove(id) {
      const place = store.get(id)
      if (place === undefined) return missing(id)
      store.remove(id)
      return { ok: true, name: place.name }
    },

    async readFile(bytes, { seen, ...defaults }, by) {
      const read = await readGeojsonFile(bytes, defaults)
      if (read === undefined) {
        return { ok: false, refusal: { kind: 'busy', detail: 'Another file is being read; try again' } }
      }
      const reading = take(bytes, read, seen, by)
      if (seen === undefined || reading.seen === seen) return { ok: true, reading }
      if (reading.seen === null) return invalid(reading.faults)
      const detail = 'The file would change something else than was seen; nothing was saved'
      return { ok: false, refusal: { kind: 'changed-meanwhile', detail } }
    },
  }
}

function same(known: StoredPlace, place: Omit<MapPlace, 'id'>): boolean {
  const { capacity, note, geometry } = known
  return (
    capacity === place.capacity &&
    note === place.note &&
    JSON.stringify(geometry) === JSON.stringify(place.geometry)
  )
}

function positionsOf({ geometry }: Pick<MapPlace, 'geometry'>): number {
  return linesOf(geometry).reduce((sum, line) => sum + line.length, 0)
}

function tooMany(total: number) {
  return {
    path: 'features',
    message: `make ${total} positions on the map`,
    expected: `at most ${MOST_POSITIONS}; simplify the outlines`,
  }
}

function viewOf(place: StoredPlace): PlaceView {
  return { ...place, geometry: place.geometry }
}

function invalid(faults: readonly { path: string; message: string; expected: string }[]) {
  const detail = 'It cannot be shown on the map'
  return { ok: false, refusal: { kind: 'invalid', detail, faults } } as const
}

function missing(id: PlaceId) {
  return { ok: false, refusal: { kind: 'not-found', detail: `No place ${id}` } } as const
}
