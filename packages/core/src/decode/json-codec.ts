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
import { covering } from './cover.ts'
import { jsonLeaves } from './json-spans.ts'
import { say } from './reasons.ts'
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
  readonly unit?: string | undefined
  readonly clause: string
}

/**
 * A codec of whole JSON documents: HTTP or MQTT has framed them already, so nothing is remembered and nothing is sent back. A document has no
 * fixed places: its fields are looked for (`json-spans.ts`) only when it is explained.
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
      rejections.add('', say('no-utf8'), hex(bytes), clause)
      return undefined
    }
    let document: unknown
    try {
      document = JSON.parse(text)
    } catch {
      rejections.add('', say('no-json'), text, clause)
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
      const fields = jsonFields(frame, reading?.explained ?? [])
      return { fields, rejections: rejections.list() }
    },
  }
}

/** The fields of a JSON document: each of its values with its key; those that are not explained are read by nobody. */
export function jsonFields(frame: Uint8Array, explained: readonly Explained[]): Field[] {
  const known = new Map(explained.map((one) => [place(one.path.replace(/\[(\d+)\]/g, '.$1')), one]))
  const fields = jsonLeaves(frame).map(({ path, from, end }): Field => {
    const raw = frame.subarray(from, end)
    const one = known.get(place(path.join('.')))
    const at = one?.path ?? pathText(path)
    return {
      offset: from,
      length: end - from,
      name: { zh: `${at} ${one?.zh ?? '不读'}`.trim(), en: `${at} ${one?.en ?? 'not read'}`.trim() },
      raw: hex(raw),
      value: one === undefined ? shorten(utf8(raw) ?? '') : valueText(one.value),
      ...(one?.unit === undefined ? {} : { unit: one.unit }),
      clause: one?.clause ?? '',
      kind: one === undefined ? 'unread' : 'read',
    }
  })
  return covering(frame, fields, true)
}

function place(path: string): string {
  return path.split('.').filter(Boolean).join('/')
}

function pathText(path: readonly string[]): string {
  return path.map((key, index) => (/^\d+$/.test(key) ? `[${key}]` : index === 0 ? key : `.${key}`)).join('')
}

function valueText(value: unknown): string {
  return shorten(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
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
