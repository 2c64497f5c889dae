import { hex } from './bytes.ts'
import type { Field } from './codec.ts'

const BETWEEN = { zh: '分隔', en: 'between' }
const UNREAD = { zh: '未读', en: 'not read' }

/**
 * A frame's fields in the order of their bytes, with what lies between them as fields of its own, so that each byte is in exactly one. A field that runs
 * into the one before it is left out.
 * @param isJson whether keys and brackets lie between the fields, and behind the last one what closes them
 */
export function covering(frame: Uint8Array, fields: readonly Field[], isJson = false): Field[] {
  const cover: Field[] = []
  let end = 0
  const fill = (to: number) => {
    if (to <= end) return
    const raw = frame.subarray(end, to)
    // Signs between two things that were read; everything else is something that nobody has read.
    const isInside = to < frame.length
    const isBetween = isJson ? isInside || raw.every(isSign) : isInside && raw.every(isSign)
    cover.push({
      offset: end,
      length: raw.length,
      name: isBetween ? BETWEEN : UNREAD,
      raw: hex(raw),
      value: '',
      clause: '',
      kind: isBetween ? 'between' : 'unread',
    })
    end = to
  }
  for (const field of fields.toSorted((a, b) => a.offset - b.offset)) {
    const to = field.offset + field.length
    if (field.length === 0 || field.offset < end || to > frame.length) continue
    fill(field.offset)
    cover.push(field)
    end = to
  }
  fill(frame.length)
  return cover
}

/** A blank, a line end, or a sign that is neither a letter nor a digit. */
function isSign(byte: number): boolean {
  if (byte === 0x09 || byte === 0x0a || byte === 0x0d) return true
  if (byte < 0x20 || byte > 0x7e) return false
  const isDigit = byte >= 0x30 && byte <= 0x39
  const isLetter = (byte & 0xdf) >= 0x41 && (byte & 0xdf) <= 0x5a
  return !isDigit && !isLetter
}
