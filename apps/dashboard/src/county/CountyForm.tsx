import { NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { COUNTY_SERVERS, type CountyDatabaseView, type CountySettings, calls } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { countyQuery } from '../api/county-queries.ts'
import { perform } from '../api/perform.ts'
import { AreaInput } from '../callouts/AreaInput.tsx'
import { FormFoot } from '../frame/FormFoot.tsx'
import { notify } from '../frame/notices.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { faultWords } from '../rules/fault-words.ts'
import { fieldErrors, unplaced } from '../rules/field-errors.ts'
import { useSite } from '../time/use-site.ts'
import {
  type CountyDraft,
  countyBodyOf,
  countyDraftOf,
  newCountyDraft,
  PORTS,
  SETTING_PATHS,
} from './county-draft.ts'

interface Props {
  /** To be changed; absent: a new one. */
  readonly database?: CountyDatabaseView
  onClose(): void
}

/** Sets a hydrology database up, or changes it. The password goes in and is never shown. */
export function CountyForm({ database, onClose }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  const client = useQueryClient()
  const zone = useSite()?.timeZone ?? 'Asia/Shanghai'
  const [draft, setDraft] = useState<CountyDraft>(() =>
    database === undefined ? newCountyDraft(zone) : countyDraftOf(database),
  )
  const set = (change: Partial<CountyDraft>) => setDraft({ ...draft, ...change })
  const save = useMutation({
    async mutationFn() {
      const body = countyBodyOf(draft, database?.enabled ?? true, database?.settings)
      if (database === undefined) return await perform(calls.createCountyDatabase, { body })
      const { id, ...change } = body
      return await perform(calls.changeCountyDatabase, { params: { id }, body: change })
    },
    onSuccess({ name }) {
      void client.invalidateQueries({ queryKey: countyQuery.queryKey })
      notify('done', t('county.saved', { name }))
      onClose()
    },
  })
  const errors = Object.fromEntries(
    Object.entries(fieldErrors(save.error)).map(([path, message]) => [path, faultWords(message, language)]),
  )
  const others = unplaced(errors, ['id', 'name', 'password', 'reason', ...SETTING_PATHS])
  const field = (
    name: Exclude<keyof CountyDraft, 'server' | 'tls' | 'password' | 'area'>,
    label: string,
    extra: {
      description?: string
      path?: string
      disabled?: boolean
      numeric?: boolean
      required?: boolean
    } = {},
  ) => (
    <TextInput
      label={label}
      {...(extra.description !== undefined && { description: extra.description })}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      required={extra.required ?? true}
      disabled={extra.disabled ?? false}
      {...(extra.numeric && { inputMode: 'numeric' as const })}
      value={draft[name]}
      error={errors[extra.path ?? `settings.${name}`]}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
      data-testid={`county-${name}`}
    />
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <section className="panel">
      <form className="form" onSubmit={submit} noValidate data-testid="county-form">
        <h2>{database === undefined ? t('county.add') : t('county.changeOf', { name: database.name })}</h2>
        <div className="form-row">
          <NativeSelect
            label={t('county.server')}
            value={draft.server}
            data={COUNTY_SERVERS.map((value) => ({ value, label: t(`county.servers.${value}`) }))}
            onChange={(event) => {
              const server = event.currentTarget.value as CountySettings['server']
              const isUsual = draft.port === '' || Object.values(PORTS).includes(draft.port)
              set({ server, ...(isUsual && { port: PORTS[server] }) })
            }}
            data-testid="county-server"
          />
          {field('id', t('county.id'), {
            description: t('county.idMeans'),
            path: 'id',
            disabled: database !== undefined,
          })}
          {field('name', t('county.name'), { path: 'name' })}
        </div>
        <div className="form-row">
          {field('host', t('county.host'))}
          {field('port', t('county.port'), { numeric: true })}
          {field('database', t('county.database'))}
          {draft.server !== 'mysql' &&
            field('schema', t('county.schema'), { description: t('county.schemaMeans'), required: false })}
        </div>
        <div className="form-row">
          {field('user', t('county.user'), { description: t('county.userMeans') })}
          <PasswordInput
            label={t('county.password')}
            description={t('county.passwordMeans')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoComplete="off"
            placeholder={database?.password === true ? t('county.isSet') : ''}
            value={draft.password}
            error={errors['password']}
            onChange={(event) => set({ password: event.currentTarget.value })}
            data-testid="county-password"
          />
          <NativeSelect
            label={t('county.tls')}
            value={draft.tls}
            data={(['off', 'require', 'verify'] as const).map((value) => ({
              value,
              label: t(`county.tlsWays.${value}`),
            }))}
            onChange={(event) => set({ tls: event.currentTarget.value as CountySettings['tls'] })}
          />
        </div>
        <div className="form-row">
          <AreaInput
            label={t('county.area')}
            description={t('county.areaMeans')}
            value={draft.area}
            error={errors['settings.area']}
            onChange={(area) => set({ area })}
            testId="county-area"
          />
          {field('zone', t('county.zone'))}
          {field('everySeconds', t('county.every'), { numeric: true })}
          {field('overlapHours', t('county.overlap'), {
            numeric: true,
            description: t('county.overlapMeans'),
          })}
        </div>
        {field('reason', t('rule.reason'), { path: 'reason' })}
        <FormFoot
          save={t('county.save')}
          saving={save.isPending}
          testId="county-save"
          refused={save.error ? others : []}
          onCancel={onClose}
        />
      </form>
    </section>
  )
}
