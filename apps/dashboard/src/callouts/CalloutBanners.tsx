import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { useState } from 'react'
import { calloutKeys, calloutSettingsQuery } from '../api/callout-queries.ts'
import { perform } from '../api/perform.ts'
import { ConfirmDialog } from '../frame/ConfirmDialog.tsx'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { term } from '../language/words.ts'
import { useMay } from '../session/use-person.ts'
import { Since } from '../time/Since.tsx'
import { useAreaNames } from './use-area-names.ts'

/** What keeps people from being called as the plans say: trial operation, and channels that are down. Only `told` where the room is for the call in hand. */
export function CalloutBanners({ told = false }: { readonly told?: boolean }) {
  const { t } = useTranslation()
  const settings = useQuery(calloutSettingsQuery).data
  const areaName = useAreaNames()
  if (settings === undefined) return null
  return (
    <>
      {settings.trial !== null && (
        <div className="callout-banner" role="status" data-testid="trial">
          <strong>
            {settings.trial.desk === null
              ? t('callouts.trialWithoutDesk')
              : t('callouts.trial', { desk: areaName(settings.trial.desk) })}
          </strong>
          {!told && <EndTrial />}
        </div>
      )}
      {settings.channels
        .filter(({ status }) => status === 'down')
        .map(({ kind, detail, since }) => (
          <p key={kind} className="alert" role="status" data-testid="channel-down">
            <strong>{t('callouts.channelDown', { channel: term(t, 'channel', kind) })}</strong>{' '}
            {detail !== '' && `${detail} · `}
            <Since at={since} />
          </p>
        ))}
    </>
  )
}

function EndTrial() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.setTrial)
  const [asked, setAsked] = useState(false)
  const end = useMutation({
    mutationFn: () => perform(calls.setTrial, { body: { trial: null } }),
    onSuccess(settings) {
      client.setQueryData(calloutKeys.settings, settings)
      notify('done', t('callouts.trialEnded'))
    },
  })
  return (
    <>
      <Button
        variant="default"
        className="push"
        disabled={!allowed}
        {...(!allowed && { title: t('forbidden.trial') })}
        onClick={() => setAsked(true)}
        data-testid="end-trial"
      >
        {t('callouts.endTrial')}
      </Button>
      <ConfirmDialog
        title={t('callouts.endTrialTitle')}
        confirm={t('callouts.endTrial')}
        opened={asked}
        pending={end.isPending}
        refusal={end.error?.message}
        onClose={() => {
          setAsked(false)
          end.reset()
        }}
        onConfirm={() => end.mutate()}
      >
        <p>{t('callouts.endTrialMeans')}</p>
      </ConfirmDialog>
    </>
  )
}
