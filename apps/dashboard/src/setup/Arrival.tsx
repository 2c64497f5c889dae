import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { StationView } from '@tocsin/contract'
import { type Datastream, reasonIn } from '@tocsin/core'
import { useEffect, useState } from 'react'
import { keys } from '../api/queries.ts'
import { arrivalQuery } from '../api/setup-queries.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { datastreamLabel, term } from '../language/words.ts'
import { Value } from '../stations/Value.tsx'
import { Since } from '../time/Since.tsx'
import { serverNow } from '../time/server-clock.ts'

/** Of those turned away, the newest. */
const SHOWN = 3

/** 「等待第一条消息…」, until there is one; and whatever was refused meanwhile, with the reason. */
export function Arrival({ station: { id, datastreams } }: { readonly station: StationView }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const client = useQueryClient()
  const [since] = useState(serverNow)
  const arrival = useQuery(arrivalQuery(id)).data
  const heard = arrival !== undefined && Object.keys(arrival.station.latest).length > 0
  useEffect(() => {
    // The step is done: the page knows it by the same list as every other.
    if (heard) void client.invalidateQueries({ queryKey: keys.stations })
  }, [heard, client])
  if (arrival === undefined) return null
  const rejections = arrival.rejections.slice(0, SHOWN)
  // Somebody who names no station, or a wrong one, may well be this one: it is waited for right now.
  const refused = arrival.refused.filter(({ at, station }) => at >= since || station === id).slice(0, SHOWN)
  return (
    <div className="arrival" data-testid="arrival">
      {heard ? (
        <div className="arrival-heard" role="status" data-testid="first-message">
          <b>{t('setup.heard')}</b>
          <ul className="live-values">
            {(datastreams as readonly Datastream[]).map((datastream) => (
              <li key={datastream.name}>
                <span className="muted">{datastreamLabel(t, datastream, datastreams)}</span>{' '}
                <Value station={id} datastream={datastream} size="large" />
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <p role="status" data-testid="waiting">
          {t('setup.waiting')}
        </p>
      )}
      {rejections.map((one) => (
        <p key={one.id} className="alert" role="alert" data-testid="rejection">
          <b>{t('setup.rejected')}</b> {one.path !== '' && <code>{one.path}</code>}{' '}
          {reasonIn(language, one.reason)} <code>{one.excerpt}</code> <Since at={one.at} />
        </p>
      ))}
      {refused.map(({ at, reason, station, address, detail }) => (
        <p key={`${at} ${reason}`} className="alert" role="alert" data-testid="refused-connection">
          <b>{t('setup.turnedAway')}</b> {term(t, 'setup.refusal', reason)}{' '}
          <code>{[station, address, detail].filter((part) => part !== null && part !== '').join(' · ')}</code>{' '}
          <Since at={at} />
        </p>
      ))}
    </div>
  )
}
