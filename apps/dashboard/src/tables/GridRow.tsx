import { NativeSelect, TextInput } from '@mantine/core'
import { memo } from 'react'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import '../language/trial-words.ts'
import { faultWords } from '../rules/fault-words.ts'
import type { GridEdit } from './grid-edit.ts'
import { type RowDraft, SUBJECT_KINDS, type SubjectKind, type TableDraft } from './table-draft.ts'
import { columnText } from './table-words.ts'

interface RowProps {
  readonly row: RowDraft
  readonly index: number
  /** Which of the rows in sight it is. */
  readonly line: number
  readonly columns: TableDraft['columns']
  readonly order: readonly number[]
  /** By path within the row, as JSON, so that rows without any need not be drawn again. */
  readonly faults: string
  readonly questions: string
  /** Cells of the version in force, as JSON; undefined: there is none, and nothing is marked as changed. */
  readonly saved: string | undefined
  /** The chosen columns, `2-4` as they are shown; empty: none in this row. */
  readonly chosen: string
  /** The column whose cell made a raise that is being pointed at. */
  readonly fired: number | undefined
  readonly isTried: boolean
  readonly edit: GridEdit | undefined
  /** Chooses the row, where its cells cannot be. */
  readonly onTry: ((row: number) => void) | undefined
}

/** One village; drawn anew only when it changes. */
export const GridRow = memo(function GridRow(props: RowProps) {
  const { row, index, line, columns, order, faults, questions, saved, chosen, fired, isTried, edit, onTry } =
    props
  const { t } = useTranslation()
  const language = useLanguage()
  const found = faults === '' ? {} : (JSON.parse(faults) as Record<string, string>)
  const asked = questions === '' ? {} : (JSON.parse(questions) as Record<string, string>)
  const before = saved === undefined ? undefined : (JSON.parse(saved) as (string | undefined)[])
  const [left, right] = chosen === '' ? [1, 0] : (chosen.split('-').map(Number) as [number, number])
  const fault = (path: string) =>
    found[path] === 'number' ? t('form.number') : found[path] && faultWords(found[path], language)
  const general = fault('') ?? fault('cells') ?? fault(`subject.${row.subjectKind}`) ?? fault('subject')
  const name = row.name || row.subject
  const told = toldOf(t, row)
  return (
    <tr data-fault={general !== undefined || undefined} data-tried={isTried || undefined}>
      <th scope="row" className="grid-name">
        {edit ? (
          <SubjectFields row={row} onChange={(change) => edit.row(index, change)} />
        ) : onTry ? (
          <button
            type="button"
            className="link-button grid-try"
            aria-pressed={isTried}
            aria-label={t('tableTrial.chooseRow', { name })}
            title={told}
            onClick={() => onTry(index)}
            data-testid={`try-${index}`}
          >
            {name} {row.name !== '' && <small className="muted">{row.subject}</small>}
          </button>
        ) : (
          <span title={told}>
            {name} {row.name !== '' && <small className="muted">{row.subject}</small>}
          </span>
        )}
        {general !== undefined && <small className="field-fault">{general}</small>}
      </th>
      {order.map((column, at) => {
        const message = fault(`cells.${column}`)
        const question = asked[`cells.${column}`]
        const text = row.cells[column] ?? ''
        const isDraft = before !== undefined && (before[column] ?? '') !== text
        const title = [
          message,
          question,
          isDraft && t('tableTrial.facts.saved', { value: before?.[column] || '—' }),
          told,
        ]
          .filter((part) => part !== undefined && part !== '' && part !== false)
          .join('\n')
        return (
          <td
            key={column}
            className="number"
            data-fault={message !== undefined || undefined}
            data-question={question !== undefined || undefined}
            data-draft={isDraft || undefined}
            data-chosen={(at >= left && at <= right) || undefined}
            data-fired={fired === column || undefined}
            data-testid={`grid-${index}-${column}`}
            title={title || undefined}
          >
            {edit ? (
              <input
                className="grid-cell"
                inputMode="decimal"
                value={text}
                placeholder="—"
                aria-label={`${name} ${columnText(t, columns[column])}`}
                aria-invalid={message !== undefined}
                data-line={line}
                data-at={at}
                data-testid={`cell-${index}-${column}`}
                onChange={(event) =>
                  edit.cells([{ row: index, column, text: event.currentTarget.value }], `${index}.${column}`)
                }
              />
            ) : (
              text || '—'
            )}
          </td>
        )
      })}
      {edit && (
        <td>
          <button
            type="button"
            className="link-button"
            aria-label={t('table.removeRow', { name })}
            onClick={() => edit.removeRow(index)}
          >
            ×
          </button>
        </td>
      )}
    </tr>
  )
})

/** Where a row's values come from, in words. */
export function toldOf(
  t: ReturnType<typeof useTranslation>['t'],
  { source, approvedBy, approvedOn }: Pick<RowDraft, 'source' | 'approvedBy' | 'approvedOn'>,
): string {
  return [
    source && `${t('tableTrial.facts.source')}: ${source}`,
    approvedBy && `${t('tableTrial.facts.approvedBy')}: ${approvedBy}`,
    approvedOn && `${t('tableTrial.facts.approvedOn')}: ${approvedOn}`,
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function SubjectFields({ row, onChange }: { row: RowDraft; onChange(change: Partial<RowDraft>): void }) {
  const { t } = useTranslation()
  return (
    <span className="subject-fields">
      <TextInput
        size="xs"
        aria-label={t('table.villageName')}
        placeholder={t('table.villageName')}
        value={row.name}
        maxLength={100}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        aria-label={t('table.subjectKind')}
        value={row.subjectKind}
        onChange={(event) => onChange({ subjectKind: event.currentTarget.value as SubjectKind })}
        data={SUBJECT_KINDS.map((value) => ({ value, label: t(`table.subject.${value}`) }))}
      />
      <TextInput
        size="xs"
        aria-label={t('table.subjectId')}
        placeholder={t(`table.subject.${row.subjectKind}`)}
        list={`known-${row.subjectKind}s`}
        value={row.subject}
        onChange={(event) => onChange({ subject: event.currentTarget.value })}
      />
    </span>
  )
}
