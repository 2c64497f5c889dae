import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { calls, type StationView, type WarningView } from '@tocsin/contract'
import { lazy, Suspense, useMemo } from 'react'
import { calloutsQuery } from '../api/callout-queries.ts'
import { closedWarningsQuery, stationsQuery } from '../api/queries.ts'
import { byUrgency, isLive } from '../callouts/callout-order.ts'
import { NoticeStage } from '../desk/DeskStage.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { ago } from '../language/words.ts'
import { lastHeard } from '../live/last-heard.ts'
import { useMay } from '../session/use-person.ts'
import { SetupStage } from '../setup/SetupStage.tsx'
import { useNow } from '../time/ticker.ts'
import { useSite } from '../time/use-site.ts'
import { useOpenWarnings, useSentences } from '../warnings/use-warnings.ts'
import { WarningList } from '../warnings/WarningList.tsx'
import { LevelTiles } from './LevelTiles.tsx'
import './overview.css'
import { dataHealth, shownWarnings, stationRows } from './overview-model.ts'
import { Readiness } from './Readiness.tsx'
import { StationCard } from './StationCard.tsx'

/** 值班台: is anything wrong, is it growing, is someone on it. */
export function OverviewPage() {
  const { t } = useTranslation()
  const { query, warnings } = useOpenWarnings()
  return (
    <div className="page overview">
      <h1 className="visually-hidden">{t('page.overview')}</h1>
      <PanelBoundary name="levels">
        <LevelTiles warnings={warnings} />
      </PanelBoundary>
      <SetupStage />
      <NoticeStage />
      <div className="overview-now">
        <PanelBoundary name="open warnings">
          <section className="panel" aria-labelledby="open-warnings">
            <div className="panel-head">
              <h2 id="open-warnings">{t('overview.open')}</h2>
              <Link to="/warnings" className="push">
                {t('overview.allWarnings')}
              </Link>
            </div>
            <Loaded query={query}>{() => <OpenWarnings warnings={warnings} />}</Loaded>
          </section>
        </PanelBoundary>
        <AnswerStage />
      </div>
      <PanelBoundary name="readiness">
        <Readiness />
      </PanelBoundary>
      <PanelBoundary name="stations">
        <Stations warnings={warnings} />
      </PanelBoundary>
    </div>
  )
}

// With the words of call-outs: loaded when somebody is called.
const VillageAnswers = lazy(() => import('./VillageAnswers.tsx').then((m) => ({ default: m.VillageAnswers })))
/** Call-outs shown with their villages; the board has them all. */
const MOST_CALLOUTS = 3

/** Who has answered and who has not, while anybody is called. */
function AnswerStage() {
  const live = (useQuery(calloutsQuery()).data ?? []).filter(isLive)
  if (live.length === 0) return null
  return (
    <PanelBoundary name="answers by village">
      <Suspense fallback={null}>
        <VillageAnswers callouts={live.toSorted(byUrgency)} most={MOST_CALLOUTS} />
      </Suspense>
    </PanelBoundary>
  )
}

function OpenWarnings({ warnings }: { warnings: readonly WarningView[] }) {
  const { t } = useTranslation()
  const shown = useMemo(() => shownWarnings(warnings), [warnings])
  const sentenceOf = useSentences(shown)
  if (warnings.length === 0) return <Calm />
  return (
    <>
      <WarningList warnings={shown} sentenceOf={sentenceOf} withTrend />
      {shown.length < warnings.length && (
        <p className="more-below">
          <Link to="/warnings">{t('overview.more', { count: warnings.length - shown.length })}</Link>
        </p>
      )}
    </>
  )
}

/** Nothing is wrong: said calmly, with the last time something was. */
function Calm() {
  const { t } = useTranslation()
  const last = useQuery(closedWarningsQuery(1)).data?.[0]
  const now = useNow()
  return (
    <div className="empty calm" data-testid="calm">
      <strong>{t('overview.calm')}</strong>
      {last && t('overview.last', { ago: ago(t, now - (last.closedAt ?? last.raisedAt)) })}
    </div>
  )
}

function Stations({ warnings }: { warnings: readonly WarningView[] }) {
  const { t } = useTranslation()
  const query = useQuery(stationsQuery)
  return (
    <section aria-labelledby="stations">
      <div className="page-head section-head">
        <h2 id="stations">{t('overview.stations')}</h2>
        {query.data && query.data.length > 0 && <DataHealth stations={query.data} />}
        <Link to="/stations" className="push">
          {t('overview.allStations')}
        </Link>
      </div>
      <Loaded query={query} height={320}>
        {(stations) =>
          stations.length === 0 ? <NoStations /> : <Cards stations={stations} warnings={warnings} />
        }
      </Loaded>
    </section>
  )
}

/** The worst stations; the others stand on their own page. One with a warning is never left out. */
const MOST_STATIONS = 12

function Cards({
  stations,
  warnings,
}: {
  stations: readonly StationView[]
  warnings: readonly WarningView[]
}) {
  const { t } = useTranslation()
  const rows = useMemo(() => stationRows(stations, warnings), [stations, warnings])
  const shown = rows.filter(({ worst }, index) => index < MOST_STATIONS || worst !== null)
  return (
    <>
      <ul className="station-cards">
        {shown.map((row) => (
          <StationCard key={row.station.id} row={row} />
        ))}
      </ul>
      {shown.length < rows.length && (
        <p className="more-below">
          <Link to="/stations">{t('overview.moreStations', { count: rows.length - shown.length })}</Link>
        </p>
      )}
    </>
  )
}

function DataHealth({ stations }: { stations: readonly StationView[] }) {
  const { t } = useTranslation()
  const now = useNow()
  const site = useSite()
  const health = dataHealth(stations, now, lastHeard)
  return (
    <p className="muted data-health" data-testid="data-health">
      <span>{t('overview.online', { online: health.online, total: health.total })}</span>
      {health.silent > 0 && <b>{t('overview.silent', { count: health.silent })}</b>}
      {health.faulty > 0 && <b>{t('overview.faulty', { count: health.faulty })}</b>}
      {site && site.counts.rejected > 0 && (
        <Link to="/stations" search={{ tab: 'rejections' }}>
          {t('overview.rejected', { count: site.counts.rejected })}
        </Link>
      )}
    </p>
  )
}

function NoStations() {
  const { t } = useTranslation()
  const allowed = useMay(calls.createStation)
  return (
    <div className="panel empty">
      <strong>{t('overview.noStations')}</strong>
      {allowed ? <Link to="/stations/new">{t('station.connect')}</Link> : t('overview.askEngineer')}
    </div>
  )
}
