import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, type WarningWithEvents } from '@tocsin/contract'
import type { WarningId } from '@tocsin/core'
import { type FormEvent, useState } from 'react'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { applyWarning } from './warning-cache.ts'

/** Sends what was written, shows what the gateway made of it, and keeps the text when it was refused. */
function useSaying(send: (note: string) => Promise<WarningWithEvents>) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [note, setNote] = useState('')
  const mutation = useMutation({
    mutationFn: () => send(note.trim()),
    onSuccess({ events, ...warning }) {
      applyWarning(client, warning, events.at(-1))
      setNote('')
    },
    onError: (error) => notify('failed', t('acknowledge.refused', { detail: error.message })),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (note.trim() !== '') mutation.mutate()
  }
  return { note, setNote, submit, pending: mutation.isPending }
}

export function NoteForm({ id }: { id: WarningId }) {
  const { t } = useTranslation()
  const allowed = useMay(calls.addNote)
  const { note, setNote, submit, pending } = useSaying((text) =>
    perform(calls.addNote, { params: { id }, body: { note: text } }),
  )
  return (
    <form className="note-form" onSubmit={submit}>
      <Textarea
        label={t('warning.addNote')}
        data-key="n"
        autosize
        minRows={1}
        maxRows={6}
        maxLength={2000}
        value={note}
        disabled={!allowed}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Button
        type="submit"
        variant="default"
        loading={pending}
        disabled={!allowed || note.trim() === ''}
        {...(!allowed && { title: t('forbidden.note') })}
      >
        {t('warning.sendNote')}
      </Button>
    </form>
  )
}

/** Closing by hand needs a reason: it takes a warning out of everybody's sight. */
export function CloseForm({ id }: { id: WarningId }) {
  const { t } = useTranslation()
  const allowed = useMay(calls.closeWarning)
  const { note, setNote, submit, pending } = useSaying((text) =>
    perform(calls.closeWarning, { params: { id }, body: { note: text } }),
  )
  return (
    <details className="close-form">
      <summary>{t('warning.closeByHand')}</summary>
      <form className="note-form" onSubmit={submit}>
        <Textarea
          label={t('warning.closeReason')}
          autosize
          minRows={1}
          maxRows={4}
          maxLength={500}
          value={note}
          disabled={!allowed}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant="default"
          loading={pending}
          disabled={!allowed || note.trim() === ''}
          {...(!allowed && { title: t('forbidden.close') })}
        >
          {t('warning.close')}
        </Button>
        {!allowed && <p className="muted">{t('forbidden.close')}</p>}
      </form>
    </details>
  )
}
