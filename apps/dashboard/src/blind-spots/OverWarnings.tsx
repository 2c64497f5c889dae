import { useQuery } from '@tanstack/react-query'
import { boxWarningsQuery } from '../api/queries.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { Since } from '../time/Since.tsx'

/** Warnings about the box that are over, and who had taken note. */
export function OverWarnings() {
  const { t } = useTranslation()
  const language = useLanguage()
  const over = useQuery(boxWarningsQuery).data?.over ?? []
  if (over.length === 0) return null
  return (
    <details className="panel over-warnings" data-testid="over-warnings">
      <summary>{t('blind.over', { count: over.length })}</summary>
      <ul>
        {over.map(({ id, reason, raisedAt, clearedAt, acknowledged }) => (
          <li key={id}>
            {reason[language]}{' '}
            <span className="muted">
              <Since at={raisedAt} /> → {clearedAt !== null && <Since at={clearedAt} />}
              {acknowledged !== null && ` · ${t('box.takenBy', { name: acknowledged.name })}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
