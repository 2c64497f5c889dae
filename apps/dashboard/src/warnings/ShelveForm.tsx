import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, type WarningView } from '@tocsin/contract'
import { HOUR, parseDuration } from '@tocsin/core'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import { ReasonForm } from '../frame/ReasonForm.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { windowText } from '../language/words.ts'
import { useMay } from '../session/use-person.ts'
import { serverNow } from '../time/server-clock.ts'
import { useTimed } from '../time/ticker.ts'
import { applyWarning } from './warning-cache.ts'

/** Nothing is shelved without an end; longer than a meal is maintenance, and that is ordered for a station. */
const CHOICES = ['30m', '1h', '2h'] as const

/** 暂停提醒: no sound until a stated end, with a reason; or sound again from now on. */
export function ShelveForm({ warning }: { warning: Pick<WarningView, 'id' | 'shelved'> }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.shelveWarning)
  const shelved = useTimed((now) => warning.shelved !== null && warning.shelved.until > now)
  const shelve = async (body: { until: number; note: string }) => {
    const { events, ...changed } = await perform(calls.shelveWarning, { params: { id: warning.id }, body })
    applyWarning(client, changed, events.at(-1))
  }
  const unshelve = useMutation({
    mutationFn: () => shelve({ until: serverNow(), note: t('warning.unshelve') }),
    onError: (error) => notify('failed', t('acknowledge.refused', { detail: error.message })),
  })
  if (shelved) {
    return (
      <p>
        <Button
          variant="default"
          loading={unshelve.isPending}
          disabled={!allowed}
          {...(!allowed && { title: t('forbidden.shelve') })}
          onClick={() => unshelve.mutate()}
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
      <ReasonForm
        label={t('warning.shelveReason')}
        action={t('warning.shelveNow')}
        forbidden={allowed ? undefined : t('forbidden.shelve')}
        lengths={{
          label: t('warning.shelveFor'),
          first: '30m',
          choices: CHOICES.map((value) => ({ value, label: windowText(t, value) })),
        }}
        testId="shelve"
        send={(note, length) => shelve({ until: serverNow() + (parseDuration(length) ?? HOUR), note })}
      />
    </details>
  )
}
