import type { AreaPath } from './ids.ts'

/**
 * What is drawn on the map besides stations: zones that are in danger (危险区), where a village lies, shelters (安置点), ways to them (转移路线),
 * rescue teams (抢险队伍), stores (物资库), and rivers for orientation.
 */
export const PLACE_KINDS = ['danger-zone', 'village', 'shelter', 'route', 'team', 'store', 'river'] as const
export type PlaceKind = (typeof PLACE_KINDS)[number]

/** Longitude and latitude in degrees, WGS-84. */
export type Coordinate = readonly [longitude: number, latitude: number]

/** Where a place is and what it looks like, as GeoJSON (RFC 7946) writes it, in WGS-84. */
export type Geometry =
  | { readonly type: 'Point'; readonly coordinates: Coordinate }
  | { readonly type: 'LineString'; readonly coordinates: readonly Coordinate[] }
  | { readonly type: 'MultiLineString'; readonly coordinates: readonly (readonly Coordinate[])[] }
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly Coordinate[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly Coordinate[])[])[] }

export type PlaceId = string

/** A place of the register that the map shows. A village's or zone's place names the area it draws. */
export interface MapPlace {
  readonly id: PlaceId
  readonly kind: PlaceKind
  readonly name: string
  readonly area?: AreaPath | undefined
  readonly geometry: Geometry
  /** Persons a shelter takes. */
  readonly capacity?: number | undefined
  readonly note?: string | undefined
}

/** What a place of each kind may look like. */
export const GEOMETRIES: Readonly<Record<PlaceKind, readonly Geometry['type'][]>> = {
  'danger-zone': ['Polygon', 'MultiPolygon', 'Point'],
  village: ['Point', 'Polygon', 'MultiPolygon'],
  shelter: ['Point'],
  route: ['LineString', 'MultiLineString'],
  team: ['Point'],
  store: ['Point'],
  river: ['LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'],
}

/** Most positions that one place is drawn with: a whole county's outline in detail. */
export const MOST_COORDINATES = 50_000

/** What is wrong with a geometry that has its type's shape: what, and what was expected. */
export interface GeometryFault {
  readonly message: string
  readonly expected: string
}

/** Why a place of that kind cannot look so; undefined when it can. */
export function geometryFault(kind: PlaceKind, geometry: Geometry): GeometryFault | undefined {
  if (!GEOMETRIES[kind].includes(geometry.type)) {
    return {
      message: `a ${kind} cannot be a ${geometry.type}`,
      expected: GEOMETRIES[kind].join(' or '),
    }
  }
  const lines = linesOf(geometry)
  const count = lines.reduce((sum, line) => sum + line.length, 0)
  if (count === 0) return { message: 'has no positions', expected: 'at least one' }
  if (count > MOST_COORDINATES) {
    return { message: `has ${count} positions`, expected: `at most ${MOST_COORDINATES}; simplify it` }
  }
  for (const line of lines) {
    const wrong = line.find((coordinate) => !isOnEarth(coordinate))
    if (wrong !== undefined) {
      return {
        message: `${wrong.slice(0, 2).join(', ')} is no position`,
        expected: 'longitude −180 to 180, then latitude −90 to 90, in degrees',
      }
    }
  }
  switch (geometry.type) {
    case 'Point':
      return undefined
    case 'LineString':
    case 'MultiLineString':
      return lines.some((line) => line.length < 2)
        ? { message: 'a line has one position only', expected: 'at least two' }
        : undefined
    case 'Polygon':
    case 'MultiPolygon':
      return lines.some((ring) => !isRing(ring))
        ? {
            message: 'an outline is not closed',
            expected: 'at least four positions, the last the same as the first',
          }
        : undefined
    default:
      return geometry satisfies never
  }
}

/** The geometry's lines or rings; a point is a line of one. */
export function linesOf(geometry: Geometry): readonly (readonly Coordinate[])[] {
  switch (geometry.type) {
    case 'Point':
      return [[geometry.coordinates]]
    case 'LineString':
      return [geometry.coordinates]
    case 'MultiLineString':
    case 'Polygon':
      return geometry.coordinates
    case 'MultiPolygon':
      return geometry.coordinates.flat()
    default:
      return geometry satisfies never
  }
}

/** The same with every position moved. */
export function moved(geometry: Geometry, move: (coordinate: Coordinate) => Coordinate): Geometry {
  switch (geometry.type) {
    case 'Point':
      return { type: 'Point', coordinates: move(geometry.coordinates) }
    case 'LineString':
      return { type: 'LineString', coordinates: geometry.coordinates.map(move) }
    case 'MultiLineString':
      return { type: 'MultiLineString', coordinates: geometry.coordinates.map((line) => line.map(move)) }
    case 'Polygon':
      return { type: 'Polygon', coordinates: geometry.coordinates.map((ring) => ring.map(move)) }
    case 'MultiPolygon':
      return {
        type: 'MultiPolygon',
        coordinates: geometry.coordinates.map((polygon) => polygon.map((ring) => ring.map(move))),
      }
    default:
      return geometry satisfies never
  }
}

/** Where a label or a mark of it stands: a point itself, the middle position of the longest line, the centre of the largest ring. */
export function anchor(geometry: Geometry): Coordinate {
  const lines = linesOf(geometry)
  if (geometry.type === 'Point') return geometry.coordinates
  if (geometry.type === 'LineString' || geometry.type === 'MultiLineString') {
    const longest = lines.reduce((a, b) => (b.length > a.length ? b : a))
    return longest[Math.floor(longest.length / 2)] as Coordinate
  }
  const areas = lines.map(signedArea)
  const largest = areas.reduce((best, area, index) => {
    return Math.abs(area) > Math.abs(areas[best] as number) ? index : best
  }, 0)
  return centroid(lines[largest] as readonly Coordinate[], areas[largest] as number)
}

function isOnEarth([longitude, latitude]: Coordinate): boolean {
  return Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90
}

function isRing(ring: readonly Coordinate[]): boolean {
  const [first, last] = [ring[0], ring.at(-1)]
  return ring.length >= 4 && first?.[0] === last?.[0] && first?.[1] === last?.[1]
}

/** Twice the area in square degrees, by the shoelace formula; its sign is the ring's direction. */
function signedArea(ring: readonly Coordinate[]): number {
  let sum = 0
  for (let index = 1; index < ring.length; index++) {
    const [x0, y0] = ring[index - 1] as Coordinate
    const [x1, y1] = ring[index] as Coordinate
    sum += x0 * y1 - x1 * y0
  }
  return sum
}

function centroid(ring: readonly Coordinate[], doubleArea: number): Coordinate {
  if (doubleArea === 0) return ring[0] as Coordinate
  let [x, y] = [0, 0]
  for (let index = 1; index < ring.length; index++) {
    const [x0, y0] = ring[index - 1] as Coordinate
    const [x1, y1] = ring[index] as Coordinate
    const cross = x0 * y1 - x1 * y0
    x += (x0 + x1) * cross
    y += (y0 + y1) * cross
  }
  return [x / (3 * doubleArea), y / (3 * doubleArea)]
}
