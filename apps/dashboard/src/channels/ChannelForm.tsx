import { Checkbox, NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ChannelSetupView, type ChannelType, calls } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { channelsQuery } from '../api/channel-queries.ts'
import { perform } from '../api/perform.ts'
import { FormFoot } from '../frame/FormFoot.tsx'
import { notify } from '../frame/notices.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { faultWords } from '../rules/fault-words.ts'
import { fieldErrors, unplaced } from '../rules/field-errors.ts'
import { bodyOf, type ChannelDraft, draftOf, newDraft, secretNames, settingsOf } from './channel-draft.ts'
import { FIELDS, type Field, TYPES } from './channel-fields.ts'

interface Props {
  /** To be changed; absent: a new one. */
  readonly channel?: ChannelSetupView
  onClose(): void
}

/** Sets a channel up, or changes it. Secrets go in and are never shown. */
export function ChannelForm({ channel, onClose }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [draft, setDraft] = useState<ChannelDraft>(
    () => (channel && draftOf(channel)) ?? newDraft('aliyun-voice'),
  )
  const set = (change: Partial<ChannelDraft>) => setDraft({ ...draft, ...change })
  const isNew = channel === undefined
  const save = useMutation({
    async mutationFn() {
      const body = bodyOf(draft)
      if (isNew) return await perform(calls.createChannel, { body })
      const { id, ...change } = body
      return await perform(calls.changeChannel, { params: { id }, body: change })
    },
    onSuccess(saved) {
      void client.invalidateQueries({ queryKey: channelsQuery.queryKey })
      notify('done', t('channels.saved', { name: saved.name }))
      onClose()
    },
  })
  const fields = draft.type === 'http-provider' ? [] : FIELDS[draft.type]
  const names = secretNames(draft)
  const language = useLanguage()
  const errors = Object.fromEntries(
    Object.entries(fieldErrors(save.error)).map(([path, message]) => [path, faultWords(message, language)]),
  )
  const places = [
    'id',
    'name',
    'reason',
    ...fields.map(({ name }) => `settings.${name}`),
    ...names.map((name) => `secrets.${name}`),
  ]
  const others = unplaced(errors, places)
  const unreadable = settingsOf(draft) === undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!unreadable) save.mutate()
  }
  return (
    <section className="panel">
      <form className="form" onSubmit={submit} noValidate data-testid="channel-form">
        <h2>{isNew ? t('channels.add') : t('channels.changeOf', { name: channel.name })}</h2>
        {isNew && (
          <NativeSelect
            label={t('channels.typeLabel')}
            value={draft.type}
            data={TYPES.map((value) => ({ value, label: t(`channels.type.${value}`) }))}
            onChange={(event) => {
              const { id, name, reason } = draft
              setDraft({ ...newDraft(event.currentTarget.value as ChannelType), id, name, reason })
            }}
            data-testid="channel-type"
          />
        )}
        <p className="muted">{t(`channels.means.${draft.type}`)}</p>
        <div className="form-row">
          <TextInput
            label={t('channels.id')}
            description={t('channels.idMeans')}
            required
            disabled={!isNew}
            value={draft.id}
            error={errors['id']}
            onChange={(event) => set({ id: event.currentTarget.value })}
            data-testid="channel-id"
          />
          <TextInput
            label={t('channels.name')}
            required
            value={draft.name}
            error={errors['name']}
            onChange={(event) => set({ name: event.currentTarget.value })}
            data-testid="channel-name"
          />
        </div>
        <div className="form-row">
          {fields.map((field) => (
            <SettingField
              key={field.name}
              field={field}
              value={draft.values[field.name] ?? ''}
              error={errors[`settings.${field.name}`]}
              onChange={(value) => set({ values: { ...draft.values, [field.name]: value } })}
            />
          ))}
        </div>
        {draft.type === 'http-provider' && (
          <Textarea
            label={t('channels.own')}
            className="own-provider"
            autosize
            minRows={12}
            maxRows={30}
            spellCheck={false}
            value={draft.own}
            error={unreadable ? t('channels.notJson') : undefined}
            onChange={(event) => set({ own: event.currentTarget.value })}
            data-testid="channel-own"
          />
        )}
        {names.length > 0 && (
          <fieldset>
            <legend>{t('channels.secrets')}</legend>
            <p className="muted">{t('channels.secretsMean')}</p>
            <div className="form-row">
              {names.map((name) => (
                <PasswordInput
                  key={name}
                  label={t(`channels.secret.${name.startsWith('value.') ? 'value' : name}`, { name })}
                  autoComplete="off"
                  placeholder={channel?.secrets[name] === true ? t('channels.isSet') : ''}
                  value={draft.secrets[name] ?? ''}
                  error={errors[`secrets.${name}`]}
                  onChange={(event) =>
                    set({ secrets: { ...draft.secrets, [name]: event.currentTarget.value } })
                  }
                  data-testid={`secret-${name}`}
                />
              ))}
            </div>
          </fieldset>
        )}
        <Checkbox
          label={t('channels.enabled')}
          checked={draft.enabled}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
        <TextInput
          label={t('rule.reason')}
          required
          maxLength={500}
          value={draft.reason}
          error={errors['reason']}
          onChange={(event) => set({ reason: event.currentTarget.value })}
          data-testid="channel-reason"
        />
        <FormFoot
          save={t('channels.save')}
          saving={save.isPending}
          testId="save-channel"
          refused={
            others.length > 0 || save.error === null || Object.keys(errors).length > 0
              ? others
              : [save.error.message]
          }
          onCancel={onClose}
        />
      </form>
    </section>
  )
}

interface FieldProps {
  readonly field: Field
  readonly value: string
  readonly error: string | undefined
  onChange(value: string): void
}

function SettingField({ field, value, error, onChange }: FieldProps) {
  const { t } = useTranslation()
  const shared = {
    label: t(`channels.field.${field.name}`),
    required: field.needed === true,
    value,
    error,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
    'data-testid': `setting-${field.name}`,
  }
  switch (field.as) {
    case 'choice':
      return (
        <NativeSelect
          {...shared}
          data={(field.choices ?? []).map((one) => ({ value: one, label: t(`channels.choice.${one}`) }))}
        />
      )
    case 'long':
      return <Textarea {...shared} autosize minRows={2} />
    case 'number':
      return <TextInput {...shared} inputMode="numeric" />
    case 'text':
      return <TextInput {...shared} />
    default:
      field.as satisfies never
      return null
  }
}
