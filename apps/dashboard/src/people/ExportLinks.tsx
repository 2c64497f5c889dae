import { calls } from '@tocsin/contract'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'

const FORMATS = ['xlsx', 'csv', 'csv-gbk'] as const

/** Downloads of a list, that can be read again unchanged. */
export function ExportLinks({ of }: { readonly of: 'persons' | 'households' | 'roster' }) {
  const { t } = useTranslation()
  // As the gateway has it for these files, which are no calls of the contract.
  const allowed = useMay({ role: 'operator' })
  const inFull = useMay(calls.readFullNumber)
  if (!allowed) return null
  return (
    <details className="export">
      <summary data-testid="export">{t('table.export')}</summary>
      <ul>
        {FORMATS.map((format) => (
          <li key={format}>
            <a href={`/api/${of}/file?format=${format}`} download>
              {t(`table.format.${format}`)}
            </a>
          </li>
        ))}
        {of === 'persons' && inFull && (
          <li>
            <a href="/api/persons/file?format=xlsx&numbers=full" download>
              {t('people.exportFull')}
            </a>
          </li>
        )}
      </ul>
    </details>
  )
}
