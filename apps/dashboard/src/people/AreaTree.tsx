import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type Answer, type AreaBody, calls } from '@tocsin/contract'
import { useMemo, useState } from 'react'
import { directoryKeys } from '../api/directory-queries.ts'
import { perform } from '../api/perform.ts'
import { Empty } from '../frame/Empty.tsx'
import { notify } from '../frame/notices.ts'
import { compareNames } from '../language/collate.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { RemoveButton } from '../system/RemoveButton.tsx'
import { AreaForm } from './AreaForm.tsx'
import { areaLines, missingPaths, parentPath } from './area-tree.ts'

/** What a place that stations name lies in, where that was entered. */
const parentOf = (areas: readonly AreaBody[], path: string) =>
  areas.find((area) => area.path === parentPath(path))

interface Props {
  readonly answer: Answer<typeof calls.listAreas>
  readonly chosen: string | undefined
  onChoose(path: string | undefined): void
}

/** Areas as a tree, to choose one; whoever may enters, renames and removes them here. */
export function AreaTree({ answer: { areas, unregistered }, chosen, onChoose }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.saveAreas)
  const [form, setForm] = useState<'new' | 'rename' | { readonly unregistered: string }>()
  const lines = useMemo(() => areaLines(areas, compareNames), [areas])
  const missing = useMemo(() => missingPaths(areas, unregistered), [areas, unregistered])
  const current = areas.find(({ path }) => path === chosen)
  const remove = useMutation({
    mutationFn: (area: AreaBody) => perform(calls.deleteArea, { params: { path: area.path } }),
    onSuccess(_, area) {
      void client.invalidateQueries({ queryKey: directoryKeys.areas })
      notify('done', t('area.removed', { name: area.name }))
      onChoose(undefined)
    },
    onError: (error) => notify('failed', error.message),
  })
  return (
    <section className="panel area-panel" aria-label={t('area.title')}>
      <div className="panel-head">
        <h2>{t('area.title')}</h2>
      </div>
      <ul className="area-tree" data-testid="area-tree">
        <li>
          <button type="button" aria-pressed={chosen === undefined} onClick={() => onChoose(undefined)}>
            {t('area.all')}
          </button>
        </li>
        {lines.map(({ area, depth }) => (
          <li key={area.path} style={{ paddingInlineStart: depth * 14 }}>
            <button
              type="button"
              aria-pressed={chosen === area.path}
              title={area.path}
              onClick={() => onChoose(area.path)}
              data-area={area.path}
            >
              <span>{area.name}</span> <span className="muted">{t(`area.kind.${area.kind}`)}</span>
            </button>
          </li>
        ))}
      </ul>
      {lines.length === 0 && <Empty title={t('area.none')} means={t('area.noneMeans')} />}
      {missing.length > 0 && (
        <div className="panel-body area-unregistered">
          <p className="muted">{t('area.unregistered')}</p>
          <p className="row-actions">
            {missing.map((path) => (
              <Button
                key={path}
                variant="default"
                size="compact-sm"
                disabled={!allowed}
                onClick={() => setForm({ unregistered: path })}
              >
                {path}
              </Button>
            ))}
          </p>
        </div>
      )}
      {allowed && (
        <div className="panel-body row-actions">
          <Button variant="default" size="compact-sm" onClick={() => setForm('new')} data-testid="new-area">
            {current === undefined ? t('area.new') : t('area.newIn', { name: current.name })}
          </Button>
          {current !== undefined && (
            <>
              <Button variant="default" size="compact-sm" onClick={() => setForm('rename')}>
                {t('area.rename')}
              </Button>
              <RemoveButton
                key={current.path}
                name={current.name}
                pending={remove.isPending}
                onRemove={() => remove.mutate(current)}
              />
            </>
          )}
        </div>
      )}
      {form !== undefined && (
        <AreaForm
          key={typeof form === 'string' ? `${form} ${chosen}` : form.unregistered}
          parent={typeof form === 'object' ? parentOf(areas, form.unregistered) : current}
          {...(form === 'rename' && current !== undefined && { area: current })}
          {...(typeof form === 'object' && { path: form.unregistered })}
          onDone={(path) => {
            setForm(undefined)
            if (path !== undefined) onChoose(path)
          }}
        />
      )}
    </section>
  )
}
