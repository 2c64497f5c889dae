import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ChannelSetupView, calls } from '@tocsin/contract'
import { useState } from 'react'
import { channelsQuery } from '../api/channel-queries.ts'
import { perform } from '../api/perform.ts'
import { channelDetail } from '../callouts/channel-detail.ts'
import { ReasonDialog } from '../frame/ReasonDialog.tsx'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { Since } from '../time/Since.tsx'
import { CallbackAddress } from './CallbackAddress.tsx'
import { ChannelForm } from './ChannelForm.tsx'
import { ChannelTests } from './ChannelTests.tsx'

const TONE = { up: 'quiet', down: 'fault', unknown: 'doubt', off: 'quiet' } as const

/** One channel: how it fares, where its provider reports to, its tests. */
/** Of the channels that are there without being set up, those that have a name of their own; the others are simulated. */
const FIXED = new Set(['telephone', 'console', 'email'])

export function ChannelCard({ channel }: { channel: ChannelSetupView }) {
  const { t } = useTranslation()
  const { id, name, kind, settings, status, since, detail, lastSuccessAt, waiting, callback } = channel
  const language = useLanguage()
  const [changing, setChanging] = useState(false)
  const allowed = useMay(calls.changeChannel)
  const title =
    settings === null ? (FIXED.has(kind) ? t(`channels.fixed.${kind}`) : t(`channel.${kind}`)) : name
  if (changing) return <ChannelForm channel={channel} onClose={() => setChanging(false)} />
  return (
    <section className="panel" aria-label={title} data-testid={`channel-${id}`}>
      <div className="panel-head">
        <h2>{title}</h2>
        <span className="muted">
          {settings !== null && `${t(`channel.${kind}`)} · ${t(`channels.type.${settings.type}`)} · ${id}`}
        </span>
        <span className="tag" data-tone={TONE[status]} data-testid="channel-status">
          {t(`channels.status.${status}`)}
        </span>
        {settings !== null && (
          <span className="push row-actions">
            <Button
              variant="default"
              disabled={!allowed}
              onClick={() => setChanging(true)}
              data-testid="change-channel"
            >
              {t('channels.change')}
            </Button>
            <Remove channel={channel} allowed={allowed} />
          </span>
        )}
      </div>
      <div className="panel-body channel-body">
        {kind !== 'telephone' && (
          <p>
            {status !== 'off' && (
              <>
                <Since at={since} />:{' '}
              </>
            )}
            {channelDetail(detail, language)}
          </p>
        )}
        <p className="muted">
          {t('channels.lastSuccess')}{' '}
          {lastSuccessAt === null ? t('channels.never') : <Since at={lastSuccessAt} />}
          {' · '}
          {t('channels.waiting', { count: waiting })}
          {channel.broadcast && ` · ${t('channels.broadcast')}`}
        </p>
        {settings === null && kind === 'email' && <p className="muted">{t('channels.byEnvironment')}</p>}
        {callback !== null && <CallbackAddress id={id} callback={callback} secrets={channel.secrets} />}
        {kind !== 'telephone' && kind !== 'console' && status !== 'off' && <ChannelTests channel={channel} />}
      </div>
    </section>
  )
}

function Remove({ channel, allowed }: { channel: ChannelSetupView; allowed: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [asked, setAsked] = useState(false)
  const remove = useMutation({
    mutationFn: (reason: string) =>
      perform(calls.removeChannel, { params: { id: channel.id }, query: { reason } }),
    onSuccess: () => setAsked(false),
    onSettled: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  })
  return (
    <>
      <Button variant="default" disabled={!allowed} onClick={() => setAsked(true)}>
        {t('system.remove')}
      </Button>
      <ReasonDialog
        title={t('channels.remove', { name: channel.name })}
        confirm={t('system.remove')}
        opened={asked}
        pending={remove.isPending}
        refusal={remove.error?.message}
        onClose={() => setAsked(false)}
        onConfirm={(reason) => remove.mutate(reason)}
      />
    </>
  )
}
