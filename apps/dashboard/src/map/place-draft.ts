import type { Datum, PlaceBody, PlaceView } from '@tocsin/contract'
import { GEOMETRIES, type PlaceKind } from '@tocsin/core'

/** A place as the form holds it. */
export interface PlaceDraft {
  readonly kind: PlaceKind
  readonly name: string
  readonly area: string
  readonly capacity: string
  readonly note: string
  readonly datum: Datum
  /** One position a line: `110.12, 31.27`. */
  readonly positions: string
  /** A shape of several parts, which came by a file and is kept as it is. */
  readonly kept: PlaceView['geometry'] | undefined
}

export const NEW_PLACE: PlaceDraft = {
  kind: 'danger-zone',
  name: '',
  area: '',
  capacity: '',
  note: '',
  datum: 'WGS-84',
  positions: '',
  kept: undefined,
}

/** What a kind is drawn as: its first form, or another where a village or a zone is only a point. */
export function shapeOf(kind: PlaceKind, count: number): 'point' | 'line' | 'outline' {
  const forms = GEOMETRIES[kind]
  if (forms[0] === 'Point' && !forms.includes('Polygon')) return 'point'
  if (!forms.includes('Polygon') || kind === 'river') return 'line'
  return count <= 1 && forms.includes('Point') ? 'point' : 'outline'
}

export function draftOf(place: PlaceView): PlaceDraft {
  const { kind, name, area = '', capacity, note = '', geometry } = place
  const coordinates = geometry['coordinates'] as unknown
  const lines =
    geometry.type === 'Point'
      ? [coordinates as number[]]
      : geometry.type === 'LineString'
        ? (coordinates as number[][])
        : geometry.type === 'Polygon' && (coordinates as number[][][]).length === 1
          ? ((coordinates as number[][][])[0]?.slice(0, -1) ?? [])
          : undefined
  return {
    kind,
    name,
    area,
    capacity: capacity === undefined ? '' : String(capacity),
    note,
    datum: 'WGS-84',
    positions: lines?.map((position) => position.join(', ')).join('\n') ?? '',
    kept: lines === undefined ? geometry : undefined,
  }
}

/** The positions that were typed; null for a line that is none. */
export function readPositions(text: string): ([number, number] | null)[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const parts = line.split(/[\s,，;；]+/).map(Number)
      const [longitude = Number.NaN, latitude = Number.NaN] = parts
      const isOnEarth = Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90
      return parts.length === 2 && isOnEarth ? [longitude, latitude] : null
    })
}

/** The body of the call; undefined while there are positions that cannot be read, or too few. */
export function bodyOf(draft: PlaceDraft): PlaceBody | undefined {
  const read = readPositions(draft.positions)
  const positions = read.filter((position) => position !== null)
  if (positions.length !== read.length) return undefined
  const geometry = draft.kept ?? geometryOf(draft.kind, positions)
  if (geometry === undefined) return undefined
  const { kind, name, area, capacity, note, datum } = draft
  return {
    kind,
    name: name.trim(),
    geometry: geometry as PlaceBody['geometry'],
    datum,
    ...(area.trim() !== '' && { area: area.trim() }),
    ...(capacity.trim() !== '' && { capacity: Number(capacity) }),
    ...(note.trim() !== '' && { note: note.trim() }),
  }
}

function geometryOf(kind: PlaceKind, positions: [number, number][]): object | undefined {
  const [first] = positions
  if (first === undefined) return undefined
  switch (shapeOf(kind, positions.length)) {
    case 'point':
      return { type: 'Point', coordinates: positions.at(-1) }
    case 'line':
      return positions.length < 2 ? undefined : { type: 'LineString', coordinates: positions }
    case 'outline':
      return positions.length < 3 ? undefined : { type: 'Polygon', coordinates: [[...positions, first]] }
  }
}
