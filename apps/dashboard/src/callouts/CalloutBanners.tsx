import { useQuery } from '@tanstack/react-query'
import { calloutSettingsQuery } from '../api/callout-queries.ts'
import { personsQuery } from '../api/directory-queries.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { term } from '../language/words.ts'
import { Since } from '../time/Since.tsx'
import { channelDetail } from './channel-detail.ts'

/** Channels that are down: they keep people from being called as the plans say. */
export function CalloutBanners() {
  const { t } = useTranslation()
  const language = useLanguage()
  const settings = useQuery(calloutSettingsQuery).data
  const down = (settings?.channels ?? []).filter(({ status }) => status === 'down')
  const persons = useQuery({ ...personsQuery, enabled: down.some(({ kind }) => kind === 'console') }).data
  // A console that nobody is called by is not missed.
  const byConsole = persons?.some(({ channels }) => channels.some(({ kind }) => kind === 'console')) ?? false
  return down
    .filter(({ kind }) => kind !== 'console' || byConsole)
    .map(({ kind, detail, since }) => (
      <p key={kind} className="alert" role="status" data-testid="channel-down">
        <strong>{t('callouts.channelDown', { channel: term(t, 'channel', kind) })}</strong>{' '}
        {detail !== '' && `${channelDetail(detail, language)} · `}
        <Since at={since} />
      </p>
    ))
}
