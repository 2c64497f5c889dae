import { IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from '../language/use-translation.ts'
import './frame.css'
import { dismiss, useNotices } from './notices.ts'

export function Notices() {
  const { t } = useTranslation()
  const notices = useNotices()
  return (
    <section className="notices" aria-live="polite" aria-label={t('frame.notices')}>
      {notices.map(({ id, tone, text, next, undo }) => (
        <div key={id} className="notice" data-tone={tone} data-testid="notice">
          <span>{text}</span>
          {undo && (
            <button
              type="button"
              className="link-button"
              data-testid="notice-undo"
              onClick={() => {
                dismiss(id)
                undo.act()
              }}
            >
              {undo.text}
            </button>
          )}
          {next && <Link to={next.href}>{next.text}</Link>}
          <button
            type="button"
            className="frame-button"
            aria-label={t('frame.dismiss')}
            onClick={() => dismiss(id)}
          >
            <IconX size={16} />
          </button>
        </div>
      ))}
    </section>
  )
}
