import { Button, FileButton, NativeSelect } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { DATUMS, type Datum, PLACES_FILE_TYPE, ProblemError, placesReading, problem } from '@tocsin/contract'
import { PLACE_KINDS, type PlaceKind } from '@tocsin/core'
import { useState } from 'react'
import { mapKeys } from '../api/map-queries.ts'
import { AreaInput } from '../callouts/AreaInput.tsx'
import { notify } from '../frame/notices.ts'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useTranslation } from '../language/use-translation.ts'

interface Asked {
  readonly file: File
  readonly datum: Datum
  readonly kind: PlaceKind | ''
  readonly area: string
  readonly seen?: string
}

/** Sends the file as it is: 20 MB would be half as long again within JSON. */
async function send({ file, datum, kind, area, seen }: Asked) {
  const query = new URLSearchParams({
    datum,
    ...(kind !== '' && { kind }),
    ...(area.trim() !== '' && { area: area.trim() }),
    ...(seen !== undefined && { seen }),
  })
  const response = await fetch(`/api/places/file?${query}`, {
    method: 'POST',
    headers: { 'content-type': PLACES_FILE_TYPE },
    body: file,
    credentials: 'same-origin',
  })
  const answer: unknown = await response.json()
  if (response.ok) return placesReading.parse(answer)
  const refused = problem.safeParse(answer)
  throw refused.success ? new ProblemError(refused.data) : new Error(String(response.status))
}

/** Places from a GeoJSON file: first what it would do, then, if wanted, done just so. */
export function ImportPlaces({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [datum, setDatum] = useState<Datum | ''>('')
  const [kind, setKind] = useState<PlaceKind | ''>('')
  const [area, setArea] = useState('')
  const [file, setFile] = useState<File>()
  const look = useMutation({ mutationFn: send })
  const keep = useMutation({
    mutationFn: send,
    onSuccess({ counts }) {
      void client.invalidateQueries({ queryKey: mapKeys.places })
      notify('done', t('map.import.saved', { added: counts.new, changed: counts.changed }))
      onClose()
    },
  })
  const asked = file === undefined || datum === '' ? undefined : { file, datum, kind, area }
  const reading = look.data
  const changed = () => {
    look.reset()
    keep.reset()
  }
  const seen = reading?.seen ?? undefined
  return (
    <div className="form map-form" data-testid="import-places">
      <h2>{t('map.import.title')}</h2>
      <p className="muted">{t('map.import.means')}</p>
      <NativeSelect
        label={t('map.places.datum')}
        required
        value={datum}
        data={[
          { value: '', label: t('map.import.choose') },
          ...DATUMS.map((value) => ({ value, label: t(`map.datum.${value}`) })),
        ]}
        onChange={(event) => {
          setDatum(event.currentTarget.value as Datum | '')
          changed()
        }}
        data-testid="import-datum"
      />
      <NativeSelect
        label={t('map.import.kind')}
        value={kind}
        data={[
          { value: '', label: t('map.import.fromFile') },
          ...PLACE_KINDS.map((value) => ({ value, label: t(`map.kind.${value}`) })),
        ]}
        onChange={(event) => {
          setKind(event.currentTarget.value as PlaceKind | '')
          changed()
        }}
      />
      <AreaInput
        label={t('map.import.area')}
        value={area}
        onChange={(next) => {
          setArea(next)
          changed()
        }}
        testId="import-area"
      />
      <div className="row-actions">
        <FileButton
          accept=".geojson,.json"
          onChange={(chosen) => {
            setFile(chosen ?? undefined)
            changed()
          }}
          inputProps={{ 'aria-label': t('map.import.file') }}
        >
          {(props) => (
            <Button {...props} variant="default" data-testid="choose-places">
              {t('map.import.file')}
            </Button>
          )}
        </FileButton>
        <span className="muted">{file?.name}</span>
      </div>
      <div className="row-actions">
        <Button
          variant={seen === undefined ? 'filled' : 'default'}
          disabled={asked === undefined}
          loading={look.isPending}
          onClick={() => asked && look.mutate(asked)}
          data-testid="look-places"
        >
          {t('map.import.look')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('map.places.cancel')}
        </Button>
      </div>
      {look.error && (
        <p className="alert" role="alert">
          {look.error.message}
        </p>
      )}
      {reading && (
        <div data-testid="places-reading">
          {reading.faults.length > 0 && (
            <ScrollRegion label={t('map.import.faults')} className="map-faults">
              <p>
                <b>{t('map.import.faultCount', { count: reading.faults.length })}</b>
              </p>
              <ul>
                {reading.faults.map(({ path, message, expected }) => (
                  <li key={path}>
                    <code>{path}</code> {message}: {expected}
                  </li>
                ))}
              </ul>
            </ScrollRegion>
          )}
          <p>
            {t('map.import.counts', {
              added: reading.counts.new,
              changed: reading.counts.changed,
              unchanged: reading.counts.unchanged,
            })}
          </p>
          <ul className="map-rows">
            {reading.rows.slice(0, 12).map((row) => (
              <li key={row.number}>
                {row.name} <span className="muted">{t(`map.kind.${row.kind}`)}</span>{' '}
                <span className="tag">{t(`map.import.outcome.${row.outcome}`)}</span>
              </li>
            ))}
          </ul>
          {seen !== undefined && reading.counts.new + reading.counts.changed > 0 && (
            <Button
              loading={keep.isPending}
              onClick={() => asked && keep.mutate({ ...asked, seen })}
              data-testid="save-places"
            >
              {t('map.import.save')}
            </Button>
          )}
          {keep.error && (
            <p className="alert" role="alert">
              {keep.error.message}
            </p>
          )}
        </div>
      )}
    </div>
  )
}
