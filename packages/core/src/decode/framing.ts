import { type DurationMs, type Instant, SECOND } from '../model/index.ts'
import { joined } from './bytes.ts'
import { NO_BYTES } from './codec.ts'
import { type Reason, say } from './reasons.ts'

/** How long half a frame waits for the rest. Satellite and short-message links deliver in bursts seconds apart. */
export const HALF_FRAME_AFTER: DurationMs = 60 * SECOND
/** Places inside a damaged frame at which another one is looked for: bounds the work that hostile bytes can cause. */
const MOST_TRIES = 16

/** How far back a frame is looked for again that was not whole before: longer than reports are, short enough for bytes that come one by one. */
const LOOK_BACK = 1024

/** What a protocol sees at one place of the bytes. */
export type Found =
  /** No frame begins here; `reason` when it looked like one and is not. */
  | { readonly kind: 'none'; readonly reason?: Reason | undefined }
  /** One may begin here: the rest has not come. */
  | { readonly kind: 'partial' }
  | { readonly kind: 'whole'; readonly length: number }
  /** It has the shape of one, and its checksum is wrong. */
  | { readonly kind: 'damaged'; readonly length: number; readonly reason: Reason }

/** How the frames of a protocol are told from what lies between them. */
export interface Framing {
  readonly name: string
  /** Bytes after which a frame's length is known. */
  readonly header: number
  recognise(bytes: Uint8Array, offset: number): Found
}

/** Bytes of a stream that have not made a frame yet, and since when. */
export interface PendingBytes {
  readonly bytes: Uint8Array
  readonly since: Instant
}

export const NOTHING_PENDING: PendingBytes = { bytes: NO_BYTES, since: 0 }

/** A frame, or bytes that are none and why. */
export interface Piece {
  readonly bytes: Uint8Array
  readonly fault: Reason | undefined
}

/**
 * Cuts a stream into frames. A header may occur inside the data, a length may be wrong and bytes may be missing: so where a frame proves damaged
 * or stays incomplete, a whole one is looked for behind its beginning, and what lies before it is given back with the reason.
 */
export function cut(
  pending: PendingBytes,
  chunk: Uint8Array,
  framing: Framing,
  now: Instant,
): { readonly pending: PendingBytes; readonly pieces: readonly Piece[] } {
  if (chunk.length === 0 && pending.bytes.length === 0) return { pending, pieces: [] }
  const bytes = pending.bytes.length === 0 ? chunk : joined(pending.bytes, chunk)
  const expired = pending.bytes.length > 0 && now - pending.since > HALF_FRAME_AFTER
  const pieces: Piece[] = []
  let offset = 0
  let skippedFrom = 0
  let reason: Reason | undefined
  const skipped = () => {
    if (skippedFrom < offset) {
      const fault = reason ?? say('no-frame-of', { protocol: framing.name })
      pieces.push({ bytes: bytes.slice(skippedFrom, offset), fault })
    }
    reason = undefined
  }
  while (offset < bytes.length) {
    const found = framing.recognise(bytes, offset)
    if (found.kind === 'none') {
      reason ??= found.reason
      offset++
    } else if (found.kind === 'whole') {
      skipped()
      pieces.push({ bytes: bytes.slice(offset, offset + found.length), fault: undefined })
      offset += found.length
      skippedFrom = offset
    } else if (found.kind === 'damaged') {
      skipped()
      const end = next(bytes, offset + 1, offset + found.length, framing, true)
      pieces.push({ bytes: bytes.slice(offset, end), fault: found.reason })
      offset = end
      skippedFrom = offset
    } else {
      // What was there before has been looked through already, but for frames that were not whole then.
      const seen = offset === 0 ? Math.max(1, pending.bytes.length - LOOK_BACK) : offset + 1
      const late = offset === 0 && expired
      const inner = next(bytes, late ? 1 : seen, bytes.length, framing, false)
      if (inner === bytes.length && !late) break
      reason ??= say(late ? 'half-frame-never' : 'half-frame-before')
      offset = inner
    }
  }
  skipped()
  if (offset === bytes.length) return { pending: NOTHING_PENDING, pieces }
  const since = offset === 0 && pending.bytes.length > 0 ? pending.since : now
  return { pending: { bytes: bytes.slice(offset), since }, pieces }
}

/** Where the next frame begins in [from, end): a whole one, or with `orPartial` one that goes on beyond `end`; `end` when there is none. */
function next(bytes: Uint8Array, from: number, end: number, framing: Framing, orPartial: boolean): number {
  let tries = 0
  for (let offset = from; offset < end; offset++) {
    const found = framing.recognise(bytes, offset)
    if (found.kind === 'none') continue
    if (found.kind === 'whole') return offset
    if (orPartial && found.kind === 'partial' && bytes.length - offset >= framing.header) return offset
    if (++tries >= MOST_TRIES) break
  }
  return end
}
