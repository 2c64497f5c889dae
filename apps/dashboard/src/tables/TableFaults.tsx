import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { faultWords } from '../rules/fault-words.ts'
import type { FieldErrors } from '../rules/field-errors.ts'
import type { TableDraft } from './table-draft.ts'
import { tablePlace } from './table-words.ts'

/** Faults listed below the grid at most; each also stands at its cell. */
const MOST_FAULTS = 40

/** What is wrong with the table, by village and column. */
export function TableFaults({ draft, errors }: { draft: TableDraft; errors: FieldErrors }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const found = Object.entries(errors)
  if (found.length === 0) return null
  return (
    <div className="alert" role="alert" data-testid="table-faults">
      <ul>
        {found.slice(0, MOST_FAULTS).map(([path, message]) => (
          <li key={path}>
            {path !== '' && <b>{tablePlace(t, path, draft)}</b>}{' '}
            {message === 'number' || message === 'required'
              ? t(`form.${message}`)
              : faultWords(message, language)}
          </li>
        ))}
      </ul>
      {found.length > MOST_FAULTS && <p>{t('table.moreFaults', { count: found.length - MOST_FAULTS })}</p>}
    </div>
  )
}
