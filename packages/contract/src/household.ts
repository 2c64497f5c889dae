import { TICKS } from '@tocsin/core'
import { z } from 'zod'
import { personId } from './person.ts'
import { areaPath, instant, name } from './station.ts'

/** Body of `POST /api/households`; `PUT` replaces all of it. */
export const householdBody = z.strictObject({
  /** A danger zone, or a village where none is drawn. */
  area: areaPath,
  name,
  persons: z.number().int().min(0).max(1000),
  /** Somebody bedridden, blind, alone: what the helper must know. */
  specialNeeds: z.string().trim().min(1).max(500).optional(),
  helper: personId.optional(),
  destination: z.string().trim().min(1).max(200).optional(),
})
export type HouseholdBody = z.infer<typeof householdBody>

const actor = z.object({ id: z.string(), name: z.string() })

export const tickEntry = z.object({
  tick: z.enum([...TICKS, 'round']),
  /** False: taken back. */
  done: z.boolean(),
  at: instant,
  by: actor,
  note: z.string().optional(),
})
export type TickEntryView = z.infer<typeof tickEntry>

const standing = z.object({
  told: tickEntry.nullable(),
  moved: tickEntry.nullable(),
  returned: tickEntry.nullable(),
})

/** A household with where it stands. Special needs are for operators and above: `special` tells a viewer that there are some. */
export const householdView = z.object({
  id: z.string(),
  area: areaPath,
  name: z.string(),
  persons: z.number().int(),
  specialNeeds: z.string().nullable(),
  special: z.boolean(),
  helper: personId.optional(),
  destination: z.string().optional(),
  standing,
})
export type HouseholdView = z.infer<typeof householdView>

/** Households and persons of a list: all, and those that were told, moved, returned in this round. */
export const householdTotals = z.object({
  households: z.number().int(),
  persons: z.number().int(),
  told: z.object({ households: z.number().int(), persons: z.number().int() }),
  moved: z.object({ households: z.number().int(), persons: z.number().int() }),
  returned: z.object({ households: z.number().int(), persons: z.number().int() }),
})

export const tickBody = z.strictObject({
  tick: z.enum(TICKS),
  /** False takes it back; both are kept. */
  done: z.boolean().default(true),
  note: z.string().trim().min(1).max(500).optional(),
})

/** A new flood: nothing that was ticked before counts for the households of this area and below. */
export const roundBody = z.strictObject({
  area: areaPath,
  note: z.string().trim().min(1).max(500),
})
