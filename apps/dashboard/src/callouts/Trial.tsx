import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { useState } from 'react'
import { areasQuery, calloutKeys, calloutSettingsQuery, plansQuery } from '../api/callout-queries.ts'
import { deskKey } from '../api/desk-queries.ts'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import { ReasonDialog } from '../frame/ReasonDialog.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { AreaInput } from './AreaInput.tsx'
import { useAreaNames } from './use-area-names.ts'

/** 试运行: whether it is on, whom it calls, and the way out of it and back into it, each with a reason. */
export function Trial() {
  const { t } = useTranslation()
  const areaName = useAreaNames()
  const trial = useQuery(calloutSettingsQuery).data?.trial
  if (trial === undefined) return null
  return trial === null ? (
    <p className="row-actions">
      <span className="muted">{t('callouts.trialOff')}</span>
      <TrialButton word="begin" />
    </p>
  ) : (
    <div className="callout-banner">
      <strong>
        {trial.desk === null
          ? t('callouts.trialWithoutDesk')
          : t('callouts.trial', { desk: areaName(trial.desk) })}
      </strong>
      <span className="push">
        <TrialButton word="end" />
      </span>
    </div>
  )
}

function TrialButton({ word }: { readonly word: 'begin' | 'end' }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.setTrial)
  const county = useQuery(areasQuery).data?.areas.find(({ kind }) => kind === 'county')?.path
  const plans = useQuery(plansQuery).data
  const [asked, setAsked] = useState(false)
  const [typed, setTyped] = useState<string>()
  const desk = typed ?? county ?? ''
  const set = useMutation({
    mutationFn: (reason: string) =>
      perform(calls.setTrial, { body: { trial: word === 'begin' ? { desk } : null, reason } }),
    onSuccess(settings) {
      client.setQueryData(calloutKeys.settings, settings)
      void client.invalidateQueries({ queryKey: deskKey })
      setAsked(false)
      notify('done', t(word === 'begin' ? 'callouts.trialBegun' : 'callouts.trialEnded'))
    },
  })
  return (
    <>
      <Button
        variant="default"
        disabled={!allowed}
        {...(!allowed && { title: t('forbidden.trial') })}
        onClick={() => setAsked(true)}
        data-testid={`${word}-trial`}
      >
        {t(`callouts.${word}Trial`)}
      </Button>
      <ReasonDialog
        title={t(`callouts.${word}TrialTitle`)}
        confirm={t(`callouts.${word}Trial`)}
        opened={asked}
        pending={set.isPending}
        refusal={set.error?.message}
        onClose={() => {
          setAsked(false)
          set.reset()
        }}
        onConfirm={(reason) => set.mutate(reason)}
      >
        <p className="muted">{t(`callouts.${word}TrialMeans`)}</p>
        {word === 'end' && plans?.length === 0 && (
          <p className="alert" role="status">
            {t('callouts.endTrialNoPlan')}
          </p>
        )}
        {word === 'begin' && (
          <AreaInput label={t('callouts.trialDesk')} value={desk} onChange={setTyped} testId="trial-desk" />
        )}
      </ReasonDialog>
    </>
  )
}
