import { type DurationMs, HOUR, MINUTE, SECOND } from '@tocsin/core'

/** A time between two moments to the second, `1 h 2 min 5 s`; a dash where one of them did not happen. */
export function tookText(ms: DurationMs | null): string {
  if (ms === null) return '—'
  const length = Math.round(Math.abs(ms) / SECOND) * SECOND
  const parts = (
    [
      [Math.floor(length / HOUR), 'h'],
      [Math.floor((length % HOUR) / MINUTE), 'min'],
      [(length % MINUTE) / SECOND, 's'],
    ] as const
  ).filter(([count]) => count > 0)
  const text = parts.length === 0 ? '0 s' : parts.map(([count, unit]) => `${count} ${unit}`).join(' ')
  return ms < 0 && length > 0 ? `−${text}` : text
}
