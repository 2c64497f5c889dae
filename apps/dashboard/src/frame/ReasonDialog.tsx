import { Button, Modal, Textarea } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from '../language/use-translation.ts'

interface Props {
  readonly title: string
  readonly confirm: string
  readonly opened: boolean
  readonly pending: boolean
  /** Why it was refused, in the words of the gateway. */
  readonly refusal?: string | undefined
  /** What else must be said before it can be done. */
  readonly children?: ReactNode
  onClose(): void
  onConfirm(reason: string): void
}

/** Asks why before something changes that others rely on; the reason is kept with it. */
export function ReasonDialog({
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
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() !== '') onConfirm(reason.trim())
  }
  return (
    <Modal.Root opened={opened} onClose={onClose} centered>
      <Modal.Overlay />
      {/* Without Mantine's own head, which would be a second banner of the page. */}
      <Modal.Content aria-label={title} data-testid="reason-dialog">
        <Modal.Body className="dialog-body">
          <h2>{title}</h2>
          <form className="dialog-form" onSubmit={submit} noValidate>
            {children}
            <Textarea
              label={t('rule.reason')}
              required
              data-autofocus
              autosize
              minRows={2}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              data-testid="reason"
            />
            {refusal !== undefined && (
              <p className="alert" role="alert">
                {refusal}
              </p>
            )}
            <div className="row-actions">
              <Button
                type="submit"
                loading={pending}
                disabled={reason.trim() === ''}
                data-testid="reason-confirm"
              >
                {confirm}
              </Button>
              <Button variant="default" onClick={onClose}>
                {t('form.cancel')}
              </Button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
