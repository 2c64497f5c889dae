import type { StationView } from '@tocsin/contract'
import { type Datastream, datastreamId } from '@tocsin/core'
import { useTranslation } from '../language/use-translation.ts'
import { useLatest } from '../live/use-live.ts'
import { formatAmount } from '../stations/amount.ts'
import { serverNow } from '../time/server-clock.ts'
import { nextThreshold, type thresholdLines } from './thresholds.ts'
import { lastHour, noiseOf, trendOf, trendScale } from './trend.ts'
import { useSpark } from './use-spark.ts'

/** The chart in words: 「水位 3.82 m，过去 1 小时上升 0.32 m，距黄色 0.08 m」. */
export function ChartSummary({
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
