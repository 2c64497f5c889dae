import type { DurationMs, Instant, Property } from '@tocsin/core'
import { HOUR } from '@tocsin/core'
import { type RecordedPoint, type RecordedSeries, RecordingError } from './recording.ts'

/** Which column of an RDB file becomes which series. */
export interface RdbColumn {
  /** USGS parameter code with its data descriptor: `07_00065`. */
  readonly column: string
  readonly name: string
  readonly property: Property
  readonly unit: string
  /** From the file's unit to ours. */
  readonly factor: number
  /** Rainfall: one hundredth of an inch, in mm. */
  readonly tipMm?: number
}

// The zones of the recordings we hold. A wrong guess would shift a flood by an hour, so any other one is an error.
const OFFSETS: Readonly<Record<string, DurationMs>> = { EST: -5 * HOUR, EDT: -4 * HOUR, UTC: 0 }

/**
 * Reads USGS RDB: `#` comments, a row of names, a row of widths, then tab-separated rows in local time with `tz_cd`.
 * Values are rounded to a tenth of a millimetre, finer than any of the instruments. Throws RecordingError.
 */
export function readRdb(
  file: string,
  text: string,
  columns: readonly RdbColumn[],
  intervalMs: DurationMs,
): RecordedSeries[] {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => !line.startsWith('#'))
  const names = lines[start]?.split('\t') ?? []
  const places = columns.map(({ column }) => {
    const place = names.indexOf(column)
    if (place < 0) throw new RecordingError(file, start + 1, `a column ${column}`)
    return place
  })
  const timePlace = names.indexOf('datetime')
  const zonePlace = names.indexOf('tz_cd')
  const points: RecordedPoint[][] = columns.map(() => [])
  for (const [row, line] of lines.entries()) {
    // The row under the names gives widths and types: `5s 15s 20d`.
    if (row <= start + 1 || line === '') continue
    const fields = line.split('\t')
    const time = instantOf(fields[timePlace], fields[zonePlace])
    if (time === undefined)
      throw new RecordingError(file, row + 1, 'a time such as 2014-01-01 00:00 and its zone')
    for (const [index, { factor }] of columns.entries()) {
      const field = fields[places[index] as number]?.trim() ?? ''
      const value = field === '' ? null : Math.round(Number(field) * factor * 10_000) / 10_000
      if (Number.isNaN(value)) throw new RecordingError(file, row + 1, `a number, not "${field}"`)
      points[index]?.push([time, value])
    }
  }
  return columns.map(({ name, property, unit, tipMm }, index) => ({
    name,
    property,
    unit,
    intervalMs,
    ...(tipMm === undefined ? {} : { form: 'increment' as const, tipMm }),
    points: points[index] ?? [],
  }))
}

function instantOf(time: string | undefined, zone: string | undefined): Instant | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d)$/.exec(time ?? '')
  const offset = OFFSETS[zone ?? '']
  if (!match || offset === undefined) return undefined
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ]
  return Date.UTC(year, month - 1, day, hour, minute) - offset
}
