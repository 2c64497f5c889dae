import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type StationView } from '@tocsin/contract'
import { type Datastream, parseDuration } from '@tocsin/core'
import { type FormEvent, useState } from 'react'
import { personsQuery } from '../api/directory-queries.ts'
import { manualKeys } from '../api/manual-queries.ts'
import { perform } from '../api/perform.ts'
import { keys } from '../api/queries.ts'
import { notify } from '../frame/notices.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { datastreamLabel, windowText } from '../language/words.ts'
import { faultWords } from '../rules/fault-words.ts'
import { fieldErrors } from '../rules/field-errors.ts'
import { useMay } from '../session/use-person.ts'
import { serverNow } from '../time/server-clock.ts'
import { watchersOf } from './watchers.ts'

const AGO = ['15m', '30m', '1h', '2h', '6h'] as const

interface Props {
  readonly station: StationView
  readonly manual: readonly Datastream[]
}

/** Enters what somebody told by telephone, or what the operator read. */
export function EnterReport({ station, manual }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  const client = useQueryClient()
  const allowed = useMay(calls.enterManualReport)
  const persons = watchersOf(useQuery(personsQuery).data ?? [], station.area)
  const [chosen, setChosen] = useState<string | undefined>()
  const [value, setValue] = useState('')
  const [ago, setAgo] = useState('')
  const [person, setPerson] = useState('')
  const [text, setText] = useState('')
  const [key, setKey] = useState(newKey)
  const name = chosen ?? manual[0]?.name ?? ''
  const datastream = manual.find((one) => one.name === name)
  const enter = useMutation({
    mutationFn: () =>
      perform(calls.enterManualReport, {
        params: { id: station.id },
        body: {
          ...(datastream && { datastream: datastream.name, value: Number(value) }),
          phenomenonTime: serverNow() - (ago === '' ? 0 : (parseDuration(ago) ?? 0)),
          text,
          ...(person !== '' && { person }),
          key,
        },
      }),
    onSuccess() {
      setValue('')
      setText('')
      setAgo('')
      setKey(newKey())
      void client.invalidateQueries({ queryKey: manualKeys.reports })
      void client.invalidateQueries({ queryKey: keys.history })
      notify('done', t('manual.saved'))
    },
  })
  const isWhole = datastream === undefined ? text.trim() !== '' : /^[-+]?\d+(\.\d+)?$/.test(value.trim())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isWhole) enter.mutate()
  }
  return (
    <details className="close-form">
      <summary data-testid="enter-reading">{t('manual.enter')}</summary>
      <form className="note-form" onSubmit={submit} noValidate>
        <NativeSelect
          label={t('manual.what')}
          value={name}
          disabled={!allowed}
          data={[
            ...manual.map((one) => ({
              value: one.name,
              label: datastreamLabel(t, one, station.datastreams),
            })),
            { value: '', label: t('manual.noteOnly') },
          ]}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data-testid="manual-what"
        />
        {datastream && (
          <TextInput
            label={t('manual.value', { unit: datastream.unit })}
            inputMode="decimal"
            value={value}
            disabled={!allowed}
            onChange={(event) => setValue(event.currentTarget.value)}
            data-testid="manual-value"
          />
        )}
        <NativeSelect
          label={t('manual.when')}
          value={ago}
          disabled={!allowed}
          data={[
            { value: '', label: t('manual.now') },
            ...AGO.map((one) => ({ value: one, label: t('manual.ago', { time: windowText(t, one) }) })),
          ]}
          onChange={(event) => setAgo(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('manual.person')}
          value={person}
          disabled={!allowed}
          data={[
            { value: '', label: t('manual.self') },
            ...persons.map(({ id, name: label }) => ({ value: id, label })),
          ]}
          onChange={(event) => setPerson(event.currentTarget.value)}
          data-testid="manual-person"
        />
        <Textarea
          label={t('manual.text')}
          autosize
          minRows={1}
          maxRows={4}
          maxLength={500}
          value={text}
          disabled={!allowed}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {enter.error && (
          <p className="alert" role="alert" data-testid="manual-refused">
            {faultsOf(enter.error)
              .map((one) => faultWords(one, language))
              .join('; ')}
          </p>
        )}
        <Button
          type="submit"
          variant="default"
          loading={enter.isPending}
          disabled={!allowed || !isWhole}
          {...(!allowed && { title: t('manual.forbidden') })}
          data-testid="manual-save"
        >
          {t('manual.save')}
        </Button>
        {!allowed && <p className="muted">{t('manual.forbidden')}</p>}
      </form>
    </details>
  )
}

function faultsOf(error: Error): string[] {
  const errors = Object.values(fieldErrors(error))
  return errors.length > 0 ? errors : [error.message]
}

/** Makes a button that is pressed twice one report. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
