import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '../language/use-translation.ts'
import { householdCount } from './telephone-model.ts'

interface Props {
  readonly pending: boolean
  /** Begins the test ids of the field and the button. */
  readonly testId: string
  onMoved(households: number): void
}

/** 已转移 N 户: a number in reach of a thumb, and one tap. */
export function MovedField({ pending, testId, onMoved }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const households = householdCount(typed)
  const step = (by: number) => setTyped(String(Math.max(0, (households ?? 0) + by)))
  return (
    <div className="moved">
      <Button variant="default" aria-label={t('telephone.fewer')} onClick={() => step(-1)}>
        −
      </Button>
      <TextInput
        aria-label={t('answer.households')}
        placeholder={t('answer.households')}
        inputMode="numeric"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-testid={`${testId}-households`}
      />
      <Button variant="default" aria-label={t('telephone.more')} onClick={() => step(1)}>
        +
      </Button>
      <Button
        disabled={pending || households === undefined}
        onClick={() => households !== undefined && onMoved(households)}
        data-testid={`${testId}-moved`}
      >
        {households === undefined ? t('telephone.moved') : t('answer.movedCount', { households })}
      </Button>
    </div>
  )
}
