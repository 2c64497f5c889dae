import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { CalloutView, StationView, WarningView } from '@tocsin/contract'
import { lazy, Suspense, useEffect } from 'react'
import { calloutsQuery } from '../api/callout-queries.ts'
import { deskQuery } from '../api/desk-queries.ts'
import { boxSummaryQuery, boxWarningsQuery, stationsQuery } from '../api/queries.ts'
import { ExerciseMark } from '../callouts/CalloutHead.tsx'
import { byUrgency, isLive } from '../callouts/callout-order.ts'
import { useAreaNames } from '../callouts/use-area-names.ts'
import { DemonstrationMark } from '../demonstration/DemonstrationMark.tsx'
import { LinkState } from '../frame/LinkState.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { useNarrow } from '../frame/use-narrow.ts'
import '../language/callout-words.ts'
import '../language/shell-words.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { connect, liveStore } from '../live/connection.ts'
import { lastHeard } from '../live/last-heard.ts'
import { useDoubtful } from '../live/use-live.ts'
import { webgl } from '../map/webgl.ts'
import { keepLastKnown } from '../offline/last-known.ts'
import { OfflineBanner } from '../offline/OfflineBanner.tsx'
import { upgrade, watchForUpgrade } from '../offline/upgrade.ts'
import { LevelTiles } from '../overview/LevelTiles.tsx'
import { dataHealth, leadingDatastream, type StationRow, stationRows } from '../overview/overview-model.ts'
import { usePerson } from '../session/use-person.ts'
import { startBell } from '../sound/bell.ts'
import { reportSound } from '../sound/report-sound.ts'
import { SoundToggle } from '../sound/SoundToggle.tsx'
import { Value } from '../stations/Value.tsx'
import { Elapsed } from '../time/Elapsed.tsx'
import { zoneName } from '../time/format.ts'
import { useNow } from '../time/ticker.ts'
import { useTimeText } from '../time/use-site.ts'
import { CalledLine } from '../warnings/CalledLine.tsx'
import { FloodBanner } from '../warnings/FloodBanner.tsx'
import { whereParts } from '../warnings/subject.ts'
import { useOpenWarnings, useSentences } from '../warnings/use-warnings.ts'
import { standing, stateOf } from '../warnings/warning-order.ts'
import { Rotating } from './Rotating.tsx'
import './wall.css'
import { WallAnswers } from './WallAnswers.tsx'

// The map comes after what has to be read.
const WallMap = lazy(() => import('./WallMap.tsx').then((m) => ({ default: m.WallMap })))
const NO_STATIONS: readonly StationView[] = []

/** 大屏: the state of the shift for a wall. Nothing has to be pressed, nothing scrolls, and what does not fit comes round. */
export function WallPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const doubtful = useDoubtful()
  const stations = useQuery(stationsQuery).data
  const { warnings } = useOpenWarnings()
  const callouts = (useQuery(calloutsQuery()).data ?? []).filter(isLive).toSorted(byUrgency)
  const narrow = useNarrow()
  // Without WebGL, or where nothing has a place, the lists have the room.
  const mapped = !narrow && webgl() && (stations ?? []).some(({ position }) => position !== undefined)
  useEffect(() => connect(), [])
  useEffect(() => startBell(), [])
  useEffect(() => reportSound(), [])
  useEffect(() => keepLastKnown(client), [client])
  useEffect(() => {
    // Nobody stands at a wall to press a button: a newer console is loaded at once.
    const stop = upgrade.subscribe(() => location.reload())
    const rest = watchForUpgrade()
    return () => {
      stop()
      rest()
    }
  }, [])
  useEffect(() => {
    if (stations) liveStore.seed(stations)
  }, [stations])
  return (
    <main className="wall" data-doubtful={doubtful || undefined} data-testid="wall">
      <header className="wall-head">
        <h1>{t('wall.title')}</h1>
        <Clock />
        <SoundToggle />
        <LinkState />
        {usePerson()?.display !== true && (
          <Link to="/" className="wall-leave">
            {t('page.overview')}
          </Link>
        )}
      </header>
      <div className="wall-banners">
        <DemonstrationMark />
        <OfflineBanner />
        <FloodBanner />
      </div>
      <PanelBoundary name="levels">
        <LevelTiles warnings={warnings} />
      </PanelBoundary>
      <div
        className="wall-main"
        data-called={callouts.length > 0 || undefined}
        data-mapped={mapped || undefined}
      >
        {mapped && (
          <PanelBoundary name="map">
            <section className="wall-panel wall-map" aria-label={t('page.map')} data-testid="wall-map">
              <Suspense fallback={null}>
                <WallMap stations={stations ?? NO_STATIONS} warnings={warnings} />
              </Suspense>
            </section>
          </PanelBoundary>
        )}
        <PanelBoundary name="open warnings">
          <Warnings warnings={warnings} />
        </PanelBoundary>
        {callouts.length > 0 && (
          <PanelBoundary name="answers by village">
            <WallAnswers callouts={callouts} />
          </PanelBoundary>
        )}
      </div>
      <PanelBoundary name="stations">
        <Stations stations={stations ?? []} warnings={warnings} />
      </PanelBoundary>
      <Foot stations={stations ?? []} callouts={callouts} />
    </main>
  )
}

function Clock() {
  const now = useNow()
  const text = useTimeText()
  return (
    <time className="wall-clock" dateTime={new Date(now).toISOString()}>
      {text.full(now)} <small>{zoneName(text.timeZone, now)}</small>
    </time>
  )
}

function Warnings({ warnings }: { warnings: readonly WarningView[] }) {
  const { t } = useTranslation()
  const sentenceOf = useSentences(warnings)
  const stations = useQuery(stationsQuery).data ?? []
  const areaName = useAreaNames()
  // Red and orange that nobody has stay in sight while the others come round.
  const pressing = warnings.filter(
    (one) => one.acknowledged === null && ['red', 'orange'].includes(standing(one)),
  ).length
  return (
    <section className="wall-panel" aria-labelledby="wall-warnings">
      <h2 id="wall-warnings">{t('overview.open')}</h2>
      {warnings.length === 0 ? (
        <p className="wall-calm">{t('overview.calm')}</p>
      ) : (
        <Rotating
          items={warnings}
          pinned={pressing}
          lineEm={5.4}
          line={(warning) => (
            <li
              key={warning.id}
              className="wall-warning"
              data-level={standing(warning)}
              data-testid="wall-warning"
            >
              <LevelChip
                level={standing(warning)}
                state={stateOf(warning)}
                doubtful={warning.needsConfirmation}
              />
              <strong>{sentenceOf(warning)}</strong>
              <span className="muted">
                {whereParts(t, warning, stations, areaName).slice(0, 2).join(' · ')}
              </span>
              <Elapsed since={warning.raisedAt} />
              <span className="wall-who">
                {warning.acknowledged === null ? (
                  <b>{t('warning.state.unacknowledged')}</b>
                ) : (
                  t('warning.state.acknowledged')
                )}
                <CalledLine warning={warning.id} />
              </span>
            </li>
          )}
        />
      )}
    </section>
  )
}

/** The worst stations with what they are watched for. */
const STATIONS = 12
const COLUMNS = 3

function Stations({
  stations,
  warnings,
}: {
  stations: readonly StationView[]
  warnings: readonly WarningView[]
}) {
  const { t } = useTranslation()
  const rows = stationRows(stations, warnings)
  const shown = rows.filter(({ worst }, index) => index < STATIONS || worst !== null)
  return (
    <section className="wall-panel wall-stations" aria-labelledby="wall-stations">
      <h2 id="wall-stations">{t('wall.stations')}</h2>
      {shown.length === 0 && <p className="wall-calm">{t('overview.noStations')}</p>}
      <Rotating
        items={shown}
        lineEm={2.4}
        columns={COLUMNS}
        line={(row) => <Station key={row.station.id} row={row} />}
      />
    </section>
  )
}

function Station({ row: { station, worst } }: { row: StationRow }) {
  const { t } = useTranslation()
  const lead = leadingDatastream(station, worst)
  return (
    <li className="wall-station" data-level={worst ? standing(worst) : undefined}>
      {worst && <LevelChip level={standing(worst)} state={stateOf(worst)} />}
      <span className="wall-station-name">{station.name}</span>
      {!station.connected && <span className="tag">{t('wall.offline')}</span>}
      {lead && <Value station={station.id} datastream={lead} />}
    </li>
  )
}

/** Could it warn, does it hear, is somebody asked for: in numbers. */
function Foot({
  stations,
  callouts,
}: {
  stations: readonly StationView[]
  callouts: readonly CalloutView[]
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  const now = useNow()
  const summary = useQuery(boxSummaryQuery).data
  const urgent = (useQuery(boxWarningsQuery).data?.open ?? []).filter((one) => one.urgent)
  const desk = useQuery(deskQuery).data
  const health = dataHealth(stations, now, lastHeard)
  const silent = callouts.filter(({ exercise }) => !exercise).reduce((sum, one) => sum + one.silent, 0)
  return (
    <footer className="wall-foot">
      {callouts.some(({ exercise }) => exercise) && <ExerciseMark />}
      {desk?.trial != null && <strong className="tag">{t('trial.on')}</strong>}
      {silent > 0 && <strong className="wall-bad">{t('wall.silent', { count: silent })}</strong>}
      {summary && (
        <span className={summary.cannot > 0 || summary.villages === 0 ? 'wall-bad' : ''}>
          {summary.villages === 0
            ? t('readiness.noVillages')
            : summary.cannot > 0
              ? t('readiness.cannot', { count: summary.cannot, total: summary.villages })
              : t('readiness.allVillages', { total: summary.villages })}
        </span>
      )}
      <span>
        {t('overview.online', { online: health.online, total: health.total })}
        {health.silent > 0 && <b> {t('overview.silent', { count: health.silent })}</b>}
        {health.faulty > 0 && <b> {t('overview.faulty', { count: health.faulty })}</b>}
      </span>
      {urgent.map(({ id, reason }) => (
        <strong key={id} className="wall-bad">
          {reason[language]}
        </strong>
      ))}
    </footer>
  )
}
