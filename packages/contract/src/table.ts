import { LEVELS } from '@tocsin/core'
import { z } from 'zod'
import { change } from './change.ts'
import { baseVersion, reason } from './rule.ts'
import { areaPath, instant, name, stationId } from './station.ts'

const rowSubject = z.union([
  z.strictObject({ area: areaPath }),
  z.strictObject({ station: stationId }),
  z.strictObject({ datastream: z.string().min(3).max(128) }),
])

const tableFrame = z.strictObject({
  name,
  kind: z.enum(['accumulation', 'threshold']),
  unit: z.string().min(1).max(20).optional(),
  datum: z.string().max(40).optional(),
  columns: z
    .array(z.strictObject({ level: z.enum(LEVELS), window: z.string().optional() }))
    .min(1)
    .max(200),
  rows: z
    .array(
      z.strictObject({
        subject: rowSubject,
        name: z.string().max(100).optional(),
        cells: z.array(z.number().nullable()).max(200),
        source: z.string().max(500).optional(),
        approvedBy: z.string().max(100).optional(),
        approvedOn: z.iso.date().optional(),
      }),
    )
    .min(1)
    .max(5000),
  /** The table in whose place this one is tried by rules in shadow. */
  trialOf: z.string().min(1).max(64).optional(),
})

/** Body of `POST /api/tables`: a threshold table (预警指标表). That it makes sense is checked by core's `tableFaults`. */
export const tableBody = tableFrame
export type TableBody = z.infer<typeof tableBody>

/** Body of `POST /api/tables/:id/trials`: the values that are tried, and what table and rules are called meanwhile. */
export const tableTrialBody = tableBody.omit({ trialOf: true }).extend({
  /** Put behind the names of the rules that are copied: 「（试算）」. */
  mark: name.max(20),
})

export const tableChange = tableFrame.extend({ reason, baseVersion })

export const tableView = tableFrame.extend({ id: z.string(), version: z.number().int() })
export type TableView = z.infer<typeof tableView>

/** A table in a list: without its rows. */
export const tableSummary = z.object({
  id: z.string(),
  version: z.number().int(),
  name: z.string(),
  kind: z.enum(['accumulation', 'threshold']),
  rows: z.number().int(),
  trialOf: z.string().optional(),
  /** Rules that go by it. */
  rules: z.array(z.string()),
})

export const tableVersion = z.object({
  version: z.number().int(),
  at: instant,
  by: z.string(),
  reason: z.string().nullable(),
  /** What is different from the version before; empty for the first. At most 200. */
  changes: z.array(change),
})
export type TableVersion = z.infer<typeof tableVersion>

/** A table file sent for a look: nothing is saved by it. */
export const tableFile = z.strictObject({
  /** `indices.xlsx`: by its ending it is read. Text pasted from a spreadsheet has none. */
  fileName: z.string().max(200).optional(),
  /** The file in base64, at most 8 MiB of it. */
  content: z.string().max(12_000_000),
  name: name.optional(),
})

export const cellFault = z.object({
  /** As people count, from 1. */
  row: z.number().int(),
  column: z.number().int(),
  /** `C5` */
  cell: z.string(),
  message: z.string(),
  expected: z.string(),
})

/** What the file says: a table to be saved as it is or after a look, or what is wrong with it, cell by cell. */
export const tableReading = z.object({
  table: tableFrame.nullable(),
  /** Row and column 0: the file as a whole. */
  faults: z.array(cellFault),
  notes: z.array(z.string()),
})
export type TableReading = z.infer<typeof tableReading>
