import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { calloutsQuery } from '../api/callout-queries.ts'
import '../language/callout-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { Escalate } from './CalloutActions.tsx'

/** From a warning to its record, and to who was called for it; of an open one it is said that nobody was. */
export function CalloutLinks({ warning, open }: { readonly warning: string; readonly open: boolean }) {
  const { t } = useTranslation()
  const known = useQuery(calloutsQuery(warning)).data
  const callouts = known ?? []
  return (
    <p className="row-actions" data-testid="callout-links">
      <Link to="/warnings/$id/record" params={{ id: warning }} data-testid="to-record">
        {t('callouts.toRecord')}
      </Link>
      {callouts.length > 0 && <span className="muted">{t('callouts.ofWarning')}</span>}
      {open && known?.length === 0 && (
        <Link to="/blind-spots" data-testid="nobody-called">
          {t('callouts.nobodyCalled')}
        </Link>
      )}
      {callouts.map(({ id, state, answered, called }) => (
        <Link key={id} to="/callouts/$id" params={{ id }}>
          {t(`callouts.state.${state.kind}`)} · {t('callouts.count.answered')} {answered}/{called}
        </Link>
      ))}
      {callouts.map((callout) => (
        <Escalate key={callout.id} callout={callout} />
      ))}
    </p>
  )
}
