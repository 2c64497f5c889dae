import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type CalloutBody, calls } from '@tocsin/contract'
import { LEVELS, type Level } from '@tocsin/core'
import { type FormEvent, useState } from 'react'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { fieldErrors, unplaced } from '../rules/field-errors.ts'
import { AreaInput } from './AreaInput.tsx'
import { useKeepCallout } from './use-callout-action.ts'

const EMPTY: CalloutBody = {
  kind: 'order',
  source: '',
  text: '',
  area: '',
  level: 'red',
  exercise: false,
  channels: 'real',
  ordersMove: false,
}
const FIELDS = Object.keys(EMPTY)

/** 手动叫应: an order from above or an official signal, or an exercise. */
export function StartForm({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const keep = useKeepCallout()
  const [body, setBody] = useState(EMPTY)
  const [tried, setTried] = useState(false)
  const set = (change: Partial<CalloutBody>) => setBody({ ...body, ...change })
  const start = useMutation({
    mutationFn: () => perform(calls.startCallout, { body }),
    onSuccess(callout) {
      keep(callout)
      notify('done', t('callout.started'))
      void navigate({ to: '/callouts/$id', params: { id: callout.id } })
    },
  })
  const errors = fieldErrors(start.error)
  const empty = (['source', 'text', 'area'] as const).filter((field) => body[field].trim() === '')
  const at = (field: keyof CalloutBody) =>
    errors[field] ?? (tried && empty.some((one) => one === field) ? t('form.required') : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (empty.length === 0) start.mutate()
  }
  const others = unplaced(errors, FIELDS)
  return (
    <section className="panel" data-exercise={body.exercise || undefined}>
      <form className="form" onSubmit={submit} noValidate data-testid="start-form">
        <h2>{t('callout.start')}</h2>
        <p className="muted">{t('callout.startMeans')}</p>
        <div className="form-row">
          <NativeSelect
            label={t('callout.kind')}
            value={body.kind}
            onChange={(event) => set({ kind: event.currentTarget.value === 'signal' ? 'signal' : 'order' })}
            data={(['order', 'signal'] as const).map((value) => ({
              value,
              label: t(`callouts.origin.${value}`),
            }))}
          />
          <TextInput
            label={t('callout.source')}
            placeholder={t('callout.sourceHint')}
            maxLength={200}
            value={body.source}
            error={at('source')}
            onChange={(event) => set({ source: event.currentTarget.value })}
            data-testid="start-source"
          />
          <AreaInput
            label={t('callout.area')}
            value={body.area}
            error={at('area')}
            onChange={(area) => set({ area })}
            testId="start-area"
          />
          <NativeSelect
            label={t('callout.level')}
            value={body.level}
            onChange={(event) => set({ level: event.currentTarget.value as Level })}
            data={LEVELS.map((value) => ({ value, label: t(`level.chip.${value}`) }))}
            data-testid="start-level"
          />
        </div>
        <Textarea
          label={t('callout.text')}
          autosize
          minRows={2}
          maxLength={300}
          value={body.text}
          error={at('text')}
          onChange={(event) => set({ text: event.currentTarget.value })}
          data-testid="start-text"
        />
        <Checkbox
          label={t('callout.ordersMove')}
          description={t('callout.ordersMoveMeans')}
          checked={body.ordersMove}
          onChange={(event) => set({ ordersMove: event.currentTarget.checked })}
        />
        <Checkbox
          label={t('callout.exercise')}
          description={t('callout.exerciseMeans')}
          checked={body.exercise}
          onChange={(event) => set({ exercise: event.currentTarget.checked, channels: 'real' })}
          data-testid="start-exercise"
        />
        {body.exercise && (
          <NativeSelect
            label={t('callout.channels')}
            value={body.channels}
            onChange={(event) =>
              set({ channels: event.currentTarget.value === 'simulated' ? 'simulated' : 'real' })
            }
            data={[
              { value: 'real', label: t('callout.channelsReal') },
              { value: 'simulated', label: t('callout.channelsSimulated') },
            ]}
            data-testid="start-channels"
          />
        )}
        {start.error !== null && (others.length > 0 || Object.keys(errors).length === 0) && (
          <p className="alert" role="alert">
            {others.length > 0 ? others.join(' · ') : start.error.message}
          </p>
        )}
        <div className="row-actions">
          <Button type="submit" loading={start.isPending} data-testid="start-go">
            {body.exercise ? t('callout.goExercise') : t('callout.go')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('form.cancel')}
          </Button>
        </div>
      </form>
    </section>
  )
}
