import { useQuery } from '@tanstack/react-query'
import { swapsQuery } from '../api/directory-queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { usePersonName } from '../people/use-person-name.ts'
import { useNow } from '../time/ticker.ts'
import { useTimeText } from '../time/use-site.ts'

/** Every swap with its reason, newest first. */
export function Swaps() {
  const { t } = useTranslation()
  const text = useTimeText()
  const now = useNow()
  const nameOf = usePersonName()
  const name = (id: string | null) => (id === null ? t('directory.nobody') : nameOf(id))
  const query = useQuery(swapsQuery)
  return (
    <section className="panel" data-testid="swaps">
      <div className="panel-head">
        <h2>{t('roster.swaps')}</h2>
      </div>
      <Loaded query={query} height={60}>
        {(swaps) => (
          <ul className="panel-body swap-list">
            {swaps.length === 0 && <li className="muted">{t('roster.noSwaps')}</li>}
            {swaps.map(({ id, duty, before, after, other, at, by, reason }) => (
              <li key={id}>
                <span className="muted">{text.shortMoment(at, now)}</span> {t(`roster.duty.${duty}`)}:{' '}
                <del>{name(before)}</del> → <ins>{name(after)}</ins>
                {other !== undefined && ` (${t('roster.exchanged')})`} · {reason}{' '}
                <span className="muted">{by.name}</span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  )
}
