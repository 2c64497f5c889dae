import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { rulesQuery } from '../../api/queries.ts'
import { tablesQuery } from '../../api/rule-queries.ts'
import { useTranslation } from '../../language/use-translation.ts'
import { KINDS, type Kind, type RuleDraft } from '../draft/rule-draft.ts'
import type { RuleFormState } from './form.ts'

/** What a rule looks at: its kind, direction, window, table. */
export function KindFields({ form, isNew }: { form: RuleFormState; isNew: boolean }) {
  const { t } = useTranslation()
  const { draft, set, at } = form
  const { kind } = draft
  const directed = kind === 'threshold' || kind === 'mean'
  const trending = kind === 'rate' || kind === 'time-to-threshold'
  const tabled = kind === 'accumulation' || (kind === 'threshold' && draft.direction !== 'outside')
  return (
    <div className="form-row">
      <NativeSelect
        label={t('rule.kindIs')}
        value={kind}
        onChange={(event) => set({ kind: event.currentTarget.value as Kind, table: '' })}
        data={KINDS.map((value) => ({ value, label: t(`rule.kind.${value}`) }))}
        data-testid="rule-kind"
      />
      {directed && (
        <NativeSelect
          label={t('rule.direction')}
          value={draft.direction}
          error={at('condition.direction')}
          onChange={(event) => {
            const direction = event.currentTarget.value as RuleDraft['direction']
            set({ direction, ...(direction === 'outside' && { table: '' }) })
          }}
          data={(kind === 'mean'
            ? (['above', 'below'] as const)
            : (['above', 'below', 'outside'] as const)
          ).map((value) => ({ value, label: t(`rule.${value}`) }))}
        />
      )}
      {trending && (
        <NativeSelect
          label={t('rule.direction')}
          value={draft.trend}
          onChange={(event) => set({ trend: event.currentTarget.value as RuleDraft['trend'] })}
          data={(['rising', 'falling'] as const).map((value) => ({ value, label: t(`trend.${value}`) }))}
        />
      )}
      {(trending || kind === 'mean') && (
        <TextInput
          label={t('rule.window')}
          placeholder="1h"
          value={draft.window}
          error={at('condition.window')}
          onChange={(event) => set({ window: event.currentTarget.value })}
          data-testid="rule-window"
        />
      )}
      {kind === 'mean' && (
        <NativeSelect
          label={t('rule.overIs')}
          value={draft.over}
          onChange={(event) => set({ over: event.currentTarget.value as RuleDraft['over'] })}
          data={(['covered', 'window'] as const).map((value) => ({ value, label: t(`rule.over.${value}`) }))}
        />
      )}
      {tabled && <TableField form={form} />}
      {kind === 'absence' && <ParentField form={form} />}
      {isNew && (
        <NativeSelect
          label={t('rule.stateIs')}
          value={draft.state}
          onChange={(event) => set({ state: event.currentTarget.value as RuleDraft['state'] })}
          data={(['active', 'shadow', 'draft'] as const).map((value) => ({
            value,
            label: t(`rule.state.${value}`),
          }))}
        />
      )}
    </div>
  )
}

function TableField({ form: { draft, set, at } }: { form: RuleFormState }) {
  const { t } = useTranslation()
  const tables = (useQuery(tablesQuery).data ?? []).filter(({ kind }) => kind === draft.kind)
  return (
    <NativeSelect
      label={t('rule.valuesFrom')}
      value={draft.table}
      error={at('condition.table')}
      onChange={(event) => set({ table: event.currentTarget.value })}
      data={[
        { value: '', label: t('rule.ownValues') },
        ...tables.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      data-testid="rule-table"
    />
  )
}

function ParentField({ form: { draft, set, at } }: { form: RuleFormState }) {
  const { t } = useTranslation()
  const rules = (useQuery(rulesQuery).data ?? []).filter(({ condition }) => condition.kind === 'absence')
  return (
    <NativeSelect
      label={t('rule.dependsOn')}
      value={draft.dependsOn}
      error={at('condition.dependsOn')}
      onChange={(event) => set({ dependsOn: event.currentTarget.value })}
      data={[
        { value: '', label: t('rule.dependsOnNone') },
        ...rules.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  )
}
