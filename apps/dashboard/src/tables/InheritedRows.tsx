import { useTranslation } from '../language/use-translation.ts'
import type { GridEdit } from './grid-edit.ts'
import type { InheritedRow } from './inherited.ts'
import type { TableDraft } from './table-draft.ts'
import { columnText } from './table-words.ts'

interface Props {
  readonly inherited: readonly InheritedRow[]
  readonly draft: TableDraft
  readonly order: readonly number[]
  readonly edit: GridEdit | undefined
}

/** Villages that go by a row above them, in grey. Typing in one gives it a row of its own. */
export function InheritedRows({ inherited, draft, order, edit }: Props) {
  const { t } = useTranslation()
  return inherited.map((one) => {
    const template = draft.rows[one.from]
    const name = one.area.split('/').at(-1) ?? one.area
    return (
      <tr key={one.area} className="inherited" data-testid="inherited-row">
        <th scope="row" className="grid-name">
          {name}{' '}
          <small>{t('tableTrial.inherits', { name: template?.name || template?.subject || '' })}</small>
        </th>
        {order.map((column) => {
          const text = template?.cells[column] ?? ''
          return (
            <td key={column} className="number">
              {edit ? (
                <input
                  className="grid-cell"
                  inputMode="decimal"
                  value={text}
                  placeholder="—"
                  aria-label={`${name} ${columnText(t, draft.columns[column])}`}
                  data-testid={`inherited-${one.area}-${column}`}
                  onChange={(event) => edit.own(one, column, event.currentTarget.value)}
                />
              ) : (
                text || '—'
              )}
            </td>
          )
        })}
        {edit && <td />}
      </tr>
    )
  })
}
