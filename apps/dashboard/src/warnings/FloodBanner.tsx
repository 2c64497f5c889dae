import { useTranslation } from '../language/use-translation.ts'
import { useFlood } from './use-flood.ts'

/** 「告警风暴」: more is raised than one seat can read; lists are folded and lesser sounds rest. Nothing is dropped. */
export function FloodBanner() {
  const { t } = useTranslation()
  const { on, count } = useFlood()
  if (!on) return null
  return (
    <p className="flood-banner" role="status" data-testid="flood">
      <strong>{t('flood.title', { count })}</strong> {t('flood.means')}
    </p>
  )
}
