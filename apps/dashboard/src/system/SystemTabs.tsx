import { Link } from '@tanstack/react-router'
import { calls } from '@tocsin/contract'
import { Tabs } from '../frame/Tabs.tsx'
import '../language/workbench-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'

export const SYSTEM_TABS = ['health', 'account', 'users', 'tokens', 'map', 'flows', 'demonstration'] as const
export type SystemTab = (typeof SYSTEM_TABS)[number]

/** How the box fares, its pipeline, and who may use it. The pipeline, and data in and out, have addresses of their own. */
export function SystemTabs({ open }: { readonly open: SystemTab | 'pipeline' | 'exchange' }) {
  const { t } = useTranslation()
  const administrator = useMay(calls.listUsers)
  const engineer = useMay(calls.readFlows)
  const shown = SYSTEM_TABS.filter((one) => {
    if (one === 'health' || one === 'account') return true
    return one === 'flows' ? engineer : administrator
  })
  return (
    <Tabs label={t('page.system')}>
      {shown.map((one) => [
        <Link
          key={one}
          to="/system"
          search={one === 'health' ? {} : { tab: one }}
          activeOptions={{ exact: true }}
          aria-current={open === one ? 'page' : undefined}
        >
          {t(`system.tab.${one}`)}
        </Link>,
        one === 'health' && (
          <Link
            key="pipeline"
            to="/pipeline"
            aria-current={open === 'pipeline' ? 'page' : undefined}
            data-testid="tab-pipeline"
          >
            {t('system.tab.pipeline')}
          </Link>
        ),
      ])}
      {engineer && (
        <Link
          to="/system/exchange"
          aria-current={open === 'exchange' ? 'page' : undefined}
          data-testid="exchange-tab"
        >
          {t('system.tab.exchange')}
        </Link>
      )}
      {engineer && <Link to="/workbench">{t('workbench.title')}</Link>}
    </Tabs>
  )
}
