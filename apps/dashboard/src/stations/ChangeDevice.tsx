import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type StationView } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { perform } from '../api/perform.ts'
import { deviceProfilesQuery, keys } from '../api/queries.ts'
import { notify } from '../frame/notices.ts'
import '../language/trends-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { fieldErrors } from '../rules/field-errors.ts'
import { useMay } from '../session/use-person.ts'
import { DeviceFields } from './DeviceFields.tsx'
import { deviceDraft, missingDatastreams, withDevice } from './device-change.ts'
import type { DeviceDraft } from './station-draft.ts'

/** Another instrument at a station, or the same with another address or code. */
export function ChangeDevice({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.changeStation)
  const profiles = useQuery(deviceProfilesQuery).data
  const [draft, setDraft] = useState<DeviceDraft>()
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const profile = profiles?.find(({ id }) => id === draft?.profile)
  const save = useMutation({
    mutationFn: (body: ReturnType<typeof withDevice>['body']) =>
      perform(calls.changeStation, { params: { id: station.id }, body }),
    onSuccess() {
      void client.invalidateQueries({ queryKey: keys.stations })
      setDraft(undefined)
      notify('done', t('deviceEdit.saved'))
    },
    onError(error) {
      const found = fieldErrors(error)
      setErrors(Object.keys(found).length > 0 ? found : { '': error.message })
    },
  })

  if (draft === undefined || profiles === undefined) {
    return (
      <div className="row-actions">
        <Button
          variant="default"
          disabled={!allowed || profiles === undefined}
          {...(!allowed && { title: t('deviceEdit.forbidden') })}
          onClick={() => {
            setErrors({})
            setDraft(deviceDraft(station.device))
          }}
          data-testid="change-device"
        >
          {t('deviceEdit.edit')}
        </Button>
      </div>
    )
  }

  const at = (path: string) => {
    const message = errors[path]
    return message === 'number' ? t('form.number') : message
  }
  const missing = missingDatastreams(station, profile)
  const placed = ['profile', 'code', 'endpoint', 'unit'].map((field) => `device.${field}`)
  const rest = Object.entries(errors).filter(([path]) => !placed.includes(path))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { body, errors: found } = withDevice(station, draft, profile)
    setErrors(found)
    if (Object.keys(found).length === 0) save.mutate(body)
  }
  return (
    <form className="form" onSubmit={submit} noValidate data-testid="device-form">
      <p className="muted">{t('deviceEdit.means')}</p>
      <DeviceFields profiles={profiles} device={draft} at={at} change={setDraft} />
      {missing.length > 0 && (
        <p data-testid="device-adds">
          {t('deviceEdit.missing', { names: missing.map(({ name }) => name).join(', ') })}
        </p>
      )}
      {rest.length > 0 && (
        <div className="alert" role="alert">
          {rest.map(([path, message]) => (
            <p key={path}>{message}</p>
          ))}
        </div>
      )}
      <div className="row-actions">
        <Button type="submit" loading={save.isPending} data-testid="device-save">
          {t('deviceEdit.save')}
        </Button>
        <Button variant="subtle" onClick={() => setDraft(undefined)}>
          {t('form.cancel')}
        </Button>
      </div>
    </form>
  )
}
