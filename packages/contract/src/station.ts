import { FLAGS } from '@tocsin/core'
import { z } from 'zod'

/** Ids that are safe in an MQTT topic, a URL and a file name. */
export const stationId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
  error: 'expected 1 to 64 letters, digits, ".", "_" or "-", starting with a letter or digit',
})
export const datastreamName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/, {
  error: 'expected 1 to 32 letters, digits, "_" or "-", starting with a letter',
})
export const areaPath = z.string().regex(/^[\p{L}\p{N}_-]+(\/[\p{L}\p{N}_-]+)*$/u, {
  error: 'expected names joined by "/", such as lushan/xincun',
})
/** Epoch milliseconds UTC. */
export const instant = z.number({ error: 'expected epoch milliseconds, such as 1767225600000' }).int()
export const name = z.string().trim().min(1).max(100)

const positive = z.number().positive()

/** What the quality checks of a datastream go by; what is absent is not checked. */
export const qualitySettings = z.strictObject({
  suspectSpan: z
    .tuple([z.number(), z.number()])
    .refine(([low, high]) => low < high, 'expected [lowest, highest]')
    .optional(),
  spike: z
    .strictObject({ suspect: positive, fail: positive.optional() })
    .refine(({ suspect, fail = suspect }) => fail >= suspect, {
      path: ['fail'],
      error: 'expected no less than suspect, or every spike would be impossible',
    })
    .optional(),
  flatLine: z.strictObject({ tolerance: z.number().min(0), afterMs: z.number().int().positive() }).optional(),
  maxMmPerMinute: positive.optional(),
  neighbours: z
    .strictObject({ withinKm: positive.max(100), wetMm: positive, atLeast: z.number().int().min(1).max(20) })
    .optional(),
  warmUpMs: z
    .number()
    .int()
    .positive()
    .max(7 * 86_400_000)
    .optional(),
  maxGapMs: z.number().int().positive().optional(),
  calibrationDueAt: instant.optional(),
  sentinels: z.array(z.number()).max(10).optional(),
})

export const datastream = z.strictObject({
  name: datastreamName,
  property: z.string().min(1).max(40),
  unit: z.string().min(1).max(20),
  intervalMs: z
    .number()
    .int()
    .min(1000)
    .max(31 * 86_400_000),
  span: z
    .tuple([z.number(), z.number()])
    .refine(([low, high]) => low < high, 'expected [lowest, highest]')
    .optional(),
  maxRatePerMinute: z.number().positive().optional(),
  datum: z.string().max(40).optional(),
  form: z.enum(['increment', 'counter']).optional(),
  modulus: z.number().positive().optional(),
  /** People read it and report it; no device can write it, and its values are marked. */
  manual: z.boolean().optional(),
  quality: qualitySettings.optional(),
})

/** How a station's device speaks, where that is not the gateway's own JSON over MQTT. */
export const stationDevice = z.strictObject({
  /** One of `GET /api/device-profiles`. */
  profile: z.string().min(1).max(64),
  /** The station's code in the protocol: the address of SL 651 and SZY206, MN of HJ 212, the DevEUI of a LoRaWAN device. */
  code: z
    .string()
    .regex(/^[\x21-\x7e]{1,64}$/, { error: 'expected 1 to 64 letters, digits and signs without spaces' })
    .optional(),
  /** Modbus: where it is asked. */
  endpoint: z
    .string()
    .regex(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]{1,253}):\d{1,5}$/, {
      error: 'expected host:port, such as 192.168.1.20:502',
    })
    .optional(),
  /** Modbus: its address on the line, where that is not the profile's. */
  unit: z.number().int().min(0).max(255).optional(),
  /** Added to a datastream's values, by its name. */
  offsets: z.record(datastreamName, z.number()).optional(),
})
export type StationDeviceBody = z.infer<typeof stationDevice>

/** Body of `POST /api/stations`; `PUT` takes the same without `id`. */
export const stationBody = z.strictObject({
  id: stationId,
  name,
  area: areaPath,
  position: z
    .strictObject({ longitude: z.number().min(-180).max(180), latitude: z.number().min(-90).max(90) })
    .optional(),
  datastreams: z
    .array(datastream)
    .min(1)
    .max(64)
    .refine(
      (all) => new Set(all.map((one) => one.name)).size === all.length,
      'expected each datastream name once',
    )
    .refine(
      (all) => all.every((one) => one.property !== 'rainfall' || one.form !== undefined),
      'a rainfall datastream needs form "increment" or "counter"',
    )
    .refine(
      (all) => all.every((one) => one.manual !== true || one.form !== 'counter'),
      'people report an increment, and no running total',
    )
    .refine(
      (all) =>
        all.every(
          (one) => one.property === 'rainfall' || (one.form === undefined && one.modulus === undefined),
        ),
      'form and modulus belong to rainfall only',
    ),
  tags: z.array(z.string().min(1).max(40)).max(20).optional(),
  latenessMs: z
    .number()
    .int()
    .min(0)
    .max(31 * 86_400_000)
    .optional(),
  /** The station whose modem or relay it reports through. */
  uplink: stationId.optional(),
  device: stationDevice.optional(),
})
export type StationBody = z.infer<typeof stationBody>

export const latestValue = z.object({
  phenomenonTime: instant,
  receivedAt: instant,
  value: z.number(),
  flag: z.enum(FLAGS),
})
export type LatestValue = z.infer<typeof latestValue>

/** Something wrong with the station itself. */
export const stationFault = z.object({
  /**
   * `clock`: its times lie ahead or decades back; `sensor`: impossible values; `rejected`: frames that cannot be read; `rate`: it sends
   * more than is read of one station.
   */
  kind: z.enum(['clock', 'sensor', 'rejected', 'rate']),
  since: instant,
  detail: z.string(),
})
export type StationFault = z.infer<typeof stationFault>

/** A station as lists and sockets show it. */
export const stationView = stationBody.extend({
  latenessMs: z.number().int(),
  /** Newest value by datastream name; one that never reported is absent. */
  latest: z.record(z.string(), latestValue),
  connected: z.boolean(),
  /** When anything was last received from it; null if never. */
  lastSeenAt: instant.nullable(),
  faults: z.array(stationFault),
  /** Since the gateway started. */
  counts: z.object({ readings: z.number(), duplicates: z.number(), rejected: z.number() }),
})
export type StationView = z.infer<typeof stationView>

export const rejectionView = z.object({
  id: z.number().int(),
  at: instant,
  station: z.string(),
  path: z.string(),
  reason: z.string(),
  excerpt: z.string(),
  /** `GET /api/rejected-frames/{frame}` has the frame as it came; null where it was not kept. */
  frame: z.number().int().nullable(),
})
export type RejectionView = z.infer<typeof rejectionView>
