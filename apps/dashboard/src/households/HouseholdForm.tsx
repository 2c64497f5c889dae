import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, type HouseholdView } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { directoryKeys } from '../api/directory-queries.ts'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { AreaChoice, PersonChoice } from '../people/Choices.tsx'
import { fieldErrors, unplaced } from '../rules/field-errors.ts'
import { type HouseholdDraft, householdBodyOf, householdDraftOf } from './household-zones.ts'

interface Props {
  readonly household?: HouseholdView
  readonly area: string
  onDone(): void
}

const FIELDS = ['area', 'name', 'persons', 'specialNeeds', 'helper', 'destination']

export function HouseholdForm({ household, area, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [draft, setDraft] = useState<HouseholdDraft>(() => householdDraftOf(household, area))
  const set = (change: Partial<HouseholdDraft>) => setDraft((before) => ({ ...before, ...change }))
  const save = useMutation({
    mutationFn: () => {
      const body = householdBodyOf(draft)
      return household === undefined
        ? perform(calls.createHousehold, { body })
        : perform(calls.changeHousehold, { params: { id: household.id }, body })
    },
    onSuccess(saved) {
      void client.invalidateQueries({ queryKey: directoryKeys.households })
      notify('done', t('people.saved', { name: saved.name }))
      onDone()
    },
  })
  const errors = fieldErrors(save.error)
  const rest = unplaced(errors, FIELDS)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const text = (field: 'name' | 'persons' | 'specialNeeds' | 'destination', label: string) => (
    <TextInput
      label={label}
      autoComplete="off"
      required={field === 'name' || field === 'persons'}
      {...(field === 'persons' && { inputMode: 'numeric' as const })}
      value={draft[field]}
      error={errors[field]}
      onChange={(event) => set({ [field]: event.currentTarget.value })}
      data-testid={`household-${field}`}
    />
  )
  return (
    <form className="form" onSubmit={submit} noValidate data-testid="household-form">
      <div className="form-row">
        <AreaChoice
          label={t('household.zone')}
          required
          value={draft.area}
          error={errors['area']}
          onChange={(path) => set({ area: path ?? '' })}
        />
        {text('name', t('household.name'))}
        {text('persons', t('household.personsAre'))}
      </div>
      <div className="form-row">
        {text('specialNeeds', t('household.special'))}
        <PersonChoice
          label={t('household.helper')}
          value={draft.helper}
          error={errors['helper']}
          onChange={(helper) => set({ helper })}
        />
        {text('destination', t('household.destination'))}
      </div>
      {save.error && (rest.length > 0 || Object.keys(errors).length === 0) && (
        <p className="alert" role="alert">
          {rest.length > 0 ? rest.join(' · ') : save.error.message}
        </p>
      )}
      <div className="row-actions">
        <Button type="submit" loading={save.isPending}>
          {t('household.save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('form.cancel')}
        </Button>
      </div>
    </form>
  )
}
