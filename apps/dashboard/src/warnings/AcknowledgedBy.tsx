import { IconCheck } from '@tabler/icons-react'
import type { WarningView } from '@tocsin/contract'
import { useTranslation } from '../language/use-translation.ts'
import { Since } from '../time/Since.tsx'

/** Who has it, and since when. */
export function AcknowledgedBy({ acknowledged }: { acknowledged: NonNullable<WarningView['acknowledged']> }) {
  const { t } = useTranslation()
  return (
    <span className="acknowledged-by" data-testid="acknowledged-by" data-by={acknowledged.by}>
      <IconCheck size={15} stroke={2.4} aria-hidden="true" />
      <span>
        <b>{t('acknowledge.by', { name: acknowledged.name })}</b> <Since at={acknowledged.at} />
      </span>
    </span>
  )
}
