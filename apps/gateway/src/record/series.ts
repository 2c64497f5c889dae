import type { RecordView } from '@tocsin/contract'
import {
  type DatastreamId,
  HOUR,
  type Instant,
  MINUTE,
  type Names,
  type SubjectId,
  streamText,
} from '@tocsin/core'
import type { HistoryService } from '../http/services.ts'
import type { Log } from '../log.ts'

/** What is shown before the event and after its end. */
const AROUND = HOUR * 3
const AFTER = HOUR
/** As many as a page has room for. */
const BUCKETS = 96

/** What was measured around an event. Null when its subject measures nothing, or the history does not answer. */
export async function seriesOf(
  subject: SubjectId,
  from: Instant,
  to: Instant,
  { names, history, log }: { names: Names; history: HistoryService; log: Log },
): Promise<RecordView['series']> {
  const datastream = subject as DatastreamId
  const stream = names.stream(datastream)
  if (stream === undefined) return null
  const range = { from: from - AROUND, to: to + AFTER }
  try {
    const buckets = await history.buckets(datastream, range, BUCKETS)
    return {
      datastream,
      name: { zh: streamText(datastream, 'zh', names), en: streamText(datastream, 'en', names) },
      unit: stream.unit,
      rainfall: stream.property === 'rainfall',
      ...range,
      buckets,
    }
  } catch (error) {
    // A record without its curve is still the record.
    log.error('record.noSeries', { datastream, detail: (error as Error).message })
    return null
  }
}

/** The longest time that a series is read for: what is still open is shown up to now. */
export function endOf(clearedAt: Instant | null, closedAt: Instant | null, now: Instant): Instant {
  return Math.min(now, Math.max(clearedAt ?? now, 0), closedAt ?? now) + MINUTE
}
