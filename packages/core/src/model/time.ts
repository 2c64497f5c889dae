/** A point in time: epoch milliseconds, UTC. Local time exists only in codecs, schedules, texts and the console. */
export type Instant = number

/** A length of time in milliseconds. */
export type DurationMs = number

export const SECOND: DurationMs = 1000
export const MINUTE: DurationMs = 60 * SECOND
export const HOUR: DurationMs = 60 * MINUTE
export const DAY: DurationMs = 24 * HOUR

const UNITS: Record<string, DurationMs> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY }

/** Reads a duration as the contract writes it: `30s`, `10m`, `1h`, `3d`. Undefined when it is not one. */
export function parseDuration(text: string): DurationMs | undefined {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)(s|m|h|d)$/.exec(text)
  if (!match) return undefined
  return Math.round(Number(match[1]) * (UNITS[match[2] as string] as number))
}

/** The shortest contract notation of a duration: 90 minutes are `90m`, an hour is `1h`. */
export function formatDuration(duration: DurationMs): string {
  for (const unit of ['d', 'h', 'm'] as const) {
    const size = UNITS[unit] as number
    if (duration >= size && duration % size === 0) return `${duration / size}${unit}`
  }
  return `${duration / SECOND}s`
}
