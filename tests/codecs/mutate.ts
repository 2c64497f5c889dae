import { joined } from '@tocsin/core'
import type { Chance } from './chance.ts'
import { type FrameSource, MARKS } from './frames.ts'

/** Something that may come from a device, from right to hopeless: one to four frames, changed in one place or several. */
export function stream(source: FrameSource, chance: Chance): Uint8Array {
  if (source.isDocument === true) return piece(source, chance)
  const frames = Array.from({ length: 1 + chance.whole(3) }, () => piece(source, chance))
  return joined(...frames)
}

function piece(source: FrameSource, chance: Chance): Uint8Array {
  const right = source.right(chance)
  if (source.isDocument === true && chance.whole(2) === 0) return source.around(chance, right)
  switch (chance.whole(8)) {
    case 0:
      return right
    case 1:
      return random(chance, chance.whole(80))
    case 2:
      return source.around(chance, random(chance, chance.whole(120)))
    case 3:
    case 4:
      return source.around(chance, changed(right.subarray(chance.whole(right.length)), chance))
    default:
      return changed(right, chance)
  }
}

/** One to four changes: bits, bytes, pieces gone, doubled or put in, a beginning where none belongs, the end missing. */
function changed(bytes: Uint8Array, chance: Chance): Uint8Array {
  let result: Uint8Array = bytes.slice()
  for (let count = 1 + chance.whole(4); count > 0; count--) {
    const at = chance.whole(result.length + 1)
    const length = chance.whole(1 + Math.min(12, result.length - at))
    switch (chance.whole(7)) {
      case 0:
        if (at < result.length) result[at] = (result[at] as number) ^ (1 << chance.whole(8))
        break
      case 1:
        if (at < result.length) result[at] = chance.whole(256)
        break
      case 2:
        result = joined(result.subarray(0, at), result.subarray(at + length))
        break
      case 3:
        result = joined(result.subarray(0, at + length), result.subarray(at))
        break
      case 4:
        result = joined(result.subarray(0, at), random(chance, length), result.subarray(at))
        break
      case 5:
        result = joined(result.subarray(0, at), chance.pick(MARKS), result.subarray(at))
        break
      default:
        result = result.slice(0, at)
    }
  }
  return result
}

function random(chance: Chance, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => chance.whole(256))
}

/** The same bytes in pieces, as a network may deliver them. */
export function chunks(bytes: Uint8Array, chance: Chance): Uint8Array[] {
  if (chance.whole(3) > 0) return [bytes]
  const pieces: Uint8Array[] = []
  for (let from = 0; from < bytes.length; ) {
    const end = from + 1 + chance.whole(chance.pick([4, 40, 400]))
    pieces.push(bytes.subarray(from, end))
    from = end
  }
  return pieces
}
