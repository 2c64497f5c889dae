import { Link } from '@tanstack/react-router'
import { Tabs } from '../frame/Tabs.tsx'
import { useTranslation } from '../language/use-translation.ts'

/** The board, the telephone queue, the plans that say who is called, and by what. */
export function CalloutsTabs() {
  const { t } = useTranslation()
  return (
    <Tabs label={t('callouts.tabs')}>
      <Link to="/callouts" activeOptions={{ exact: true }} data-testid="tab-board">
        {t('callouts.tab.board')}
      </Link>
      <Link to="/telephone" data-testid="tab-telephone">
        {t('callouts.tab.telephone')}
      </Link>
      <Link to="/plans" activeOptions={{ exact: true }} data-testid="tab-plans">
        {t('callouts.tab.plans')}
      </Link>
      <Link to="/channels" data-testid="tab-channels">
        {t('callouts.tab.channels')}
      </Link>
      <Link to="/blind-spots" data-testid="tab-blind-spots">
        {t('callouts.tab.blindSpots')}
      </Link>
      <Link to="/statistics" data-testid="tab-statistics">
        {t('callouts.tab.statistics')}
      </Link>
    </Tabs>
  )
}
