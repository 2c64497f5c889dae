import { Button } from '@mantine/core'
import { calls, type WarningView } from '@tocsin/contract'
import { useState } from 'react'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { AcknowledgeReasons } from './AcknowledgeReasons.tsx'
import { useAcknowledge } from './use-acknowledge.ts'
import { standing } from './warning-order.ts'

interface Props {
  readonly warning: WarningView
  readonly sentence: string
  readonly size?: 'compact-sm' | 'sm' | 'md'
  /** The one button of the bar, or one of many in a list. */
  readonly testId?: string
}

/** 签收 in one click; a red one takes a second, for the reason. */
export function AcknowledgeButton({ warning, sentence, size = 'sm', testId = 'acknowledge' }: Props) {
  const { t } = useTranslation()
  const allowed = useMay(calls.acknowledge)
  const acknowledge = useAcknowledge(warning, sentence)
  const [asking, setAsking] = useState(false)
  const isRed = standing(warning) === 'red'
  return (
    <span className="acknowledging">
      <Button
        className="acknowledge"
        size={size}
        // What has cleared still waits for somebody, and can wait.
        variant={warning.clearedAt === null ? 'filled' : 'default'}
        loading={acknowledge.isPending}
        disabled={!allowed}
        {...(!allowed && { title: t('forbidden.acknowledge') })}
        {...(isRed && { 'aria-haspopup': 'menu', 'aria-expanded': asking })}
        onClick={() => (isRed ? setAsking(!asking) : acknowledge.mutate(undefined))}
        aria-label={t('acknowledge.label', { sentence })}
        data-action="acknowledge"
        data-testid={testId}
        data-warning-id={warning.id}
      >
        {t('acknowledge.button')}
      </Button>
      {asking && (
        <AcknowledgeReasons
          onClose={() => setAsking(false)}
          onReason={(reason) => {
            setAsking(false)
            acknowledge.mutate(reason)
          }}
        />
      )}
    </span>
  )
}
