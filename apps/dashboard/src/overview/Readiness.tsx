import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type BoxWarningView, calls } from '@tocsin/contract'
import { areasQuery, rosterCheckQuery } from '../api/directory-queries.ts'
import { boxSummaryQuery, boxWarningsQuery } from '../api/queries.ts'
import { useTakeNote } from '../frame/use-take-note.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useRosterEmpty } from '../roster/use-roster-empty.ts'
import { useMay } from '../session/use-person.ts'
import { Since } from '../time/Since.tsx'
import { Consoles } from './Consoles.tsx'

/** Of more, how many. */
const SHOWN = 3

/** Could it warn if it had to: villages, the roster of the next 72 hours, the box itself. One line while all is well. */
export function Readiness() {
  const { t } = useTranslation()
  const language = useLanguage()
  const summary = useQuery(boxSummaryQuery).data
  const warnings = useQuery(boxWarningsQuery).data?.open ?? []
  const findings = useQuery(rosterCheckQuery).data?.findings
  const unregistered = useQuery(areasQuery).data?.unregistered ?? []
  const rosterEmpty = useRosterEmpty() === true
  if (summary === undefined) return null
  const problems = findings?.filter(({ weight }) => weight === 'problem') ?? []
  const spots = warnings.filter(({ kind }) => kind === 'blind-spot')
  const others = warnings.filter(({ kind, urgent }) => kind !== 'blind-spot' && !urgent)
  return (
    <section className="panel readiness" aria-label={t('readiness.title')} data-testid="readiness">
      <div
        className="readiness-line"
        data-bad={summary.cannot > 0 || summary.villages === 0 || undefined}
        data-testid="readiness-villages"
      >
        <Link to="/blind-spots">
          {summary.villages === 0
            ? t('readiness.noVillages')
            : summary.cannot > 0
              ? t('readiness.cannot', { count: summary.cannot, total: summary.villages })
              : t('readiness.allVillages', { total: summary.villages })}
        </Link>
        {summary.soon > 0 && <span>{t('readiness.soon', { count: summary.soon })}</span>}
        <TakeNote of={spots} />
      </div>
      {spots.length > 0 && (
        <ul>
          {spots.slice(0, SHOWN).map(({ id, reason, raisedAt }) => (
            <li key={id}>
              {reason[language]} <Since at={raisedAt} />
            </li>
          ))}
          {spots.length > SHOWN && (
            <li>
              <Link to="/blind-spots">{t('readiness.more', { count: spots.length - SHOWN })}</Link>
            </li>
          )}
        </ul>
      )}
      {unregistered.length > 0 && (
        <div className="readiness-line" data-bad data-testid="readiness-places">
          <Link to="/people">{t('readiness.places', { count: unregistered.length })}</Link>
        </div>
      )}
      <div
        className="readiness-line"
        data-bad={rosterEmpty || problems.length > 0 || undefined}
        data-testid="readiness-roster"
      >
        <Link to="/roster">
          {problems.length > 0
            ? t('readiness.roster', { count: problems.length })
            : t(rosterEmpty ? 'readiness.rosterEmpty' : 'readiness.rosterWell')}
        </Link>
      </div>
      {problems.length > 0 && (
        <ul>
          {problems.slice(0, SHOWN).map(({ kind, reason }) => (
            <li key={`${kind} ${reason.en}`}>{reason[language]}</li>
          ))}
          {problems.length > SHOWN && (
            <li>
              <Link to="/roster">{t('readiness.more', { count: problems.length - SHOWN })}</Link>
            </li>
          )}
        </ul>
      )}
      <Consoles />
      {others.map((one) => (
        <div key={one.id} className="readiness-line" data-bad data-testid="readiness-box">
          <span>
            {one.reason[language]} <Since at={one.raisedAt} />
          </span>
          <TakeNote of={[one]} />
        </div>
      ))}
    </section>
  )
}

function TakeNote({ of }: { readonly of: readonly BoxWarningView[] }) {
  const { t } = useTranslation()
  const allowed = useMay(calls.acknowledgeBoxWarnings)
  const take = useTakeNote()
  const waiting = of.filter(({ acknowledged }) => acknowledged === null)
  if (of.length === 0) return null
  const [{ acknowledged } = { acknowledged: null }] = of
  if (waiting.length === 0) {
    return <span className="muted push">{t('box.takenBy', { name: acknowledged?.name ?? '' })}</span>
  }
  return (
    <button
      type="button"
      className="link-button push"
      disabled={!allowed || take.isPending}
      {...(!allowed && { title: t('forbidden.acknowledge') })}
      onClick={() => take.mutate(waiting.map(({ id }) => id))}
      data-testid="take-note"
    >
      {t('box.takeNote')}
    </button>
  )
}
