import { type Datastream, type DurationMs, datastreamId, type Instant, type Station } from '../model/index.ts'
import type { Field } from './field.ts'
import { parseSeries, type Slot } from './notation.ts'
import type { Timed } from './scenario.ts'

/** Values and missing ones of all series together: what a scenario takes must stay within seconds. */
export const MAX_VALUES = 100_000
/** Names that one range may stand for. */
const MAX_NAMES = 10_000

const FIELDS = [
  'series',
  'values',
  'from',
  'interval',
  'received_after',
  'received_at',
  'device_clock',
  'copies',
  'property',
  'unit',
  'form',
  'modulus',
  'span',
]
const UNITS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    rainfall: 'mm',
    'water-level': 'm',
    flow: 'm3/s',
    'combustible-gas': '%LEL',
    'carbon-monoxide': 'ppm',
    'hydrogen-sulfide': 'ppm',
    oxygen: '%VOL',
    temperature: '°C',
    battery: 'V',
  }),
)

/** What a series is read against: the scenario's frame, and the stations it brings itself. */
export interface SeriesFrame {
  readonly start: Instant
  readonly interval: DurationMs
  readonly area: string
  /** Stations as far as they are known; a series of none of these makes its own. */
  readonly stations: Map<string, Station>
  /** How many values may still come. */
  budget: number
}

/** What a series brings, and when its last value was due, also where it is a missing one. */
interface SeriesReading {
  readonly readings: readonly Timed[]
  readonly end: DurationMs
}

/** The happenings of one series, or of many alike (`s{1..100}/level`). Stations that are not described are made up. */
export function readSeries(field: Field, frame: SeriesFrame, described: ReadonlySet<string>): SeriesReading {
  if (field.fields(FIELDS) === undefined) field.fault('is nothing', 'a series')
  const pattern = field.need('series', 'such as bridge/level').text()
  if (pattern === undefined) return { readings: [], end: 0 }
  const slots = readValues(field.at('values'), frame)
  const timing = {
    from: field.at('from').offset() ?? 0,
    interval: field.at('interval').offset() ?? frame.interval,
    receivedAfter: field.at('received_after').offset() ?? 0,
    receivedAt: field.at('received_at').offset(),
    deviceClock: field.at('device_clock').offset(true) ?? 0,
    copies: field.at('copies').count() ?? 1,
  }
  if (timing.interval === 0) field.at('interval').fault('is 0', 'more than 0s')
  checkNameRange(field.at('series'), pattern)
  const readings = expandNames(pattern).flatMap((series) => {
    const [station, name, ...more] = series.split('/')
    if (station === undefined || name === undefined || station === '' || name === '' || more.length > 0) {
      field.at('series').fault(`"${series}" is no series`, 'station/name, such as bridge/level')
      return []
    }
    frame.budget -= slots.length * timing.copies
    if (frame.budget < 0) {
      field.fault(`brings the scenario over ${MAX_VALUES} values`, `at most ${MAX_VALUES} in all series`)
      return []
    }
    place(field, frame, described, station, name, timing.interval)
    return timed(slots, station, name, frame.start, timing)
  })
  return { readings, end: timing.from + Math.max(0, slots.length - 1) * timing.interval }
}

function readValues(field: Field, frame: SeriesFrame): readonly Slot[] {
  // An empty text is a series that never reports.
  const text = field.value === '' ? undefined : field.text()
  if (text === undefined) return []
  const read = parseSeries(text, Math.max(0, frame.budget))
  if (read.ok) return read.slots
  field.fault(`${read.message} at character ${read.at + 1}`, read.expected)
  return []
}

interface Timing {
  readonly from: DurationMs
  readonly interval: DurationMs
  readonly receivedAfter: DurationMs
  readonly receivedAt: DurationMs | undefined
  readonly deviceClock: DurationMs
  readonly copies: number
}

function timed(
  slots: readonly Slot[],
  station: string,
  name: string,
  start: Instant,
  timing: Timing,
): Timed[] {
  return slots.flatMap((slot, index): Timed[] => {
    if (slot === undefined) return []
    const measured = timing.from + index * timing.interval
    const at = timing.receivedAt ?? measured + timing.receivedAfter
    const json = typeof slot === 'number' ? JSON.stringify(slot) : slot.json
    const phenomenonTime = start + measured + timing.deviceClock
    return Array.from({ length: timing.copies }, () => ({
      kind: 'reading',
      at,
      station,
      name,
      phenomenonTime,
      json,
    }))
  })
}

/** Makes sure that the series has a datastream to belong to. */
function place(
  field: Field,
  frame: SeriesFrame,
  described: ReadonlySet<string>,
  id: string,
  name: string,
  intervalMs: DurationMs,
): void {
  const station = frame.stations.get(id)
  const known = station?.datastreams.find((datastream) => datastream.name === name)
  if (described.has(id)) {
    if (known === undefined) {
      const names = station?.datastreams.map((one) => datastreamId(id, one.name)).join(', ')
      field.at('series').fault(`there is no ${id}/${name}`, names ?? 'a series of a known station')
    }
    return
  }
  if (known !== undefined) return
  const property = field.at('property').text() ?? 'water-level'
  const form = field.at('form').oneOf(['increment', 'counter'])
  const modulus = field.at('modulus').number()
  const span = field
    .at('span')
    .items()
    .map((end) => end.number())
  const datastream: Datastream = {
    name,
    property,
    unit: field.at('unit').text() ?? UNITS.get(property) ?? '1',
    intervalMs,
    ...(property === 'rainfall' ? { form: form ?? 'increment' } : {}),
    ...(modulus !== undefined ? { modulus } : {}),
    ...(span[0] !== undefined && span[1] !== undefined ? { span: [span[0], span[1]] as const } : {}),
  }
  const datastreams = [...(station?.datastreams ?? []), datastream]
  frame.stations.set(id, { id, name: id, area: frame.area, ...station, datastreams })
}

/** Complains of a range of names that goes backwards, or is endless. */
export function checkNameRange(field: Field, pattern: string): void {
  const [, first, last] = /\{(\d+)\.\.(\d+)\}/.exec(pattern) ?? []
  if (first === undefined || last === undefined) return
  const length = Number(last) - Number(first) + 1
  if (length >= 1 && length <= MAX_NAMES) return
  const message = length < 1 ? 'goes backwards' : `makes ${length} of it`
  field.fault(`"${pattern}" ${message}`, `{first..last}, at most ${MAX_NAMES} of them`)
}

/** `s{1..3}/level` is three series; a name without braces is itself. */
export function expandNames(pattern: string): string[] {
  const match = /^([^{}]*)\{(\d{1,6})\.\.(\d{1,6})\}([^{}]*)$/.exec(pattern)
  if (!match) return [pattern]
  const [, before = '', first = '', last = '', after = ''] = match
  const length = Math.min(MAX_NAMES, Math.max(0, Number(last) - Number(first) + 1))
  return Array.from({ length }, (_, index) => `${before}${Number(first) + index}${after}`)
}
