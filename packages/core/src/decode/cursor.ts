import { hex } from './bytes.ts'
import type { Field, FieldValue, Meaning } from './codec.ts'

/** What a field is called, and where the standard defines it. */
export interface Label {
  readonly zh: string
  readonly en: string
  readonly clause: string
  /** `unread`: bytes of which nothing is made. */
  readonly kind?: Field['kind'] | undefined
}

/**
 * Walks through a frame field by field. It is the one reader of a layout: decoding takes the bytes it returns, and explaining takes the fields it
 * writes down on the way when asked to.
 */
export class Cursor {
  readonly bytes: Uint8Array
  /** Where the next field begins. */
  offset: number
  /** Where the part that it may read ends. */
  end: number
  readonly fields: Field[] | undefined

  constructor(bytes: Uint8Array, from: number, end: number, fields: Field[] | undefined) {
    this.bytes = bytes
    this.offset = from
    this.end = end
    this.fields = fields
  }

  get left(): number {
    return this.end - this.offset
  }

  /** The next `length` bytes as a field; fewer when fewer are left. `value` is asked only when fields are wanted. */
  take(length: number, label: Label, value: (raw: Uint8Array) => Meaning | FieldValue): Uint8Array {
    const from = this.offset
    const raw = this.bytes.subarray(from, Math.min(from + length, this.end))
    this.offset = from + raw.length
    if (this.fields !== undefined && raw.length > 0) {
      const { zh, en, clause } = label
      const read = value(raw)
      this.fields.push({
        offset: from,
        length: raw.length,
        name: { zh, en },
        raw: hex(raw),
        ...(typeof read === 'object' && 'value' in read ? read : { value: read }),
        clause,
        kind: label.kind ?? 'read',
      })
    }
    return raw
  }
}

/** What a field says of which nothing but its size is told. */
export function bytesMeaning(raw: Uint8Array): Meaning {
  return { zh: `${raw.length} 字节`, en: `${raw.length} bytes` }
}
