import type { Instant } from '@tocsin/core'

/** What a device reports at one time: an item of a `stations/{id}/readings` payload, always with its own time. */
export interface ReadingsItem {
  readonly ts: Instant
  readonly values: Readonly<Record<string, number>>
}
