import type {
  Datum,
  MapCourse,
  MapMoment,
  MapRain,
  MapSettingsView,
  PlaceBody,
  PlacesReading,
  PlaceView,
  VillageAnswer,
} from '@tocsin/contract'
import type { AreaPath, Instant, PlaceId, PlaceKind } from '@tocsin/core'
import type { Outcome, PersonActor } from './services.ts'

/** The register of places. */
export interface PlacesService {
  list(): PlaceView[]
  create(body: PlaceBody, by: PersonActor): Outcome<{ place: PlaceView }>
  change(id: PlaceId, body: PlaceBody, by: PersonActor): Outcome<{ place: PlaceView }>
  remove(id: PlaceId): Outcome<{ name: string }>
  /** A GeoJSON file: a look at it, or with what was `seen` its saving. */
  readFile(
    bytes: Uint8Array,
    options: {
      readonly datum: Datum
      readonly kind?: PlaceKind | undefined
      readonly area?: AreaPath | undefined
      readonly seen?: string | undefined
    },
    by: PersonActor,
  ): Promise<Outcome<{ reading: PlacesReading }>>
}

/** A tile as it is sent. */
export interface Tile {
  readonly bytes: Uint8Array
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp'
}

/** What becomes of a request for a tile. */
export type TileOutcome =
  | { readonly ok: true; readonly tile: Tile }
  /** `none`: not a tile of this map. `away`: the server does not give it, for the reason stated. */
  | { readonly ok: false; readonly why: 'none' }
  | { readonly ok: false; readonly why: 'busy' }
  | { readonly ok: false; readonly why: 'away'; readonly detail: string }

/** What lies under the map, and how warnings, values and rain were. */
export interface MapService {
  settings(): MapSettingsView
  change(
    body: {
      readonly base: MapSettingsView['base']
      readonly approval: string
      readonly key?: string | null | undefined
    },
    by: PersonActor,
  ): Outcome<{ settings: MapSettingsView }>
  tile(layer: number, z: number, x: number, y: number): Promise<TileOutcome>
  /** The .pmtiles file in use, by its name; undefined for any other. */
  file(name: string): { readonly path: string; readonly bytes: number; readonly tag: string } | undefined
  /** Now, or as they were at a moment. */
  villages(at: Instant | undefined): VillageAnswer[]
  course(from: Instant, to: Instant): MapCourse
  moment(at: Instant): Promise<MapMoment>
  rain(at: Instant, hours: number): Promise<MapRain>
}
