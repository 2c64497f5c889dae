import { useQuery } from '@tanstack/react-query'
import type { RuleView, StationView } from '@tocsin/contract'
import { type Datastream, datastreamId, type Instant, LEVELS } from '@tocsin/core'
import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import { missedPeaksQuery } from '../api/queries.ts'
import { useNarrow } from '../frame/use-narrow.ts'
import { useTranslation } from '../language/use-translation.ts'
import { datastreamLabel } from '../language/words.ts'
import { rulesFor } from '../rules/table-values.ts'
import { useTables } from '../rules/use-tables.ts'
import '../language/manual-words.ts'
import '../language/trends-words.ts'
import { formatAmount } from '../stations/amount.ts'
import { zoneOffset } from '../time/format.ts'
import { serverNow } from '../time/server-clock.ts'
import { useTimeText } from '../time/use-site.ts'
import { ChartNotes, WriteNote } from './ChartNotes.tsx'
import { ChartSummary } from './ChartSummary.tsx'
import './charts.css'
import { useTheme } from '../theme-choice.ts'
import { ExportCsv } from './ExportCsv.tsx'
import type { ChartMark } from './plot-bands.ts'
import { RainWindows } from './RainWindows.tsx'
import { RangeControls } from './RangeControls.tsx'
import { barWidth, PRESET_MS, type Range, shownOf } from './range.ts'
import { SeriesTable } from './SeriesTable.tsx'
import { rainLimits, rulesOver, thresholdLines } from './thresholds.ts'
import { trendScale } from './trend.ts'
import { useAnnotations } from './use-annotations.ts'
import { useSeries } from './use-series.ts'
import { useWidth } from './use-width.ts'

// uPlot is only loaded when a chart is looked at.
const Plot = lazy(() => import('./Plot.tsx'))

interface Props {
  readonly station: StationView
  readonly datastream: Datastream
  readonly rules: readonly RuleView[]
  readonly range: Range
  onRange(range: Range): void
  readonly marks?: readonly { readonly at: Instant; readonly text: string }[]
  /** One of several on one axis of time: without controls of its own, its cursor shared, its name the station's as well. */
  readonly syncKey?: string | undefined
}

const NO_MARKS: NonNullable<Props['marks']> = []

/** One datastream over time: stored and live in one line, with the limits that hold for it and what people noted. */
export function DatastreamChart({
  station,
  datastream,
  rules,
  range,
  onRange,
  marks = NO_MARKS,
  syncKey,
}: Props) {
  const { t } = useTranslation()
  const scheme = useTheme()
  const { timeZone } = useTimeText()
  const narrow = useNarrow()
  const [asTable, setAsTable] = useState(false)
  const [showRise, setShowRise] = useState(false)
  const [writing, setWriting] = useState(false)
  const [picked, setPicked] = useState<Instant>()
  const room = useRef<HTMLDivElement>(null)
  const pixels = useWidth(room)
  // What 「back to live」 goes back to.
  const followed = useRef<Range>({ kind: 'follow', length: PRESET_MS['24h'] })
  if (range.kind === 'follow') followed.current = range
  const onFollow = () => onRange(followed.current)

  const id = datastreamId(station.id, datastream.name)
  const length = range.kind === 'follow' ? range.length : range.to - range.from
  const isRain = datastream.property === 'rainfall'
  const width = isRain ? barWidth(length, datastream.intervalMs) : 0
  const { series, subscribe, query } = useSeries(station, datastream, range, width, timeZone, pixels)
  const over = useMemo(() => rulesOver(rules, station, datastream), [rules, station, datastream])
  const tables = useTables(over)
  const covering = useMemo(
    () => rulesFor(over, tables, station, datastream),
    [over, tables, station, datastream],
  )
  const lines = useMemo(() => thresholdLines(covering), [covering])
  const limits = useMemo(() => rainLimits(covering, datastream), [covering, datastream])
  const levelWords = useMemo(
    () => Object.fromEntries(LEVELS.map((level) => [level, t(`level.chip.${level}`)])),
    [t],
  )
  const label = datastreamLabel(t, datastream, station.datastreams)
  const annotations = useAnnotations(station.id)
  const notes = useMemo(() => {
    const [from, to] = shownOf(range, serverNow())
    return annotations.filter(
      (note) =>
        (note.datastream === null || note.datastream === datastream.name) &&
        note.to >= from &&
        (range.kind === 'follow' || note.from <= to),
    )
  }, [annotations, range, datastream.name])
  const peaks = useQuery(missedPeaksQuery(id)).data
  const all = useMemo(
    (): ChartMark[] => [
      ...marks.map(({ at, text }) => ({ kind: 'event' as const, from: at, to: at, text })),
      ...notes.map(({ from, to, text }, index) => ({
        kind: 'note' as const,
        from,
        to,
        text,
        sign: String(index + 1),
      })),
      ...(peaks ?? []).map(({ level, peak: { phenomenonTime: at, value } }) => ({
        kind: 'peak' as const,
        from: at,
        to: at,
        text: t('trends.missedPeak', {
          level: t(`level.chip.${level}`),
          value: formatAmount(value, datastream.unit),
        }),
        ...(!isRain && { value }),
      })),
    ],
    [marks, notes, peaks, t, datastream.unit, isRain],
  )
  const named = syncKey === undefined ? label : `${station.name} ${label}`
  const height = narrow || syncKey !== undefined ? 220 : 280

  return (
    <figure className="chart" aria-label={named} data-testid="chart" data-datastream={id}>
      <figcaption className="chart-head">
        <ChartSummary station={station} datastream={datastream} label={named} lines={lines} />
        {syncKey === undefined && <RangeControls range={range} onRange={onRange} onFollow={onFollow} />}
      </figcaption>
      {query.error && query.data === undefined ? (
        <div className="alert">
          {t('failed.unreachable')}{' '}
          <button type="button" className="link-button" onClick={() => void query.refetch()}>
            {t('failed.retry')}
          </button>
        </div>
      ) : (
        <div ref={room} className="plot-room" data-loading={query.data === undefined || undefined}>
          <Suspense fallback={<div className="skeleton" style={{ height }} />}>
            <Plot
              series={series}
              subscribe={subscribe}
              kind={isRain ? 'bars' : 'line'}
              byHand={datastream.manual === true}
              range={range}
              unit={datastream.unit}
              intervalMs={datastream.intervalMs}
              width={width}
              timeZone={timeZone}
              zoneOffset={zoneOffset(timeZone, serverNow())}
              thresholds={lines}
              levelWords={levelWords}
              marks={all}
              accumulated={t('trends.accumulated')}
              lateWord={t('trends.late')}
              scale={trendScale(datastream.property)}
              showRise={showRise}
              label={t('trends.plot', { what: named })}
              syncKey={syncKey}
              scheme={scheme}
              height={height}
              onShow={onRange}
              onFollow={onFollow}
              onPick={setPicked}
            />
          </Suspense>
          {query.data && query.data.buckets.length + query.data.observations.length === 0 && (
            <p className="plot-empty">{t('chart.empty')}</p>
          )}
        </div>
      )}
      <ChartNotes notes={notes} />
      {limits.length > 0 && syncKey === undefined && <RainWindows datastream={id} limits={limits} />}
      <div className="chart-foot">
        <button
          type="button"
          className="link-button"
          aria-expanded={asTable}
          onClick={() => setAsTable(!asTable)}
          data-testid="as-table"
        >
          {t(asTable ? 'chart.hideTable' : 'chart.showTable')}
        </button>
        {!isRain && (
          <button
            type="button"
            className="link-button"
            aria-pressed={showRise}
            onClick={() => setShowRise(!showRise)}
            data-testid="show-rise"
          >
            {t(showRise ? 'trends.hideRise' : 'trends.showRise', {
              per: trendScale(datastream.property).per,
            })}
          </button>
        )}
        <button
          type="button"
          className="link-button"
          aria-expanded={writing}
          onClick={() => setWriting(!writing)}
          data-testid="write-note"
        >
          {t('trends.writeNote')}
        </button>
        <ExportCsv
          station={station}
          datastream={datastream}
          label={label}
          range={range}
          pixels={pixels}
          notes={notes}
        />
        <span className="muted chart-hint">
          {datastream.manual === true && <b data-testid="manual-mark">{t('manual.mark')} </b>}
          {t(isRain ? 'trends.hintBars' : 'trends.hint')}
        </span>
      </div>
      {writing && (
        <WriteNote
          station={station}
          datastream={datastream}
          picked={picked}
          shown={() => shownOf(range, serverNow())}
          onDone={() => setWriting(false)}
        />
      )}
      {asTable && <SeriesTable series={series} subscribe={subscribe} datastream={datastream} label={label} />}
    </figure>
  )
}
