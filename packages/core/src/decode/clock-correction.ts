import type { Instant } from '../model/index.ts'
import { latin } from './bytes.ts'
import type { Protocol, Received } from './codec.ts'
import { hj212SetClock } from './hj212/index.ts'
import { Rejections } from './rejections.ts'
import { readSl651, sl651SetClock } from './sl651/index.ts'

/**
 * The command that sets the clock of the station a frame came from: 4AH of SL 651, 1012 of HJ 212. It carries the centre, number and password that
 * the frame carried. Undefined where the protocol has no such command that is known here (the time tag of SZY206 has no year to be wrong), or where
 * the frame does not say whom to address.
 */
export function clockCorrection(
  protocol: Protocol,
  received: Received,
  now: Instant,
  zone: string,
): Uint8Array | undefined {
  if (received.station === undefined) return undefined
  if (protocol === 'sl651') {
    const frame = readSl651(received.bytes, undefined, new Rejections())
    return frame && sl651SetClock(frame.head, now, zone)
  }
  if (protocol === 'hj212') {
    const text = latin(received.bytes)
    const field = (name: string) => new RegExp(`[^A-Za-z]${name}=([^;&]*)`).exec(text)?.[1]
    return hj212SetClock({ st: field('ST') ?? '', pw: field('PW') ?? '', mn: received.station }, now, zone)
  }
  return undefined
}
