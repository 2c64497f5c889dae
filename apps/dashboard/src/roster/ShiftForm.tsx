import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, type ShiftView } from '@tocsin/contract'
import { DUTIES } from '@tocsin/core'
import { type FormEvent, useState } from 'react'
import { directoryKeys } from '../api/directory-queries.ts'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { AreaChoice, PersonChoice } from '../people/Choices.tsx'
import { fieldErrors, unplaced } from '../rules/field-errors.ts'
import { useTimeText } from '../time/use-site.ts'
import { atFields, missing, newShift, type ShiftDraft, shiftDraftOf, shiftsOf } from './shift-draft.ts'

interface Props {
  /** One that has not begun; without, new ones are entered. */
  readonly shift?: ShiftView
  readonly desk: string
  readonly day: string
  onDone(): void
}

const TIMES = ['day', 'from', 'to'] as const
// Times are typed: the browser's own field may want AM and PM.
const TYPES = { day: 'date', from: 'text', to: 'text' } as const

export function ShiftForm({ shift, desk, day, onDone }: Props) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const { timeZone } = useTimeText()
  const [draft, setDraft] = useState<ShiftDraft>(() =>
    shift === undefined ? newShift(desk, day) : shiftDraftOf(shift, timeZone),
  )
  const [asked, setAsked] = useState(false)
  const set = (change: Partial<ShiftDraft>) => setDraft((before) => ({ ...before, ...change }))
  const save = useMutation({
    mutationFn: () => {
      const shifts = shiftsOf(draft, timeZone)
      const [only] = shifts
      return shift === undefined || only === undefined
        ? perform(calls.createShifts, { body: { shifts } })
        : perform(calls.changeShift, { params: { id: shift.id }, body: only })
    },
    onSuccess({ findings }) {
      for (const queryKey of [directoryKeys.shifts, directoryKeys.rosterCheck]) {
        void client.invalidateQueries({ queryKey })
      }
      notify('done', t('roster.saved'))
      // One person at two desks is allowed, and told.
      for (const { reason } of findings) notify('failed', i18n.language === 'zh' ? reason.zh : reason.en)
      onDone()
    },
  })
  const missed = asked ? missing(draft) : []
  const errors = {
    ...atFields(fieldErrors(save.error)),
    ...Object.fromEntries(
      missed.map((field) => [
        field,
        t(field === 'from' || field === 'to' ? 'roster.clock' : 'form.required'),
      ]),
    ),
  }
  const rest = save.error === null ? [] : unplaced(errors, ['desk', 'days', ...TIMES, ...DUTIES])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setAsked(true)
    if (missing(draft).length === 0) save.mutate()
  }
  return (
    <form className="form" onSubmit={submit} noValidate data-testid="shift-form">
      <div className="form-row">
        <AreaChoice
          label={t('roster.deskIs')}
          required
          value={draft.desk}
          error={errors['desk']}
          onChange={(path) => set({ desk: path ?? '' })}
          testId="shift-desk"
        />
        {TIMES.map((field) => (
          <TextInput
            key={field}
            type={TYPES[field]}
            label={t(`roster.${field}`)}
            required
            value={draft[field]}
            error={errors[field]}
            onChange={(event) => set({ [field]: event.currentTarget.value })}
            data-testid={`shift-${field}`}
          />
        ))}
        {shift === undefined && (
          <TextInput
            label={t('roster.days')}
            inputMode="numeric"
            value={draft.days}
            error={errors['days']}
            onChange={(event) => set({ days: event.currentTarget.value })}
            data-testid="shift-days"
          />
        )}
      </div>
      <p className="muted">{t('roster.timesMean', { zone: timeZone })}</p>
      <div className="form-row">
        {DUTIES.map((duty) => (
          <PersonChoice
            key={duty}
            label={t(`roster.duty.${duty}`)}
            value={draft.people[duty]}
            error={errors[duty]}
            onChange={(person) => set({ people: { ...draft.people, [duty]: person } })}
            testId={`shift-${duty}`}
          />
        ))}
      </div>
      {save.error && (rest.length > 0 || Object.keys(errors).length === 0) && (
        <p className="alert" role="alert">
          {rest.length > 0 ? rest.join(' · ') : save.error.message}
        </p>
      )}
      <div className="row-actions">
        <Button type="submit" loading={save.isPending} data-testid="save-shift">
          {t('roster.save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('form.cancel')}
        </Button>
      </div>
    </form>
  )
}
