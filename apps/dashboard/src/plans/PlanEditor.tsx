import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, type PlanView } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { calloutKeys } from '../api/callout-queries.ts'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import { ReasonDialog } from '../frame/ReasonDialog.tsx'
import '../language/callout-words.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { faultWords } from '../rules/fault-words.ts'
import { type FieldErrors, fieldErrors } from '../rules/field-errors.ts'
import { Fault } from '../rules/form/Fault.tsx'
import { useMay } from '../session/use-person.ts'
import { PlanFields } from './PlanFields.tsx'
import {
  draftFaults,
  isPlaced,
  NEW_PLAN,
  NEW_STEP,
  type PlanDraft,
  planDraftOf,
  planOf,
  type StepDraft,
} from './plan-draft.ts'
import { StepFields } from './StepFields.tsx'
import './plans.css'

interface Props {
  /** The plan to change; without it a new one is written. */
  readonly plan?: PlanView
  onDone(): void
}

/** A call-out plan as a form. What the gateway finds wrong stands at its field; a change asks why. */
export function PlanEditor({ plan, onDone }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  const client = useQueryClient()
  const allowed = useMay(plan ? calls.changePlan : calls.createPlan)
  const [draft, setDraft] = useState<PlanDraft>(() => (plan ? planDraftOf(plan) : NEW_PLAN))
  const [errors, setErrors] = useState<FieldErrors>({})
  const [asked, setAsked] = useState(false)
  const set = (change: Partial<PlanDraft>) => setDraft({ ...draft, ...change })
  const save = useMutation({
    mutationFn: (reason: string) =>
      plan
        ? perform(calls.changePlan, { params: { id: plan.id }, body: { ...planOf(draft), reason } })
        : perform(calls.createPlan, { body: planOf(draft) }),
    onSuccess(saved) {
      notify('done', t('plan.saved', { name: saved.name }))
      void client.invalidateQueries({ queryKey: calloutKeys.plans })
      onDone()
    },
    onError(error) {
      const found = fieldErrors(error)
      setErrors(found)
      if (Object.keys(found).length > 0) setAsked(false)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const faults = draftFaults(draft)
    setErrors(Object.fromEntries(faults.map((path) => [path, t('plan.whole')])))
    if (faults.length > 0) return
    if (plan) setAsked(true)
    else save.mutate('')
  }
  const at = (path: string) => {
    const error = errors[path]
    return error === undefined ? undefined : faultWords(error, language)
  }
  const setStep = (index: number, step: StepDraft) =>
    set({ steps: draft.steps.map((one, place) => (place === index ? step : one)) })
  const others = Object.entries(errors).filter(([path]) => !isPlaced(path))
  return (
    <form className="form" onSubmit={submit} noValidate data-testid="plan-form">
      <fieldset className="bare" disabled={!allowed} {...(!allowed && { title: t('forbidden.plan') })}>
        <PlanFields draft={draft} at={at} set={set} />
        {draft.steps.map((step, index) => (
          <StepFields
            key={index}
            step={step}
            index={index}
            at={at}
            onChange={(changed) => setStep(index, changed)}
            onRemove={() => set({ steps: draft.steps.filter((_, place) => place !== index) })}
          />
        ))}
        <Fault>{at('steps')}</Fault>
        <p>
          <Button
            variant="default"
            onClick={() => set({ steps: [...draft.steps, { ...NEW_STEP, after: '3m' }] })}
            data-testid="add-step"
          >
            {t('plan.addStep')}
          </Button>
        </p>
        <Checkbox
          label={t('plan.loops')}
          checked={draft.loops}
          onChange={(event) => set({ loops: event.currentTarget.checked })}
        />
      </fieldset>
      {others.length > 0 && (
        <ul className="alert" role="alert">
          {others.map(([path, message]) => (
            <li key={path}>
              {path}: {faultWords(message, language)}
            </li>
          ))}
        </ul>
      )}
      {save.error && !asked && Object.keys(errors).length === 0 && (
        <p className="alert" role="alert">
          {t('callouts.refused', { detail: save.error.message })}
        </p>
      )}
      <div className="row-actions">
        <Button
          type="submit"
          loading={save.isPending}
          disabled={!allowed}
          {...(!allowed && { title: t('forbidden.plan') })}
          data-testid="plan-save"
        >
          {t('plan.save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('form.cancel')}
        </Button>
      </div>
      <ReasonDialog
        title={t('plan.saveTitle')}
        confirm={t('plan.save')}
        opened={asked}
        pending={save.isPending}
        refusal={save.error?.message}
        onClose={() => {
          setAsked(false)
          save.reset()
        }}
        onConfirm={(reason) => save.mutate(reason)}
      >
        <p className="muted">{t('plan.saveMeans')}</p>
      </ReasonDialog>
    </form>
  )
}
