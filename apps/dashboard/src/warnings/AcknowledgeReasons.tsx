import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useTranslation } from '../language/use-translation.ts'

const REASONS = ['sent', 'telephoned', 'doubted'] as const

interface Props {
  /** The reason in the words of whoever acknowledges, as it is kept. */
  onReason(reason: string): void
  onClose(): void
}

/** The second action of acknowledging red: why. The first reason has the focus, so Enter is enough; 1, 2 and 3 choose. */
export function AcknowledgeReasons({ onReason, onClose }: Props) {
  const { t } = useTranslation()
  const menu = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const opener = document.activeElement
    const items = menu.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? []
    items[0]?.focus()
    menu.current?.scrollIntoView({ block: 'nearest' })
    return () => {
      // Back to where it was opened from, unless somebody has gone elsewhere.
      if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus()
    }
  }, [])
  const pressed = (event: KeyboardEvent) => {
    const items = [...(menu.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]
    const at = items.indexOf(document.activeElement as HTMLElement)
    const byNumber = REASONS[Number(event.key) - 1]
    if (byNumber !== undefined) onReason(t(`acknowledge.reason.${byNumber}`))
    else if (event.key === 'Escape' || event.key === 'Tab') onClose()
    else if (event.key === 'ArrowDown') items[(at + 1) % items.length]?.focus()
    else if (event.key === 'ArrowUp') items[(at - 1 + items.length) % items.length]?.focus()
    else return
    event.stopPropagation()
    event.preventDefault()
  }
  return (
    <div
      ref={menu}
      role="menu"
      tabIndex={-1}
      aria-label={t('acknowledge.why')}
      className="acknowledge-reasons"
      onKeyDown={pressed}
      onBlur={({ relatedTarget }) => {
        if (!(relatedTarget instanceof Node && menu.current?.parentElement?.contains(relatedTarget)))
          onClose()
      }}
      data-testid="acknowledge-reasons"
    >
      {REASONS.map((reason, index) => (
        <button
          key={reason}
          type="button"
          role="menuitem"
          onClick={() => onReason(t(`acknowledge.reason.${reason}`))}
          data-testid={`reason-${reason}`}
        >
          <span className="key" aria-hidden="true">
            {index + 1}
          </span>{' '}
          {t(`acknowledge.reason.${reason}`)}
        </button>
      ))}
    </div>
  )
}
