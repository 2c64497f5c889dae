import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, DATUMS, type Datum, type PlaceView } from '@tocsin/contract'
import { PLACE_KINDS, type PlaceKind } from '@tocsin/core'
import { type FormEvent, useEffect, useMemo, useState } from 'react'
import { mapKeys } from '../api/map-queries.ts'
import { perform } from '../api/perform.ts'
import { AreaInput } from '../callouts/AreaInput.tsx'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { fieldErrors, unplaced } from '../rules/field-errors.ts'
import { bodyOf, draftOf, NEW_PLACE, readPositions, shapeOf } from './place-draft.ts'

/** What the form draws on the map meanwhile. */
export interface DraftShape {
  readonly positions: readonly (readonly [number, number])[]
  readonly closed: boolean
  /** The map may add positions to it: both speak of the same datum. */
  readonly byHand: boolean
  add(position: readonly [number, number]): void
}

interface Props {
  /** To be changed; absent: a new one. */
  readonly place: PlaceView | undefined
  onDraft(draft: DraftShape | undefined): void
  onClose(): void
}

const FIELDS = ['kind', 'name', 'area', 'capacity', 'note', 'geometry']

/** Draws a place: by pressing on the map, or by typing its positions. */
export function PlaceForm({ place, onDraft, onClose }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [draft, setDraft] = useState(() => (place ? draftOf(place) : NEW_PLACE))
  const set = (change: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...change }))
  const read = useMemo(() => readPositions(draft.positions), [draft.positions])
  const shape = shapeOf(draft.kind, Math.max(read.length, draft.kind === 'danger-zone' ? 2 : read.length))
  const body = bodyOf(draft)
  const unreadable = read.indexOf(null)

  useEffect(() => {
    const positions = read.filter((position) => position !== null)
    const isPoint = shapeOf(draft.kind, 1) === 'point' && !['danger-zone', 'village'].includes(draft.kind)
    onDraft({
      positions: draft.datum === 'WGS-84' ? positions : [],
      closed: shape === 'outline',
      byHand: draft.datum === 'WGS-84' && draft.kept === undefined,
      add([longitude, latitude]) {
        const line = `${longitude.toFixed(6)}, ${latitude.toFixed(6)}`
        setDraft((before) => ({
          ...before,
          positions:
            isPoint || before.positions.trim() === '' ? line : `${before.positions.trimEnd()}\n${line}`,
        }))
      },
    })
    return () => onDraft(undefined)
  }, [read, shape, draft.kind, draft.datum, draft.kept, onDraft])

  const save = useMutation({
    async mutationFn() {
      if (body === undefined) throw new Error(t('map.places.tooFew'))
      return place === undefined
        ? await perform(calls.createPlace, { body })
        : await perform(calls.changePlace, { params: { id: place.id }, body })
    },
    onSuccess(saved) {
      void client.invalidateQueries({ queryKey: mapKeys.places })
      notify('done', t('map.places.saved', { name: saved.name }))
      onClose()
    },
  })
  const errors = fieldErrors(save.error)
  const others = save.error === null ? [] : unplaced(errors, FIELDS)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form className="form map-form" onSubmit={submit} noValidate data-testid="place-form">
      <h2>{place ? t('map.places.changeOf', { name: place.name }) : t('map.places.new')}</h2>
      <NativeSelect
        label={t('map.places.kind')}
        value={draft.kind}
        data={PLACE_KINDS.map((value) => ({ value, label: t(`map.kind.${value}`) }))}
        onChange={(event) => set({ kind: event.currentTarget.value as PlaceKind })}
        data-testid="place-kind"
      />
      <TextInput
        label={t('map.places.name')}
        required
        maxLength={100}
        value={draft.name}
        error={errors['name']}
        onChange={(event) => set({ name: event.currentTarget.value })}
        data-testid="place-name"
      />
      <AreaInput
        label={t('map.places.area')}
        description={t(draft.kind === 'village' ? 'map.places.areaOfVillage' : 'map.places.areaMeans')}
        value={draft.area}
        error={errors['area']}
        onChange={(area) => set({ area })}
        testId="place-area"
      />
      {draft.kind === 'shelter' && (
        <TextInput
          label={t('map.places.capacity')}
          inputMode="numeric"
          value={draft.capacity}
          error={errors['capacity']}
          onChange={(event) => set({ capacity: event.currentTarget.value.replace(/\D/g, '') })}
        />
      )}
      {draft.kept === undefined ? (
        <>
          <NativeSelect
            label={t('map.places.datum')}
            description={t(draft.datum === 'WGS-84' ? 'map.places.datumMeans' : 'map.places.datumConverted')}
            value={draft.datum}
            data={DATUMS.map((value) => ({ value, label: t(`map.datum.${value}`) }))}
            onChange={(event) => set({ datum: event.currentTarget.value as Datum })}
            data-testid="place-datum"
          />
          <Textarea
            label={t('map.places.positions')}
            description={t(`map.places.draw.${shape}`)}
            autosize
            minRows={3}
            maxRows={10}
            spellCheck={false}
            value={draft.positions}
            error={unreadable < 0 ? errors['geometry'] : t('map.places.noPosition', { line: unreadable + 1 })}
            onChange={(event) => set({ positions: event.currentTarget.value })}
            data-testid="place-positions"
          />
        </>
      ) : (
        <p className="muted">{t('map.places.kept')}</p>
      )}
      <TextInput
        label={t('map.places.note')}
        maxLength={500}
        value={draft.note}
        onChange={(event) => set({ note: event.currentTarget.value })}
      />
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
        <Button type="submit" loading={save.isPending} data-testid="save-place">
          {t('map.places.save')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('map.places.cancel')}
        </Button>
      </div>
    </form>
  )
}
