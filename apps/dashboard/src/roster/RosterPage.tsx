import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { DAY } from '@tocsin/core'
import { useMemo, useState } from 'react'
import { areasQuery, shiftsQuery } from '../api/directory-queries.ts'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { compareNames } from '../language/collate.ts'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { areaTrail } from '../people/area-tree.ts'
import { DirectoryTabs } from '../people/DirectoryTabs.tsx'
import { ImportRegister } from '../people/ImportRegister.tsx'
import { RegisterActions } from '../people/RegisterActions.tsx'
import { useMay } from '../session/use-person.ts'
import { useTimed } from '../time/ticker.ts'
import { useTimeText } from '../time/use-site.ts'
import { DeskGrid } from './DeskGrid.tsx'
import { Findings } from './Findings.tsx'
import { HandOvers } from './HandOvers.tsx'
import { DAYS_SHOWN, dayIn, followingDays, instantIn, rosterOf } from './roster-grid.ts'
import { ShiftForm } from './ShiftForm.tsx'
import { Swaps } from './Swaps.tsx'
import './roster.css'

/** Who is on duty in the next days, desk by desk, and why that cannot be relied on where it cannot. */
export function RosterPage() {
  const { t } = useTranslation()
  const { timeZone } = useTimeText()
  const today = useTimed((now) => dayIn(timeZone, now))
  const [week, setWeek] = useState(0)
  const first = useMemo(() => {
    const shifted = new Date(Date.parse(`${today}T00:00:00Z`) + week * DAYS_SHOWN * DAY)
    return shifted.toISOString().slice(0, 10)
  }, [today, week])
  const from = instantIn(timeZone, first, '00:00') ?? 0
  const query = useQuery(shiftsQuery(from, from + DAYS_SHOWN * DAY))
  const areas = useQuery(areasQuery).data?.areas ?? []
  const [open, setOpen] = useState<'new' | 'import'>()
  const allowed = useMay(calls.createShifts)
  // Rows that do not name a desk are of the county's, where there is one.
  const desk = areas.find(({ kind }) => kind === 'county')?.path
  const last = followingDays(first, DAYS_SHOWN).at(-1) ?? first
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('page.people')}</h1>
        <DirectoryTabs />
        <RegisterActions
          of="roster"
          open={open}
          onOpen={setOpen}
          forbidden={allowed ? undefined : t('forbidden.roster')}
          add={t('roster.new')}
          testId="new-shift"
        />
      </div>
      <PanelBoundary name="findings">
        <Findings />
      </PanelBoundary>
      {open === 'import' && (
        <PanelBoundary name="import">
          <ImportRegister
            read={calls.readRosterFile}
            save={calls.importRoster}
            area={desk}
            columns={t('roster.columns')}
            onSaved={() => setOpen(undefined)}
          />
        </PanelBoundary>
      )}
      {open === 'new' && (
        <section className="panel">
          <div className="panel-head">
            <h2>{t('roster.new')}</h2>
          </div>
          <ShiftForm
            desk={areas.length === 1 ? (areas[0]?.path ?? '') : ''}
            day={first}
            onDone={() => setOpen(undefined)}
          />
        </section>
      )}
      <div className="row-actions roster-weeks">
        <Button variant="default" onClick={() => setWeek(week - 1)}>
          {t('roster.before')}
        </Button>
        <b>
          {first.slice(5)} – {last.slice(5)}
        </b>
        <Button variant="default" onClick={() => setWeek(week + 1)}>
          {t('roster.after')}
        </Button>
        {week !== 0 && (
          <Button variant="default" onClick={() => setWeek(0)}>
            {t('roster.today')}
          </Button>
        )}
      </div>
      <PanelBoundary name="roster">
        <Loaded query={query} height={300}>
          {(shifts) =>
            shifts.length === 0 ? (
              <section className="panel">
                <Empty title={t('roster.none')} means={t('roster.noneMeans')} />
              </section>
            ) : (
              rosterOf(shifts, timeZone, first, compareNames).map((desk) => (
                <DeskGrid key={desk.desk} roster={desk} name={areaTrail(areas, desk.desk)} shifts={shifts} />
              ))
            )
          }
        </Loaded>
      </PanelBoundary>
      <PanelBoundary name="hand-overs">
        <HandOvers />
      </PanelBoundary>
      <PanelBoundary name="swaps">
        <Swaps />
      </PanelBoundary>
    </div>
  )
}
