import { SegmentedControl } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import type { RuleView, StationView } from '@tocsin/contract'
import { type Datastream, datastreamId, type Instant, LEVELS } from '@tocsin/core'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useNarrow } from '../frame/use-narrow.ts'
import { useTranslation } from '../language/use-translation.ts'
import { datastreamLabel } from '../language/words.ts'
import { useLatest } from '../live/use-live.ts'
import { rulesFor } from '../rules/table-values.ts'
import { useTables } from '../rules/use-tables.ts'
import '../language/manual-words.ts'
import { formatAmount } from '../stations/amount.ts'
import { zoneOffset } from '../time/format.ts'
import { serverNow } from '../time/server-clock.ts'
import { useTimeText } from '../time/use-site.ts'
import './charts.css'
import { useTheme } from '../theme-choice.ts'
import { RainWindows } from './RainWindows.tsx'
import { barWidth, PRESET_MS, PRESETS, type Preset, type Range } from './range.ts'
import { SeriesTable } from './SeriesTable.tsx'
import { nextThreshold, rainLimits, rulesOver, thresholdLines } from './thresholds.ts'
import { lastHour, noiseOf, trendOf, trendScale } from './trend.ts'
import { useSeries } from './use-series.ts'
import { useSpark } from './use-spark.ts'

// uPlot is only loaded when a chart is looked at.
const Plot = lazy(() => import('./Plot.tsx'))

interface Props {
  readonly station: StationView
  readonly datastream: Datastream
  readonly rules: readonly RuleView[]
  readonly preset: Preset
  onPreset(preset: Preset): void
  /** Where the chart begins, when it is about something that has passed. */
  readonly initial?: Range | undefined
  readonly marks?: readonly { readonly at: Instant; readonly text: string }[]
}

const NO_MARKS: NonNullable<Props['marks']> = []

/** One datastream over time: stored and live in one line, with the limits that hold for it. */
export function DatastreamChart({
  station,
  datastream,
  rules,
  preset,
  onPreset,
  initial,
  marks = NO_MARKS,
}: Props) {
  const { t } = useTranslation()
  const scheme = useTheme()
  const { timeZone } = useTimeText()
  const narrow = useNarrow()
  const [fixed, setFixed] = useState<Range | undefined>(initial)
  const [asTable, setAsTable] = useState(false)
  const range = useMemo<Range>(() => fixed ?? { kind: 'follow', length: PRESET_MS[preset] }, [fixed, preset])
  const length = range.kind === 'follow' ? range.length : range.to - range.from
  const isRain = datastream.property === 'rainfall'
  const width = isRain ? barWidth(length, datastream.intervalMs) : 0
  const { series, subscribe, query } = useSeries(station.id, datastream, range, width, timeZone)
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

  const shift = (direction: -1 | 1) => {
    const [from, to] = range.kind === 'follow' ? [serverNow() - length, serverNow()] : [range.from, range.to]
    const step = (direction * length) / 2
    if (to + step >= serverNow()) setFixed(undefined)
    else setFixed({ kind: 'fixed', from: from + step, to: to + step })
  }

  return (
    <figure
      className="chart"
      aria-label={label}
      data-testid="chart"
      data-datastream={datastreamId(station.id, datastream.name)}
    >
      <figcaption className="chart-head">
        <Summary station={station} datastream={datastream} label={label} lines={lines} />
        <div className="chart-controls">
          {fixed && (
            <button
              type="button"
              className="pill"
              onClick={() => setFixed(undefined)}
              data-key="l"
              data-testid="back-to-live"
            >
              {t('chart.backToLive')}
            </button>
          )}
          <button
            type="button"
            className="frame-button"
            aria-label={t('chart.earlier')}
            title={t('chart.earlier')}
            onClick={() => shift(-1)}
          >
            <IconChevronLeft size={18} aria-hidden="true" />
          </button>
          <button
            type="button"
            className="frame-button"
            aria-label={t('chart.later')}
            title={t('chart.later')}
            disabled={fixed === undefined}
            onClick={() => shift(1)}
          >
            <IconChevronRight size={18} aria-hidden="true" />
          </button>
          <SegmentedControl
            size={narrow ? 'sm' : 'xs'}
            aria-label={t('chart.range')}
            value={fixed ? '' : preset}
            onChange={(value) => {
              setFixed(undefined)
              onPreset(value as Preset)
            }}
            data={PRESETS.map((value) => ({ value, label: t(`chart.preset.${value}`) }))}
          />
        </div>
      </figcaption>
      {query.error && query.data === undefined ? (
        <div className="alert">
          {t('failed.unreachable')}{' '}
          <button type="button" className="link-button" onClick={() => void query.refetch()}>
            {t('failed.retry')}
          </button>
        </div>
      ) : (
        <div className="plot-room" data-loading={query.data === undefined || undefined}>
          <Suspense fallback={<div className="skeleton" style={{ height: narrow ? 220 : 280 }} />}>
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
              marks={marks}
              scheme={scheme}
              height={narrow ? 220 : 280}
              onZoom={(from, to) => setFixed({ kind: 'fixed', from, to })}
            />
          </Suspense>
          {query.data && query.data.buckets.length + query.data.observations.length === 0 && (
            <p className="plot-empty">{t('chart.empty')}</p>
          )}
        </div>
      )}
      {limits.length > 0 && (
        <RainWindows datastream={datastreamId(station.id, datastream.name)} limits={limits} />
      )}
      <div className="chart-foot">
        <button
          type="button"
          className="link-button"
          aria-expanded={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {t(asTable ? 'chart.hideTable' : 'chart.showTable')}
        </button>
        <span className="muted">
          {datastream.manual === true && <b data-testid="manual-mark">{t('manual.mark')} </b>}
          {t(isRain ? 'chart.hintBars' : 'chart.hint')}
        </span>
      </div>
      {asTable && <SeriesTable series={series} subscribe={subscribe} datastream={datastream} label={label} />}
    </figure>
  )
}

/** The chart in words: 「水位 3.82 m，过去 1 小时上升 0.32 m，距黄色 0.08 m」. */
function Summary({
  station,
  datastream,
  label,
  lines,
}: {
  station: StationView
  datastream: Datastream
  label: string
  lines: ReturnType<typeof thresholdLines>
}) {
  const { t } = useTranslation()
  const latest = useLatest(datastreamId(station.id, datastream.name))
  const { points } = useSpark(station.id, datastream, true)
  const { unit } = datastream
  const parts: string[] = []
  if (latest) {
    if (datastream.property === 'rainfall') {
      parts.push(t('trend.hour', { amount: formatAmount(lastHour(points, serverNow()), unit) }))
    } else {
      parts.push(formatAmount(latest.value, unit))
      const scale = trendScale(datastream.property)
      const trend = trendOf(points, scale, noiseOf(unit, latest.value), datastream.intervalMs, serverNow())
      if (trend && trend.direction !== 'steady') {
        parts.push(
          t(`trend.${trend.direction}By`, {
            amount: formatAmount(Math.abs(trend.rate), unit),
            per: t(`trend.per.${scale.per}`),
          }),
        )
      } else if (trend) parts.push(t('trend.steady'))
    }
    const next = nextThreshold(lines, latest.value)
    if (next) {
      parts.push(
        t('chart.toNext', {
          level: t(`level.chip.${next.line.level}`),
          distance: formatAmount(next.distance, unit),
        }),
      )
    }
  }
  return (
    <p className="chart-summary">
      <b>{label}</b> <span className="muted">{parts.join(t('comma'))}</span>
    </p>
  )
}
