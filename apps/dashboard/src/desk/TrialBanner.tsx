import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { deskQuery } from '../api/desk-queries.ts'
import { useTranslation } from '../language/use-translation.ts'

/** On every page while the box is on trial (试运行): nobody may believe that villages are called. */
export function TrialBanner() {
  const { t } = useTranslation()
  const trial = useQuery(deskQuery).data?.trial
  if (trial == null) return null
  return (
    <p className="trial-banner" role="status" data-testid="trial">
      <strong>{t('trial.on')}</strong> {t(trial.desk === null ? 'trial.nobody' : 'trial.means')}{' '}
      <Link to="/callouts">{t('trial.more')}</Link>
    </p>
  )
}
