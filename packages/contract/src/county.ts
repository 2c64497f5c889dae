import { isZone } from '@tocsin/core'
import { z } from 'zod'
import { reason } from './rule.ts'
import { areaPath, instant, name, stationId } from './station.ts'

/** What an office calls a database that is read. */
export const countyDatabaseId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, {
  error: 'expected 1 to 32 small letters, digits and "-"',
})
const count = (least: number, most: number) => z.number().int().min(least).max(most)

/** The database servers that can be read. */
export const COUNTY_SERVERS = ['postgresql', 'mysql', 'sqlserver'] as const

/** A hydrology database (SL 323) and how it is read. No secret stands in it. */
export const countySettings = z.strictObject({
  /** `mysql` is MariaDB as well. */
  server: z.enum(COUNTY_SERVERS),
  host: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]{1,253}$/, { error: 'expected a host, such as 192.168.1.20 or db.example.org' }),
  port: count(1, 65_535),
  database: z.string().trim().min(1).max(128),
  /** Where the tables lie, when that is not the first place that has them: `dbo`, `public`. MySQL has none. */
  schema: z.string().trim().min(1).max(128).optional(),
  user: z.string().trim().min(1).max(128),
  /** `verify`: the certificate must be the server's own, by `ca` or by a known authority. */
  tls: z.enum(['off', 'require', 'verify']).default('off'),
  /** PEM of the server's own authority. */
  ca: z.string().max(20_000).optional(),
  /** IANA zone of the local times in its tables. */
  zone: z
    .string()
    .max(64)
    .refine(isZone, 'expected an IANA zone, such as Asia/Shanghai')
    .default('Asia/Shanghai'),
  /** How often it is asked for what is new. */
  everySeconds: count(5, 3600).default(60),
  /** How far behind a station's newest row it is read again for rows that came late and values that were corrected. */
  overlapHours: count(1, 168).default(24),
  /** Where its stations are adopted to, unless the adoption says otherwise. */
  area: areaPath,
})
export type CountySettings = z.infer<typeof countySettings>

/** Goes in and never comes out; left out it stays as it is. */
const password = z.string().min(1).max(500).optional()

/** Body of `POST /api/county-databases`. */
export const countyDatabaseBody = z.strictObject({
  id: countyDatabaseId,
  name,
  /** False: paused. */
  enabled: z.boolean().default(true),
  settings: countySettings,
  password,
  reason,
})
export type CountyDatabaseBody = z.infer<typeof countyDatabaseBody>

/** Body of `PUT /api/county-databases/:id`. */
export const countyDatabaseChange = countyDatabaseBody.omit({ id: true })
export type CountyDatabaseChange = z.infer<typeof countyDatabaseChange>

/** A database as it is set up and as it fares. */
export const countyDatabaseView = z.object({
  id: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  settings: countySettings,
  /** Whether a password is kept for it. */
  password: z.boolean(),
  version: z.number().int(),
  /** `waiting`: it has not been read since the start; `failing`: it is tried again, ever less often. */
  state: z.enum(['waiting', 'reading', 'failing', 'paused']),
  since: instant,
  /** Why it fails, for a person; empty when it does not. */
  detail: z.string(),
  /** When it was last read to the end; null: never. */
  lastReadAt: instant.nullable(),
  /** When it is asked again. */
  nextAt: instant.nullable(),
  /** TM of the newest row that was taken. */
  newestAt: instant.nullable(),
  /** Stations of it that are registered. */
  stations: z.number().int(),
  /** Since the gateway started: rows looked at, those that were new or changed, and readings of them. */
  counts: z.object({ rows: z.number(), changed: z.number(), readings: z.number() }),
})
export type CountyDatabaseView = z.infer<typeof countyDatabaseView>

/** What came of trying a database: what of SL 323 was found there. */
export const countyTestView = z.object({
  ok: z.boolean(),
  /** Why it could not be read; empty when it could. */
  detail: z.string(),
  /** The server's own word of what it is. */
  server: z.string(),
  tables: z.array(z.object({ name: z.string(), found: z.boolean(), missing: z.array(z.string()) })),
})
export type CountyTestView = z.infer<typeof countyTestView>

/** A station of the database that can be adopted, or has been. */
export const countyStationView = z.object({
  code: z.string(),
  name: z.string(),
  /** STTP: `PP` rain gauge, `ZZ` and `ZQ` river, `RR` reservoir … empty where none is given. */
  type: z.string(),
  river: z.string(),
  position: z.object({ longitude: z.number(), latitude: z.number() }).nullable(),
  /** What it would measure, by what its rows of the last 30 days hold. */
  measures: z.array(
    z.object({
      datastream: z.string(),
      property: z.string(),
      unit: z.string(),
      intervalMs: z.number().int(),
      newestAt: instant,
    }),
  ),
  /** The station that speaks under its code; null: it has not been adopted. */
  adopted: stationId.nullable(),
})
export type CountyStationView = z.infer<typeof countyStationView>

/** Body of `POST /api/county-databases/:id/stations`. */
export const countyAdoptionBody = z.strictObject({
  stations: z
    .array(
      z.strictObject({
        code: z.string().trim().min(1).max(64),
        /** Where it stands; left out: the area of the database. */
        area: areaPath.optional(),
      }),
    )
    .min(1)
    .max(500),
})
export type CountyAdoptionBody = z.infer<typeof countyAdoptionBody>

export const countyAdoptionView = z.object({
  adopted: z.array(z.object({ code: z.string(), station: stationId })),
  refused: z.array(z.object({ code: z.string(), reason: z.string() })),
})
export type CountyAdoptionView = z.infer<typeof countyAdoptionView>
