import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type CalloutView, calls } from '@tocsin/contract'
import { useState } from 'react'
import { calloutsQuery, plansQuery } from '../api/callout-queries.ts'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { roving } from '../keyboard/rows.ts'
import '../language/callout-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { CalloutBanners } from './CalloutBanners.tsx'
import { CalloutCard } from './CalloutCard.tsx'
import { CalloutsTabs } from './CalloutsTabs.tsx'
import { byUrgency, isLive } from './callout-order.ts'
import { StartForm } from './StartForm.tsx'
import { Trial } from './Trial.tsx'
import './callouts.css'

const route = getRouteApi('/frame/callouts/')

/** 叫应台: everybody who is being called right now, and what waits for somebody to decide. */
export function CalloutsPage() {
  const { t } = useTranslation()
  const query = useQuery(calloutsQuery())
  const allowed = useMay(calls.startCallout)
  const { start = false } = route.useSearch()
  const [starting, setStarting] = useState(start)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('callouts.title')}</h1>
        <CalloutsTabs />
        <Button
          variant="default"
          className="push"
          disabled={!allowed}
          {...(!allowed && { title: t('forbidden.startCallout') })}
          aria-expanded={starting}
          onClick={() => setStarting(!starting)}
          data-testid="start"
        >
          {t('callout.start')}
        </Button>
      </div>
      <PanelBoundary name="call-out banners">
        <Trial />
        <CalloutBanners />
      </PanelBoundary>
      {starting && <StartForm onClose={() => setStarting(false)} />}
      <PanelBoundary name="call-outs">
        <Loaded query={query} height={240}>
          {(callouts) => <Board callouts={callouts} />}
        </Loaded>
      </PanelBoundary>
    </div>
  )
}

function Board({ callouts }: { callouts: readonly CalloutView[] }) {
  const { t } = useTranslation()
  const ordered = callouts.toSorted(byUrgency)
  const live = ordered.filter(isLive)
  const over = ordered.filter((callout) => !isLive(callout))
  return (
    <>
      <section className="panel" aria-labelledby="live-callouts">
        <div className="panel-head">
          <h2 id="live-callouts">{t('callouts.live')}</h2>
        </div>
        {live.length === 0 ? (
          <NobodyCalled />
        ) : (
          <ul ref={roving} data-testid="live">
            {live.map((callout) => (
              <CalloutCard key={callout.id} callout={callout} />
            ))}
          </ul>
        )}
      </section>
      {over.length > 0 && (
        <section className="panel" aria-labelledby="ended-callouts">
          <div className="panel-head">
            <h2 id="ended-callouts">{t('callouts.over')}</h2>
          </div>
          <ul>
            {over.map((callout) => (
              <CalloutCard key={callout.id} callout={callout} />
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

/** Nothing rings: because nothing happened, or because nothing could. */
function NobodyCalled() {
  const { t } = useTranslation()
  const plans = useQuery(plansQuery).data
  if (plans?.length !== 0) {
    return <Empty title={t('callouts.none')} means={t('callouts.noneMeans')} testId="no-callouts" />
  }
  return (
    <Empty title={t('callouts.noPlan')} means={t('callouts.noPlanMeans')} testId="no-plan">
      <Link to="/plans" className="button-link">
        {t('callouts.writePlan')}
      </Link>
    </Empty>
  )
}
