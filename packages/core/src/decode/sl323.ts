import { type DurationMs, HOUR, type Instant, MINUTE } from '../model/index.ts'
import type { CodecContext, ElementValue } from './codec.ts'
import { type Explained, type JsonReading, jsonCodec, objectOf } from './json-codec.ts'
import { instantOf } from './local-time.ts'
import { type Reason, say } from './reasons.ts'
import { kindOf, type Rejections } from './rejections.ts'

const STANDARD = 'SL 323'
/** Rows of one document; whoever reads a table does so in pages. */
const MOST_ROWS = 5000

interface Column {
  readonly name: string
  readonly unit: string
  readonly zh: string
  readonly en: string
}

/** The tables of real-time values (SL 323) that are read, and of each the columns that are values, with their units. */
export const SL323_TABLES = {
  ST_PPTN_R: [{ name: 'DRP', unit: 'mm', zh: '时段降水量', en: 'rain of the period' }],
  ST_RIVER_R: [
    { name: 'Z', unit: 'm', zh: '水位', en: 'water level' },
    { name: 'Q', unit: 'm³/s', zh: '流量', en: 'flow' },
  ],
  ST_RSVR_R: [
    { name: 'RZ', unit: 'm', zh: '库上水位', en: 'reservoir level' },
    { name: 'INQ', unit: 'm³/s', zh: '入库流量', en: 'inflow' },
    { name: 'W', unit: '10⁶m³', zh: '蓄水量', en: 'storage' },
    { name: 'OTQ', unit: 'm³/s', zh: '出库流量', en: 'outflow' },
  ],
} as const satisfies Readonly<Record<string, readonly Column[]>>
export type Sl323Table = keyof typeof SL323_TABLES

/**
 * A row as a document has it, by the standard's column names. `TM` is local time as text. Values are numbers or the text of one, as drivers
 * give decimals. `known` marks a row that is there for its period alone: its value was delivered before.
 */
export type Sl323Row = Readonly<Record<string, string | number | boolean | null | undefined>>

/**
 * Rows of one station out of a table of real-time values of SL 323, as `{"table":"ST_RIVER_R","rows":[{"STCD":"…","TM":"…","Z":"…"}]}`. A column
 * that is null says nothing, for the standard lets a station report what it has.
 *
 * Rain (`DRP`) is the amount of a period of length `INTV` that ends at `TM`, and periods of different length may overlap: five minutes in a storm, and the
 * hour behind them. What a row gives is what the rows inside its period left of it, so that nothing is counted twice.
 */
export const sl323 = jsonCodec('sl323', STANDARD, read)

function read(document: unknown, context: CodecContext, rejections: Rejections): JsonReading {
  const refuse = (path: string, reason: Reason, offending: unknown): JsonReading => {
    rejections.add(path, reason, offending, STANDARD)
    return { purpose: 'refused', station: context.station, values: [], explained: [] }
  }
  const root = objectOf(document)
  const table = root?.['table']
  const rows = root?.['rows']
  if (!isTable(table))
    return refuse(
      'table',
      say('kind-table', { kind: kindOf(table), tables: Object.keys(SL323_TABLES).join(', ') }),
      table,
    )
  if (!Array.isArray(rows)) return refuse('rows', say('kind-rows', { kind: kindOf(rows) }), '')
  if (rows.length > MOST_ROWS)
    return refuse('rows', say('rows-many', { count: rows.length, most: MOST_ROWS }), '')
  const values: ElementValue[] = []
  const explained: Explained[] = []
  const placed = rows.flatMap((row: unknown, index) => {
    const found = place(row, index, context, rejections)
    return found === undefined ? [] : [found]
  })
  const left = table === 'ST_PPTN_R' ? rainLeft(placed) : undefined
  for (const { row, path, station, time } of placed) {
    for (const { name, unit, zh, en } of SL323_TABLES[table]) {
      const raw = row[name]
      if (raw === null || raw === undefined) continue
      const value = numberOf(raw)
      explained.push({ path: `${path}.${name}`, zh, en, value: raw, unit, clause: `${STANDARD} ${table}` })
      if (row['known'] === true) continue
      if (value === undefined) {
        const reason = say('number-in', { value: JSON.stringify(raw), unit })
        rejections.add(`${path}.${name}`, reason, raw, STANDARD)
        continue
      }
      values.push({ station, element: name, time, value: left?.get(row) ?? value, unit })
    }
  }
  const stations = new Set(placed.map(({ station }) => station))
  const [only] = stations
  return { purpose: 'readings', station: stations.size === 1 ? only : context.station, values, explained }
}

interface Placed {
  readonly row: Sl323Row
  readonly path: string
  readonly station: string
  readonly time: Instant
}

function place(
  value: unknown,
  index: number,
  { station: named, zone }: CodecContext,
  rejections: Rejections,
): Placed | undefined {
  const path = `rows[${index}]`
  const row = objectOf(value) as Sl323Row | undefined
  const code = row?.['STCD'] ?? named
  const station = typeof code === 'string' ? code.trim() : ''
  const time = sl323Time(row?.['TM'], zone)
  if (row === undefined || station === '') {
    rejections.add(path, say('no-stcd'), value, STANDARD)
    return undefined
  }
  if (time === undefined) {
    rejections.add(`${path}.TM`, say('local-time'), row['TM'], STANDARD)
    return undefined
  }
  return { row, path, station, time }
}

function isTable(value: unknown): value is Sl323Table {
  return typeof value === 'string' && Object.hasOwn(SL323_TABLES, value)
}

/** What a number of a row is, whether the driver gave a number or its text. */
function numberOf(raw: string | number | boolean): number | undefined {
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : undefined
  if (typeof raw !== 'string' || !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(raw)) return undefined
  const value = Number(raw)
  return Number.isFinite(value) ? value : undefined
}

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/

/** The instant of a `TM` as text in the zone of its database; undefined when it is none. */
export function sl323Time(text: unknown, zone: string): Instant | undefined {
  const match = typeof text === 'string' ? LOCAL.exec(text.trim()) : null
  if (match === null) return undefined
  const part = (index: number) => Number(match[index] ?? 0)
  const local = {
    year: part(1),
    month: part(2),
    day: part(3),
    hour: part(4),
    minute: part(5),
    second: part(6),
  }
  const instant = instantOf(local, zone)
  return instant === undefined ? undefined : instant + Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000)
}

/** `INTV` is HH.NN: hours before the point, minutes behind it, so that 1.30 is an hour and a half. Undefined when it is none. */
export function sl323Period(raw: unknown): DurationMs | undefined {
  const value = typeof raw === 'string' || typeof raw === 'number' ? numberOf(raw) : undefined
  if (value === undefined || value <= 0 || value > 24) return undefined
  const hundredths = Math.round(value * 100)
  const minutes = hundredths % 100
  return minutes > 59 ? undefined : Math.floor(hundredths / 100) * HOUR + minutes * MINUTE
}

/** No period of the standard is longer. */
export const SL323_LONGEST_PERIOD: DurationMs = 24 * HOUR

const MICROMETRES = 1000

/** What each row of rain has left when the rows inside its period are taken off; in mm, and never below nothing. */
function rainLeft(placed: readonly Placed[]): Map<Sl323Row, number> {
  const left = new Map<Sl323Row, number>()
  for (const station of new Set(placed.map((one) => one.station))) {
    const sorted = placed
      .filter((one) => one.station === station)
      .map(({ row, time }) => ({ row, time, amount: amountOf(row), period: sl323Period(row['INTV']) ?? 0 }))
      .toSorted((a, b) => a.time - b.time)
    // What each row gave, in whole thousandths of a millimetre.
    const given: number[] = []
    for (const [index, { row, time, amount, period }] of sorted.entries()) {
      let inside = 0
      for (let before = index - 1; before >= 0; before--) {
        if ((sorted[before]?.time ?? 0) <= time - period) break
        inside += given[before] ?? 0
      }
      const rest = amount < 0 ? amount : Math.max(0, amount - inside)
      given.push(rest)
      if (!Number.isNaN(rest)) left.set(row, rest / MICROMETRES)
    }
  }
  return left
}

function amountOf(row: Sl323Row): number {
  const raw = row['DRP']
  const value = typeof raw === 'string' || typeof raw === 'number' ? numberOf(raw) : undefined
  return value === undefined ? 0 : Math.round(value * MICROMETRES)
}
