import type { LineMapping } from '@tocsin/contract'
import { CHECKS, type CheckName, FLAGS, type Instant, type QualityFlag } from '@tocsin/core'
import { MEASUREMENT } from '../history/influx-lines.ts'
import type { RowReader } from './csv-rows.ts'
import { faultyRow, NOTHING, type Parsed, type ParsedValue, type Units } from './parsed.ts'
import { conversion } from './unit.ts'

type Field = number | string | boolean
/** A line of line protocol. */
export interface Point {
  readonly measurement: string
  readonly tags: ReadonlyMap<string, string>
  readonly fields: ReadonlyMap<string, Field>
  readonly timestamp: string
}

const PER_MS = { ns: 1_000_000n, us: 1000n } as const
const LATEST = 8.64e15

/** Reads points of InfluxDB line protocol: as this gateway writes them, or by the points of the mapping. */
export function linePoints({ precision, points }: LineMapping, units: Units, latest: Instant): RowReader {
  return {
    isReady: true,
    take(line) {
      if (line.trim() === '' || line.startsWith('#')) return NOTHING
      const point = readPoint(line)
      if (typeof point === 'string') return faultyRow(point)
      const at = instantOf(point.timestamp, precision)
      if (at === undefined) return faultyRow(`"${point.timestamp}" is no time in ${precision}`, 'time')
      if (at > latest) return faultyRow(`${new Date(at).toISOString()} lies in the future`, 'time')
      return points.length === 0 ? own(point, at, units) : mapped(point, at, points, units)
    },
  }
}

function own({ measurement, tags, fields }: Point, at: Instant, units: Units): Parsed {
  if (measurement !== MEASUREMENT)
    return faultyRow(`the measurement is "${measurement}", expected "${MEASUREMENT}"`)
  const tag = tags.get('datastream')
  const value = fields.get('value')
  if (tag === undefined) return faultyRow('has no tag datastream')
  if (typeof value !== 'number') return faultyRow('has no number in the field value', 'value')
  const datastream = decoded(tag)
  if (!units.has(datastream)) return faultyRow(`no station here has ${datastream}`, 'datastream')
  const flag = fields.get('flag')
  const checks = fields.get('checks')
  const receivedAt = fields.get('receivedAt')
  const parsed: ParsedValue = {
    datastream,
    phenomenonTime: at,
    value,
    ...(FLAGS.includes(flag as QualityFlag) && { flag: flag as QualityFlag }),
    ...(typeof checks === 'string' && {
      checks: checks.split(',').filter((one): one is CheckName => CHECKS.includes(one as CheckName)),
    }),
    ...(typeof receivedAt === 'number' && { receivedAt }),
  }
  return { isRow: true, values: [parsed], blank: 0, faults: [] }
}

function mapped(point: Point, at: Instant, points: LineMapping['points'], units: Units): Parsed {
  const values: ParsedValue[] = []
  const faults: { column: string; message: string }[] = []
  for (const { measurement, field, datastream: template, unit } of points) {
    if (measurement !== point.measurement || !point.fields.has(field)) continue
    const value = point.fields.get(field)
    const datastream = template.replaceAll(
      /\{([^{}]+)\}/g,
      (_all, name: string) => point.tags.get(name) ?? '',
    )
    const own = units.get(datastream)
    const convert = own === undefined ? undefined : conversion(unit, own)
    if (typeof value !== 'number') faults.push({ column: field, message: 'is no number' })
    else if (own === undefined) faults.push({ column: field, message: `no station here has ${datastream}` })
    else if (convert === undefined)
      faults.push({ column: field, message: `${unit} does not convert to ${own}` })
    else values.push({ datastream, phenomenonTime: at, value: convert(value) })
  }
  // What the mapping does not name is not meant to come in.
  return values.length + faults.length === 0 ? NOTHING : { isRow: true, values, blank: 0, faults }
}

function instantOf(text: string, precision: LineMapping['precision']): Instant | undefined {
  if (!/^-?\d{1,19}$/.test(text)) return undefined
  const at =
    precision === 'ms'
      ? Number(text)
      : precision === 's'
        ? Number(text) * 1000
        : Number(BigInt(text) / PER_MS[precision])
  return Math.abs(at) <= LATEST ? at : undefined
}

function decoded(tag: string): string {
  try {
    return decodeURIComponent(tag)
  } catch {
    return tag
  }
}

/** Reads one line; a text says what is wrong with it. */
export function readPoint(line: string): Point | string {
  const head = upTo(line, 0, ' ')
  if (head.end >= line.length) return 'has no fields'
  const [measurement, ...pairs] = parts(line.slice(0, head.end), ',')
  const tags = new Map<string, string>()
  for (const pair of pairs) {
    const { end } = upTo(pair, 0, '=')
    if (end >= pair.length) return `the tag "${pair.slice(0, 40)}" has no value`
    tags.set(unescaped(pair.slice(0, end)), unescaped(pair.slice(end + 1)))
  }
  const fields = new Map<string, Field>()
  let at = head.end + 1
  for (;;) {
    const { end } = upTo(line, at, '=')
    if (end >= line.length) return 'a field has no value'
    const name = unescaped(line.slice(at, end))
    at = end + 1
    if (line[at] === '"') {
      let text = ''
      for (at += 1; at < line.length && line[at] !== '"'; at++) {
        if (line[at] === '\\' && (line[at + 1] === '"' || line[at + 1] === '\\')) at += 1
        text += line[at]
      }
      if (at >= line.length) return `the text of ${name} is not closed`
      fields.set(name, text)
      at += 1
    } else {
      const stop = /[, ]/.exec(line.slice(at))
      const last = stop === null ? line.length : at + stop.index
      const value = scalar(line.slice(at, last))
      if (value === undefined) return `"${line.slice(at, last).slice(0, 40)}" of ${name} is no value`
      fields.set(name, value)
      at = last
    }
    if (line[at] !== ',') break
    at += 1
  }
  const timestamp = line.slice(at).trim()
  if (timestamp === '') return 'has no time'
  return { measurement: unescaped(measurement ?? ''), tags, fields, timestamp }
}

function scalar(text: string): Field | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[iu]?$/.test(text)) {
    const value = Number(text.replace(/[iu]$/, ''))
    return Number.isFinite(value) ? value : undefined
  }
  if (/^(t|T|true|True|TRUE)$/.test(text)) return true
  return /^(f|F|false|False|FALSE)$/.test(text) ? false : undefined
}

/** The first `end` from `from` on that no backslash stands before. */
function upTo(text: string, from: number, end: string): { readonly end: number } {
  let index = from
  while (index < text.length && text[index] !== end) index += text[index] === '\\' ? 2 : 1
  return { end: Math.min(index, text.length) }
}

function parts(text: string, separator: string): string[] {
  const found: string[] = []
  for (let from = 0; from <= text.length; ) {
    const { end } = upTo(text, from, separator)
    found.push(text.slice(from, end))
    from = end + 1
  }
  return found
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([,= ])/g, '$1')
}
