import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { calloutsQuery } from '../api/callout-queries.ts'
import { countdownText, isLive } from '../callouts/callout-order.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useTimed } from '../time/ticker.ts'

/** Of one open warning: how many of those called have answered, and how long until the next step. Nothing where nobody is called. */
export function CalledLine({ warning }: { readonly warning: string }) {
  const { t } = useTranslation()
  const callout = useQuery(calloutsQuery()).data?.find(
    (one) => isLive(one) && one.origin.kind === 'warning' && one.origin.warning === warning,
  )
  const nextAt = callout?.nextAt ?? null
  const left = useTimed((now) => (nextAt === null || nextAt <= now ? '' : countdownText(nextAt, now)))
  if (callout === undefined) return null
  const { id, answered, called, silent, state } = callout
  return (
    <Link
      to="/callouts/$id"
      params={{ id }}
      className="called-line"
      data-silent={silent > 0 || undefined}
      data-testid="called-line"
    >
      {t('called.answered', { answered, called })}
      {silent > 0 && <b> {t('called.silent', { count: silent })}</b>}
      <span className="muted">
        {' '}
        {state.kind === 'met'
          ? t('called.met')
          : state.kind !== 'running'
            ? t('called.held')
            : left !== '' && t('called.next', { time: left })}
      </span>
    </Link>
  )
}
