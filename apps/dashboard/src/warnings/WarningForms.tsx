import { useQueryClient } from '@tanstack/react-query'
import { calls, type WarningWithEvents } from '@tocsin/contract'
import type { WarningId } from '@tocsin/core'
import { perform } from '../api/perform.ts'
import { ReasonForm } from '../frame/ReasonForm.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { applyWarning } from './warning-cache.ts'

/** Shows what the gateway made of something said about a warning. */
function useShown() {
  const client = useQueryClient()
  return ({ events, ...warning }: WarningWithEvents) => applyWarning(client, warning, events.at(-1))
}

export function NoteForm({ id }: { id: WarningId }) {
  const { t } = useTranslation()
  const allowed = useMay(calls.addNote)
  const shown = useShown()
  return (
    <ReasonForm
      label={t('warning.addNote')}
      action={t('warning.sendNote')}
      forbidden={allowed ? undefined : t('forbidden.note')}
      maxLength={2000}
      maxRows={6}
      dataKey="n"
      testId="add"
      send={async (note) => shown(await perform(calls.addNote, { params: { id }, body: { note } }))}
    />
  )
}

/** Closing by hand needs a reason: it takes a warning out of everybody's sight. */
export function CloseForm({ id }: { id: WarningId }) {
  const { t } = useTranslation()
  const allowed = useMay(calls.closeWarning)
  const shown = useShown()
  return (
    <details className="close-form">
      <summary>{t('warning.closeByHand')}</summary>
      <ReasonForm
        label={t('warning.closeReason')}
        action={t('warning.close')}
        forbidden={allowed ? undefined : t('forbidden.close')}
        testId="close"
        send={async (note) => shown(await perform(calls.closeWarning, { params: { id }, body: { note } }))}
      />
    </details>
  )
}
