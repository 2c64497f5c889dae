import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { openWarningsQuery, stationsQuery } from '../api/queries.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useDoubtful, useLink } from '../live/use-live.ts'
import { useTimed } from '../time/ticker.ts'
import { useTimeText } from '../time/use-site.ts'
import { isRestored } from './last-known.ts'
import { upgrade } from './upgrade.ts'

/** While the link is away: how old what is shown is, and what cannot be done. Afterwards: that the console itself is newer. */
export function OfflineBanner() {
  const { t } = useTranslation()
  const link = useLink()
  const doubtful = useDoubtful()
  const text = useTimeText()
  const newer = useSyncExternalStore(upgrade.subscribe, upgrade.get)
  const warningsAt = useQuery(openWarningsQuery).dataUpdatedAt
  const stationsAt = useQuery(stationsQuery).dataUpdatedAt
  const warnings = useTimed((now) => text.moment(warningsAt, now))
  const stations = useTimed((now) => text.moment(stationsAt, now))
  if (link.state !== 'live' && (doubtful || isRestored())) {
    return (
      <p className="offline-banner" role="status" data-testid="cached">
        <strong>{t('cached.at', { time: warnings })}</strong> {t('cached.means', { stations })}
      </p>
    )
  }
  if (!newer) return null
  return (
    <p className="offline-banner" data-tone="news" role="status" data-testid="newer-console">
      {t('cached.newer')}{' '}
      <button type="button" className="link-button" onClick={() => location.reload()}>
        {t('cached.reload')}
      </button>
    </p>
  )
}
