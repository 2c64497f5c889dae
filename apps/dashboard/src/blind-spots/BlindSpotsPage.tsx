import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { BlindSpotsView } from '@tocsin/contract'
import { useMemo } from 'react'
import { blindSpotsQuery } from '../api/queries.ts'
import { CalloutBanners } from '../callouts/CalloutBanners.tsx'
import { CalloutsTabs } from '../callouts/CalloutsTabs.tsx'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import '../callouts/callouts.css'
import '../language/callout-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import './blind-spots.css'
import { levelsShown, listed } from './blind-spot-list.ts'
import { OverWarnings } from './OverWarnings.tsx'
import { VillageRow } from './VillageRow.tsx'

const route = getRouteApi('/frame/blind-spots')

/** 预警盲区: can each village be warned right now, in how many minutes, by whom, over what; and if not, what to do. */
export function BlindSpotsPage() {
  const { t } = useTranslation()
  const query = useQuery(blindSpotsQuery)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('callouts.tab.blindSpots')}</h1>
        <CalloutsTabs />
      </div>
      <CalloutBanners />
      <PanelBoundary name="villages">
        <section className="panel" aria-labelledby="villages">
          <Loaded query={query} height={320}>
            {(view) => <Villages view={view} />}
          </Loaded>
        </section>
      </PanelBoundary>
      <PanelBoundary name="over">
        <OverWarnings />
      </PanelBoundary>
    </div>
  )
}

function Villages({ view }: { readonly view: BlindSpotsView }) {
  const { t } = useTranslation()
  const { all = false } = route.useSearch()
  const { villages } = view
  const shown = useMemo(() => listed(villages, all), [villages, all])
  const levels = useMemo(() => levelsShown(villages), [villages])
  const cannot = villages.filter(({ canWarn }) => !canWarn).length
  if (villages.length === 0) {
    return (
      <Empty title={t('blind.noVillages')} means={t('empty.villages')} testId="no-villages">
        <Link to="/people" className="button-link">
          {t('blind.enterVillages')}
        </Link>
      </Empty>
    )
  }
  return (
    <>
      <div className="panel-head">
        <h2 id="villages" data-testid="blind-count">
          {t('blind.head', { total: villages.length, can: villages.length - cannot, cannot })}
        </h2>
        <Link to="/blind-spots" search={all ? {} : { all: true }} className="push" data-testid="show-all">
          {all ? t('blind.showBad') : t('blind.showAll')}
        </Link>
      </div>
      {shown.length === 0 ? (
        <p className="empty calm">{t('blind.none')}</p>
      ) : (
        <table className="plain villages">
          <thead>
            <tr>
              <th scope="col">{t('blind.village')}</th>
              <th scope="col">{t('blind.gauges')}</th>
              {levels.map((level) => (
                <th key={level} scope="col">
                  {t(`level.full.${level}`)}
                </th>
              ))}
            </tr>
          </thead>
          {shown.map((village) => (
            <VillageRow key={village.village} village={village} levels={levels} />
          ))}
        </table>
      )}
    </>
  )
}
