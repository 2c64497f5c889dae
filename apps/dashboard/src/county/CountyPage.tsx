import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { useState } from 'react'
import { countyQuery } from '../api/county-queries.ts'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import '../language/county-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { StationsTabs } from '../stations/StationsTabs.tsx'
import { CountyCard } from './CountyCard.tsx'
import { CountyForm } from './CountyForm.tsx'
import './county.css'

/** The hydrology databases that are read, how each fares, and the stations that they offer. */
export function CountyPage() {
  const { t } = useTranslation()
  const allowed = useMay(calls.listCountyDatabases)
  const [adding, setAdding] = useState(false)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('county.title')}</h1>
        <StationsTabs current="databases" />
        {!adding && (
          <Button
            className="push"
            disabled={!allowed}
            {...(!allowed && { title: t('county.forbidden') })}
            onClick={() => setAdding(true)}
            data-testid="new-county"
          >
            {t('county.add')}
          </Button>
        )}
      </div>
      <p className="muted">{t('county.means')}</p>
      <PanelBoundary name="databases">
        {!allowed && <Empty panel title={t('empty.forbidden')} means={t('county.forbidden')} />}
        {adding && <CountyForm onClose={() => setAdding(false)} />}
        {allowed && <List onAdd={() => setAdding(true)} />}
      </PanelBoundary>
    </div>
  )
}

function List({ onAdd }: { readonly onAdd: () => void }) {
  const { t } = useTranslation()
  return (
    <Loaded query={useQuery(countyQuery)} height={240}>
      {(databases) =>
        databases.length === 0 ? (
          <Empty panel title={t('county.none')} means={t('county.noneMeans')} testId="no-county">
            <Button variant="default" onClick={onAdd}>
              {t('county.add')}
            </Button>
          </Empty>
        ) : (
          databases.map((database) => <CountyCard key={database.id} database={database} />)
        )
      }
    </Loaded>
  )
}
