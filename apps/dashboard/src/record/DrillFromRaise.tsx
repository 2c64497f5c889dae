import { NativeSelect } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { calls } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'
import { useState } from 'react'
import { perform } from '../api/perform.ts'
import { useKeepCallout } from '../callouts/use-callout-action.ts'
import { ConfirmDialog } from '../frame/ConfirmDialog.tsx'
import '../language/record-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { useTimeText } from '../time/use-site.ts'

interface Props {
  readonly backtest: string
  readonly subject: string
  readonly at: Instant
  readonly place: string
}

/** Begins an exercise with what a flood of the past would have raised. */
export function DrillFromRaise({ backtest, subject, at, place }: Props) {
  const { t } = useTranslation()
  const time = useTimeText()
  const navigate = useNavigate()
  const keep = useKeepCallout()
  const allowed = useMay(calls.startDrill)
  const [asked, setAsked] = useState(false)
  const [channels, setChannels] = useState<'simulated' | 'real'>('simulated')
  const start = useMutation({
    mutationFn: () => perform(calls.startDrill, { body: { backtest, subject, at, channels } }),
    onSuccess(callout) {
      keep(callout)
      void navigate({ to: '/callouts/$id', params: { id: callout.id } })
    },
  })
  return (
    <>
      <button
        type="button"
        className="link-button"
        disabled={!allowed}
        {...(!allowed && { title: t('drill.forbidden') })}
        onClick={() => setAsked(true)}
        data-testid="drill-from"
      >
        {t('drill.from')}
      </button>
      <ConfirmDialog
        title={t('drill.from')}
        confirm={t('drill.begin')}
        opened={asked}
        pending={start.isPending}
        refusal={start.error?.message}
        onClose={() => {
          setAsked(false)
          start.reset()
        }}
        onConfirm={() => start.mutate()}
      >
        <p>{t('drill.fromMeans', { place, time: time.full(at) })}</p>
        <NativeSelect
          label={t('drill.channels')}
          value={channels}
          onChange={(event) => setChannels(event.currentTarget.value === 'real' ? 'real' : 'simulated')}
          data={(['simulated', 'real'] as const).map((value) => ({ value, label: t(`drill.${value}`) }))}
          data-testid="drill-channels"
        />
      </ConfirmDialog>
    </>
  )
}
