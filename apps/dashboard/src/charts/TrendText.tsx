import type { Datastream } from '@tocsin/core'
import { useTranslation } from '../language/use-translation.ts'
import { formatAmount } from '../stations/amount.ts'
import { serverNow } from '../time/server-clock.ts'
import { lastHour, noiseOf, type SparkPoint, trendOf, trendScale } from './trend.ts'

const ARROWS = { rising: '↑', falling: '↓', steady: '→' } as const

/** Where it is going: 「↑ 0.32 m/h」, or what fell within the hour. */
export function TrendText({
  points,
  datastream,
}: {
  points: readonly SparkPoint[]
  datastream: Pick<Datastream, 'unit' | 'property' | 'intervalMs'>
}) {
  const { t } = useTranslation()
  const { unit, property, intervalMs } = datastream
  const now = serverNow()
  if (property === 'rainfall') {
    const sum = lastHour(points, now)
    return points.length === 0 ? null : (
      <span className="trend">{t('trend.hour', { amount: formatAmount(sum, unit) })}</span>
    )
  }
  const scale = trendScale(property)
  const trend = trendOf(points, scale, noiseOf(unit, points.at(-1)?.value ?? 0), intervalMs, now)
  if (trend === undefined) return null
  return (
    <span className="trend" data-direction={trend.direction} title={t(`trend.${trend.direction}`)}>
      <span aria-hidden="true">{ARROWS[trend.direction]}</span>
      <span className="visually-hidden">{t(`trend.${trend.direction}`)}</span>
      {trend.direction !== 'steady' && ` ${formatAmount(Math.abs(trend.rate), unit)}/${scale.per}`}
    </span>
  )
}
