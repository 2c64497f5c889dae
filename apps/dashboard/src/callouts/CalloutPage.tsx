import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { CalloutWithLedger } from '@tocsin/contract'
import { calloutQuery } from '../api/callout-queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { useLanguage } from '../language/use-language.ts'
import '../language/callout-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { Since } from '../time/Since.tsx'
import { Attempts } from './Attempts.tsx'
import { CalloutActions } from './CalloutActions.tsx'
import { CalloutBanners } from './CalloutBanners.tsx'
import { CalloutMarks, NextDue, Totals } from './CalloutHead.tsx'
import { LedgerLines } from './LedgerLines.tsx'
import { byNeed, isSilent, isTold, presentGeneration } from './ledger-model.ts'
import { PersonRow } from './PersonRow.tsx'
import { useAreaNames } from './use-area-names.ts'
import { useSteadyOrder } from './use-steady-order.ts'
import { Villages } from './Villages.tsx'
import './callouts.css'

const route = getRouteApi('/frame/callouts/$id')

/** The ledger of one call-out: everybody called, every attempt, every answer. */
export function CalloutPage() {
  const { id } = route.useParams()
  const query = useQuery(calloutQuery(id))
  return (
    <div className="page" key={id} data-testid="callout-page">
      <PanelBoundary name="call-out banners">
        <CalloutBanners />
      </PanelBoundary>
      <PanelBoundary name="call-out">
        <Loaded query={query} height={400}>
          {(callout) => <Ledger callout={callout} />}
        </Loaded>
      </PanelBoundary>
    </div>
  )
}

function Ledger({ callout }: { callout: CalloutWithLedger }) {
  return (
    <>
      <Head callout={callout} />
      <Persons callout={callout} />
      <Told callout={callout} />
      <PanelBoundary name="villages">
        <Villages callout={callout} />
      </PanelBoundary>
      <PanelBoundary name="ledger">
        <LedgerLines callout={callout} />
      </PanelBoundary>
    </>
  )
}

function Head({ callout }: { callout: CalloutWithLedger }) {
  const { t } = useTranslation()
  const areaName = useAreaNames()
  const { origin, state } = callout
  return (
    <header
      className="panel callout-card"
      data-level={callout.level ?? undefined}
      data-exercise={callout.exercise || undefined}
    >
      <div className="row-actions">
        <CalloutMarks callout={callout} />
        <span className="push row-actions">
          {callout.exercise ? (
            <Link to="/callouts/$id/drill" params={{ id: callout.id }} data-testid="to-drill">
              {t('callouts.toDrill')}
            </Link>
          ) : (
            <RecordLink callout={callout} />
          )}
          <Link to="/callouts">{t('ledger.back')}</Link>
        </span>
      </div>
      <h1>{callout.said[useLanguage()]}</h1>
      <p className="muted">
        {areaName(callout.area)} · {t(`callouts.origin.${origin.kind}`)}{' '}
        {origin.kind === 'warning' ? (
          <Link to="/warnings/$id" params={{ id: origin.warning }}>
            {t('callouts.toWarning')}
          </Link>
        ) : (
          origin.source
        )}{' '}
        · <Since at={callout.startedAt} />
      </p>
      {state.kind === 'ended' && (
        <p>
          {t(`callouts.how.${state.how}`)}
          {state.by !== null && ` · ${callout.names[state.by] ?? state.by}`} · <Since at={state.at} />
        </p>
      )}
      <Totals callout={callout} />
      <div className="row-actions">
        <NextDue callout={callout} />
        <span className="push">
          <CalloutActions callout={callout} withAllClear />
        </span>
      </div>
    </header>
  )
}

/** The record of the whole event: a warning's call-outs have one together. */
function RecordLink({ callout: { id, origin } }: { callout: CalloutWithLedger }) {
  const { t } = useTranslation()
  return origin.kind === 'warning' ? (
    <Link to="/warnings/$id/record" params={{ id: origin.warning }} data-testid="to-record">
      {t('callouts.toRecord')}
    </Link>
  ) : (
    <Link to="/callouts/$id/record" params={{ id }} data-testid="to-record">
      {t('callouts.toRecord')}
    </Link>
  )
}

function Persons({ callout }: { callout: CalloutWithLedger }) {
  const { t } = useTranslation()
  const persons = callout.persons.filter((person) => !isTold(person)).toSorted(byNeed)
  const { list, hold } = useSteadyOrder(persons, ({ generation, person }) => `${generation}/${person}`)
  const present = presentGeneration(callout)
  const silent = persons.filter((person) => person.generation === present && isSilent(person)).length
  return (
    <section className="panel" aria-labelledby="persons">
      <div className="panel-head">
        <h2 id="persons">{t('ledger.persons')}</h2>
        {silent > 0 && (
          <strong className="silent-count" data-testid="silent-count">
            {t('ledger.silentCount', { count: silent })}
          </strong>
        )}
      </div>
      {persons.length === 0 ? (
        <p className="empty">{t('ledger.nobody')}</p>
      ) : (
        <ul {...hold}>
          {list.map((person) => (
            <PersonRow
              key={`${person.generation}/${person.person}`}
              person={person}
              callout={callout.id}
              tracks={callout.tracks}
              names={callout.names}
              present={person.generation === present}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

/** Who is told of the all-clear or the cancel, and whether it has reached them. */
function Told({ callout }: { callout: CalloutWithLedger }) {
  const { t } = useTranslation()
  const told = callout.persons.filter(isTold)
  if (told.length === 0) return null
  return (
    <section className="panel" aria-labelledby="told" data-testid="told">
      <div className="panel-head">
        <h2 id="told">{t('ledger.told')}</h2>
      </div>
      <ul>
        {told.map((person) => (
          <li key={`${person.generation}/${person.person}`} className="called-person">
            <strong className="person-name">{person.name}</strong>
            <Attempts person={person} />
          </li>
        ))}
      </ul>
    </section>
  )
}
