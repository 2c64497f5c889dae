import { CHANNEL_KINDS } from '@tocsin/core'
import { z } from 'zod'
import { change } from './change.ts'
import { areaPath, instant, name } from './station.ts'
import { cellFault } from './table.ts'

// `personView` (access.ts) is somebody who signs in here; a person record is somebody who can be called. Many are only one of the two.

export const personId = z.string().min(1).max(64)
const channelId = z.string().min(1).max(64)

const hours = z
  .array(
    z.strictObject({
      from: z.string().max(5),
      to: z.string().max(5),
      days: z.array(z.number().int().min(1).max(7)).max(7).optional(),
    }),
  )
  .max(24)

export const personRole = z.strictObject({ role: z.string().trim().min(1).max(40), area: areaPath })

/** A number or address. With the id of one that is there and no `address`, that address stays as it is. */
export const channelBody = z.strictObject({
  id: channelId.optional(),
  kind: z.enum(CHANNEL_KINDS),
  address: z.string().trim().max(500).optional(),
  /** In the office's local time; absent: at any time. */
  hours: hours.optional(),
})

/** Body of `POST /api/persons`; `PUT` replaces all of it. */
export const personBody = z.strictObject({
  name,
  language: z.enum(['zh', 'en']).default('zh'),
  roles: z.array(personRole).max(50).default([]),
  /** In the order in which they are tried. */
  channels: z.array(channelBody).max(20).default([]),
  /** Called in their place. */
  deputy: personId.optional(),
})
export type PersonBody = z.infer<typeof personBody>

/** A channel as lists show it. */
export const channelRecord = z.object({
  id: channelId,
  kind: z.enum(CHANNEL_KINDS),
  hours: hours.optional(),
  /** Masked (`138****1234`); null for a viewer, for a kind that has none, and where it cannot be read. */
  address: z.string().nullable(),
  /** False: its key is lost, and it has to be entered anew. */
  readable: z.boolean(),
  /** When something last arrived there; null: never. */
  verifiedAt: instant.nullable(),
  dead: z.boolean(),
})
export type ChannelRecord = z.infer<typeof channelRecord>

/** Somebody who can be called, without their full numbers. */
export const personRecord = z.object({
  id: personId,
  name: z.string(),
  language: z.enum(['zh', 'en']),
  roles: z.array(personRole),
  channels: z.array(channelRecord),
  deputy: personId.optional(),
  changedAt: instant,
})
export type PersonRecord = z.infer<typeof personRecord>

/** A full number, after its reading was written to the audit log. */
export const fullNumber = z.object({ channel: channelId, kind: z.enum(CHANNEL_KINDS), address: z.string() })
export type FullNumber = z.infer<typeof fullNumber>

/** A list of persons or households as a file, for a look: nothing is saved by it. */
export const registerFile = z.strictObject({
  /** `village.csv`: by its bytes it is read. Text pasted from a spreadsheet has none. */
  fileName: z.string().max(200).optional(),
  /** The file in base64, at most 8 MiB of it. */
  content: z.string().max(12_000_000),
  /** Where rows lie that do not say it themselves. */
  area: areaPath.optional(),
})
export type RegisterFile = z.infer<typeof registerFile>

/** What saving the file would do, row by row; numbers are masked. */
export const registerReading = z.object({
  rows: z.array(
    z.object({
      /** As people count, from 1. */
      row: z.number().int(),
      outcome: z.enum(['new', 'changed', 'unchanged']),
      /** Null for a new one. */
      id: z.string().nullable(),
      name: z.string(),
      changes: z.array(change),
    }),
  ),
  counts: z.object({ new: z.number().int(), changed: z.number().int(), unchanged: z.number().int() }),
  /** Nothing can be saved while there is one. Row and column 0: the file as a whole. */
  faults: z.array(cellFault),
  notes: z.array(z.string()),
  /** To be sent along when it is saved: what was seen is what is done. Null while there are faults. */
  seen: z.string().nullable(),
})
export type RegisterReading = z.infer<typeof registerReading>

/** The same file again, to be saved. Refused when it would do something else by now. */
export const registerImport = registerFile.extend({ seen: z.string().max(100) })
