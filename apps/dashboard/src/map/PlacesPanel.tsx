import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { calls, type PlaceView } from '@tocsin/contract'
import { PLACE_KINDS } from '@tocsin/core'
import { useEffect, useState } from 'react'
import { mapKeys } from '../api/map-queries.ts'
import { perform } from '../api/perform.ts'
import { DeleteWithReason } from '../frame/DeleteWithReason.tsx'
import { Empty } from '../frame/Empty.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { ImportPlaces } from './ImportPlaces.tsx'
import { type DraftShape, PlaceForm } from './PlaceForm.tsx'

export type { DraftShape } from './PlaceForm.tsx'

interface Props {
  readonly places: readonly PlaceView[]
  /** `place:place-3`: to be changed. */
  readonly change: string | undefined
  onDraft(draft: DraftShape | undefined): void
  onShow(ref: string): void
  onChange(ref: string | undefined): void
}

/** The register of places: drawn, changed, imported, taken off. */
export function PlacesPanel({ places, change, onDraft, onShow, onChange }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.createPlace)
  const [open, setOpen] = useState<'new' | 'import'>()
  const changed = places.find(({ id }) => change === `place:${id}`)
  useEffect(() => {
    if (changed !== undefined) setOpen(undefined)
  }, [changed])
  const forbidden = allowed ? undefined : t('map.places.forbidden')
  if (allowed && changed !== undefined) {
    return (
      <PlaceForm key={changed.id} place={changed} onDraft={onDraft} onClose={() => onChange(undefined)} />
    )
  }
  if (allowed && open === 'new') {
    return <PlaceForm place={undefined} onDraft={onDraft} onClose={() => setOpen(undefined)} />
  }
  if (allowed && open === 'import') return <ImportPlaces onClose={() => setOpen(undefined)} />
  return (
    <div className="map-register">
      <div className="row-actions">
        <Button
          disabled={!allowed}
          {...(forbidden !== undefined && { title: forbidden })}
          onClick={() => setOpen('new')}
          data-testid="new-place"
        >
          {t('map.places.new')}
        </Button>
        <Button
          variant="default"
          disabled={!allowed}
          {...(forbidden !== undefined && { title: forbidden })}
          onClick={() => setOpen('import')}
          data-testid="import-geojson"
        >
          {t('map.import.title')}
        </Button>
      </div>
      {forbidden !== undefined && <p className="muted">{forbidden}</p>}
      {places.length === 0 && <Empty title={t('map.places.none')} means={t('map.places.noneMeans')} />}
      {PLACE_KINDS.map((kind) => {
        const ofKind = places.filter((place) => place.kind === kind)
        if (ofKind.length === 0) return null
        return (
          <section key={kind} className="map-part">
            <h3>
              {t(`map.kind.${kind}`)} <span className="muted">{ofKind.length}</span>
            </h3>
            <ul>
              {ofKind.map((place) => (
                <li key={place.id} className="map-register-line" data-testid="register-place">
                  <button type="button" className="link-button" onClick={() => onShow(`place:${place.id}`)}>
                    {place.name}
                  </button>
                  <span className="map-register-actions">
                    <Button
                      variant="default"
                      size="compact-sm"
                      disabled={!allowed}
                      aria-label={t('map.places.changeOf', { name: place.name })}
                      onClick={() => onChange(`place:${place.id}`)}
                    >
                      {t('map.places.change')}
                    </Button>
                    <DeleteWithReason
                      title={t('map.places.removeOf', { name: place.name })}
                      word={t('map.places.remove')}
                      small
                      forbidden={forbidden}
                      remove={(reason) =>
                        perform(calls.deletePlace, { params: { id: place.id }, query: { reason } })
                      }
                      onRemoved={() => void client.invalidateQueries({ queryKey: mapKeys.places })}
                    />
                  </span>
                </li>
              ))}
            </ul>
          </section>
        )
      })}
    </div>
  )
}
