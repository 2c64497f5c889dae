import { isZone } from '@tocsin/core'
import { z } from 'zod'
import { instant } from './station.ts'

/** `station/datastream`. */
const datastreamName = z
  .string()
  .min(3)
  .max(128)
  .regex(/^[^/]+\/[^/]+$/, {
    error: 'expected station/datastream, such as bridge/level',
  })
const unit = z.string().min(1).max(20)
const column = z.string().min(1).max(200)

/** `+08:00`, or an IANA zone. */
export const importZone = z
  .string()
  .max(64)
  .refine((text) => /^(Z|[+-]\d{2}:\d{2})$/.test(text) || isZone(text), {
    error: 'expected an offset, such as +08:00, or an IANA zone, such as Asia/Shanghai',
  })

/** How a CSV file is read. Columns are named as the header row names them, or by their place: `#3` is the third. */
export const csvMapping = z.strictObject({
  format: z.literal('csv'),
  /** Left out: what stands most often in the header row. */
  delimiter: z.enum([',', ';', '\t']).optional(),
  encoding: z.enum(['utf-8', 'gb18030']).default('utf-8'),
  /** Lines that begin so are passed over. */
  comment: z.string().min(1).max(4).optional(),
  /** Which line names the columns, comments left out of account. */
  headerLine: z.number().int().min(1).max(1000).default(1),
  /** Lines after it that hold no values. */
  skipLines: z.number().int().min(0).max(100).default(0),
  time: z.strictObject({
    /** One column, or a day and a time of day. */
    columns: z.array(column).min(1).max(2),
    /** `iso`, `epoch-ms`, `epoch-s`, or a pattern of YYYY, YY, MM, DD, HH, mm, ss: `DD/MM/YY HH:mm`. */
    format: z.string().min(1).max(40).default('iso'),
    /** Of times that have no offset of their own. */
    zone: importZone.optional(),
    /** A column that says which of `zones` each row is in. */
    zoneColumn: column.optional(),
    zones: z.record(z.string().max(20), importZone).optional(),
  }),
  decimal: z.enum(['.', ',']).default('.'),
  /** Cells that say that there is no value, besides empty ones. */
  missing: z.array(z.string().max(40)).max(20).default([]),
  columns: z
    .array(
      z.strictObject({
        column,
        datastream: datastreamName,
        /** In which the file has it; it is converted where the datastream has another. */
        unit,
      }),
    )
    .min(1)
    .max(200),
})
export type CsvMapping = z.infer<typeof csvMapping>

/** How a file of InfluxDB line protocol is read. */
export const lineMapping = z.strictObject({
  format: z.literal('line-protocol'),
  precision: z.enum(['ns', 'us', 'ms', 's']).default('ns'),
  /** None: as this gateway writes to InfluxDB (measurement `observation`, tag `datastream`, field `value`). */
  points: z
    .array(
      z.strictObject({
        measurement: z.string().min(1).max(200),
        field: z.string().min(1).max(200),
        /** May hold tags: `{site}/level`. */
        datastream: z.string().min(3).max(200),
        unit,
      }),
    )
    .max(200)
    .default([]),
})
export type LineMapping = z.infer<typeof lineMapping>

export const importMapping = z.discriminatedUnion('format', [csvMapping, lineMapping])
export type ImportMapping = z.infer<typeof importMapping>
/** As it is sent: what has a default may be left out. */
export type ImportMappingInput = z.input<typeof importMapping>

/** The largest file, in bytes. */
export const LARGEST_IMPORT = 4 * 1024 ** 3

/** Body of `POST /api/imports`. */
export const importBody = z.strictObject({
  /** The file's name, for people. */
  name: z.string().trim().min(1).max(200),
  bytes: z.number().int().min(1).max(LARGEST_IMPORT),
  mapping: importMapping,
  /** Read it to the end and say what is wrong with it; nothing is taken in. */
  check: z.boolean().default(false),
})
export type ImportBody = z.infer<typeof importBody>

/** What cannot be used of a file, and where. */
export const importFault = z.object({
  /** Line of the file, from 1. */
  row: z.number().int(),
  /** Column or field; empty: the whole row. */
  column: z.string(),
  message: z.string(),
})
export type ImportFault = z.infer<typeof importFault>

export const importCounts = z.object({
  /** Lines with values. */
  rows: z.number().int(),
  /** Values that could be used. */
  values: z.number().int(),
  added: z.number().int(),
  /** There already, with the same value. */
  known: z.number().int(),
  /** There already with another value, which stays. */
  differing: z.number().int(),
  /** Cells that say that there is no value. */
  blank: z.number().int(),
  /** Cells or rows that could not be used: none of them came in. */
  faulty: z.number().int(),
})
export type ImportCounts = z.infer<typeof importCounts>

export const IMPORT_STATES = ['uploading', 'waiting', 'running', 'done', 'cancelled', 'failed'] as const

export const importView = z.object({
  id: z.string(),
  name: z.string(),
  check: z.boolean(),
  mapping: importMapping,
  state: z.enum(IMPORT_STATES),
  /** Why it failed; else empty. */
  detail: z.string(),
  bytes: z.number().int(),
  /** What of the file is here. An upload goes on from there. */
  uploaded: z.number().int(),
  /** What of it is taken in. */
  read: z.number().int(),
  counts: importCounts,
  /** The first of them; `counts.faulty` says how many there are. */
  faults: z.array(importFault),
  /** First and last time that came in or were known. */
  range: z.object({ from: instant, to: instant }).nullable(),
  by: z.string(),
  createdAt: instant,
  endedAt: instant.nullable(),
})
export type ImportView = z.infer<typeof importView>

/** The most of a file that is sent at a time, in bytes. */
export const IMPORT_CHUNK = 8 * 1024 * 1024
