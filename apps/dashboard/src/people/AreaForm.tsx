import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type AreaBody, calls } from '@tocsin/contract'
import { AREA_KINDS, type AreaKind } from '@tocsin/core'
import { type FormEvent, useState } from 'react'
import { directoryKeys } from '../api/directory-queries.ts'
import { perform } from '../api/perform.ts'
import { useTranslation } from '../language/use-translation.ts'
import { fieldErrors, unplaced } from '../rules/field-errors.ts'
import { kindBelow, kindOfName, pathFor } from './area-tree.ts'

interface Props {
  /** What a new one lies in. */
  readonly parent: AreaBody | undefined
  /** One that is there, to be renamed. */
  readonly area?: AreaBody
  /** One that stations name already. */
  readonly path?: string
  onDone(path?: string): void
}

const FIELDS = ['path', 'name', 'kind'].map((field) => `areas.0.${field}`)

export function AreaForm({ parent, area, path: given, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState(area?.name ?? '')
  const [chosenKind, setKind] = useState<AreaKind | undefined>(area?.kind)
  const kind = chosenKind ?? kindOfName(name) ?? kindBelow(parent?.kind)
  const [typedPath, setPath] = useState<string>()
  const fixed = area?.path ?? given
  const path = fixed ?? typedPath ?? pathFor(parent?.path ?? '', name)
  const save = useMutation({
    mutationFn: () => perform(calls.saveAreas, { body: { areas: [{ path, name: name.trim(), kind }] } }),
    onSuccess() {
      void client.invalidateQueries({ queryKey: directoryKeys.areas })
      onDone(path)
    },
  })
  const errors = fieldErrors(save.error)
  const rest = save.error === null ? [] : unplaced(errors, FIELDS)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form className="form" onSubmit={submit} noValidate data-testid="area-form">
      <TextInput
        label={t('area.name')}
        required
        maxLength={100}
        value={name}
        error={errors['areas.0.name']}
        onChange={(event) => setName(event.currentTarget.value)}
        data-testid="area-name"
      />
      <NativeSelect
        label={t('area.kindIs')}
        value={kind}
        error={errors['areas.0.kind']}
        data={AREA_KINDS.map((value) => ({ value, label: t(`area.kind.${value}`) }))}
        onChange={(event) => setKind(event.currentTarget.value as AreaKind)}
      />
      <TextInput
        label={t('area.path')}
        description={t('area.pathMeans')}
        required
        readOnly={fixed !== undefined}
        value={path}
        error={errors['areas.0.path']}
        onChange={(event) => setPath(event.currentTarget.value)}
        data-testid="area-path"
      />
      {save.error && (rest.length > 0 || Object.keys(errors).length === 0) && (
        <p className="alert" role="alert">
          {rest.length > 0 ? rest.join(' · ') : save.error.message}
        </p>
      )}
      <div className="row-actions">
        <Button type="submit" loading={save.isPending} disabled={name.trim() === ''} data-testid="save-area">
          {area === undefined ? t('area.enter') : t('area.save')}
        </Button>
        <Button variant="default" onClick={() => onDone()}>
          {t('form.cancel')}
        </Button>
      </div>
    </form>
  )
}
