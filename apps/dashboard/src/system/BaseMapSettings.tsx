import { Button, NativeSelect, PasswordInput, Radio, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type BaseMap, calls, type MapSettingsView } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { mapKeys, mapSettingsQuery } from '../api/map-queries.ts'
import { perform } from '../api/perform.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { notify } from '../frame/notices.ts'
import '../language/map-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { fieldErrors, unplaced } from '../rules/field-errors.ts'

const KINDS = ['bundled', 'tiles', 'pmtiles'] as const
type Kind = (typeof KINDS)[number]

/** 天地图, vector and its names, in Web Mercator: `_c` could not be shown. */
const TIANDITU = ['vec', 'cva'].map(
  (layer) =>
    `https://t0.tianditu.gov.cn/${layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}`,
)

/** 系统 → 底图: what lies under the map, and its approval number. */
export function BaseMapSettings() {
  const query = useQuery(mapSettingsQuery)
  return (
    <section className="panel">
      <Loaded query={query} height={300}>
        {(settings) => <Form key={settings.version} settings={settings} />}
      </Loaded>
    </section>
  )
}

function Form({ settings }: { settings: MapSettingsView }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { base } = settings
  const [kind, setKind] = useState<Kind>(base.kind)
  const [layers, setLayers] = useState(base.kind === 'tiles' ? base.layers.join('\n') : '')
  const [maxZoom, setMaxZoom] = useState(String(base.kind === 'tiles' ? base.maxZoom : 18))
  const [file, setFile] = useState(base.kind === 'pmtiles' ? base.file : (settings.files[0] ?? ''))
  const [attribution, setAttribution] = useState(base.kind === 'bundled' ? '' : base.attribution)
  const [approval, setApproval] = useState(settings.approval)
  const [key, setKey] = useState('')
  const save = useMutation({
    mutationFn: () =>
      perform(calls.changeMapSettings, {
        body: {
          base: chosen(),
          approval: approval.trim(),
          ...(key.trim() !== '' && { key: key.trim() }),
        },
      }),
    onSuccess(saved) {
      client.setQueryData(mapKeys.settings, saved)
      notify('done', t('map.base.saved'))
    },
  })
  function chosen(): BaseMap {
    if (kind === 'bundled') return { kind }
    if (kind === 'pmtiles') return { kind, file, attribution: attribution.trim() }
    const lines = layers.split('\n').map((line) => line.trim())
    return {
      kind,
      layers: lines.filter((line) => line !== ''),
      maxZoom: Number(maxZoom),
      attribution: attribution.trim(),
    }
  }
  const errors = fieldErrors(save.error)
  const layerError = Object.entries(errors)
    .filter(([path]) => path.startsWith('base.layers'))
    .map(([, message]) => message)
    .join('; ')
  const others = unplaced(
    errors,
    Object.keys(errors).filter((path) => /^base\.(layers|file|maxZoom)/.test(path)),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form className="form" onSubmit={submit} noValidate data-testid="base-map-form">
      <Radio.Group label={t('map.base.kind')} value={kind} onChange={(value) => setKind(value as Kind)}>
        <div className="base-kinds">
          {KINDS.map((one) => (
            <Radio
              key={one}
              value={one}
              label={t(`map.base.${one}`)}
              description={t(`map.base.${one}Means`)}
              data-testid={`base-${one}`}
            />
          ))}
        </div>
      </Radio.Group>
      {kind === 'tiles' && (
        <>
          <Textarea
            label={t('map.base.layers')}
            description={t('map.base.layersMean', { hosts: settings.hosts.join(', ') })}
            autosize
            minRows={3}
            maxRows={10}
            spellCheck={false}
            value={layers}
            error={layerError === '' ? undefined : layerError}
            onChange={(event) => setLayers(event.currentTarget.value)}
            data-testid="base-layers"
          />
          <div className="row-actions">
            <button
              type="button"
              className="link-button"
              onClick={() => {
                setLayers(TIANDITU.join('\n'))
                setAttribution(t('map.base.tiandituName'))
              }}
            >
              {t('map.base.tianditu')}
            </button>
          </div>
          <div className="form-row">
            <PasswordInput
              label={t('map.base.key')}
              description={t(`map.base.keyState.${settings.key}`)}
              autoComplete="off"
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
            />
            <TextInput
              label={t('map.base.maxZoom')}
              inputMode="numeric"
              value={maxZoom}
              error={errors['base.maxZoom']}
              onChange={(event) => setMaxZoom(event.currentTarget.value.replace(/\D/g, ''))}
            />
          </div>
        </>
      )}
      {kind === 'pmtiles' &&
        (settings.files.length === 0 ? (
          <p className="alert">{t('map.base.noFiles')}</p>
        ) : (
          <NativeSelect
            label={t('map.base.file')}
            value={file}
            data={settings.files}
            error={errors['base.file']}
            onChange={(event) => setFile(event.currentTarget.value)}
            data-testid="base-file"
          />
        ))}
      <div className="form-row">
        {kind !== 'bundled' && (
          <TextInput
            label={t('map.base.attribution')}
            maxLength={200}
            value={attribution}
            onChange={(event) => setAttribution(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={t('map.base.approval')}
          description={t('map.base.approvalMeans')}
          maxLength={100}
          value={approval}
          onChange={(event) => setApproval(event.currentTarget.value)}
          data-testid="base-approval"
        />
      </div>
      {save.error !== null && Object.keys(errors).length === 0 && (
        <p className="alert" role="alert">
          {save.error.message}
        </p>
      )}
      {others.length > 0 && (
        <p className="alert" role="alert">
          {others.join('; ')}
        </p>
      )}
      <div className="row-actions">
        <Button
          type="submit"
          loading={save.isPending}
          disabled={kind === 'pmtiles' && settings.files.length === 0}
          data-testid="save-base"
        >
          {t('map.base.save')}
        </Button>
      </div>
    </form>
  )
}
