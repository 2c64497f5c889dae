import { RAIN_HOURS } from '@tocsin/contract'
import { LEVELS, PLACE_KINDS } from '@tocsin/core'
import { z } from 'zod'

/** What can be switched on and off on the map: stations, villages with their answers, and each kind of place. */
export const LAYERS = ['stations', ...PLACE_KINDS] as const
export type MapLayer = (typeof LAYERS)[number]

const hours = z.union(RAIN_HOURS.map((one) => z.literal(one)))

/** All that says what the map shows, so that a shift can paste links to one another. */
export const mapSearch = z.object({
  /** Layers that are switched off, parted by commas. */
  off: z.string().max(200).optional().catch(undefined),
  /** Rain added up over so many hours. */
  rain: hours.optional().catch(undefined),
  /** Only stations with a warning of this level or a graver one. */
  level: z.enum(LEVELS).optional().catch(undefined),
  /** A moment of the last three days, epoch ms; absent: now. */
  t: z.number().int().optional().catch(undefined),
  /** What is looked at: `station:bridge`, `place:place-3`, `village:lushan/xincun`. */
  sel: z.string().max(300).optional().catch(undefined),
  /** Longitude, latitude and zoom. */
  view: z
    .string()
    .regex(/^-?\d{1,3}(\.\d+)?,-?\d{1,2}(\.\d+)?,\d{1,2}(\.\d+)?$/)
    .optional()
    .catch(undefined),
  panel: z.enum(['places']).optional().catch(undefined),
})
export type MapSearch = z.infer<typeof mapSearch>

export function layersOff({ off }: MapSearch): ReadonlySet<MapLayer> {
  const named = new Set(off?.split(','))
  return new Set(LAYERS.filter((layer) => named.has(layer)))
}

/** The address's word for them; undefined when all are on. */
export function offText(off: ReadonlySet<MapLayer>): string | undefined {
  return off.size === 0 ? undefined : LAYERS.filter((layer) => off.has(layer)).join(',')
}

export interface Camera {
  readonly center: [longitude: number, latitude: number]
  readonly zoom: number
}

/** All of China, until there is something to look at. */
export const CHINA: Camera = { center: [104, 34], zoom: 3 }

export function cameraOf({ view }: MapSearch): Camera | undefined {
  if (view === undefined) return undefined
  const [longitude = 0, latitude = 0, zoom = 0] = view.split(',').map(Number)
  if (Math.abs(longitude) > 180 || Math.abs(latitude) > 85) return undefined
  return { center: [longitude, latitude], zoom: Math.min(zoom, 22) }
}

export function viewText({ center: [longitude, latitude], zoom }: Camera): string {
  return `${longitude.toFixed(4)},${latitude.toFixed(4)},${zoom.toFixed(2)}`
}
