import type { RecordView } from '@tocsin/contract'
import { useTranslation } from '../language/use-translation.ts'

/** Who was silent or unable in the newest round: what is still to be done stands above what was. */
export function NotAnswered({ record }: { record: Pick<RecordView, 'notAnswered' | 'names' | 'rounds'> }) {
  const { t } = useTranslation()
  const { notAnswered, names, rounds } = record
  if (rounds.length === 0) return null
  const isCalling = rounds.at(-1)?.persons.some(({ state }) => state === 'ringing') ?? false
  return (
    <section className="panel" aria-labelledby="not-answered" data-testid="not-answered">
      <div className="panel-head">
        <h2 id="not-answered">{t('record.notAnswered')}</h2>
        {notAnswered.length > 0 && <strong className="silent-count">{notAnswered.length}</strong>}
      </div>
      {notAnswered.length === 0 ? (
        <p className="panel-body muted">{t(isCalling ? 'record.stillCalling' : 'record.allAnswered')}</p>
      ) : (
        <ul className="panel-body not-answered">
          {notAnswered.map(({ person, villages, state }) => (
            <li key={person}>
              <b>{names.persons[person] ?? person}</b>{' '}
              <span className="muted">
                {[names.roles[person], villages.map((path) => names.areas[path] ?? path).join(' ')]
                  .filter(Boolean)
                  .join(' · ')}
              </span>{' '}
              <span className="tag" data-tone="fault">
                {t(`record.state.${state}`)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
