import type { StationId } from '@tocsin/core'

/**
 * Secrets that were answered while this page is open, for the lines that try a station. They are answered once, so nowhere else are they known;
 * they are never stored, and a page that is opened anew has none.
 */
const secrets = new Map<StationId, string>()

export function rememberSecret(station: StationId, secret: string): void {
  secrets.set(station, secret)
}

export function secretOf(station: StationId): string | undefined {
  return secrets.get(station)
}
