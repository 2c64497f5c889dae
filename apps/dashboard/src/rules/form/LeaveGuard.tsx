import { Button, Modal } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useTranslation } from '../../language/use-translation.ts'

interface Props {
  /** Whether something would be lost now. */
  isDirty(): boolean
  /** Asked to leave from within the form itself. */
  readonly asked: boolean
  onStay(): void
  onLeave(): void
}

/** Asks before what was typed is lost: to another page, to a reload, or by the form's own way out. */
export function LeaveGuard({ isDirty, asked, onStay, onLeave }: Props) {
  const { t } = useTranslation()
  const blocker = useBlocker({ shouldBlockFn: isDirty, enableBeforeUnload: isDirty, withResolver: true })
  const blocked = blocker.status === 'blocked'
  const stay = () => {
    blocker.reset?.()
    onStay()
  }
  return (
    <Modal.Root opened={blocked || asked} onClose={stay} centered>
      <Modal.Overlay />
      <Modal.Content aria-label={t('form.leave')} data-testid="leave-dialog">
        <Modal.Body className="dialog-body">
          <h2>{t('form.leave')}</h2>
          <p>{t('form.leaveMeans')}</p>
          <div className="row-actions">
            <Button data-autofocus onClick={stay} data-testid="leave-stay">
              {t('form.leaveStay')}
            </Button>
            <Button
              variant="default"
              onClick={() => (blocked ? blocker.proceed() : onLeave())}
              data-testid="leave-go"
            >
              {t('form.leaveGo')}
            </Button>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
