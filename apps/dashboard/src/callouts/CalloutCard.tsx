import { Link } from '@tanstack/react-router'
import type { CalloutView } from '@tocsin/contract'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { Since } from '../time/Since.tsx'
import { CalloutActions } from './CalloutActions.tsx'
import { CalloutMarks, NextDue, Totals } from './CalloutHead.tsx'
import { isLive } from './callout-order.ts'
import { useAreaNames } from './use-area-names.ts'

/** One call-out on the board: what is said, to whom it went, who has answered, and what comes next. */
export function CalloutCard({ callout }: { callout: CalloutView }) {
  const { t } = useTranslation()
  const areaName = useAreaNames()
  const said = callout.said[useLanguage()]
  const { origin } = callout
  return (
    <li
      className="callout-card"
      data-row
      data-level={callout.level ?? undefined}
      data-exercise={callout.exercise || undefined}
      data-live={isLive(callout) || undefined}
      data-testid="callout"
    >
      <CalloutMarks callout={callout} />
      <h3>
        <Link to="/callouts/$id" params={{ id: callout.id }} className="row-link">
          {said}
        </Link>
      </h3>
      <p className="muted">
        {areaName(callout.area)} · {t(`callouts.origin.${origin.kind}`)}
        {origin.kind !== 'warning' && ` ${origin.source}`} · <Since at={callout.startedAt} />
      </p>
      <Totals callout={callout} />
      {isLive(callout) && (
        <div className="row-actions">
          <NextDue callout={callout} />
          <span className="push">
            <CalloutActions callout={callout} />
          </span>
        </div>
      )}
    </li>
  )
}
