import type { RecordView } from '@tocsin/contract'
import { useTranslation } from '../language/use-translation.ts'
import { useTimeText } from '../time/use-site.ts'

/** What people reported as moved, and what is ticked house by house. */
export function Moved({ record }: { record: RecordView }) {
  const { t } = useTranslation()
  const time = useTimeText()
  const { moved, households, names } = record
  return (
    <section className="panel" aria-labelledby="moved" data-testid="moved">
      <div className="panel-head">
        <h2 id="moved">{t('record.moved')}</h2>
      </div>
      <div className="panel-body">
        {moved.length === 0 ? (
          <p className="muted">{t('record.movedNone')}</p>
        ) : (
          <>
            <ul>
              {moved.map(({ person, villages, households: count, at }) => (
                <li key={person}>
                  <b>{t('record.movedCount', { count })}</b> {names.persons[person] ?? person}{' '}
                  <span className="muted">
                    {villages.map((path) => names.areas[path] ?? path).join(' ')} · {time.full(at)}
                  </span>
                </li>
              ))}
            </ul>
            <p className="muted">{t('record.movedMeans')}</p>
          </>
        )}
        {households !== null && (
          <p>
            {t('record.register', {
              households: households.households,
              persons: households.persons,
              told: households.told.households,
              moved: households.moved.households,
              movedPersons: households.moved.persons,
            })}
          </p>
        )}
      </div>
    </section>
  )
}
