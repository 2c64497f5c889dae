import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type AnnotationView, calls, type StationView } from '@tocsin/contract'
import type { Datastream, Instant } from '@tocsin/core'
import { type FormEvent, useEffect, useState } from 'react'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import '../language/trends-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { serverNow } from '../time/server-clock.ts'
import { useTimeText } from '../time/use-site.ts'
import { fromLocalInput, toLocalInput } from './local-moment.ts'
import { annotationsKey } from './use-annotations.ts'

/** The notes that a chart shows, by the number in their flag: who wrote them and when. Who may take one away gives a reason. */
export function ChartNotes({ notes }: { notes: readonly AnnotationView[] }) {
  const { t } = useTranslation()
  const time = useTimeText()
  const [removing, setRemoving] = useState<number>()
  if (notes.length === 0) return null
  return (
    <ol className="chart-notes" aria-label={t('trends.notes')}>
      {notes.map((note, index) => (
        <li key={note.id} data-testid="chart-note">
          <b className="chart-note-sign">{index + 1}</b>{' '}
          <span className="muted">
            {time.full(note.from).slice(0, 16)}
            {note.to > note.from && ` – ${time.full(note.to).slice(0, 16)}`}
          </span>{' '}
          <span className="chart-note-text">{note.text}</span>{' '}
          <span className="muted">
            {t('trends.noteBy', { name: note.by, at: time.shortMoment(note.writtenAt, serverNow()) })}
          </span>{' '}
          {removing === note.id ? (
            <RemoveNote id={note.id} onDone={() => setRemoving(undefined)} />
          ) : (
            <button
              type="button"
              className="link-button"
              aria-label={t('trends.removeNote', { number: index + 1 })}
              onClick={() => setRemoving(note.id)}
              data-testid="remove-note"
            >
              {t('trends.remove')}
            </button>
          )}
        </li>
      ))}
    </ol>
  )
}

function RemoveNote({ id, onDone }: { id: number; onDone(): void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.deleteAnnotation)
  const [reason, setReason] = useState('')
  const remove = useMutation({
    mutationFn: () => perform(calls.deleteAnnotation, { params: { id }, query: { reason: reason.trim() } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: annotationsKey })
      onDone()
    },
    onError: (error) => notify('failed', error.message),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() !== '') remove.mutate()
  }
  return (
    <form className="row-actions" onSubmit={submit}>
      <TextInput
        aria-label={t('trends.removeReason')}
        placeholder={t('trends.removeReason')}
        value={reason}
        maxLength={500}
        disabled={!allowed}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-testid="remove-reason"
      />
      <Button
        type="submit"
        size="compact-sm"
        variant="default"
        loading={remove.isPending}
        disabled={!allowed || reason.trim() === ''}
        {...(!allowed && { title: t('forbidden.note') })}
        data-testid="remove-note-now"
      >
        {t('trends.remove')}
      </Button>
      <button type="button" className="link-button" onClick={onDone}>
        {t('form.cancel')}
      </button>
    </form>
  )
}

interface WriteProps {
  readonly station: StationView
  readonly datastream: Datastream
  /** A moment that somebody clicked on the chart. */
  readonly picked: Instant | undefined
  /** What the chart shows: the span offered. */
  shown(): [Instant, Instant]
  onDone(): void
}

/** Writes a note at a moment or a span of a chart. */
export function WriteNote({ station, datastream, picked, shown, onDone }: WriteProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { timeZone } = useTimeText()
  const allowed = useMay(calls.annotate)
  const [text, setText] = useState('')
  const [from, setFrom] = useState(() => toLocalInput(picked ?? serverNow(), timeZone))
  const [to, setTo] = useState('')
  const [wide, setWide] = useState(false)
  useEffect(() => {
    if (picked !== undefined) setFrom(toLocalInput(picked, timeZone))
  }, [picked, timeZone])
  const [start, end] = [fromLocalInput(from, timeZone), to === '' ? undefined : fromLocalInput(to, timeZone)]
  const isWrong = start === undefined || (end !== undefined && end < start)
  const write = useMutation({
    mutationFn: () =>
      perform(calls.annotate, {
        params: { id: station.id },
        body: {
          from: start ?? 0,
          text: text.trim(),
          ...(end !== undefined && { to: end }),
          ...(!wide && { datastream: datastream.name }),
        },
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: annotationsKey })
      onDone()
    },
    onError: (error) => notify('failed', error.message),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '' && !isWrong) write.mutate()
  }
  return (
    <form className="note-write" onSubmit={submit} data-testid="write-note-form">
      <div className="form-row">
        <TextInput
          type="datetime-local"
          label={t('trends.noteFrom')}
          description={t('trends.noteFromMeans')}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
          data-testid="note-from"
        />
        <TextInput
          type="datetime-local"
          label={t('trends.noteTo')}
          description={t('trends.noteToMeans')}
          value={to}
          error={isWrong && start !== undefined ? t('trends.noteOrder') : undefined}
          onChange={(event) => setTo(event.currentTarget.value)}
          data-testid="note-to"
        />
      </div>
      <button
        type="button"
        className="link-button"
        onClick={() => {
          const [first, last] = shown()
          setFrom(toLocalInput(first, timeZone))
          setTo(toLocalInput(last, timeZone))
        }}
      >
        {t('trends.noteShown')}
      </button>
      <Textarea
        label={t('trends.noteText')}
        autosize
        minRows={1}
        maxRows={4}
        maxLength={500}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-testid="note-text"
      />
      <Checkbox
        label={t('trends.noteAll')}
        checked={wide}
        onChange={(event) => setWide(event.currentTarget.checked)}
      />
      <div className="row-actions">
        <Button
          type="submit"
          loading={write.isPending}
          disabled={!allowed || text.trim() === '' || isWrong}
          {...(!allowed && { title: t('forbidden.note') })}
          data-testid="note-save"
        >
          {t('trends.noteSave')}
        </Button>
        <button type="button" className="link-button" onClick={onDone}>
          {t('form.cancel')}
        </button>
        {!allowed && <span className="muted">{t('forbidden.note')}</span>}
      </div>
    </form>
  )
}
