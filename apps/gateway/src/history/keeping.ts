import { DAY, type DurationMs, parseDuration } from '@tocsin/core'

/** How long the history keeps what; undefined: for ever. */
export interface Keeping {
  readonly raw: DurationMs | undefined
  readonly hourly: DurationMs | undefined
  readonly daily: DurationMs | undefined
}

const YEAR: DurationMs = 365 * DAY
/** What is late may be 31 days late and still be judged (`quality/timeliness.ts`). */
const LEAST_RAW: DurationMs = 31 * DAY

export const KEPT: Keeping = { raw: 2 * YEAR, hourly: undefined, daily: undefined }

/** Reads `2y`, `400d` or `forever`. A string: what is wrong with it. */
export function readKept(text: string): { kept: DurationMs | undefined } | string {
  if (text === 'forever') return { kept: undefined }
  const years = /^(\d{1,3})y$/.exec(text)?.[1]
  const kept = years === undefined ? parseDuration(text) : Number(years) * YEAR
  if (kept === undefined) return `"${text}" is no length of time; expected such as 2y, 400d, or forever`
  return kept < LEAST_RAW ? `"${text}" is too short; expected at least 31d` : { kept }
}

/** What is put together must be kept as long as what it is put together of. */
export function keepsLonger(one: DurationMs | undefined, other: DurationMs | undefined): boolean {
  return one === undefined || (other !== undefined && one >= other)
}
