import { NativeSelect, TextInput } from '@mantine/core'
import { type ClipboardEvent, type KeyboardEvent, memo } from 'react'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { faultWords } from '../rules/fault-words.ts'
import type { GridEdit } from './grid-edit.ts'
import { type RowDraft, SUBJECT_KINDS, type SubjectKind, type TableDraft } from './table-draft.ts'
import { columnText } from './table-words.ts'

interface RowProps {
  readonly row: RowDraft
  readonly index: number
  readonly columns: TableDraft['columns']
  readonly order: readonly number[]
  readonly faults: string
  readonly edit: GridEdit | undefined
}

/** One village; drawn anew only when it changes. */
export const GridRow = memo(function GridRow({ row, index, columns, order, faults, edit }: RowProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const found = faults === '' ? {} : (JSON.parse(faults) as Record<string, string>)
  const fault = (path: string) =>
    found[path] === 'number' ? t('form.number') : found[path] && faultWords(found[path], language)
  const general = fault('') ?? fault('cells') ?? fault(`subject.${row.subjectKind}`) ?? fault('subject')
  const name = row.name || row.subject
  return (
    <tr data-fault={general !== undefined || undefined}>
      <th scope="row" className="grid-name">
        {edit ? (
          <SubjectFields row={row} onChange={(change) => edit.row(index, change)} />
        ) : (
          <span title={row.source || undefined}>
            {name} {row.name !== '' && <small className="muted">{row.subject}</small>}
          </span>
        )}
        {general !== undefined && <small className="field-fault">{general}</small>}
      </th>
      {order.map((column) => {
        const message = fault(`cells.${column}`)
        const text = row.cells[column] ?? ''
        return (
          <td key={column} className="number" data-fault={message !== undefined || undefined} title={message}>
            {edit ? (
              <input
                className="grid-cell"
                inputMode="decimal"
                value={text}
                placeholder="—"
                aria-label={`${name} ${columnText(t, columns[column])}`}
                aria-invalid={message !== undefined}
                data-testid={`cell-${index}-${column}`}
                onChange={(event) => edit.cell(index, column, event.currentTarget.value)}
                onPaste={(event: ClipboardEvent) => {
                  if (edit.paste(index, column, event.clipboardData.getData('text/plain')))
                    event.preventDefault()
                }}
                onKeyDown={moveOn}
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

/** Up, down and Enter go to the cell above or below, as in a spreadsheet. Left and right stay with the text. */
function moveOn(event: KeyboardEvent<HTMLInputElement>): void {
  const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' || event.key === 'Enter' ? 1 : 0
  if (step === 0) return
  event.preventDefault()
  const cell = event.currentTarget.closest('td')
  const row = cell?.parentElement as HTMLTableRowElement | undefined
  const next = step < 0 ? row?.previousElementSibling : row?.nextElementSibling
  const target = (next as HTMLTableRowElement | null)?.cells[cell?.cellIndex ?? 0]?.querySelector('input')
  target?.focus()
  target?.select()
}
