import { Button, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type HandOverView } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { areasQuery, directoryKeys } from '../api/directory-queries.ts'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { areaTrail } from '../people/area-tree.ts'
import { fieldErrors } from '../rules/field-errors.ts'
import { useMay } from '../session/use-person.ts'
import { useNow } from '../time/ticker.ts'
import { useTimeText } from '../time/use-site.ts'
import { linesOf } from './roster-grid.ts'

const SIDES = ['outgoing', 'incoming'] as const

/** One hand-over: what is open, what was written, who signed. Written until the outgoing side signs. */
export function HandOver({ handOver }: { readonly handOver: HandOverView }) {
  const { t } = useTranslation()
  const text = useTimeText()
  const now = useNow()
  const areas = useQuery(areasQuery).data?.areas ?? []
  const { desk, at, notes, done, undone, warnings, outgoingSigned, incomingSigned } = handOver
  const [unsaved, setUnsaved] = useState(false)
  const complete = outgoingSigned !== null && incomingSigned !== null
  return (
    <li className="hand-over" data-testid="hand-over">
      <details open={!complete}>
        <summary>
          <b>{areaTrail(areas, desk)}</b> <span>{text.shortMoment(at, now)}</span>{' '}
          <span className="tag">{complete ? t('handOver.complete') : t('handOver.unsigned')}</span>
        </summary>
        <div className="hand-over-body">
          <h3>{t('handOver.warnings', { count: warnings.length })}</h3>
          <ul>
            {warnings.map((warning) => (
              <li key={warning.id} className="row-actions">
                <LevelChip level={warning.level} />
                <span>{warning.name}</span>
                {warning.area !== undefined && (
                  <span className="muted">{areaTrail(areas, warning.area)}</span>
                )}
                <span className="muted">{text.shortMoment(warning.raisedAt, now)}</span>
                {!warning.acknowledged && <span className="tag">{t('handOver.unacknowledged')}</span>}
              </li>
            ))}
          </ul>
          {outgoingSigned === null ? (
            <WriteForm handOver={handOver} onUnsaved={setUnsaved} />
          ) : (
            <>
              {notes !== '' && <p className="hand-over-notes">{notes}</p>}
              <Items title={t('handOver.done')} items={done} />
              <Items title={t('handOver.undone')} items={undone} />
            </>
          )}
          <Signatures handOver={handOver} unsaved={unsaved} />
        </div>
      </details>
    </li>
  )
}

function Items({ title, items }: { readonly title: string; readonly items: readonly string[] }) {
  if (items.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <ul className="notes">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </>
  )
}

interface WriteProps {
  readonly handOver: HandOverView
  /** What was typed and not saved must not be signed away. */
  onUnsaved(unsaved: boolean): void
}

function WriteForm({ handOver: { id, ...written }, onUnsaved }: WriteProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.writeHandOver)
  const [notes, setNotes] = useState(written.notes)
  const [done, setDone] = useState(written.done.join('\n'))
  const [undone, setUndone] = useState(written.undone.join('\n'))
  const write = useMutation({
    mutationFn: () =>
      perform(calls.writeHandOver, {
        params: { id },
        body: { notes: notes.trim(), done: linesOf(done), undone: linesOf(undone) },
      }),
    onSuccess() {
      void client.invalidateQueries({ queryKey: directoryKeys.handOvers })
      notify('done', t('handOver.written'))
      onUnsaved(false)
    },
  })
  const errors = fieldErrors(write.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    write.mutate()
  }
  const area = (label: string, value: string, field: string, change: (text: string) => void) => (
    <Textarea
      label={label}
      autosize
      minRows={2}
      value={value}
      disabled={!allowed}
      error={errors[field]}
      onChange={(event) => {
        change(event.currentTarget.value)
        onUnsaved(true)
      }}
      data-testid={`hand-over-${field}`}
    />
  )
  return (
    <form className="hand-over-form" onSubmit={submit}>
      {area(t('handOver.notes'), notes, 'notes', setNotes)}
      {area(t('handOver.doneLines'), done, 'done', setDone)}
      {area(t('handOver.undoneLines'), undone, 'undone', setUndone)}
      {write.error && (
        <p className="alert" role="alert">
          {write.error.message}
        </p>
      )}
      <div>
        <Button
          type="submit"
          variant="default"
          disabled={!allowed}
          loading={write.isPending}
          data-testid="write-hand-over"
        >
          {t('handOver.write')}
        </Button>
      </div>
    </form>
  )
}

interface SignProps {
  readonly handOver: HandOverView
  readonly unsaved: boolean
}

function Signatures({ handOver, unsaved }: SignProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const text = useTimeText()
  const now = useNow()
  const allowed = useMay(calls.signHandOver)
  const sign = useMutation({
    mutationFn: (side: (typeof SIDES)[number]) =>
      perform(calls.signHandOver, { params: { id: handOver.id }, body: { side } }),
    onSettled() {
      void client.invalidateQueries({ queryKey: directoryKeys.handOvers })
      void client.invalidateQueries({ queryKey: directoryKeys.rosterCheck })
    },
  })
  const faults = Object.values(fieldErrors(sign.error))
  return (
    <>
      <dl className="signatures">
        {SIDES.map((side) => {
          const signature = handOver[`${side}Signed`]
          const waits = side === 'incoming' && handOver.outgoingSigned === null
          return (
            <div key={side}>
              <dt>{t(`handOver.side.${side}`)}</dt>
              <dd>
                {signature === null ? (
                  <Button
                    size="compact-sm"
                    variant={waits ? 'default' : 'filled'}
                    disabled={!allowed || waits || (side === 'outgoing' && unsaved)}
                    {...(waits && { title: t('handOver.outgoingFirst') })}
                    loading={sign.isPending && sign.variables === side}
                    onClick={() => sign.mutate(side)}
                    data-testid={`sign-${side}`}
                  >
                    {t('handOver.sign')}
                  </Button>
                ) : (
                  `${signature.name} ${text.shortMoment(signature.at, now)}`
                )}
              </dd>
            </div>
          )
        })}
      </dl>
      {unsaved && <p className="muted">{t('handOver.saveFirst')}</p>}
      {sign.error && (
        <p className="alert" role="alert">
          {faults.length > 0 ? faults.join(' · ') : sign.error.message}
        </p>
      )}
    </>
  )
}
