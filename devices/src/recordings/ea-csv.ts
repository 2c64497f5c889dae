import { type DurationMs, type Instant, MINUTE } from '@tocsin/core'
import { type RecordedPoint, type RecordedSeries, RecordingError } from './recording.ts'

const STEP: DurationMs = 15 * MINUTE
/** `M` in the state column: the Environment Agency has no value for this time. */
const MISSING = 'M'

/**
 * Reads a stage file of the Environment Agency: header lines up to the one that names the columns, then
 * `dd/mm/yy hh:mm` or `dd/mm/yyyy hh:mm:ss` (GMT), metres above the gauge's datum, quality codes. Throws RecordingError.
 */
export function readEaStage(file: string, text: string): RecordedSeries {
  const lines = text.split('\n')
  const header = lines.findIndex((line) => line.startsWith('Time stamp,Value[m],'))
  if (header < 0) throw new RecordingError(file, 1, 'a header line "Time stamp,Value[m],…"')
  const points: RecordedPoint[] = []
  for (const [row, line] of lines.entries()) {
    if (row <= header || line === '') continue
    // Comments hold commas, and stand last.
    const [stamp, value = '', state = ''] = line.split(',', 3)
    const time = instantOf(stamp ?? '')
    if (time === undefined)
      throw new RecordingError(file, row + 1, `a time such as 26/12/15 06:45, not "${stamp}"`)
    const missing = value === '' || state.split(';').includes(MISSING)
    const level = missing ? null : Number(value)
    if (Number.isNaN(level)) throw new RecordingError(file, row + 1, `a level in metres, not "${value}"`)
    points.push([time, level])
  }
  return { name: 'level', property: 'water-level', unit: 'm', intervalMs: STEP, points }
}

function instantOf(stamp: string): Instant | undefined {
  const match = /^(\d\d)\/(\d\d)\/(\d{2}|\d{4}) (\d\d):(\d\d)(?::00)?$/.exec(stamp)
  if (!match) return undefined
  const [day, month, year, hour, minute] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ]
  return Date.UTC(year < 100 ? 2000 + year : year, month - 1, day, hour, minute)
}
