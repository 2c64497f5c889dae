import type { Datastream } from '@tocsin/core'
import { useEffect, useState } from 'react'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useTranslation } from '../language/use-translation.ts'
import '../language/trends-words.ts'
import { formatNumber } from '../stations/amount.ts'
import { useTimeText } from '../time/use-site.ts'
import type { JoinedSeries } from './joined-series.ts'

/** Nobody reads more rows than this on a screen. */
const MOST_ROWS = 300

interface Props {
  readonly series: JoinedSeries
  readonly subscribe: (listener: () => void) => () => void
  readonly datastream: Datastream
  readonly label: string
}

/** The chart as numbers, newest first. */
export function SeriesTable({ series, subscribe, datastream, label }: Props) {
  const { t } = useTranslation()
  const time = useTimeText()
  const [, redraw] = useState(0)
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined
    const stop = subscribe(() => {
      waiting ??= setTimeout(() => {
        waiting = undefined
        redraw((count) => count + 1)
      }, 1000)
    })
    return () => {
      stop()
      clearTimeout(waiting)
    }
  }, [subscribe])
  const points = series.points().slice(-MOST_ROWS).reverse()
  return (
    <ScrollRegion className="series-table" label={t('chart.tableOf', { what: label })}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('chart.time')}</th>
            <th scope="col" className="number">
              {label} ({datastream.unit})
            </th>
            <th scope="col">{t('chart.quality')}</th>
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.time}>
              <td>{time.full(point.time)}</td>
              <td className="number">
                {formatNumber(point.value, datastream.unit)}
                {point.high > point.low &&
                  ` (${formatNumber(point.low, datastream.unit)}–${formatNumber(point.high, datastream.unit)})`}
              </td>
              <td>
                {t(`flag.${point.flag}`)}
                {point.late && ` · ${t('trends.late')}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
