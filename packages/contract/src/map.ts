import { FLAGS, LEVELS } from '@tocsin/core'
import { z } from 'zod'
import { areaPath, instant } from './station.ts'

const attribution = z.string().trim().max(200).default('')

/** What lies under the layers of the map. `bundled`: the world that comes with the console, which needs no network. */
export const baseMap = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bundled') }),
  /** A tile server, asked by the gateway: `https://t0.tianditu.gov.cn/DataServer?T=vec_w&x={x}&y={y}&l={z}&tk={key}`. */
  z.strictObject({
    kind: z.literal('tiles'),
    /** Drawn one over the other, the first below. */
    layers: z.array(z.string().trim().min(8).max(500)).min(1).max(3),
    maxZoom: z.number().int().min(1).max(22).default(18),
    attribution,
  }),
  /** A file in the folder `maps` of the data folder. */
  z.strictObject({
    kind: z.literal('pmtiles'),
    file: z.string().regex(/^[A-Za-z0-9][\w.-]{0,120}\.pmtiles$/, {
      error: 'expected the name of a .pmtiles file, such as county.pmtiles',
    }),
    attribution,
  }),
])
export type BaseMap = z.infer<typeof baseMap>

/** Body of `PUT /api/map`. */
export const mapSettingsBody = z.strictObject({
  base: baseMap,
  /** 审图号, as it is printed in the corner. */
  approval: z.string().trim().max(100).default(''),
  /** What stands for `{key}`. Absent: as it is; null: none. It is never answered. */
  key: z.string().trim().min(1).max(200).nullable().optional(),
})

export const mapSettingsView = z.object({
  base: baseMap,
  approval: z.string(),
  /** `lost`: it is stored, and what opens it is not here any more. */
  key: z.enum(['none', 'set', 'lost']),
  /** Counts changes: part of the tiles' address, so that no browser shows old ones. */
  version: z.number().int(),
  /** .pmtiles files that lie in the data folder. */
  files: z.array(z.string()),
  /** Hosts that tiles may be fetched from; `*.` stands for anything before it. */
  hosts: z.array(z.string()),
})
export type MapSettingsView = z.infer<typeof mapSettingsView>

/** How a village stands in the call-outs that are live. */
export const VILLAGE_ANSWERS = ['not-answered', 'uncovered', 'called', 'waiting', 'answered'] as const
export const villageAnswer = z.object({
  village: areaPath,
  /** `not-answered` (未应答): somebody has been silent too long; `uncovered`: no plan calls anybody; `waiting`: at the gate. */
  state: z.enum(VILLAGE_ANSWERS),
  callout: z.string(),
  exercise: z.boolean(),
  level: z.enum(LEVELS).nullable(),
  called: z.number().int(),
  answered: z.number().int(),
  cannot: z.number().int(),
  silent: z.number().int(),
})
export type VillageAnswer = z.infer<typeof villageAnswer>

/** How one warning stood from `at` on. */
export const courseStep = z.object({
  at: instant,
  /** As it was shown; null: closed. */
  level: z.enum(LEVELS).nullable(),
  acknowledged: z.boolean(),
  cleared: z.boolean(),
})

/** How warnings stood over a stretch of time, each from its first event on. */
export const mapCourse = z.object({
  from: instant,
  to: instant,
  warnings: z.array(
    z.object({ id: z.string(), subject: z.string(), area: z.string(), steps: z.array(courseStep) }),
  ),
  /** False: there were more than are answered; the newest are. */
  complete: z.boolean(),
})
export type MapCourse = z.infer<typeof mapCourse>

/** The newest value of each datastream at a moment, as far as the history looks back. */
export const mapMoment = z.object({
  at: instant,
  values: z.record(z.string(), z.object({ phenomenonTime: instant, value: z.number(), flag: z.enum(FLAGS) })),
})
export type MapMoment = z.infer<typeof mapMoment>

/** Windows that rain is added up over, in hours. */
export const RAIN_HOURS = [1, 3, 6, 12, 24, 72] as const

/** Rain fallen in (`at` − hours, `at`], in mm, by datastream, and how many observations it is the sum of. */
export const mapRain = z.object({
  at: instant,
  hours: z.number().int(),
  sums: z.record(z.string(), z.object({ mm: z.number(), count: z.number().int() })),
})
export type MapRain = z.infer<typeof mapRain>
