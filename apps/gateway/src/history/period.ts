import type { Instant } from '@tocsin/core'
import type { TimeRange } from './history.ts'

/** A month of UTC, or all that lies before 1990: what is compacted together, and forgotten together. */
export interface Period extends TimeRange {
  /** `202607`, or `older`. */
  readonly name: string
}

/** Devices whose clock was never set say 1970: such times share one period, so that they do not make one for every month. */
const FIRST_YEAR = 1990
const OLDER: Period = { name: 'older', from: Number.MIN_SAFE_INTEGER, to: Date.UTC(FIRST_YEAR, 0) }

/** The period that a time lies in. */
export function periodOf(time: Instant): Period {
  if (time < OLDER.to) return OLDER
  const date = new Date(time)
  return monthOf(date.getUTCFullYear(), date.getUTCMonth())
}

/** The period of that name; undefined when it is none. */
export function periodNamed(name: string): Period | undefined {
  if (name === OLDER.name) return OLDER
  const [, year, month] = /^(\d{4,6})(\d{2})$/.exec(name) ?? []
  return year === undefined || month === undefined ? undefined : monthOf(Number(year), Number(month) - 1)
}

export function overlaps(one: TimeRange, other: TimeRange): boolean {
  return one.from < other.to && other.from < one.to
}

function monthOf(year: number, month: number): Period {
  return {
    name: `${year}${String(month + 1).padStart(2, '0')}`,
    from: Date.UTC(year, month),
    to: Date.UTC(year, month + 1),
  }
}
