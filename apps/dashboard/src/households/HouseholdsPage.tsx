import { Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { useMemo, useState } from 'react'
import { areasQuery, householdsQuery } from '../api/directory-queries.ts'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { compareNames } from '../language/collate.ts'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { areaTrail } from '../people/area-tree.ts'
import { AreaChoice } from '../people/Choices.tsx'
import { DirectoryTabs } from '../people/DirectoryTabs.tsx'
import { ImportRegister } from '../people/ImportRegister.tsx'
import { RegisterActions } from '../people/RegisterActions.tsx'
import { useMay } from '../session/use-person.ts'
import { BeginRound } from './BeginRound.tsx'
import { HouseholdForm } from './HouseholdForm.tsx'
import { HouseholdRow } from './HouseholdRow.tsx'
import { notMoved, type Zone, zonesOf } from './household-zones.ts'
import { Totals } from './Totals.tsx'
import './households.css'

/** Who lives where a flood comes, and who of them is told, moved, back. */
export function HouseholdsPage() {
  const { t } = useTranslation()
  const [area, setArea] = useState<string | null>(null)
  const [waitingOnly, setWaitingOnly] = useState(false)
  const [open, setOpen] = useState<'new' | 'import'>()
  const query = useQuery(householdsQuery(area ?? undefined))
  const allowed = useMay(calls.createHousehold)
  const zones = useMemo(() => {
    const all = query.data?.households ?? []
    return zonesOf(waitingOnly ? notMoved(all) : all, compareNames)
  }, [query.data, waitingOnly])
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('page.people')}</h1>
        <DirectoryTabs />
        <RegisterActions
          of="households"
          open={open}
          onOpen={setOpen}
          forbidden={allowed ? undefined : t('forbidden.people')}
          add={t('household.new')}
          testId="new-household"
        />
      </div>
      {open === 'import' && (
        <ImportRegister
          read={calls.readHouseholdFile}
          save={calls.importHouseholds}
          area={area ?? undefined}
          columns={t('household.columns')}
          onSaved={() => setOpen(undefined)}
        />
      )}
      {open === 'new' && (
        <section className="panel">
          <div className="panel-head">
            <h2>{t('household.new')}</h2>
          </div>
          <HouseholdForm area={area ?? ''} onDone={() => setOpen(undefined)} />
        </section>
      )}
      <section className="panel household-tools">
        <AreaChoice
          label={t('household.area')}
          placeholder={t('area.all')}
          clearable
          value={area}
          onChange={setArea}
        />
        <Checkbox
          label={t('household.waitingOnly')}
          checked={waitingOnly}
          onChange={(event) => setWaitingOnly(event.currentTarget.checked)}
        />
        <BeginRound area={area} households={query.data?.totals.households ?? 0} />
      </section>
      <PanelBoundary name="households">
        <Loaded query={query} height={260}>
          {({ totals, households }) => (
            <>
              {households.length > 0 && (
                <section className="panel panel-pad" data-testid="totals">
                  <Totals all={totals} ticked={totals} />
                </section>
              )}
              {zones.map((zone) => (
                <ZonePanel key={zone.area} zone={zone} />
              ))}
              {zones.length === 0 && (
                <section className="panel">
                  <Empty
                    title={households.length === 0 ? t('household.none') : t('household.allMoved')}
                    means={households.length === 0 ? t('household.noneMeans') : t('household.allMovedMeans')}
                  />
                </section>
              )}
            </>
          )}
        </Loaded>
      </PanelBoundary>
    </div>
  )
}

function ZonePanel({ zone }: { readonly zone: Zone }) {
  const areas = useQuery(areasQuery).data?.areas ?? []
  return (
    <section className="panel" data-testid="zone" data-area={zone.area}>
      <div className="panel-head zone-head">
        <h2>{areaTrail(areas, zone.area)}</h2>
        <Totals all={zone.all} ticked={zone.ticked} />
      </div>
      <ul>
        {zone.households.map((household) => (
          <HouseholdRow key={household.id} household={household} />
        ))}
      </ul>
    </section>
  )
}
