import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '../language/use-translation.ts'

interface Props {
  readonly name: string
  readonly disabled?: boolean
  readonly pending: boolean
  onRemove(): void
}

/** Removing takes two clicks in one place; no dialog to fight with. */
export function RemoveButton({ name, disabled = false, pending, onRemove }: Props) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(false)
  if (!asked) {
    return (
      <Button
        variant="default"
        size="compact-sm"
        disabled={disabled}
        aria-label={t('system.removeName', { name })}
        onClick={() => setAsked(true)}
      >
        {t('system.remove')}
      </Button>
    )
  }
  return (
    <span className="row-actions">
      <Button
        size="compact-sm"
        loading={pending}
        onClick={onRemove}
        aria-label={t('system.removeName', { name })}
      >
        {t('system.removeNow')}
      </Button>
      <Button variant="default" size="compact-sm" onClick={() => setAsked(false)}>
        {t('form.cancel')}
      </Button>
    </span>
  )
}
