import { useMutation } from '@tanstack/react-query'
import type { AnnotationView, StationView } from '@tocsin/contract'
import { type Datastream, datastreamId, latenessOfDatastream, type Station } from '@tocsin/core'
import { readHistory } from '../api/queries.ts'
import { notify } from '../frame/notices.ts'
import '../language/trends-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { zoneName } from '../time/format.ts'
import { serverNow } from '../time/server-clock.ts'
import { useTimeText } from '../time/use-site.ts'
import { type CsvRow, chartCsv, exportBuckets } from './chart-csv.ts'
import { type Range, shownOf } from './range.ts'

interface Props {
  readonly station: StationView
  readonly datastream: Datastream
  readonly label: string
  readonly range: Range
  readonly pixels: number
  readonly notes: readonly AnnotationView[]
}

/** Saves what the chart shows: every value, or buckets as wide as a pixel. */
export function ExportCsv({ station, datastream, label, range, pixels, notes }: Props) {
  const { t } = useTranslation()
  const time = useTimeText()
  const save = useMutation({
    async mutationFn(as: 'values' | 'buckets') {
      const now = serverNow()
      const [from, to] = shownOf(range, now)
      const id = datastreamId(station.id, datastream.name)
      const read = await readHistory(
        {
          datastream: id,
          from: Math.floor(from),
          to: Math.ceil(to),
          ...(as === 'buckets' && { buckets: exportBuckets(to - from, pixels) }),
        },
        new AbortController().signal,
      )
      const lateness = latenessOfDatastream(station as Station, datastream)
      const rows: CsvRow[] =
        as === 'buckets'
          ? read.buckets.map((bucket) => ({ kind: 'bucket', ...bucket }))
          : read.observations.map(({ phenomenonTime, receivedAt, value, flag }) => ({
              kind: 'value',
              time: phenomenonTime,
              receivedAt,
              value,
              flag,
              late: receivedAt - phenomenonTime > lateness,
            }))
      const text = chartCsv(
        rows,
        notes.filter((note) => note.from <= to && note.to >= from),
        {
          local: time.full,
          zone: `${time.timeZone}, ${zoneName(time.timeZone, now)}`,
          what: `${station.name} ${label}`,
          unit: datastream.unit,
          word: (key) => t(`trends.csv.${key}`),
          flag: (flag) => t(`flag.${flag}`),
        },
      )
      const day = (at: number) => time.full(at).slice(0, 16).replace(/[-: ]/g, '')
      download(`${station.id}-${datastream.name}-${day(from)}-${day(to)}.csv`, text)
    },
    onError: (error) => notify('failed', error.message),
  })
  return (
    <span className="chart-export">
      {t('trends.export')}{' '}
      {(['values', 'buckets'] as const).map((as) => (
        <button
          key={as}
          type="button"
          className="link-button"
          disabled={save.isPending}
          onClick={() => save.mutate(as)}
          data-testid={`export-${as}`}
        >
          {t(`trends.exportAs.${as}`)}
        </button>
      ))}
    </span>
  )
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has begun once the click is over; what it reads may go a moment later.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
