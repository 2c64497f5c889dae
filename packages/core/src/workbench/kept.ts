import { hex } from '../decode/index.ts'
import type { RejectedFrame } from '../model/index.ts'
import type { Dialect } from './guess.ts'

/** The longest frame that is kept when something of it is rejected: longer than a report is, short enough for a device that sends nothing else. */
export const LONGEST_KEPT = 2048

/** The frame as it is kept with what could not be read of it; undefined where there is none, or it is too long. */
export function keptFrame(dialect: Dialect, bytes: Uint8Array): RejectedFrame | undefined {
  return bytes.length === 0 || bytes.length > LONGEST_KEPT ? undefined : { dialect, hex: hex(bytes) }
}
