import { Link } from '@tanstack/react-router'
import { Tabs } from '../frame/Tabs.tsx'
import '../language/trends-words.ts'
import '../language/workbench-words.ts'
import { useTranslation } from '../language/use-translation.ts'

/** The parts of the list of stations that are one address. */
export const STATION_TABS = ['list', 'rejections', 'strangers', 'missed-peaks'] as const
export type StationTab = (typeof STATION_TABS)[number]

/** Stations, what of theirs could not be read, who calls and is not known, and the databases that are read. */
export function StationsTabs({ current }: { current: StationTab | 'databases' | 'trends' | 'workbench' }) {
  const { t } = useTranslation()
  return (
    <Tabs label={t('station.tabs')}>
      {STATION_TABS.map((one) => (
        <Link
          key={one}
          to="/stations"
          search={one === 'list' ? {} : { tab: one }}
          activeOptions={{ exact: true }}
          aria-current={current === one ? 'page' : undefined}
        >
          {t(`station.tab.${one}`)}
        </Link>
      ))}
      <Link
        to="/stations/databases"
        aria-current={current === 'databases' ? 'page' : undefined}
        data-testid="databases-tab"
      >
        {t('station.tab.databases')}
      </Link>
      <Link to="/trends" aria-current={current === 'trends' ? 'page' : undefined} data-testid="trends-tab">
        {t('trends.page')}
      </Link>
      <Link
        to="/workbench"
        aria-current={current === 'workbench' ? 'page' : undefined}
        data-testid="workbench-tab"
      >
        {t('workbench.title')}
      </Link>
    </Tabs>
  )
}
