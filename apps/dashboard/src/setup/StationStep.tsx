import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { calls, type StationBody } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { perform } from '../api/perform.ts'
import { keys } from '../api/queries.ts'
import { FormFoot } from '../frame/FormFoot.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { areaTrail } from '../people/area-tree.ts'
import { fieldErrors } from '../rules/field-errors.ts'
import { Arrival } from './Arrival.tsx'
import type { StepProps } from './SetupPage.tsx'
import { freeStationId } from './setup-model.ts'
import { rememberSecret } from './station-secrets.ts'
import { TryLines } from './TryLines.tsx'
import { datastreamOf, TEMPLATES, type Template } from './templates.ts'

/** A first station: entered by name and kind, then tried with a line until its first message is there. */
export function StationStep({ facts, done, onDone }: StepProps) {
  const { t } = useTranslation()
  const station = facts.stations[0]
  if (station === undefined) return <StationForm facts={facts} />
  return (
    <>
      <p>
        <b>{station.name}</b> <code>{station.id}</code> · {areaTrail(facts.areas, station.area)}{' '}
        <Link to="/stations/$id" params={{ id: station.id }}>
          {t('setup.toStation')}
        </Link>
      </p>
      {!done && <TryLines station={station} />}
      <Arrival station={station} />
      {done && (
        <div className="row-actions">
          <Button onClick={onDone} data-testid="station-next">
            {t('setup.next')}
          </Button>
        </div>
      )}
    </>
  )
}

function StationForm({ facts }: Pick<StepProps, 'facts'>) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const villages = facts.areas.filter(({ kind }) => kind === 'village')
  const [name, setName] = useState('')
  const [template, setTemplate] = useState<Template>('water-level')
  const [typedId, setId] = useState<string>()
  const [typedField, setField] = useState<string>()
  const [chosenArea, setArea] = useState<string>()
  const id = typedId ?? freeStationId(facts.stations)
  const field = typedField ?? datastreamOf(template).name
  const area = chosenArea ?? villages[0]?.path ?? ''
  const save = useMutation({
    mutationFn: () => {
      const body: StationBody = {
        id: id.trim(),
        name: name.trim(),
        area,
        // What a message calls a value by is the name of its datastream.
        datastreams: [{ ...datastreamOf(template), name: field.trim() }],
      }
      return perform(calls.createStation, { body })
    },
    onSuccess(station) {
      rememberSecret(station.id, station.secret)
      void client.invalidateQueries({ queryKey: keys.stations })
    },
  })
  const errors = fieldErrors(save.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form className="setup-form" onSubmit={submit} noValidate>
      <div className="form-row">
        <TextInput
          label={t('setup.stationName')}
          required
          maxLength={100}
          value={name}
          error={errors['name']}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="setup-station-name"
        />
        <NativeSelect
          label={t('setup.measures')}
          value={template}
          data={TEMPLATES.map((value) => ({ value, label: t(`setup.template.${value}`) }))}
          onChange={(event) =>
            setTemplate(TEMPLATES.find((one) => one === event.currentTarget.value) ?? template)
          }
          data-testid="setup-template"
        />
        <NativeSelect
          label={t('setup.stationArea')}
          value={area}
          error={errors['area']}
          data={villages.map(({ path }) => ({ value: path, label: areaTrail(facts.areas, path) }))}
          onChange={(event) => setArea(event.currentTarget.value)}
        />
        <TextInput
          label={t('setup.stationId')}
          description={t('setup.stationIdMeans')}
          required
          autoCapitalize="none"
          spellCheck={false}
          value={id}
          error={errors['id']}
          onChange={(event) => setId(event.currentTarget.value)}
          data-testid="setup-station-id"
        />
        <TextInput
          label={t('setup.field')}
          description={t('setup.fieldMeans')}
          required
          autoCapitalize="none"
          spellCheck={false}
          value={field}
          error={errors['datastreams.0.name']}
          onChange={(event) => setField(event.currentTarget.value)}
          data-testid="setup-field"
        />
      </div>
      <p className="muted">
        {t('setup.payloadIs')} <code>{`{"values":{"${field.trim()}":3.21}}`}</code>
        {' · '}
        <Link to="/stations/new">{t('setup.otherPayload')}</Link>
      </p>
      <FormFoot
        save={t('setup.register')}
        saving={save.isPending}
        testId="setup-save-station"
        disabled={name.trim() === '' || area === ''}
        refused={save.error && Object.keys(errors).length === 0 ? [save.error.message] : []}
      />
    </form>
  )
}
