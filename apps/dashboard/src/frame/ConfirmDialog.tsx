import { Button, Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from '../language/use-translation.ts'

interface Props {
  readonly title: string
  readonly confirm: string
  readonly opened: boolean
  readonly pending: boolean
  /** Why it was refused, in the words of the gateway. */
  readonly refusal?: string | undefined
  /** What it will do, and to whom. */
  readonly children: ReactNode
  onClose(): void
  onConfirm(): void
}

/** Asks once more before something that cannot be taken back; what it does is said beside the button. */
export function ConfirmDialog({
  title,
  confirm,
  opened,
  pending,
  refusal,
  children,
  onClose,
  onConfirm,
}: Props) {
  const { t } = useTranslation()
  return (
    <Modal.Root opened={opened} onClose={onClose} centered>
      <Modal.Overlay />
      {/* Without Mantine's own head, which would be a second banner of the page. */}
      <Modal.Content aria-label={title} data-testid="confirm-dialog">
        <Modal.Body className="dialog-body">
          <h2>{title}</h2>
          {children}
          {refusal !== undefined && (
            <p className="alert" role="alert">
              {refusal}
            </p>
          )}
          <div className="row-actions">
            <Button loading={pending} onClick={onConfirm} data-testid="confirm">
              {confirm}
            </Button>
            <Button variant="default" onClick={onClose} data-autofocus>
              {t('callouts.keep')}
            </Button>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
