import type { Instant } from '../model/index.ts'
import { hex, utf8 } from './bytes.ts'
import type {
  Codec,
  CodecContext,
  ElementValue,
  Explanation,
  Field,
  Protocol,
  Purpose,
  Received,
} from './codec.ts'
import { Rejections, shorten } from './rejections.ts'

/** What a JSON document says: each value with its place in the document and the clause that gives it a meaning. */
export interface JsonReading {
  readonly purpose: Purpose
  readonly station: string | undefined
  readonly command?: string | undefined
  readonly repeatKey?: string | undefined
  readonly sentAt?: Instant | undefined
  readonly note?: string | undefined
  readonly values: readonly ElementValue[]
  /** For the workbench. */
  readonly explained: readonly Explained[]
}

export interface Explained {
  readonly path: string
  readonly zh: string
  readonly en: string
  readonly value: unknown
  readonly clause: string
}

/**
 * A codec of whole JSON documents: HTTP or MQTT has framed them already, so nothing is remembered and nothing is sent back. A document has no
 * fixed places: each field is explained with the bytes of the whole.
 */
export function jsonCodec(
  protocol: Protocol,
  clause: string,
  read: (document: unknown, context: CodecContext, rejections: Rejections) => JsonReading,
): Codec<undefined> {
  const decoded = (
    bytes: Uint8Array,
    context: CodecContext,
    rejections: Rejections,
  ): JsonReading | undefined => {
    const text = utf8(bytes)
    if (text === undefined) {
      rejections.add('', 'no UTF-8', hex(bytes), clause)
      return undefined
    }
    let document: unknown
    try {
      document = JSON.parse(text)
    } catch {
      rejections.add('', 'no JSON', text, clause)
      return undefined
    }
    return read(document, context, rejections)
  }
  return {
    protocol,
    opened: undefined,
    receive(_, bytes, context) {
      if (bytes.length === 0) return { link: undefined, received: [] }
      const rejections = new Rejections()
      const reading = decoded(bytes, context, rejections)
      const received: Received =
        reading === undefined
          ? { bytes, purpose: 'refused', station: context.station, values: [], rejections: rejections.list() }
          : { ...withoutExplained(reading), bytes, rejections: rejections.list() }
      return { link: undefined, received: [received] }
    },
    explain(frame, context): Explanation {
      const rejections = new Rejections()
      const reading = decoded(frame, context, rejections)
      const fields: Field[] = (reading?.explained ?? []).map(({ path, zh, en, value, clause: where }) => ({
        offset: 0,
        length: frame.length,
        name: { zh: `${path} ${zh}`.trim(), en: `${path} ${en}`.trim() },
        raw: '',
        value: shorten(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')),
        clause: where,
      }))
      return { fields, rejections: rejections.list() }
    },
  }
}

function withoutExplained({ explained: _, ...rest }: JsonReading): Omit<JsonReading, 'explained'> {
  return rest
}

/** An object that is no array; undefined for everything else. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined
}
