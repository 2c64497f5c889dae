import { Link } from '@tanstack/react-router'
import { Tabs } from '../frame/Tabs.tsx'
import { useTranslation } from '../language/use-translation.ts'

/** Rules and the tables that some of them go by. */
export function RulesTabs() {
  const { t } = useTranslation()
  return (
    <Tabs label={t('rule.tabs')}>
      <Link to="/rules" activeOptions={{ exact: true }}>
        {t('page.rules')}
      </Link>
      <Link to="/rules/tables" activeOptions={{ exact: true }} data-testid="tab-tables">
        {t('table.title')}
      </Link>
    </Tabs>
  )
}
