import type { WarningView } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'

type Hushed = Pick<WarningView, 'suppression' | 'shelved'>

/** True while nobody is to be told of it: shelved until later, or suppressed. It stays listed and counted. */
export function isQuiet({ suppression, shelved }: Hushed, now: Instant): boolean {
  return suppression !== null || (shelved !== null && shelved.until > now)
}
