import type { Datastream, StationId } from '@tocsin/core'
import { datastreamId } from '@tocsin/core'
import { useTranslation } from '../language/use-translation.ts'
import { useLatest } from '../live/use-live.ts'
import { shortAge } from '../time/format.ts'
import { useTimed } from '../time/ticker.ts'
import { useTimeText } from '../time/use-site.ts'
import { formatNumber } from './amount.ts'
import { ageOf, isStale } from './freshness.ts'
import './value.css'

interface Props {
  readonly station: StationId
  readonly datastream: Pick<Datastream, 'name' | 'unit' | 'intervalMs'>
  readonly size?: 'small' | 'large'
}

/** A live value with its unit, its own age and its quality; hollow once it is too old to be taken for the present. */
export function Value({ station, datastream, size = 'small' }: Props) {
  const { t } = useTranslation()
  const id = datastreamId(station, datastream.name)
  const latest = useLatest(id)
  const time = useTimeText()
  const age = useTimed((now) => (latest ? shortAge(ageOf(latest, now)) : ''))
  const stale = useTimed((now) => latest !== undefined && isStale(latest, datastream.intervalMs, now))
  if (latest === undefined) {
    return (
      <span className="value" data-size={size} data-testid="value" data-datastream={id} data-never>
        <span className="value-number">–</span>
        <span className="value-age">{t('value.never')}</span>
      </span>
    )
  }
  return (
    <span
      className="value"
      data-size={size}
      data-testid="value"
      data-datastream={id}
      data-time={latest.phenomenonTime}
      data-flag={latest.flag}
      data-stale={stale || undefined}
      title={t('value.times', {
        at: time.full(latest.phenomenonTime),
        received: time.full(latest.receivedAt),
      })}
    >
      <span className="value-number">{formatNumber(latest.value, datastream.unit)}</span>
      <span className="value-unit">{datastream.unit}</span>
      {latest.flag !== 'good' && latest.flag !== 'not-evaluated' && (
        <span className="tag" data-tone="doubt">
          {t(`flag.${latest.flag}`)}
        </span>
      )}
      <span className="value-age">
        {stale && <span className="value-stale">{t('value.stale')} </span>}
        {age}
      </span>
    </span>
  )
}
