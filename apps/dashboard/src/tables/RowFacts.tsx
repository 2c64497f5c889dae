import { TextInput } from '@mantine/core'
import { useTranslation } from '../language/use-translation.ts'
import '../language/trial-words.ts'
import type { RowDraft, TableDraft } from './table-draft.ts'

interface Props {
  readonly draft: TableDraft
  readonly rows: readonly number[]
  /** Undefined: for reading only. */
  set?: (change: Partial<Pick<RowDraft, 'source' | 'approvedBy' | 'approvedOn'>>) => void
}

/** Where the values of the chosen rows come from, who approved them and when. What is typed is said of all of them. */
export function RowFacts({ draft, rows, set }: Props) {
  const { t } = useTranslation()
  const chosen = rows.flatMap((row) => draft.rows[row] ?? [])
  if (chosen.length === 0) return null
  const names = chosen.map(({ name, subject }) => name || subject).join(t('and'))
  const common = (field: 'source' | 'approvedBy' | 'approvedOn') =>
    chosen.every((row) => row[field] === chosen[0]?.[field]) ? (chosen[0]?.[field] ?? '') : ''
  if (set === undefined) {
    const said = (['source', 'approvedBy', 'approvedOn'] as const).filter((field) => common(field) !== '')
    return (
      <p className="trial-facts" data-testid="row-facts">
        <b>{names}</b>
        {said.map((field) => (
          <span key={field}>
            <span className="muted">{t(`tableTrial.facts.${field}`)}</span> {common(field)}
          </span>
        ))}
      </p>
    )
  }
  return (
    <div className="trial-facts" data-testid="row-facts">
      <span>
        <span className="muted">{t('tableTrial.facts.title')}</span> <b>{names}</b>
      </span>
      <TextInput
        size="xs"
        label={t('tableTrial.facts.source')}
        maxLength={500}
        value={common('source')}
        onChange={(event) => set({ source: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        label={t('tableTrial.facts.approvedBy')}
        maxLength={100}
        value={common('approvedBy')}
        onChange={(event) => set({ approvedBy: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        type="date"
        label={t('tableTrial.facts.approvedOn')}
        value={common('approvedOn')}
        onChange={(event) => set({ approvedOn: event.currentTarget.value })}
      />
    </div>
  )
}
