import { Button } from '@mantine/core'
import { calls, type WarningView } from '@tocsin/contract'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { useAcknowledge } from './use-acknowledge.ts'

interface Props {
  readonly warning: WarningView
  readonly sentence: string
  readonly size?: 'compact-sm' | 'sm' | 'md'
  /** The one button of the bar, or one of many in a list. */
  readonly testId?: string
}

/** 签收 in one click. */
export function AcknowledgeButton({ warning, sentence, size = 'sm', testId = 'acknowledge' }: Props) {
  const { t } = useTranslation()
  const allowed = useMay(calls.acknowledge)
  const acknowledge = useAcknowledge(warning, sentence)
  return (
    <Button
      className="acknowledge"
      size={size}
      // What has cleared still waits for somebody, and can wait.
      variant={warning.clearedAt === null ? 'filled' : 'default'}
      loading={acknowledge.isPending}
      disabled={!allowed}
      {...(!allowed && { title: t('forbidden.acknowledge') })}
      onClick={() => acknowledge.mutate()}
      aria-label={t('acknowledge.label', { sentence })}
      data-testid={testId}
      data-warning-id={warning.id}
    >
      {t('acknowledge.button')}
    </Button>
  )
}
