import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ChannelRecord, calls, type PersonRecord } from '@tocsin/contract'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { Since } from '../time/Since.tsx'
import { hoursText } from './hours-text.ts'
import { hasAddress } from './person-draft.ts'

interface Props {
  readonly person: Pick<PersonRecord, 'id' | 'name'>
  readonly channel: ChannelRecord
}

/** One way to reach somebody. The number is masked; the whole of it takes a button that says it is logged. */
export function ChannelLine({ person, channel }: Props) {
  const { t } = useTranslation()
  const allowed = useMay(calls.readFullNumber)
  const read = useMutation({
    mutationFn: () =>
      perform(calls.readFullNumber, { params: { id: person.id, channel: channel.id }, body: {} }),
    onError: (error) => notify('failed', error.message),
  })
  const full = read.data?.address
  const kind = t(`personChannel.kind.${channel.kind}`)
  return (
    <li data-testid="channel">
      <span>{kind}</span>
      {channel.address !== null && <code className="channel-address">{full ?? channel.address}</code>}
      {allowed && channel.address !== null && full === undefined && (
        <Button
          variant="default"
          size="compact-xs"
          loading={read.isPending}
          aria-label={t('personChannel.readFullOf', { name: person.name, kind })}
          title={t('personChannel.readMeans')}
          onClick={() => read.mutate()}
          data-testid="read-full"
        >
          {t('personChannel.readFull')}
        </Button>
      )}
      {full !== undefined && <span className="muted">{t('personChannel.wasLogged')}</span>}
      {channel.hours && <span className="muted">{hoursText(t, channel.hours)}</span>}
      {!channel.readable && (
        <span className="tag" data-tone="fault">
          {t('personChannel.unreadable')}
        </span>
      )}
      {channel.dead && (
        <span className="tag" data-tone="fault">
          {t('personChannel.dead')}
        </span>
      )}
      {!channel.dead && channel.readable && hasAddress(channel.kind) && (
        <span className="muted">
          {channel.verifiedAt === null ? (
            t('personChannel.neverVerified')
          ) : (
            <>
              {t('personChannel.verified')} <Since at={channel.verifiedAt} />
            </>
          )}
        </span>
      )}
    </li>
  )
}
