import { Link } from '@tanstack/react-router'
import { calls } from '@tocsin/contract'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'

export const SYSTEM_TABS = ['health', 'account', 'users', 'tokens', 'map', 'flows', 'demonstration'] as const
export type SystemTab = (typeof SYSTEM_TABS)[number]

/** How the box fares, its pipeline, and who may use it. `open`: absent on the page of the pipeline, which has an address of its own. */
export function SystemTabs({ open }: { readonly open?: SystemTab }) {
  const { t } = useTranslation()
  const administrator = useMay(calls.listUsers)
  const engineer = useMay(calls.readFlows)
  const shown = SYSTEM_TABS.filter((one) => {
    if (one === 'health' || one === 'account') return true
    return one === 'flows' ? engineer : administrator
  })
  return (
    <nav className="tabs" aria-label={t('page.system')}>
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
            aria-current={open === undefined ? 'page' : undefined}
            data-testid="tab-pipeline"
          >
            {t('system.tab.pipeline')}
          </Link>
        ),
      ])}
    </nav>
  )
}
