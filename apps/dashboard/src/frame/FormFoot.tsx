import { Button } from '@mantine/core'
import { useTranslation } from '../language/use-translation.ts'

interface Props {
  /** The words of the button that saves. */
  readonly save: string
  readonly saving: boolean
  readonly testId: string
  /** What is not filled in yet keeps it from being saved. */
  readonly disabled?: boolean
  /** Why it was refused, so far as that stands at no field. */
  readonly refused?: readonly string[]
  onCancel?(): void
}

/** The end of a form: why it was refused, the button that saves, and the way out. */
export function FormFoot({ save, saving, testId, disabled = false, refused = [], onCancel }: Props) {
  const { t } = useTranslation()
  return (
    <>
      {refused.length > 0 && (
        <ul className="alert" role="alert">
          {refused.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
      <div className="row-actions">
        <Button type="submit" loading={saving} disabled={disabled} data-testid={testId}>
          {save}
        </Button>
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            {t('form.cancel')}
          </Button>
        )}
      </div>
    </>
  )
}
