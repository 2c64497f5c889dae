import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { WarningView } from '@tocsin/contract'
import { openWarningsQuery } from '../api/queries.ts'
import { useTranslation } from '../language/use-translation.ts'
import { LevelMark } from '../level/LevelMark.tsx'
import { shortAge } from '../time/format.ts'
import { useNow } from '../time/ticker.ts'
import { tiles } from './overview-model.ts'

/** Is anything wrong, is it growing, is someone on it: by level. */
export function LevelTiles({ warnings }: { warnings: readonly WarningView[] }) {
  const { t } = useTranslation()
  const now = useNow()
  // Before the first answer nobody knows that there is none.
  const known = useQuery(openWarningsQuery).data !== undefined
  return (
    <ul className="tiles">
      {tiles(warnings, now).map(({ level, open, unacknowledged, oldestUnacknowledgedAt, raisedLately }) => (
        <li key={level}>
          <Link
            to="/warnings"
            search={{ level }}
            className="tile"
            data-level={level}
            data-empty={open === 0}
            data-testid={`tile-${level}`}
          >
            <span className="tile-name">
              <LevelMark
                level={level}
                size={22}
                {...(open > 0 && { state: unacknowledged > 0 ? 'unacknowledged' : 'acknowledged' })}
              />
              {t(`level.full.${level}`)}
            </span>
            <span className="tile-count">{known ? open : '–'}</span>
            <span className="tile-facts">
              {open === 0 ? (
                known && t('tile.none')
              ) : unacknowledged > 0 ? (
                <b>
                  {t('tile.unacknowledged', { count: unacknowledged })}
                  {oldestUnacknowledgedAt !== null && (
                    <span className="wide-only">
                      {' '}
                      · {t('tile.longest', { age: shortAge(now - oldestUnacknowledgedAt) })}
                    </span>
                  )}
                </b>
              ) : (
                t('tile.allTaken')
              )}
              {raisedLately > 0 && <span>{t('tile.lately', { count: raisedLately })}</span>}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
