import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, type PersonRecord } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { directoryKeys } from '../api/directory-queries.ts'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import { useLanguage } from '../language/use-language.ts'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { faultWords } from '../rules/fault-words.ts'
import { fieldErrors, unplaced } from '../rules/field-errors.ts'
import { ChannelFields } from './ChannelFields.tsx'
import { AreaChoice, PersonChoice } from './Choices.tsx'
import { newPerson, nextKey, type PersonDraft, personBodyOf, personDraftOf } from './person-draft.ts'

interface Props {
  /** One that is there; without, a new one is entered. */
  readonly person?: PersonRecord
  /** Where the first role of a new one lies. */
  readonly area: string | undefined
  onDone(): void
}

export function PersonForm({ person, area, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [draft, setDraft] = useState<PersonDraft>(() =>
    person === undefined ? newPerson(area) : personDraftOf(person),
  )
  const set = (change: Partial<PersonDraft>) => setDraft((before) => ({ ...before, ...change }))
  const save = useMutation({
    mutationFn: () => {
      const body = personBodyOf(draft)
      return person === undefined
        ? perform(calls.createPerson, { body })
        : perform(calls.changePerson, { params: { id: person.id }, body })
    },
    onSuccess(saved) {
      for (const queryKey of [directoryKeys.persons, directoryKeys.rosterCheck]) {
        void client.invalidateQueries({ queryKey })
      }
      notify('done', t('people.saved', { name: saved.name }))
      onDone()
    },
  })
  const language = useLanguage()
  const errors = Object.fromEntries(
    Object.entries(fieldErrors(save.error)).map(([path, message]) => [path, faultWords(message, language)]),
  )
  const placed = [
    'name',
    'deputy',
    'language',
    ...draft.roles.flatMap((_, at) => [`roles.${at}.role`, `roles.${at}.area`]),
    ...draft.channels.flatMap((_, at) => [`channels.${at}.kind`, `channels.${at}.address`]),
  ]
  const rest = unplaced(errors, placed)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form className="form" onSubmit={submit} noValidate data-testid="person-form">
      <div className="form-row">
        <TextInput
          label={t('people.name')}
          required
          maxLength={100}
          autoComplete="off"
          value={draft.name}
          error={errors['name']}
          onChange={(event) => set({ name: event.currentTarget.value })}
          data-testid="person-name"
        />
        <NativeSelect
          label={t('people.languageIs')}
          value={draft.language}
          error={errors['language']}
          data={(['zh', 'en'] as const).map((value) => ({ value, label: t(`people.language.${value}`) }))}
          onChange={(event) => set({ language: event.currentTarget.value === 'en' ? 'en' : 'zh' })}
        />
        <PersonChoice
          label={t('people.deputy')}
          value={draft.deputy}
          error={errors['deputy']}
          onChange={(deputy) => set({ deputy })}
          testId="person-deputy"
        />
      </div>
      <RoleFields draft={draft} errors={errors} set={set} />
      <ChannelFields draft={draft} errors={errors} set={set} />
      {save.error && (rest.length > 0 || Object.keys(errors).length === 0) && (
        <p className="alert" role="alert">
          {rest.length > 0 ? rest.join(' · ') : save.error.message}
        </p>
      )}
      <div className="row-actions">
        <Button type="submit" loading={save.isPending} data-testid="save-person">
          {t('people.save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('form.cancel')}
        </Button>
      </div>
    </form>
  )
}

interface FieldsProps {
  readonly draft: PersonDraft
  readonly errors: Readonly<Record<string, string>>
  set(change: Partial<PersonDraft>): void
}

function RoleFields({ draft, errors, set }: FieldsProps) {
  const { t } = useTranslation()
  const { roles } = draft
  const change = (key: number, part: { role?: string; area?: string }) =>
    set({ roles: roles.map((one) => (one.key === key ? { ...one, ...part } : one)) })
  return (
    <fieldset>
      <legend>{t('people.roles')}</legend>
      {roles.map((one, at) => (
        <div key={one.key} className="form-row role-row">
          <TextInput
            label={t('people.role')}
            maxLength={40}
            value={one.role}
            error={errors[`roles.${at}.role`]}
            onChange={(event) => change(one.key, { role: event.currentTarget.value })}
          />
          <AreaChoice
            label={t('people.roleArea')}
            value={one.area}
            error={errors[`roles.${at}.area`]}
            onChange={(path) => change(one.key, { area: path ?? '' })}
          />
          <Button
            variant="default"
            className="row-remove"
            aria-label={t('people.removeRole', { number: at + 1 })}
            onClick={() => set({ roles: roles.filter(({ key }) => key !== one.key) })}
          >
            {t('system.remove')}
          </Button>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="compact-sm"
          onClick={() =>
            set({ roles: [...roles, { key: nextKey(roles), role: '', area: roles.at(-1)?.area ?? '' }] })
          }
        >
          {t('people.addRole')}
        </Button>
      </div>
    </fieldset>
  )
}
