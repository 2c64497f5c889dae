import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { demonstrationQuery } from '../api/setup-queries.ts'
import '../language/setup-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useNow } from '../time/ticker.ts'
import { useTimeText } from '../time/use-site.ts'
import './demonstration.css'
import { DemonstrationSwitch } from './DemonstrationSwitch.tsx'

/** What the demonstration is, what comes next in it, and its switch. */
export function DemonstrationPanel() {
  const { t } = useTranslation()
  const text = useTimeText()
  const now = useNow()
  const demonstration = useQuery(demonstrationQuery).data
  if (demonstration === undefined) return null
  const { state, detail, moments } = demonstration
  return (
    <section className="panel" aria-labelledby="demonstration" data-testid="demonstration-panel">
      <div className="panel-head">
        <h2 id="demonstration">{t('setup.demonstration')}</h2>
        <span className="tag" data-tone={state === 'failed' ? 'fault' : undefined}>
          {t(`setup.demonstrationState.${state}`)}
        </span>
      </div>
      <div className="panel-body demonstration-body">
        <p>{t(state === 'off' ? 'setup.demonstrationMeans' : 'setup.demonstrationIs')}</p>
        {state === 'failed' && <p className="alert">{t('setup.demonstrationFailed', { detail })}</p>}
        {moments.length > 0 && (
          <ul>
            {moments.map(({ station, threshold, at }) => (
              <li key={station}>
                <b>{text.moment(at, now)}</b>{' '}
                {t(at > now ? 'setup.momentAhead' : 'setup.momentPast', { station, threshold })}
              </li>
            ))}
          </ul>
        )}
        {state !== 'off' && (
          <p className="row-actions">
            <Link to="/">{t('page.overview')}</Link>
            <Link to="/callouts">{t('page.callouts')}</Link>
            <Link to="/blind-spots">{t('setup.toBlindSpots')}</Link>
            <Link to="/people">{t('page.people')}</Link>
          </p>
        )}
        <DemonstrationSwitch />
      </div>
    </section>
  )
}
