import { Link } from '@tanstack/react-router'
import type { Problem } from '@tocsin/contract'
import { useTranslation } from '../language/use-translation.ts'

/** In place of a rule that is gone. Who deleted it, when and why is told where the gateway does. */
export function RuleGone({ id, problem }: { id: string; problem: Problem }) {
  const { t } = useTranslation()
  return (
    <div className="panel empty" role="status" data-testid="rule-gone">
      <strong>{t('rule.gone', { id })}</strong>
      {/* What answers "gone" knows more than what answers "not found", which only says that it is not. */}
      <p>{problem.status === 410 && problem.detail ? problem.detail : t('rule.goneMeans')}</p>
      <p className="row-actions gone-ways">
        <Link to="/rules">{t('rule.goneBack')}</Link>
        <Link to="/warnings">{t('page.warnings')}</Link>
      </p>
    </div>
  )
}
