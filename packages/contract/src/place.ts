import { PLACE_KINDS } from '@tocsin/core'
import { z } from 'zod'
import { areaPath, instant, name } from './station.ts'

/**
 * What positions of an import or a form are given in. Stored and answered is WGS-84, which CGCS2000 (天地图) equals to within a metre. GCJ-02 (高德,
 * DataV) lies 100 to 700 m off in China and is converted.
 */
export const DATUMS = ['WGS-84', 'GCJ-02'] as const
export type Datum = (typeof DATUMS)[number]

const coordinate = z
  .array(z.number())
  .min(2)
  .max(4)
  // A height, which GeoJSON may add, is not shown.
  .transform(([longitude, latitude]): [number, number] => [longitude as number, latitude as number])
const line = z.array(coordinate).max(100_000)

/** GeoJSON (RFC 7946), without bounding boxes and foreign members. */
export const geometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Point'), coordinates: coordinate }),
  z.object({ type: z.literal('LineString'), coordinates: line }),
  z.object({ type: z.literal('MultiLineString'), coordinates: z.array(line).max(10_000) }),
  z.object({ type: z.literal('Polygon'), coordinates: z.array(line).max(10_000) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(line).max(10_000)).max(10_000) }),
])

/** Body of `POST /api/places`; `PUT` replaces all of it. */
export const placeBody = z.strictObject({
  kind: z.enum(PLACE_KINDS),
  name,
  /** A village's: the area it draws. Of others: where it lies. */
  area: areaPath.max(200).optional(),
  geometry,
  datum: z.enum(DATUMS).default('WGS-84'),
  capacity: z.number().int().min(0).max(1_000_000).optional(),
  note: z.string().trim().min(1).max(500).optional(),
})
export type PlaceBody = z.input<typeof placeBody>

export const placeView = z.object({
  id: z.string(),
  kind: z.enum(PLACE_KINDS),
  name: z.string(),
  area: z.string().optional(),
  /** As `geometry`. Read back from where it was checked, so not checked position by position again. */
  geometry: z.looseObject({
    type: z.enum(['Point', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon']),
  }),
  capacity: z.number().int().optional(),
  note: z.string().optional(),
  changedAt: instant,
})
export type PlaceView = z.infer<typeof placeView>

/** What a GeoJSON file is sent as. */
export const PLACES_FILE_TYPE = 'application/geo+json'

/** The largest GeoJSON file that is read, in bytes. */
export const MAX_PLACES_FILE = 20 * 1024 * 1024

/**
 * What saving a GeoJSON file would do, or did: the answer of `POST /api/places/file`, whose body is the file and whose query says `datum`, `kind` and
 * `area` for features that do not say their own, and `seen` to save it.
 */
export const placesReading = z.object({
  counts: z.object({ new: z.number().int(), changed: z.number().int(), unchanged: z.number().int() }),
  /** The first of them. */
  rows: z.array(
    z.object({
      /** Of the feature, from 1. */
      number: z.number().int(),
      outcome: z.enum(['new', 'changed', 'unchanged']),
      kind: z.enum(PLACE_KINDS),
      name: z.string(),
      area: z.string().nullable(),
    }),
  ),
  /** Nothing can be saved while there is one. `features[3].geometry`; at most a hundred are told. */
  faults: z.array(z.object({ path: z.string(), message: z.string(), expected: z.string() })),
  /** To be sent along when it is saved. Null while there are faults. */
  seen: z.string().nullable(),
})
export type PlacesReading = z.infer<typeof placesReading>
