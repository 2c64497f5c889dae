import type { Part, Status } from '@tocsin/contract'
import { type Instant, type PartCode, type PartValues, partText } from '@tocsin/core'

/** How a part fares; `detail` says it in English, for logs and scripts. */
export function part(status: Status, code: PartCode, values: PartValues = {}): Part {
  return { status, code, values, detail: partText(code, values, 'en', isoTime) }
}

function isoTime(at: Instant): string {
  return new Date(at).toISOString()
}
