import { z } from 'zod'
import { instant } from './station.ts'

const perDay = z.array(z.number().nullable())
const timePerDay = z.array(instant.nullable())

/** One datastream by day, in the order of `days`; null: no usable value. Rainfall has `sum`, everything else the others. */
export const dailyDatastream = z.object({
  datastream: z.string(),
  /** Usable values. */
  count: z.array(z.number().int()),
  /** Rainfall: what fell from the beginning of the day to its end; an amount stamped with the end belongs to this day. */
  sum: perDay.optional(),
  min: perDay.optional(),
  minAt: timePerDay.optional(),
  max: perDay.optional(),
  maxAt: timePerDay.optional(),
  mean: perDay.optional(),
})
export type DailyDatastream = z.infer<typeof dailyDatastream>

/** Daily extremes, means and amounts of many datastreams (日报, 年鉴). */
export const dailyReport = z.object({
  /** The beginnings of the days, and last the end of the last day. */
  days: z.array(instant),
  datastreams: z.array(dailyDatastream),
})
export type DailyReport = z.infer<typeof dailyReport>

/** What an import of observations did. */
export const importReport = z.object({
  rows: z.number().int(),
  /** Brought in now. */
  added: z.number().int(),
  /** There already, with the same value. */
  known: z.number().int(),
  /** There already with another value, which stays. */
  differing: z.number().int(),
  /** Without a datastream, a time or a number. */
  unusable: z.number().int(),
  /** Names that no station of this box has: kept, and shown once a station has them. At most 20 of them. */
  unknownDatastreams: z.array(z.string()),
})
export type ImportReport = z.infer<typeof importReport>
