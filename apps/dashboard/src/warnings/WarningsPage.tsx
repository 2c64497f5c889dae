import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Outlet, useMatch } from '@tanstack/react-router'
import { LEVELS, MINUTE } from '@tocsin/core'
import { useMemo, useState } from 'react'
import { closedWarningsQuery } from '../api/queries.ts'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { useTimed } from '../time/ticker.ts'
import { useOpenWarnings, useSentences } from './use-warnings.ts'
import { WarningList } from './WarningList.tsx'
import { warningsPage } from './warnings-model.ts'
import './warnings.css'

const route = getRouteApi('/frame/warnings')

/** 告警: all that are open, gravest first; the one chosen stands beside the list, or in its place on a small screen. */
export function WarningsPage() {
  const { t } = useTranslation()
  const { tab } = route.useSearch()
  const chosen = useMatch({ from: '/frame/warnings/$id', shouldThrow: false })?.params.id
  return (
    <div className="page warnings-page" data-chosen={chosen !== undefined || undefined}>
      <div className="warnings-list">
        <div className="page-head">
          <h1>{t('page.warnings')}</h1>
          <nav className="tabs" aria-label={t('warnings.tabs')}>
            <Link
              to="/warnings"
              search={{}}
              activeOptions={{ exact: true }}
              aria-current={tab === 'closed' ? undefined : 'page'}
            >
              {t('warnings.open')}
            </Link>
            <Link
              to="/warnings"
              search={{ tab: 'closed' }}
              activeOptions={{ exact: true }}
              aria-current={tab === 'closed' ? 'page' : undefined}
            >
              {t('warnings.closed')}
            </Link>
          </nav>
        </div>
        <PanelBoundary name="warnings">
          {tab === 'closed' ? <Closed chosen={chosen} /> : <Open chosen={chosen} />}
        </PanelBoundary>
      </div>
      <Outlet />
    </div>
  )
}

function Open({ chosen }: { chosen: string | undefined }) {
  const { t } = useTranslation()
  const search = route.useSearch()
  const { level, quiet } = search
  const { query, warnings } = useOpenWarnings()
  // What is quiet changes with the clock: once a minute is soon enough for a list.
  const minute = useTimed((now) => Math.floor(now / MINUTE))
  const page = useMemo(
    () => warningsPage(warnings, { level, quiet }, minute * MINUTE),
    [warnings, level, quiet, minute],
  )
  const sentenceOf = useSentences(page.shown)
  return (
    <>
      <fieldset className="level-filter">
        <legend className="visually-hidden">{t('warnings.byLevel')}</legend>
        <Link
          to="/warnings"
          search={{}}
          className="filter"
          activeOptions={{ exact: true }}
          aria-current={level === undefined && quiet === undefined ? 'true' : undefined}
        >
          {t('warnings.allLevels')}
        </Link>
        {LEVELS.map((one) => (
          <Link
            key={one}
            to="/warnings"
            search={{ level: one }}
            className="filter"
            activeOptions={{ exact: true }}
            aria-current={level === one ? 'true' : undefined}
          >
            {t(`level.chip.${one}`)}
          </Link>
        ))}
        <Link
          to="/warnings"
          search={{ quiet: true }}
          className="filter"
          activeOptions={{ exact: true }}
          aria-current={quiet === true ? 'true' : undefined}
          data-testid="filter-quiet"
        >
          {t('warnings.quiet', { count: page.quiet })}
        </Link>
      </fieldset>
      {page.hiddenGrave > 0 && page.hiddenLevel !== null && (
        <p className="alert" data-testid="hidden-by-filter">
          {t('warnings.hidden', { count: page.hiddenGrave, level: t(`level.word.${page.hiddenLevel}`) })}{' '}
          <Link to="/warnings" search={{}}>
            {t('warnings.show')}
          </Link>
        </p>
      )}
      <section className="panel">
        <Loaded query={query}>
          {() =>
            page.shown.length === 0 ? (
              <NoneOpen quiet={quiet === true} atLevel={level !== undefined} />
            ) : (
              <WarningList warnings={page.shown} sentenceOf={sentenceOf} chosen={chosen} search={search} />
            )
          }
        </Loaded>
      </section>
    </>
  )
}

function NoneOpen({ quiet, atLevel }: { readonly quiet: boolean; readonly atLevel: boolean }) {
  const { t } = useTranslation()
  if (quiet) return <Empty title={t('warnings.noneQuiet')} means={t('empty.quiet')} />
  if (atLevel) {
    return (
      <Empty title={t('warnings.noneAtLevel')} means={t('empty.atLevel')}>
        <Link to="/warnings" search={{}}>
          {t('empty.toOpen')}
        </Link>
      </Empty>
    )
  }
  return (
    <Empty title={t('overview.calm')} means={t('empty.warnings')}>
      <Link to="/rules">{t('empty.toRules')}</Link>
    </Empty>
  )
}

const PAGE = 50

function Closed({ chosen }: { chosen: string | undefined }) {
  const { t } = useTranslation()
  const search = route.useSearch()
  const [limit, setLimit] = useState(PAGE)
  const query = useQuery({ ...closedWarningsQuery(limit), placeholderData: (known) => known })
  const warnings = query.data ?? []
  const sentenceOf = useSentences(warnings)
  return (
    <section className="panel">
      <Loaded query={query}>
        {(closed) =>
          closed.length === 0 ? (
            <Empty title={t('warnings.noneClosed')} means={t('empty.closed')}>
              <Link to="/warnings" search={{}}>
                {t('empty.toOpen')}
              </Link>
            </Empty>
          ) : (
            <>
              <WarningList warnings={closed} sentenceOf={sentenceOf} chosen={chosen} search={search} />
              {closed.length >= limit && limit < 1000 && (
                <div className="more-below">
                  <Button variant="default" onClick={() => setLimit(Math.min(1000, limit + PAGE))}>
                    {t('warnings.older')}
                  </Button>
                </div>
              )}
            </>
          )
        }
      </Loaded>
    </section>
  )
}
