import { Link } from '@tanstack/react-router'
import { useTranslation } from '../language/use-translation.ts'

/** Rules and the tables that some of them go by. */
export function RulesTabs() {
  const { t } = useTranslation()
  return (
    <nav className="tabs" aria-label={t('rule.tabs')}>
      <Link to="/rules" activeOptions={{ exact: true }}>
        {t('page.rules')}
      </Link>
      <Link to="/rules/tables" activeOptions={{ exact: true }} data-testid="tab-tables">
        {t('table.title')}
      </Link>
    </nav>
  )
}
