import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type StationView } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { personsQuery } from '../api/directory-queries.ts'
import { manualKeys, watcherLinksQuery } from '../api/manual-queries.ts'
import { perform } from '../api/perform.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { notify } from '../frame/notices.ts'
import { QrCode } from '../frame/QrCode.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { Since } from '../time/Since.tsx'
import { watchersOf } from './watchers.ts'

/** Pages of village watchers for this station: made, shown once as a link and a code, and taken away. */
export function WatcherLinks({ station }: { station: StationView }) {
  const allowed = useMay(calls.listWatcherLinks)
  return allowed ? <Links station={station} /> : null
}

function Links({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const query = useQuery(watcherLinksQuery(station.id))
  const persons = watchersOf(useQuery(personsQuery).data ?? [], station.area)
  const [chosen, setChosen] = useState<string | undefined>()
  const person = chosen ?? persons[0]?.id
  const changed = () => void client.invalidateQueries({ queryKey: manualKeys.links })
  const failed = (error: Error) => notify('failed', error.message)
  const make = useMutation({
    mutationFn: (whose: string) =>
      perform(calls.createWatcherLink, { body: { person: whose, station: station.id } }),
    onSuccess: changed,
    onError: failed,
  })
  const remove = useMutation({
    mutationFn: (id: number) => perform(calls.removeWatcherLink, { params: { id } }),
    onSuccess: changed,
    onError: failed,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (person !== undefined) make.mutate(person)
  }
  const made = make.data
  return (
    <details className="close-form">
      <summary data-testid="watcher-links">{t('manual.links')}</summary>
      <p className="muted">{t('manual.linksMean')}</p>
      <form className="note-form" onSubmit={submit}>
        <NativeSelect
          label={t('manual.linkFor')}
          value={person ?? ''}
          disabled={persons.length === 0}
          data={
            persons.length === 0
              ? [{ value: '', label: t('manual.nobody') }]
              : persons.map(({ id, name }) => ({ value: id, label: name }))
          }
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant="default"
          disabled={person === undefined}
          loading={make.isPending}
          data-testid="make-link"
        >
          {t('manual.makeLink')}
        </Button>
      </form>
      {made && <Made name={made.name} url={made.url ?? `${location.origin}${made.path}`} />}
      <Loaded query={query}>
        {(links) => (
          <ul className="manual-list">
            {links.map(({ id, name, lastUsedAt }) => (
              <li key={id} className="row-actions">
                <b>{name}</b>
                <span className="muted">
                  {lastUsedAt === null ? (
                    t('manual.neverUsed')
                  ) : (
                    <>
                      {t('manual.lastUsed')} <Since at={lastUsedAt} />
                    </>
                  )}
                </span>
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={t('manual.removeLinkOf', { name })}
                  onClick={() => remove.mutate(id)}
                >
                  {t('manual.removeLink')}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </details>
  )
}

/** Shown once: the link and its code. */
function Made({ name, url }: { name: string; url: string }) {
  const { t } = useTranslation()
  return (
    <div className="manual-link" data-testid="made-link">
      <p>{t('manual.linkOnce')}</p>
      <code>{url}</code>
      <QrCode text={url} label={t('manual.linkCode', { name })} />
    </div>
  )
}
