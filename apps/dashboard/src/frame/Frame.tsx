import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { useEffect } from 'react'
import { stationsQuery } from '../api/queries.ts'
import { DemonstrationMark } from '../demonstration/DemonstrationMark.tsx'
import { CallStage } from '../desk/DeskStage.tsx'
import { TrialBanner } from '../desk/TrialBanner.tsx'
import { Keyboard } from '../keyboard/Keyboard.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { connect, liveStore } from '../live/connection.ts'
import { useDoubtful } from '../live/use-live.ts'
import { keepLastKnown } from '../offline/last-known.ts'
import { OfflineBanner } from '../offline/OfflineBanner.tsx'
import { watchForUpgrade } from '../offline/upgrade.ts'
import { useRestartNotice } from '../offline/use-restart-notice.ts'
import { startBell } from '../sound/bell.ts'
import { reportSound } from '../sound/report-sound.ts'
import { FloodBanner } from '../warnings/FloodBanner.tsx'
import { Announcer } from './Announcer.tsx'
import { BoxBanner } from './BoxBanner.tsx'
import { Footer } from './Footer.tsx'
import './frame.css'
import { Notices } from './Notices.tsx'
import { PanelBoundary } from './PanelBoundary.tsx'
import { Rail } from './Rail.tsx'
import { WarningBar } from './WarningBar.tsx'

/** What stands around every page while somebody is signed in. */
export function Frame() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const doubtful = useDoubtful()
  const stations = useQuery(stationsQuery).data
  useEffect(() => connect(), [])
  useEffect(() => startBell(), [])
  useEffect(() => reportSound(), [])
  useEffect(() => keepLastKnown(client), [client])
  useEffect(() => watchForUpgrade(), [])
  useRestartNotice()
  useEffect(() => {
    if (stations) liveStore.seed(stations)
  }, [stations])
  return (
    <div className="frame" data-doubtful={doubtful || undefined}>
      <a className="skip-link" href="#main">
        {t('frame.skip')}
      </a>
      <PanelBoundary name="warning bar">
        <WarningBar />
      </PanelBoundary>
      <Rail />
      <main id="main" className="frame-main" tabIndex={-1}>
        <OfflineBanner />
        <FloodBanner />
        <DemonstrationMark />
        <TrialBanner />
        <PanelBoundary name="box banner">
          <BoxBanner />
        </PanelBoundary>
        <Outlet />
      </main>
      <Footer />
      <CallStage />
      <Notices />
      <Keyboard />
      <PanelBoundary name="announcer">
        <Announcer />
      </PanelBoundary>
    </div>
  )
}
