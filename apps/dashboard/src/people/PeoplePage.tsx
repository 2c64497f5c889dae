import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { calls, type PersonRecord } from '@tocsin/contract'
import { useMemo, useState } from 'react'
import { areasQuery, personsQuery } from '../api/directory-queries.ts'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { compareNames } from '../language/collate.ts'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { AreaTree } from './AreaTree.tsx'
import { areaName } from './area-tree.ts'
import { DirectoryTabs } from './DirectoryTabs.tsx'
import { ImportRegister } from './ImportRegister.tsx'
import { PersonForm } from './PersonForm.tsx'
import { PersonRow } from './PersonRow.tsx'
import { personsOf } from './person-draft.ts'
import { RegisterActions } from './RegisterActions.tsx'
import './people.css'

const route = getRouteApi('/frame/people')

/** Who can be called: areas as a tree, and the people who answer for the one that is chosen. */
export function PeoplePage() {
  const { t } = useTranslation()
  const areas = useQuery(areasQuery)
  const [area, setArea] = useState<string>()
  const [open, setOpen] = useState<'new' | 'import'>()
  const allowed = useMay(calls.createPerson)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('page.people')}</h1>
        <DirectoryTabs />
        <RegisterActions
          of="persons"
          open={open}
          onOpen={setOpen}
          forbidden={allowed ? undefined : t('forbidden.people')}
          add={t('people.new')}
          testId="new-person"
        />
      </div>
      {open === 'import' && (
        <PanelBoundary name="import">
          <ImportRegister
            read={calls.readPersonFile}
            save={calls.importPersons}
            area={area}
            columns={t('people.columns')}
            onSaved={() => setOpen(undefined)}
          />
        </PanelBoundary>
      )}
      <div className="directory">
        <PanelBoundary name="areas">
          <Loaded query={areas} height={200}>
            {(answer) => <AreaTree answer={answer} chosen={area} onChoose={setArea} />}
          </Loaded>
        </PanelBoundary>
        <PanelBoundary name="persons">
          <div className="directory-main">
            {open === 'new' && (
              <section className="panel">
                <div className="panel-head">
                  <h2>{t('people.new')}</h2>
                </div>
                <PersonForm area={area} onDone={() => setOpen(undefined)} />
              </section>
            )}
            <Persons area={area} title={area && areaName(areas.data?.areas ?? [], area)} />
          </div>
        </PanelBoundary>
      </div>
    </div>
  )
}

/** Rows shown at first; typing finds the others. */
const FIRST = 100

function Persons({ area, title }: { readonly area: string | undefined; readonly title: string | undefined }) {
  const { t } = useTranslation()
  const query = useQuery(personsQuery)
  const { q: search = '' } = route.useSearch()
  const navigate = useNavigate()
  const [all, setAll] = useState(false)
  const found = useMemo(
    () => personsOf(query.data ?? [], area, search).toSorted((a, b) => compareNames(a.name, b.name)),
    [query.data, area, search],
  )
  return (
    <section className="panel" aria-label={t('directory.people')}>
      <div className="panel-head">
        <h2>{title ?? t('people.everybody')}</h2>
        {query.data && <span className="muted">{t('people.count', { count: found.length })}</span>}
        <TextInput
          className="push"
          aria-label={t('people.search')}
          data-key="f"
          placeholder={t('people.search')}
          value={search}
          onChange={(event) => {
            const text = event.currentTarget.value
            void navigate({ to: '/people', search: text === '' ? {} : { q: text }, replace: true })
          }}
          data-testid="search-people"
        />
      </div>
      <Loaded query={query} height={240}>
        {(persons) =>
          found.length === 0 ? (
            <Nobody persons={persons} />
          ) : (
            <ul>
              {(all ? found : found.slice(0, FIRST)).map((person) => (
                <PersonRow key={person.id} person={person} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {!all && found.length > FIRST && (
        <p className="panel-body">
          <button type="button" className="link-button" onClick={() => setAll(true)}>
            {t('people.showAll', { count: found.length })}
          </button>
        </p>
      )}
    </section>
  )
}

function Nobody({ persons }: { readonly persons: readonly PersonRecord[] }) {
  const { t } = useTranslation()
  return (
    <Empty
      title={persons.length === 0 ? t('people.none') : t('people.noneHere')}
      means={persons.length === 0 ? t('people.noneMeans') : t('people.noneHereMeans')}
    />
  )
}
