import type { RecordView } from '@tocsin/contract'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { formatMeasured } from '../stations/amount.ts'
import { useTimeText } from '../time/use-site.ts'

/** Of the drawing, which is stretched to its place; words stand beside it, so that they are as large everywhere. */
const [WIDTH, HEIGHT] = [1000, 180]

/** Rain or level around the event, drawn once: a record is for paper as much as for the screen. */
export function Series({ record }: { record: RecordView }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const time = useTimeText()
  const { series, raisedAt, clearedAt } = record
  if (series === null) return null
  const { buckets, rainfall, unit, from, to } = series
  const value = (bucket: (typeof buckets)[number]) => (rainfall ? (bucket.sum ?? 0) : bucket.max)
  const values = buckets.map(value)
  const name = series.name[language]
  const high = Math.max(...values)
  const low = rainfall ? 0 : Math.min(...buckets.map(({ min }) => min))
  const x = (at: number) => ((at - from) / (to - from)) * WIDTH
  const y = (amount: number) => HEIGHT - 2 - ((amount - low) / (high - low || 1)) * (HEIGHT - 6)
  const peak = buckets.find((bucket) => value(bucket) === high)
  const total = formatMeasured(
    values.reduce((sum, one) => sum + one, 0),
    unit,
  )
  return (
    <section className="panel" aria-labelledby="series" data-testid="series">
      <div className="panel-head">
        <h2 id="series">{t('record.series')}</h2>
        <span>{name}</span>
        {peak !== undefined && (
          <span className="muted">
            {rainfall
              ? t('record.seriesRain', { value: total })
              : t('record.seriesLevel', { value: formatMeasured(high, unit), time: time.minute(peak.from) })}
          </span>
        )}
      </div>
      {buckets.length === 0 ? (
        <p className="empty">{t('record.seriesNone')}</p>
      ) : (
        <div className="panel-body record-chart">
          <p className="chart-scale">
            <span>{formatMeasured(high, unit)}</span>
            <span>{formatMeasured(low, unit)}</span>
          </p>
          <svg
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={t('record.chart', { name, from: time.full(from), to: time.full(to) })}
          >
            {[low, high].map((amount) => (
              <line key={amount} className="chart-grid" x1={0} x2={WIDTH} y1={y(amount)} y2={y(amount)} />
            ))}
            {rainfall ? (
              buckets.map((bucket) => (
                <rect
                  key={bucket.from}
                  className="chart-bar"
                  x={x(bucket.from)}
                  width={Math.max(1, x(bucket.to) - x(bucket.from) - 1)}
                  y={y(value(bucket))}
                  height={HEIGHT - 2 - y(value(bucket))}
                />
              ))
            ) : (
              <path className="chart-line" d={pathOf(buckets, x, y)} />
            )}
            {[raisedAt, clearedAt].map(
              (at, index) =>
                at !== null && (
                  <line
                    key={index === 0 ? 'raised' : 'cleared'}
                    className={index === 0 ? 'chart-raised' : 'chart-cleared'}
                    x1={x(at)}
                    x2={x(at)}
                    y1={0}
                    y2={HEIGHT}
                  />
                ),
            )}
          </svg>
          <p className="chart-times">
            {[from, (from + to) / 2, to].map((at) => (
              <span key={at}>
                {time.day(at)} {time.minute(at)}
              </span>
            ))}
          </p>
        </div>
      )}
    </section>
  )
}

/** From the least to the most of each bucket, and on to the next. Breaks where a bucket has nothing: what was not measured is not drawn. */
function pathOf(
  buckets: NonNullable<RecordView['series']>['buckets'],
  x: (at: number) => number,
  y: (value: number) => number,
): string {
  return buckets
    .map(({ from, to, min, mean, max }, index) => {
      const joined = index > 0 && (buckets[index - 1]?.to ?? 0) >= from
      const at = x((from + to) / 2).toFixed(1)
      const [low, middle, high] = [min, mean, max].map((value) => y(value).toFixed(1))
      return `${joined ? 'L' : 'M'}${at} ${middle}V${low}V${high}V${middle}h0.1`
    })
    .join('')
}
