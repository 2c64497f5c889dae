import { Button, Checkbox, FileInput, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type ImportMappingInput, importMapping } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { importsQuery } from '../api/exchange-queries.ts'
import { perform } from '../api/perform.ts'
import { stationsQuery } from '../api/queries.ts'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { faultWords } from '../rules/fault-words.ts'
import { fieldErrors } from '../rules/field-errors.ts'
import { useSite } from '../time/use-site.ts'
import { columnsOf } from './csv-head.ts'
import { sendFile } from './send-file.ts'

/** What of a file is looked at to offer its columns. */
const LOOKED_AT = 64 * 1024

interface Chosen {
  readonly datastream: string
  readonly unit: string
}

/** Chooses a file and says how it is to be read; then sends it. */
export function ImportForm() {
  const { t } = useTranslation()
  const language = useLanguage()
  const client = useQueryClient()
  const site = useSite()
  const stations = useQuery(stationsQuery).data ?? []
  const units = new Map<string, string>(
    stations.flatMap(({ id, datastreams }) =>
      datastreams.map(({ name, unit }) => [`${id}/${name}`, unit] as const),
    ),
  )
  const [file, setFile] = useState<File | null>(null)
  const [head, setHead] = useState<Uint8Array>(new Uint8Array())
  const [draft, setDraft] = useState({
    format: 'csv',
    encoding: 'utf-8',
    headerLine: '1',
    comment: '',
    time: '',
    timeFormat: 'iso',
    zone: '',
    precision: 'ms',
    missing: '',
    check: false,
  })
  const [chosen, setChosen] = useState<Readonly<Record<string, Chosen>>>({})
  const [share, setShare] = useState<number | null>(null)
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change })
  const text = new TextDecoder(draft.encoding).decode(head)
  const columns = draft.format === 'csv' ? columnsOf(text, Number(draft.headerLine), draft.comment) : []
  const time = draft.time === '' ? (columns[0]?.name ?? '') : draft.time
  const zone = draft.zone === '' ? (site?.timeZone ?? '') : draft.zone

  function mapping(): ImportMappingInput {
    if (draft.format === 'line-protocol') {
      return { format: 'line-protocol', precision: draft.precision as 'ms' }
    }
    return {
      format: 'csv',
      encoding: draft.encoding as 'utf-8',
      headerLine: Number(draft.headerLine),
      ...(draft.comment !== '' && { comment: draft.comment }),
      time: { columns: [time], format: draft.timeFormat, zone },
      missing: draft.missing.split(/\s+/).filter((word) => word !== ''),
      columns: Object.entries(chosen)
        .filter(([, { datastream }]) => datastream !== '')
        .map(([column, { datastream, unit }]) => ({ column, datastream, unit })),
    }
  }

  const start = useMutation({
    async mutationFn(chosenFile: File) {
      const read = importMapping.safeParse(mapping())
      if (!read.success) {
        throw new Error(
          read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
        )
      }
      const body = { name: chosenFile.name, bytes: chosenFile.size, mapping: read.data, check: draft.check }
      const begun = await perform(calls.createImport, { body })
      void client.invalidateQueries({ queryKey: importsQuery.queryKey })
      await sendFile(chosenFile, begun, setShare)
    },
    onSettled() {
      setShare(null)
      void client.invalidateQueries({ queryKey: importsQuery.queryKey })
    },
  })
  const said = Object.values(fieldErrors(start.error)).map((message) => faultWords(message, language))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (file !== null) start.mutate(file)
  }
  return (
    <form className="form" onSubmit={submit} noValidate data-testid="import-form">
      <div className="form-row">
        <FileInput
          label={t('exchange.file')}
          value={file}
          onChange={(next) => {
            setFile(next)
            setChosen({})
            start.reset()
            void next
              ?.slice(0, LOOKED_AT)
              .arrayBuffer()
              .then((buffer) => setHead(new Uint8Array(buffer)))
          }}
          data-testid="import-file"
        />
        <NativeSelect
          label={t('exchange.format')}
          value={draft.format}
          data={(['csv', 'line-protocol'] as const).map((value) => ({
            value,
            label: t(`exchange.formats.${value}`),
          }))}
          onChange={(event) => set({ format: event.currentTarget.value })}
          data-testid="import-format"
        />
        {draft.format === 'csv' ? (
          <>
            <NativeSelect
              label={t('exchange.encoding')}
              value={draft.encoding}
              data={[
                { value: 'utf-8', label: 'UTF-8' },
                { value: 'gb18030', label: 'GBK / GB 18030' },
              ]}
              onChange={(event) => set({ encoding: event.currentTarget.value })}
            />
            <TextInput
              label={t('exchange.headerLine')}
              inputMode="numeric"
              value={draft.headerLine}
              onChange={(event) => set({ headerLine: event.currentTarget.value.replaceAll(/\D/g, '') })}
              data-testid="import-header"
            />
            <TextInput
              label={t('exchange.comment')}
              value={draft.comment}
              onChange={(event) => set({ comment: event.currentTarget.value.trim() })}
            />
          </>
        ) : (
          <NativeSelect
            label={t('exchange.precision')}
            value={draft.precision}
            data={['ns', 'us', 'ms', 's']}
            onChange={(event) => set({ precision: event.currentTarget.value })}
          />
        )}
      </div>
      {draft.format === 'line-protocol' && <p className="muted">{t('exchange.ownLines')}</p>}
      {columns.length > 0 && (
        <>
          <div className="form-row">
            <NativeSelect
              label={t('exchange.timeColumn')}
              value={time}
              data={columns.map(({ name }) => name)}
              onChange={(event) => set({ time: event.currentTarget.value })}
            />
            <TextInput
              label={t('exchange.timeFormat')}
              description={t('exchange.timeFormatMeans')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              value={draft.timeFormat}
              onChange={(event) => set({ timeFormat: event.currentTarget.value })}
              data-testid="import-time-format"
            />
            <TextInput
              label={t('exchange.zone')}
              description={t('exchange.zoneMeans')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              value={zone}
              onChange={(event) => set({ zone: event.currentTarget.value.trim() })}
              data-testid="import-zone"
            />
            <TextInput
              label={t('exchange.missing')}
              description={t('exchange.missingMeans')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              value={draft.missing}
              onChange={(event) => set({ missing: event.currentTarget.value })}
            />
          </div>
          <p className="muted">{t('exchange.columnsMean')}</p>
          <ScrollRegion label={t('exchange.columns')}>
            <table className="plain" data-testid="import-columns">
              <thead>
                <tr>
                  <th>{t('exchange.column')}</th>
                  <th>{t('exchange.example')}</th>
                  <th>{t('exchange.datastream')}</th>
                  <th>{t('exchange.unit')}</th>
                </tr>
              </thead>
              <tbody>
                {columns
                  .filter(({ name }) => name !== time)
                  .map(({ name, example }) => (
                    <tr key={name}>
                      <td>{name}</td>
                      <td>{example}</td>
                      <td>
                        <NativeSelect
                          aria-label={`${name}: ${t('exchange.datastream')}`}
                          value={chosen[name]?.datastream ?? ''}
                          data={[{ value: '', label: t('exchange.leave') }, ...units.keys()]}
                          onChange={(event) => {
                            const datastream = event.currentTarget.value
                            setChosen({
                              ...chosen,
                              [name]: { datastream, unit: units.get(datastream) ?? '' },
                            })
                          }}
                          data-testid="import-datastream"
                        />
                      </td>
                      <td>
                        {(chosen[name]?.datastream ?? '') !== '' && (
                          <TextInput
                            aria-label={`${name}: ${t('exchange.unit')}`}
                            value={chosen[name]?.unit ?? ''}
                            onChange={(event) => {
                              const unit = event.currentTarget.value.trim()
                              setChosen({
                                ...chosen,
                                [name]: { datastream: chosen[name]?.datastream ?? '', unit },
                              })
                            }}
                          />
                        )}
                      </td>
                    </tr>
                  ))}
              </tbody>
            </table>
          </ScrollRegion>
        </>
      )}
      <Checkbox
        label={t('exchange.check')}
        checked={draft.check}
        onChange={(event) => set({ check: event.currentTarget.checked })}
        data-testid="import-check"
      />
      {start.error && (
        <ul className="alert" role="alert">
          {(said.length > 0 ? said : [start.error.message]).map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
      <div className="row-actions">
        <Button type="submit" disabled={file === null} loading={start.isPending} data-testid="import-start">
          {t('exchange.start')}
        </Button>
        {share !== null && (
          <span role="status">{t('exchange.sending', { percent: Math.floor(share * 100) })}</span>
        )}
      </div>
    </form>
  )
}
