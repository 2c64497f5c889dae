import { PROTOCOLS, REGISTER_TYPES, WORD_ORDERS } from '@tocsin/core'
import { z } from 'zod'
import { datastream, instant } from './station.ts'

const modbusPoint = z.object({
  name: z.string(),
  table: z.enum(['holding', 'input']),
  register: z.number().int(),
  type: z.enum(REGISTER_TYPES),
  order: z.enum(WORD_ORDERS),
  sentinels: z.array(z.string()),
})

/** What an instrument reports: its protocol, and which of its elements is which datastream. */
export const deviceProfileView = z.object({
  id: z.string(),
  name: z.object({ zh: z.string(), en: z.string() }),
  protocol: z.enum(PROTOCOLS),
  source: z.string(),
  /** Zone of the local times in its frames. */
  zone: z.string(),
  modbus: z.object({ unit: z.number(), everyMs: z.number() }).optional(),
  payload: z.enum(['telemetry', 'attributes', 'gateway']).optional(),
  channels: z.array(
    z.object({
      element: z.string(),
      port: z.number().optional(),
      point: modbusPoint.optional(),
      scale: z.number().optional(),
      offset: z.number().optional(),
      sentinels: z.array(z.number()),
      datastream,
    }),
  ),
})
export type DeviceProfileView = z.infer<typeof deviceProfileView>

/** A way in beside MQTT, and how it fares. */
export const listenerView = z.object({
  protocol: z.enum(PROTOCOLS),
  /** Null for devices that are asked. */
  port: z.number().int().nullable(),
  /** Connections that are open. */
  connections: z.number().int(),
  /** Since the gateway started. */
  counts: z.object({ frames: z.number(), answered: z.number(), refused: z.number() }),
})
export type ListenerView = z.infer<typeof listenerView>

/** Somebody who speaks one of the protocols and is no station that is registered, or says nothing that proves who it is. */
export const strangerView = z.object({
  protocol: z.enum(PROTOCOLS),
  /** Empty when nothing that came named one. */
  code: z.string(),
  /** Where it last called from. */
  address: z.string(),
  firstAt: instant,
  lastAt: instant,
  /** How often. */
  count: z.number().int(),
  /** Why the newest was not taken, for a person. */
  reason: z.string(),
  /** The newest, cut to a readable length. */
  excerpt: z.string(),
  /** `GET /api/stranger-frame` has the newest as it came. */
  kept: z.boolean(),
})
export type StrangerView = z.infer<typeof strangerView>

/** A connection to the broker that was turned away or cut. */
export const refusedConnection = z.object({
  at: instant,
  /** A stable name, such as `credentials`, `client-id`, `topic`. */
  reason: z.string(),
  /** The station it is, or says it is; null: it named none. */
  station: z.string().nullable(),
  address: z.string(),
  detail: z.string(),
})
export type RefusedConnection = z.infer<typeof refusedConnection>
