import type { ChannelRecord } from '@tocsin/contract'

/** A span of the day in which a channel may be used, on some days of the week or on all. */
export type Span = NonNullable<ChannelRecord['hours']>[number]

/** Monday to Sunday. */
export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const

/** The span with a day put in or taken out; all seven are written as every day, and the last one stays. */
export function withDay({ from, to, days }: Span, day: number): Span {
  const on = days === undefined || days.length === 0 ? [...DAYS] : days
  const next = on.includes(day) ? on.filter((one) => one !== day) : [...on, day].sort((a, b) => a - b)
  if (next.length === 0) return { from, to, days: [day] }
  return next.length === DAYS.length ? { from, to } : { from, to, days: next }
}
