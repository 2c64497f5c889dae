import { useQuery } from '@tanstack/react-query'
import { calls, type RuleView, type TableView } from '@tocsin/contract'
import { useMemo, useState } from 'react'
import { rulesQuery } from '../../api/queries.ts'
import { useTranslation } from '../../language/use-translation.ts'
import type { FieldErrors } from '../../rules/field-errors.ts'
import { tableOf } from '../../rules/table-values.ts'
import { useMay } from '../../session/use-person.ts'
import { formatAmount } from '../../stations/amount.ts'
import { useTimeText } from '../../time/use-site.ts'
import { readTable, type TableDraft, tableDraftOf } from '../table-draft.ts'
import { beyondRecord, type StripTable, stripsOf } from './strip-model.ts'
import { FIRST_SETTINGS, type TrialSettings, trialWanted } from './trial-settings.ts'
import { useTableTrial } from './use-table-trial.ts'

/** Rows tried at once: more strips than these nobody looks at together. */
const MOST_ROWS = 12
const ORDER = ['active', 'shadow', 'draft']

/** Rules that go by a table, those in force first. */
export function rulesBy(rules: readonly RuleView[], table: TableView | undefined): RuleView[] {
  return rules
    .filter((rule) => table !== undefined && tableOf(rule) === table.id)
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
}

/** What stands below a table: which of its rows are tried, how, and what came of it. */
export function useTrialPanel(draft: TableDraft, saved: TableView | undefined) {
  const { t } = useTranslation()
  const time = useTimeText()
  const allowed = useMay(calls.startBacktest)
  const allRules = useQuery(rulesQuery).data
  const [chosen, setChosen] = useState<readonly number[]>([0])
  const [settings, setSettings] = useState<TrialSettings>(FIRST_SETTINGS)
  const [fired, setFired] = useState<{ row: number; column: number } | undefined>(undefined)
  const rules = useMemo(() => rulesBy(allRules ?? [], saved), [allRules, saved])
  const read = useMemo(() => readTable({ ...draft, name: draft.name || '?' }), [draft])
  const rows = chosen.filter((row) => row < draft.rows.length).slice(0, MOST_ROWS)
  const before = useMemo(() => {
    const known = saved && readTable(tableDraftOf(saved))
    return known?.ok ? known.body : undefined
  }, [saved])
  const isChanged = useMemo(
    () => before !== undefined && read.ok && JSON.stringify(before) !== JSON.stringify(read.body),
    [before, read],
  )
  const isReady = allowed && read.ok && rows.length > 0 && allRules !== undefined
  const trial = useTableTrial(
    isReady ? trialWanted(read.body, rows, saved, rules, isChanged, settings) : undefined,
  )
  const { result, tried } = trial
  const strips = useMemo(
    () => (result && tried?.table ? stripsOf(result, tried.table, saved) : []),
    [result, tried, saved],
  )
  const questions = useMemo((): FieldErrors => {
    if (!read.ok) return {}
    return Object.fromEntries(
      Object.entries(beyondRecord(strips, read.body)).map(([path, { record, at }]) => {
        const [, row, , column] = path.split('.').map(Number)
        const value = read.body.rows[row ?? -1]?.cells[column ?? -1] ?? 0
        const unit = read.body.kind === 'accumulation' ? 'mm' : (read.body.unit ?? '')
        const words = t('tableTrial.beyond', {
          value: formatAmount(value, unit),
          record: formatAmount(record, unit),
          at: time.day(at),
        })
        return [path, words]
      }),
    )
  }, [strips, read, t, time])
  // Limits are drawn by what is typed; while that makes no sense, by what was tried last.
  const table: StripTable = read.ok ? read.body : (tried?.table ?? { columns: [], rows: [] })
  const idle = !allowed
    ? ('forbidden' as const)
    : !read.ok
      ? ('faults' as const)
      : rows.length === 0
        ? ('rows' as const)
        : undefined
  return {
    rows,
    fired,
    questions,
    rules,
    isChanged,
    choose(next: readonly number[], column: number | undefined) {
      setChosen(next)
      const window = column === undefined ? undefined : draft.columns[column]?.window
      if (window !== undefined && window !== '') setSettings((known) => ({ ...known, window }))
    },
    panel: {
      trial,
      strips,
      table,
      rules,
      settings,
      set: (part: Partial<TrialSettings>) => setSettings((known) => ({ ...known, ...part })),
      idle,
      point: setFired,
      rowName: (row: number) => draft.rows[row]?.name || draft.rows[row]?.subject || `${row + 1}`,
    },
  }
}
