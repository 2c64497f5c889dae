import { useEffect, useRef } from 'react'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useSite } from '../time/use-site.ts'

/** Says that the gateway was started anew: counts begin again, and whoever wondered about the gap knows why. */
export function useRestartNotice(): void {
  const { t } = useTranslation()
  const startedAt = useSite()?.startedAt
  const before = useRef<number>(undefined)
  useEffect(() => {
    if (startedAt === undefined) return
    if (before.current !== undefined && before.current !== startedAt) notify('done', t('cached.restarted'))
    before.current = startedAt
  }, [startedAt, t])
}
