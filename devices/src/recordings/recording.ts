import type { DurationMs, Instant, Property } from '@tocsin/core'

/** A value at the end of its interval; null where the recording has a time and no value. */
export type RecordedPoint = readonly [time: Instant, value: number | null]

/** One property of a recording, oldest first, in the unit the gateway is given. */
export interface RecordedSeries {
  /** Name of the datastream it becomes: `level`, `rain`. */
  readonly name: string
  readonly property: Property
  readonly unit: string
  readonly intervalMs: DurationMs
  /** Rainfall: millimetres fallen in the interval that ends at the time. */
  readonly form?: 'increment'
  /** Rainfall: what one tip of the bucket is worth, in mm. Every value is a whole number of tips. */
  readonly tipMm?: number
  readonly points: readonly RecordedPoint[]
}

/** What one real station measured over some weeks. */
export interface Recording {
  /** Short and stable: names the replay in files. */
  readonly id: string
  /** The real station. */
  readonly title: string
  readonly river: string
  /** Whom the licence wants named wherever it is shown. */
  readonly attribution: string
  readonly series: readonly RecordedSeries[]
}

/** The series of that name. Throws when the recording has none. */
export function seriesOf(recording: Recording, name: string): RecordedSeries {
  const series = recording.series.find((one) => one.name === name)
  if (series) return series
  const known = recording.series.map((one) => one.name).join(', ')
  throw new Error(`${recording.id} has no series "${name}"; it has: ${known}`)
}

/** First and last time of a recording. */
export function spanOf(recording: Recording): { from: Instant; to: Instant } {
  const times = recording.series.flatMap(({ points }) => [points[0]?.[0], points.at(-1)?.[0]])
  const known = times.filter((time) => time !== undefined)
  return { from: Math.min(...known), to: Math.max(...known) }
}

/** A recording file that is not what its name says, with the line that is wrong. */
export class RecordingError extends Error {
  constructor(file: string, line: number, expected: string) {
    super(`${file}:${line}: expected ${expected}`)
  }
}
