import type { UseQueryResult } from '@tanstack/react-query'
import { ProblemError } from '@tocsin/contract'
import type { ReactNode } from 'react'
import { useTranslation } from '../language/use-translation.ts'
import { Since } from '../time/Since.tsx'

interface Props<T> {
  readonly query: Pick<
    UseQueryResult<T>,
    'data' | 'error' | 'isFetching' | 'refetch' | 'dataUpdatedAt' | 'errorUpdatedAt'
  >
  /** Height of what is coming, so that nothing jumps when it does. */
  readonly height?: number
  readonly children: (data: T) => ReactNode
}

/** What HTTP answered; while it has not, a skeleton; when it fails, why and since when, with what was known before kept on view. */
export function Loaded<T>({ query, height = 120, children }: Props<T>) {
  const { t } = useTranslation()
  const { data, error } = query
  if (data === undefined && error === null) {
    return <div className="skeleton" style={{ height }} role="status" aria-label={t('loading')} />
  }
  return (
    <>
      {error !== null && (
        <div className="alert load-failure" role="status">
          <span>
            {error instanceof ProblemError
              ? t(error.problem.status < 500 ? 'failed.refused' : 'failed.broken', { detail: error.message })
              : t('failed.unreachable')}
            {error instanceof ProblemError && error.problem.instance !== undefined && (
              <>
                {' '}
                <code>{error.problem.instance}</code>
              </>
            )}
            {data !== undefined && (
              <>
                {' '}
                {t('failed.showing')} <Since at={query.dataUpdatedAt} />
              </>
            )}
          </span>
          <button type="button" className="link-button" onClick={() => void query.refetch()}>
            {t('failed.retry')}
          </button>
        </div>
      )}
      {data !== undefined && children(data)}
    </>
  )
}
