import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { calls, type StationBody } from '@tocsin/contract'
import { PROPERTIES } from '@tocsin/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { perform } from '../api/perform.ts'
import { deviceProfilesQuery, keys, stationsQuery } from '../api/queries.ts'
import { AreaInput } from '../callouts/AreaInput.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { term } from '../language/words.ts'
import { fieldErrors, unplaced } from '../rules/field-errors.ts'
import { OnlyWith } from '../session/OnlyWith.tsx'
import { ConnectDevice } from './ConnectDevice.tsx'
import { DeviceFields } from './DeviceFields.tsx'
import {
  type DatastreamDraft,
  datastreamDraft,
  OWN_DEVICE,
  profileDrafts,
  readStation,
  type StationDraft,
  USUAL,
} from './station-draft.ts'
import './stations.css'
import { Value } from './Value.tsx'

const route = getRouteApi('/frame/stations/new')

const EMPTY: StationDraft = {
  id: '',
  name: '',
  area: '',
  longitude: '',
  latitude: '',
  device: OWN_DEVICE,
  datastreams: [datastreamDraft(0, 'water-level')],
}

/** Registers a station, then shows how its device connects: the secret is answered once. */
export function NewStationPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { protocol, code } = route.useSearch()
  const profiles = useQuery(deviceProfilesQuery).data
  const [draft, setDraft] = useState(EMPTY)
  const adopted = useRef(false)
  useEffect(() => {
    const profile = profiles?.find((one) => one.protocol === protocol)
    if (adopted.current || profile === undefined) return
    adopted.current = true
    const device = { ...OWN_DEVICE, profile: profile.id, code: code ?? '' }
    setDraft((before) => ({ ...before, device, datastreams: profileDrafts(profile) }))
  }, [profiles, protocol, code])
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const save = useMutation({
    mutationFn: (body: StationBody) => perform(calls.createStation, { body }),
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.stations }),
    onError(error) {
      const found = fieldErrors(error)
      setErrors(Object.keys(found).length > 0 ? found : { '': error.message })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const read = readStation(draft)
    setErrors(read.ok ? {} : read.errors)
    if (read.ok) save.mutate(read.body)
  }
  const known = ['required', 'number', 'duration']
  const at = (path: string) => {
    const message = errors[path]
    return message === undefined ? undefined : known.includes(message) ? t(`form.${message}`) : message
  }
  const set = (change: Partial<StationDraft>) => setDraft((before) => ({ ...before, ...change }))

  if (save.data) return <Registered id={save.data.id} name={save.data.name} secret={save.data.secret} />

  const fields = [
    ...['id', 'name', 'area', 'position.longitude', 'position.latitude', 'datastreams'],
    ...['profile', 'code', 'endpoint', 'unit'].map((field) => `device.${field}`),
    ...draft.datastreams.flatMap((_, index) =>
      ['name', 'property', 'unit', 'intervalMs', 'span', 'span.0', 'span.1', 'modulus'].map(
        (field) => `datastreams.${index}.${field}`,
      ),
    ),
  ]
  const rest = unplaced(errors, fields)
  return (
    <div className="page">
      <h1>{t('station.connect')}</h1>
      <OnlyWith call={calls.createStation} forbidden={t('forbidden.station')}>
        <form className="panel form" onSubmit={submit} noValidate data-testid="station-form">
          <div className="form-row">
            <TextInput
              label={t('station.id')}
              description={t('station.idMeans')}
              required
              autoCapitalize="none"
              spellCheck={false}
              value={draft.id}
              error={at('id')}
              onChange={(event) => set({ id: event.currentTarget.value })}
              data-testid="station-id"
            />
            <TextInput
              label={t('station.name')}
              description={t('station.nameMeans')}
              required
              value={draft.name}
              error={at('name')}
              onChange={(event) => set({ name: event.currentTarget.value })}
              data-testid="station-name-input"
            />
            <AreaInput
              label={t('station.area')}
              description={t('station.areaMeans')}
              value={draft.area}
              error={at('area')}
              onChange={(area) => set({ area })}
              testId="station-area"
            />
          </div>
          <div className="form-row">
            <TextInput
              label={t('station.longitude')}
              inputMode="decimal"
              value={draft.longitude}
              error={at('position.longitude')}
              onChange={(event) => set({ longitude: event.currentTarget.value })}
            />
            <TextInput
              label={t('station.latitude')}
              inputMode="decimal"
              value={draft.latitude}
              error={at('position.latitude')}
              onChange={(event) => set({ latitude: event.currentTarget.value })}
            />
          </div>
          {profiles !== undefined && (
            <DeviceFields
              profiles={profiles}
              device={draft.device}
              at={at}
              change={(device, profile) =>
                set({
                  device,
                  ...(device.profile !== draft.device.profile && profile !== undefined
                    ? { datastreams: profileDrafts(profile) }
                    : {}),
                })
              }
            />
          )}
          {draft.datastreams.map((datastream, index) => (
            <DatastreamFields
              key={datastream.key}
              datastream={datastream}
              index={index}
              at={at}
              change={(changed) =>
                set({
                  datastreams: draft.datastreams.map((one) => (one.key === datastream.key ? changed : one)),
                })
              }
              remove={
                draft.datastreams.length > 1
                  ? () => set({ datastreams: draft.datastreams.filter(({ key }) => key !== datastream.key) })
                  : undefined
              }
            />
          ))}
          {at('datastreams') && <p className="alert">{at('datastreams')}</p>}
          <div>
            <Button
              variant="default"
              onClick={() =>
                set({
                  datastreams: [
                    ...draft.datastreams,
                    datastreamDraft(Math.max(...draft.datastreams.map(({ key }) => key)) + 1, 'rainfall'),
                  ],
                })
              }
            >
              {t('station.addDatastream')}
            </Button>
          </div>
          {rest.length > 0 && (
            <div className="alert" role="alert">
              {rest.map((message) => (
                <p key={message}>{message}</p>
              ))}
            </div>
          )}
          <div className="row-actions">
            <Button type="submit" loading={save.isPending} data-testid="station-save">
              {t('station.register')}
            </Button>
            <Link to="/stations">{t('form.cancel')}</Link>
          </div>
        </form>
      </OnlyWith>
    </div>
  )
}

interface FieldsProps {
  readonly datastream: DatastreamDraft
  readonly index: number
  at(path: string): string | undefined
  change(changed: DatastreamDraft): void
  remove: (() => void) | undefined
}

function DatastreamFields({ datastream, index, at, change, remove }: FieldsProps) {
  const { t } = useTranslation()
  const path = `datastreams.${index}`
  const set = (part: Partial<DatastreamDraft>) => change({ ...datastream, ...part })
  const isRain = datastream.property === 'rainfall'
  return (
    <fieldset>
      <legend>{t('station.datastream', { number: index + 1 })}</legend>
      <div className="form-row">
        <NativeSelect
          label={t('rule.property')}
          value={datastream.property}
          error={at(`${path}.property`)}
          onChange={(event) =>
            set({ property: event.currentTarget.value, ...USUAL[event.currentTarget.value] })
          }
          data={propertiesWith(datastream.property).map((property) => ({
            value: property,
            label: term(t, 'property', property),
          }))}
        />
        <TextInput
          label={t('station.datastreamName')}
          value={datastream.name}
          error={at(`${path}.name`)}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t('station.unit')}
          value={datastream.unit}
          error={at(`${path}.unit`)}
          onChange={(event) => set({ unit: event.currentTarget.value })}
        />
        <TextInput
          label={t('station.interval')}
          placeholder="5m"
          value={datastream.interval}
          error={at(`${path}.intervalMs`)}
          onChange={(event) => set({ interval: event.currentTarget.value })}
        />
      </div>
      <div className="form-row">
        {isRain && (
          <NativeSelect
            label={t('station.rainForm')}
            value={datastream.form}
            onChange={(event) => set({ form: event.currentTarget.value as DatastreamDraft['form'] })}
            data={[
              { value: 'increment', label: t('station.form.increment') },
              { value: 'counter', label: t('station.form.counter') },
            ]}
          />
        )}
        {isRain && datastream.form === 'counter' && (
          <TextInput
            label={t('station.modulus')}
            inputMode="decimal"
            value={datastream.modulus}
            error={at(`${path}.modulus`)}
            onChange={(event) => set({ modulus: event.currentTarget.value })}
          />
        )}
        <TextInput
          label={t('station.low')}
          inputMode="decimal"
          value={datastream.low}
          error={at(`${path}.span.0`) ?? at(`${path}.span`)}
          onChange={(event) => set({ low: event.currentTarget.value })}
        />
        <TextInput
          label={t('station.high')}
          inputMode="decimal"
          value={datastream.high}
          error={at(`${path}.span.1`)}
          onChange={(event) => set({ high: event.currentTarget.value })}
        />
      </div>
      {remove && (
        <div>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconTrash size={15} aria-hidden="true" />}
            onClick={remove}
          >
            {t('station.removeDatastream')}
          </Button>
        </div>
      )}
    </fieldset>
  )
}

/** The known ones, and one that a device profile brings. */
function propertiesWith(property: string): readonly string[] {
  return (PROPERTIES as readonly string[]).includes(property) ? PROPERTIES : [...PROPERTIES, property]
}

/** The secret, the line that tries it, and the first value as soon as it comes. */
function Registered({ id, name, secret }: { id: string; name: string; secret: string }) {
  const { t } = useTranslation()
  const station = useQuery(stationsQuery).data?.find((one) => one.id === id)
  return (
    <div className="page">
      <h1>{t('connect.registered', { name })}</h1>
      <section className="panel">
        <div className="panel-body">{station && <ConnectDevice station={station} secret={secret} />}</div>
      </section>
      {station && (
        <section className="panel" aria-live="polite">
          <div className="panel-head">
            <h2>{t(station.lastSeenAt === null ? 'connect.waiting' : 'connect.arrived')}</h2>
          </div>
          <ul className="live-values">
            {station.datastreams.map((datastream) => (
              <li key={datastream.name}>
                <span className="muted">{term(t, 'property', datastream.property)}</span>
                <Value station={station.id} datastream={datastream} size="large" />
              </li>
            ))}
          </ul>
        </section>
      )}
      <p>
        <Link to="/stations/$id" params={{ id }}>
          {t('connect.toStation')}
        </Link>
      </p>
    </div>
  )
}
