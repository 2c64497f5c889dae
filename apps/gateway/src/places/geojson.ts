import { type Datum, geometry as geometrySchema } from '@tocsin/contract'
import {
  type AreaPath,
  type Geometry,
  geometryFault,
  linesOf,
  type MapPlace,
  PLACE_KINDS,
  type PlaceKind,
} from '@tocsin/core'
import type { Fault } from '../http/services.ts'
import { toWgs84 } from './datum.ts'

/** What goes for features that do not say it themselves. */
export interface GeojsonDefaults {
  readonly datum: Datum
  readonly kind?: PlaceKind | undefined
  readonly area?: AreaPath | undefined
}

/** What a file says. Nothing of it is saved while it has faults. */
export interface GeojsonReading {
  readonly places: readonly Omit<MapPlace, 'id'>[]
  readonly faults: readonly Fault[]
}

export const MOST_FEATURES = 5000
/** What all places may be drawn with: 11 MB for a console that opens the map. */
export const MOST_POSITIONS = 500_000
const MOST_FAULTS = 100

/** Reads a GeoJSON file (RFC 7946): a FeatureCollection, or one Feature. Positions come out in WGS-84. */
export function readGeojson(bytes: Uint8Array, defaults: GeojsonDefaults): GeojsonReading {
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    const message =
      error instanceof SyntaxError ? `is no JSON: ${error.message.slice(0, 120)}` : 'is no UTF-8 text'
    return failed({ path: '', message, expected: 'a GeoJSON file in UTF-8' })
  }
  const features = featuresOf(parsed)
  if (features === undefined) {
    return failed({ path: 'type', message: 'is no FeatureCollection', expected: 'GeoJSON with features' })
  }
  const crs = crsFault(parsed)
  if (crs !== undefined) return failed(crs)
  if (features.length === 0)
    return failed({ path: 'features', message: 'are none', expected: 'at least one' })
  if (features.length > MOST_FEATURES) {
    return failed({
      path: 'features',
      message: `are ${features.length}`,
      expected: `at most ${MOST_FEATURES} in one file`,
    })
  }
  const places: Omit<MapPlace, 'id'>[] = []
  const faults: Fault[] = []
  const known = new Map<string, number>()
  let positions = 0
  for (const [index, feature] of features.entries()) {
    const read = readFeature(feature, defaults, `features[${index}]`)
    if ('faults' in read) {
      faults.push(...read.faults)
      if (faults.length >= MOST_FAULTS) break
      continue
    }
    const key = JSON.stringify([read.kind, read.name, read.area])
    const twin = known.get(key)
    if (twin !== undefined) {
      faults.push({
        path: `features[${index}]`,
        message: `is a second ${read.kind} ${read.name}, like features[${twin}]`,
        expected: 'each name once for a kind and area',
      })
      continue
    }
    known.set(key, index)
    positions += linesOf(read.geometry).reduce((sum, line) => sum + line.length, 0)
    places.push(read)
  }
  if (positions > MOST_POSITIONS) {
    return failed({
      path: 'features',
      message: `have ${positions} positions`,
      expected: `at most ${MOST_POSITIONS}; simplify the outlines`,
    })
  }
  return { places, faults: faults.slice(0, MOST_FAULTS) }
}

function failed(fault: Fault): GeojsonReading {
  return { places: [], faults: [fault] }
}

function featuresOf(parsed: unknown): unknown[] | undefined {
  if (typeof parsed !== 'object' || parsed === null) return undefined
  const { type, features } = parsed as { type?: unknown; features?: unknown }
  if (type === 'Feature') return [parsed]
  return type === 'FeatureCollection' && Array.isArray(features) ? features : undefined
}

/** Old GeoJSON may name another coordinate system: what is in metres must not be taken for degrees. */
function crsFault(parsed: unknown): Fault | undefined {
  const name = (parsed as { crs?: { properties?: { name?: unknown } } }).crs?.properties?.name
  if (typeof name !== 'string' || /CRS84|EPSG:+(?:[\d.]*:)?(?:4326|4490)$/i.test(name)) return undefined
  return {
    path: 'crs',
    message: `is ${name.slice(0, 60)}`,
    expected: 'longitude and latitude: EPSG:4326 or EPSG:4490; convert the file first',
  }
}

type Read = Omit<MapPlace, 'id'> | { readonly faults: Fault[] }

function readFeature(feature: unknown, defaults: GeojsonDefaults, path: string): Read {
  if (typeof feature !== 'object' || feature === null) {
    return {
      faults: [{ path, message: 'is no feature', expected: 'an object with geometry and properties' }],
    }
  }
  const { geometry, properties } = feature as { geometry?: unknown; properties?: unknown }
  const said = (typeof properties === 'object' && properties !== null ? properties : {}) as Record<
    string,
    unknown
  >
  const shape = geometrySchema.safeParse(geometry)
  if (!shape.success) {
    const [issue] = shape.error.issues
    const at = (issue?.path ?? [])
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
      .join('')
    return {
      faults: [
        {
          path: `${path}.geometry${at}`,
          message: 'is no geometry that can be shown',
          expected: 'a Point, line or polygon with positions [longitude, latitude]',
        },
      ],
    }
  }
  const faults: Fault[] = []
  const name = textOf(said, ['name', '名称', 'title', 'NAME', 'Name'])?.slice(0, 100)
  if (name === undefined)
    faults.push({ path: `${path}.properties.name`, message: 'is missing', expected: 'a name' })
  const written = textOf(said, ['kind', '类型', '种类'])
  const kind = (written === undefined ? undefined : kindOf(written)) ?? defaults.kind
  if (kind === undefined) {
    faults.push({
      path: `${path}.properties.kind`,
      message: written === undefined ? 'is missing' : `"${written.slice(0, 40)}" is no kind of place`,
      expected: PLACE_KINDS.join(', '),
    })
  }
  const area = textOf(said, ['area', '区域', '行政区']) ?? defaults.area
  if (area !== undefined && !/^[\p{L}\p{N}_-]+(\/[\p{L}\p{N}_-]+)*$/u.test(area)) {
    faults.push({
      path: `${path}.properties.area`,
      message: `"${area.slice(0, 60)}" is no area`,
      expected: 'its path, such as lushan/xincun',
    })
  }
  const capacity = numberOf(said, ['capacity', '容量', '可容纳人数'])
  const note = textOf(said, ['note', '备注', 'description'])?.slice(0, 500)
  if (kind === undefined || name === undefined || faults.length > 0) return { faults }
  // What was checked is what is stored: converted first.
  const placed = toWgs84(shape.data as Geometry, defaults.datum)
  const wrong = geometryFault(kind, shape.data as Geometry)
  if (wrong !== undefined) return { faults: [{ path: `${path}.geometry`, ...wrong }] }
  return {
    kind,
    name,
    geometry: placed,
    ...(area === undefined ? {} : { area }),
    ...(capacity === undefined ? {} : { capacity }),
    ...(note === undefined ? {} : { note }),
  }
}

/** As offices write them. */
const WORDS: readonly (readonly [RegExp, PlaceKind])[] = [
  [/危险|隐患/, 'danger-zone'],
  [/村|屯|社区/, 'village'],
  [/安置|避险|避难|避灾/, 'shelter'],
  [/路线|线路|撤离|转移/, 'route'],
  [/队/, 'team'],
  [/物资|仓/, 'store'],
  [/河|溪|沟/, 'river'],
]

function kindOf(text: string): PlaceKind | undefined {
  return (
    PLACE_KINDS.find((kind) => kind === text.toLowerCase()) ?? WORDS.find(([word]) => word.test(text))?.[1]
  )
}

function textOf(said: Record<string, unknown>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = said[name]
    const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
    if (text !== '') return text
  }
  return undefined
}

function numberOf(said: Record<string, unknown>, names: readonly string[]): number | undefined {
  const text = textOf(said, names)
  const number = text === undefined ? Number.NaN : Number(text)
  return Number.isSafeInteger(number) && number >= 0 && number <= 1_000_000 ? number : undefined
}
