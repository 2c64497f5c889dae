import { useQuery } from '@tanstack/react-query'
import { calloutSettingsQuery } from '../api/callout-queries.ts'
import { useTranslation } from '../language/use-translation.ts'
import { term } from '../language/words.ts'
import { Since } from '../time/Since.tsx'

/** Channels that are down: they keep people from being called as the plans say. */
export function CalloutBanners() {
  const { t } = useTranslation()
  const settings = useQuery(calloutSettingsQuery).data
  return (settings?.channels ?? [])
    .filter(({ status }) => status === 'down')
    .map(({ kind, detail, since }) => (
      <p key={kind} className="alert" role="status" data-testid="channel-down">
        <strong>{t('callouts.channelDown', { channel: term(t, 'channel', kind) })}</strong>{' '}
        {detail !== '' && `${detail} · `}
        <Since at={since} />
      </p>
    ))
}
