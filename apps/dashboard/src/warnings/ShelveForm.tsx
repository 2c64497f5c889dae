import { Button, NativeSelect, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, type WarningView } from '@tocsin/contract'
import { MINUTE } from '@tocsin/core'
import { type FormEvent, useState } from 'react'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { serverNow } from '../time/server-clock.ts'
import { useTimed } from '../time/ticker.ts'
import { applyWarning } from './warning-cache.ts'

/** Nothing is shelved without an end; longer than a meal is maintenance, and that is ordered for a station. */
const CHOICES = ['30m', '1h', '2h'] as const
const MINUTES: Record<(typeof CHOICES)[number], number> = { '30m': 30, '1h': 60, '2h': 120 }

/** 暂停提醒: no sound until a stated end, with a reason; or sound again from now on. */
export function ShelveForm({ warning }: { warning: Pick<WarningView, 'id' | 'shelved'> }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.shelveWarning)
  const [length, setLength] = useState<(typeof CHOICES)[number]>('30m')
  const [note, setNote] = useState('')
  const shelved = useTimed((now) => warning.shelved !== null && warning.shelved.until > now)
  const shelve = useMutation({
    mutationFn: (body: { until: number; note: string }) =>
      perform(calls.shelveWarning, { params: { id: warning.id }, body }),
    onSuccess({ events, ...changed }) {
      applyWarning(client, changed, events.at(-1))
      setNote('')
    },
    onError: (error) => notify('failed', t('acknowledge.refused', { detail: error.message })),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    shelve.mutate({ until: serverNow() + MINUTES[length] * MINUTE, note: note.trim() })
  }
  if (shelved) {
    return (
      <p>
        <Button
          variant="default"
          loading={shelve.isPending}
          disabled={!allowed}
          {...(!allowed && { title: t('forbidden.shelve') })}
          onClick={() => shelve.mutate({ until: serverNow(), note: t('warning.unshelve') })}
          data-testid="unshelve"
        >
          {t('warning.unshelve')}
        </Button>
      </p>
    )
  }
  return (
    <details className="close-form" data-testid="shelve-form">
      <summary data-key="s">{t('warning.shelve')}</summary>
      <p className="muted">{t('warning.shelveMeans')}</p>
      <form className="note-form" onSubmit={submit}>
        <Textarea
          label={t('warning.shelveReason')}
          autosize
          minRows={1}
          maxRows={4}
          maxLength={500}
          value={note}
          disabled={!allowed}
          onChange={(event) => setNote(event.currentTarget.value)}
          data-testid="shelve-note"
        />
        <NativeSelect
          label={t('warning.shelveFor')}
          value={length}
          disabled={!allowed}
          onChange={(event) => setLength(event.currentTarget.value as (typeof CHOICES)[number])}
          data={CHOICES.map((value) => ({
            value,
            label: t(value === '30m' ? 'duration.m' : 'duration.h', {
              count: value === '30m' ? 30 : MINUTES[value] / 60,
            }),
          }))}
        />
        <Button
          type="submit"
          variant="default"
          loading={shelve.isPending}
          disabled={!allowed || note.trim() === ''}
          {...(!allowed && { title: t('forbidden.shelve') })}
          data-testid="shelve"
        >
          {t('warning.shelveNow')}
        </Button>
        {!allowed && <p className="muted">{t('forbidden.shelve')}</p>}
      </form>
    </details>
  )
}
