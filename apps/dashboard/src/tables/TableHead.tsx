import { NativeSelect, TextInput } from '@mantine/core'
import { useTranslation } from '../language/use-translation.ts'
import type { FieldErrors } from '../rules/field-errors.ts'
import type { TableDraft } from './table-draft.ts'

interface Props {
  readonly draft: TableDraft
  readonly errors: FieldErrors
  change(next: (known: TableDraft) => TableDraft): void
  readonly isNew: boolean
}

/** What a table is called and what it holds. */
export function TableHead({ draft, errors, change, isNew }: Props) {
  const { t } = useTranslation()
  const set = (part: Partial<TableDraft>) => change((known) => ({ ...known, ...part }))
  return (
    <div className="form-row">
      <TextInput
        label={t('rule.name')}
        required
        maxLength={100}
        value={draft.name}
        error={errors['name'] === 'required' ? t('form.required') : errors['name']}
        onChange={(event) => set({ name: event.currentTarget.value })}
        data-testid="table-name"
      />
      <NativeSelect
        label={t('rule.kindIs')}
        value={draft.kind}
        disabled={!isNew}
        error={errors['kind']}
        onChange={(event) => set({ kind: event.currentTarget.value as TableDraft['kind'] })}
        data={(['accumulation', 'threshold'] as const).map((value) => ({
          value,
          label: t(`rule.kind.${value}`),
        }))}
      />
      {draft.kind === 'threshold' && (
        <>
          <TextInput
            label={t('station.unit')}
            value={draft.unit}
            error={errors['unit']}
            onChange={(event) => set({ unit: event.currentTarget.value })}
          />
          <TextInput
            label={t('table.datum')}
            value={draft.datum}
            error={errors['datum']}
            onChange={(event) => set({ datum: event.currentTarget.value })}
          />
        </>
      )}
    </div>
  )
}
