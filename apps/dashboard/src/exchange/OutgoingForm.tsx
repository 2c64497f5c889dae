import { Checkbox, NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, type OutgoingSettings, type OutgoingView } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { outgoingQuery } from '../api/exchange-queries.ts'
import { perform } from '../api/perform.ts'
import { AreaInput } from '../callouts/AreaInput.tsx'
import { FormFoot } from '../frame/FormFoot.tsx'
import { notify } from '../frame/notices.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { faultWords } from '../rules/fault-words.ts'
import { fieldErrors, unplaced } from '../rules/field-errors.ts'

const DEFAULT_TOPIC = 'tocsin/{kind}/{area}'
const PLACED = [
  'id',
  'name',
  'secret',
  'reason',
  'settings.url',
  'settings.user',
  'settings.topic',
  'settings.ca',
  'settings.area',
  'settings.everySeconds',
]

/** Sets a system up that is told, or changes it. The secret goes in and is never shown. */
export function OutgoingForm({ view, onClose }: { readonly view?: OutgoingView; onClose(): void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const client = useQueryClient()
  const before = view?.settings
  const [draft, setDraft] = useState({
    id: view?.id ?? '',
    name: view?.name ?? '',
    kind: before?.kind ?? 'webhook',
    url: before?.url ?? '',
    user: before?.kind === 'mqtt' ? (before.user ?? '') : '',
    topic: before?.kind === 'mqtt' ? before.topic : DEFAULT_TOPIC,
    ca: before?.ca ?? '',
    area: before?.area ?? '',
    warnings: before?.warnings ?? true,
    observations: before?.observations ?? false,
    everySeconds: String(before?.everySeconds ?? 10),
    secret: '',
    reason: '',
  })
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change })
  const save = useMutation({
    async mutationFn() {
      const { id, name, kind, secret, reason, user, topic, ca, area, everySeconds, ...rest } = draft
      const settings = {
        ...rest,
        kind,
        everySeconds: Number(everySeconds),
        ...(ca.trim() !== '' && { ca }),
        ...(area !== '' && { area }),
        ...(kind === 'mqtt' && { topic, ...(user !== '' && { user }) }),
        ...(before?.kind === 'mqtt' && before.clientId !== undefined && { clientId: before.clientId }),
      } as OutgoingSettings
      const body = {
        name,
        enabled: view?.enabled ?? true,
        settings,
        reason,
        ...(secret !== '' && { secret }),
      }
      return view === undefined
        ? await perform(calls.createOutgoing, { body: { id, ...body } })
        : await perform(calls.changeOutgoing, { params: { id: view.id }, body })
    },
    onSuccess({ name }) {
      void client.invalidateQueries({ queryKey: outgoingQuery.queryKey })
      notify('done', t('exchange.saved', { name }))
      onClose()
    },
  })
  const errors = Object.fromEntries(
    Object.entries(fieldErrors(save.error)).map(([path, message]) => [path, faultWords(message, language)]),
  )
  const others = unplaced(errors, PLACED)
  const field = (
    name: 'id' | 'name' | 'url' | 'user' | 'topic' | 'everySeconds' | 'reason',
    label: string,
    {
      description,
      disabled = false,
      required = true,
    }: { description?: string; disabled?: boolean; required?: boolean } = {},
  ) => (
    <TextInput
      label={label}
      {...(description !== undefined && { description })}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      required={required}
      disabled={disabled}
      value={draft[name]}
      error={errors[name] ?? errors[`settings.${name}`]}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
      data-testid={`outgoing-${name}`}
    />
  )
  const isHook = draft.kind === 'webhook'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form className="form" onSubmit={submit} noValidate data-testid="outgoing-form">
      <h3>{view === undefined ? t('exchange.add') : t('exchange.changeOf', { name: view.name })}</h3>
      <div className="form-row">
        <NativeSelect
          label={t('exchange.kind')}
          value={draft.kind}
          data={(['webhook', 'mqtt'] as const).map((value) => ({
            value,
            label: t(`exchange.kinds.${value}`),
          }))}
          onChange={(event) => set({ kind: event.currentTarget.value as OutgoingSettings['kind'] })}
          data-testid="outgoing-kind"
        />
        {field('id', t('exchange.id'), { description: t('exchange.idMeans'), disabled: view !== undefined })}
        {field('name', t('exchange.name'))}
      </div>
      <div className="form-row">
        {field('url', t('exchange.url'), { description: t(`exchange.urlMeans.${draft.kind}`) })}
        {!isHook && field('user', t('exchange.user'), { required: false })}
        <PasswordInput
          label={t(isHook ? 'exchange.key' : 'exchange.password')}
          description={t(isHook ? 'exchange.keyMeans' : 'exchange.passwordMeans')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="off"
          placeholder={view?.secret === true ? t('exchange.isSet') : ''}
          value={draft.secret}
          error={errors['secret']}
          onChange={(event) => set({ secret: event.currentTarget.value })}
          data-testid="outgoing-secret"
        />
      </div>
      {!isHook && field('topic', t('exchange.topic'), { description: t('exchange.topicMeans') })}
      <div className="form-row">
        <AreaInput
          label={t('exchange.area')}
          description={t('exchange.areaMeans')}
          value={draft.area}
          error={errors['settings.area']}
          onChange={(area) => set({ area })}
          testId="outgoing-area"
        />
        {field('everySeconds', t('exchange.every'))}
      </div>
      <Checkbox
        label={t('exchange.warnings')}
        checked={draft.warnings}
        onChange={(event) => set({ warnings: event.currentTarget.checked })}
      />
      <Checkbox
        label={t('exchange.observations')}
        checked={draft.observations}
        onChange={(event) => set({ observations: event.currentTarget.checked })}
      />
      <Textarea
        label={t('exchange.ca')}
        autosize
        minRows={1}
        maxRows={6}
        value={draft.ca}
        error={errors['settings.ca']}
        onChange={(event) => set({ ca: event.currentTarget.value })}
      />
      {field('reason', t('rule.reason'))}
      <FormFoot
        save={t('exchange.save')}
        saving={save.isPending}
        testId="outgoing-save"
        refused={save.error ? others : []}
        onCancel={onClose}
      />
    </form>
  )
}
