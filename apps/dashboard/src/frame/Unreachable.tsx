import { Button } from '@mantine/core'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { ProblemError } from '@tocsin/contract'
import { useEffect } from 'react'
import { useTranslation } from '../language/use-translation.ts'

/** How often a page that could not open tries again by itself: nobody should have to watch it. */
const RETRY_MS = 5000

/** The gateway could not be reached or would not answer, so there is nothing to show yet; tried again by itself. */
export function Unreachable({ error }: ErrorComponentProps) {
  const { t } = useTranslation()
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => void router.invalidate(), RETRY_MS)
    return () => clearInterval(timer)
  }, [router])
  return (
    <main className="page">
      <div className="panel empty" role="alert">
        <strong>
          {error instanceof ProblemError
            ? t('failed.refused', { detail: error.message })
            : t('failed.unreachable')}
        </strong>
        <p>{t('failed.retrying', { seconds: RETRY_MS / 1000 })}</p>
        {!(error instanceof ProblemError) && (
          <p>
            <code>{error instanceof Error ? error.message : String(error)}</code>
          </p>
        )}
        <Button mt={12} onClick={() => void router.invalidate()}>
          {t('failed.retry')}
        </Button>
      </div>
    </main>
  )
}

export function NotFound() {
  const { t } = useTranslation()
  return (
    <main className="page">
      <div className="panel empty">
        <strong>{t('notFound')}</strong>
        <p>
          <code>{location.pathname}</code>
        </p>
        <p className="empty-action">
          <Link to="/" className="button-link">
            {t('page.overview')}
          </Link>
        </p>
      </div>
    </main>
  )
}
