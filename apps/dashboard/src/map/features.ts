import type { PlaceView } from '@tocsin/contract'
import { anchor, type Geometry } from '@tocsin/core'
import type { Translate } from '../language/words.ts'
import { formatAmount } from '../stations/amount.ts'
import { type RainMark, rainText } from './rain.ts'
import { rankOf, type StationMark } from './station-marks.ts'
import type { VillageMark } from './villages.ts'

/** What MapLibre takes. */
export interface Features {
  readonly type: 'FeatureCollection'
  readonly features: Feature[]
}
interface Feature {
  readonly type: 'Feature'
  readonly geometry: object
  readonly properties: Readonly<Record<string, string | number>>
}

export const NO_FEATURES: Features = { type: 'FeatureCollection', features: [] }

const point = (coordinates: readonly [number, number]) => ({ type: 'Point', coordinates })

/** Stations that have a position. `icon` is drawn when MapLibre first asks for it. */
export function stationFeatures(t: Translate, marks: readonly StationMark[]): Features {
  return collected(
    marks.flatMap((mark) => {
      if (mark.position === null) return []
      const rank = rankOf(mark)
      return {
        type: 'Feature' as const,
        geometry: point(mark.position),
        properties: {
          ref: `station:${mark.id}`,
          icon: stationIcon(mark),
          rank,
          waiting: mark.state === 'unacknowledged' ? 1 : 0,
          label: mark.level === null ? '' : stationLabel(t, mark),
        },
      }
    }),
  )
}

/** `station/red/unacknowledged/hollow`; of a calm one its condition. */
export function stationIcon({ level, state, condition, doubtful }: StationMark): string {
  if (level === null) return `station/${condition}`
  const look = condition === 'live' ? 'filled' : 'hollow'
  return `station/${level}/${state}/${look}${doubtful ? '/doubtful' : ''}`
}

function stationLabel(t: Translate, { name, level, value, datastream }: StationMark): string {
  const what = `${name} · ${t(`level.chip.${level}`)}`
  return value === null || datastream === undefined
    ? what
    : `${what}\n${formatAmount(value, datastream.unit)}`
}

export function villageFeatures(
  t: Translate,
  marks: readonly VillageMark[],
  answersShown: boolean,
): Features {
  return collected(
    marks.flatMap(({ path, name, position, answer }) => {
      if (position === null) return []
      const state = answersShown && answer !== null ? answer.state : 'none'
      return {
        type: 'Feature' as const,
        geometry: point(position),
        properties: {
          ref: `village:${path}`,
          icon: `village/${state}`,
          label: state === 'none' ? name : `${name} · ${t(`map.answer.${state}`)}`,
          rank: ['none', 'answered', 'waiting', 'called', 'uncovered', 'not-answered'].indexOf(state),
        },
      }
    }),
  )
}

/** Zones, routes and rivers as they are drawn; and for everything that has no outline of its own, or a name, a point to stand at. */
export function placeFeatures(places: readonly PlaceView[]): { shapes: Features; points: Features } {
  const shapes: Feature[] = []
  const points: Feature[] = []
  for (const { id, kind, name, geometry } of places) {
    const properties = { ref: `place:${id}`, kind, name }
    const isPoint = geometry.type === 'Point'
    if (!isPoint) shapes.push({ type: 'Feature', geometry, properties })
    // A village stands there already, with its answer; lines bear their names themselves.
    if (kind === 'village' || kind === 'route' || kind === 'river') continue
    const at = anchor(geometry as unknown as Geometry)
    points.push({
      type: 'Feature',
      geometry: point(at),
      properties: { ...properties, icon: `place/${kind}` },
    })
  }
  return { shapes: collected(shapes), points: collected(points) }
}

export function rainFeatures(marks: readonly RainMark[]): Features {
  return collected(
    marks.flatMap(({ station, position, mm, rank }) =>
      position === null
        ? []
        : {
            type: 'Feature' as const,
            geometry: point(position),
            properties: { ref: `station:${station}`, rank, mm, label: rainText(mm) },
          },
    ),
  )
}

/** What is being drawn: its positions, and the line or outline through them. */
export function draftFeatures(positions: readonly (readonly [number, number])[], closed: boolean): Features {
  const dots = positions.map((position) => ({
    type: 'Feature' as const,
    geometry: point(position),
    properties: {},
  }))
  if (positions.length < 2) return collected(dots)
  const ring = closed && positions.length > 2 ? [...positions, positions[0]] : positions
  const line = {
    type: 'Feature' as const,
    geometry: { type: 'LineString', coordinates: ring },
    properties: {},
  }
  return collected([line, ...dots])
}

function collected(features: Feature[]): Features {
  return { type: 'FeatureCollection', features }
}
