import { Link } from '@tanstack/react-router'
import { Tabs } from '../frame/Tabs.tsx'
import { useTranslation } from '../language/use-translation.ts'
import './people.css'

/** Who can be called, who must be moved, who is on duty. */
export function DirectoryTabs() {
  const { t } = useTranslation()
  return (
    <Tabs label={t('directory.tabs')}>
      <Link to="/people" activeOptions={{ exact: true }} data-testid="tab-people">
        {t('directory.people')}
      </Link>
      <Link to="/households" activeOptions={{ exact: true }} data-testid="tab-households">
        {t('directory.households')}
      </Link>
      <Link to="/roster" activeOptions={{ exact: true }} data-testid="tab-roster">
        {t('directory.roster')}
      </Link>
    </Tabs>
  )
}
