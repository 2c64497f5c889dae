import type { RecordView } from '@tocsin/contract'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { formatMeasured } from '../stations/amount.ts'
import { useTimeText } from '../time/use-site.ts'

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [720, 200, 52, 22]

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
  const x = (at: number) => LEFT + ((at - from) / (to - from)) * (WIDTH - LEFT - 8)
  const y = (amount: number) =>
    HEIGHT - BOTTOM - ((amount - low) / (high - low || 1)) * (HEIGHT - BOTTOM - 14)
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
        <div className="panel-body">
          <svg
            className="record-chart"
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            role="img"
            aria-label={t('record.chart', { name, from: time.full(from), to: time.full(to) })}
          >
            {[low, high].map((amount) => (
              <g key={amount}>
                <line className="chart-grid" x1={LEFT} x2={WIDTH - 8} y1={y(amount)} y2={y(amount)} />
                <text x={LEFT - 6} y={y(amount) + 4} textAnchor="end">
                  {formatMeasured(amount, '')}
                </text>
              </g>
            ))}
            <text x={LEFT - 6} y={HEIGHT - 4} textAnchor="end">
              {unit}
            </text>
            {[from, (from + to) / 2, to].map((at, index) => (
              <text
                key={at}
                x={x(at)}
                y={HEIGHT - 4}
                textAnchor={index === 0 ? 'start' : index === 1 ? 'middle' : 'end'}
              >
                {time.day(at)} {time.minute(at)}
              </text>
            ))}
            {rainfall ? (
              buckets.map((bucket) => (
                <rect
                  key={bucket.from}
                  className="chart-bar"
                  x={x(bucket.from)}
                  width={Math.max(1, x(bucket.to) - x(bucket.from) - 1)}
                  y={y(value(bucket))}
                  height={HEIGHT - BOTTOM - y(value(bucket))}
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
                    y1={6}
                    y2={HEIGHT - BOTTOM}
                  />
                ),
            )}
          </svg>
        </div>
      )}
    </section>
  )
}

/** Breaks where a bucket has nothing: what was not measured is not drawn. */
function pathOf(
  buckets: NonNullable<RecordView['series']>['buckets'],
  x: (at: number) => number,
  y: (value: number) => number,
): string {
  return buckets
    .map(({ from, to, mean }, index) => {
      const joined = index > 0 && (buckets[index - 1]?.to ?? 0) >= from
      return `${joined ? 'L' : 'M'}${x((from + to) / 2).toFixed(1)} ${y(mean).toFixed(1)}h0`
    })
    .join('')
}
