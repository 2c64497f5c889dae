import { useQuery } from '@tanstack/react-query'
import type { ConsoleView } from '@tocsin/contract'
import { consolesQuery } from '../api/queries.ts'
import { useTranslation } from '../language/use-translation.ts'

/** Of more, how many. */
const SHOWN = 6

/** Who sits at a console of the shift, and whether a warning would be heard there. */
export function Consoles() {
  const { t } = useTranslation()
  const consoles = useQuery(consolesQuery).data
  if (consoles === undefined) return null
  const heard = consoles.filter(({ sound }) => sound === 'on' || sound === 'muted').length
  const silent = consoles.slice(0, consoles.length - heard)
  return (
    <div className="readiness-line" data-bad={heard === 0 || undefined} data-testid="readiness-consoles">
      <span>
        {consoles.length === 0 ? t('consoles.none') : t('consoles.heard', { heard, total: consoles.length })}
      </span>
      {silent.length > 0 && (
        <span className="muted">
          {silent
            .slice(0, SHOWN)
            .map((one) => nameOf(t, one))
            .join(t('comma'))}
          {silent.length > SHOWN && t('consoles.more', { count: silent.length - SHOWN })}
        </span>
      )}
    </div>
  )
}

function nameOf(
  t: ReturnType<typeof useTranslation>['t'],
  { name, wall, sound, hidden }: ConsoleView,
): string {
  const who = wall ? t('consoles.wall', { name }) : name
  if (sound === null) return t('consoles.unknown', { who })
  return t(hidden ? 'consoles.blockedBehind' : 'consoles.blocked', { who })
}
