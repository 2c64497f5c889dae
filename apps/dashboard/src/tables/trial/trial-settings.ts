import type { BacktestBody, RuleView, TableBody, TableView } from '@tocsin/contract'
import { readCell } from '../table-draft.ts'
import type { TrialWanted } from './use-table-trial.ts'

/** How the rows below a table are tried. */
export interface TrialSettings {
  readonly days: number
  /** Of those that go by the table; empty: the first. */
  readonly rule: string
  /** The window whose sums are drawn; null: none was chosen. */
  readonly window: string | null
  /** The datastream of which people want to be warned; empty: none. */
  readonly mark: string
  readonly markValue: string
}

/** A season, without a mark. */
export const FIRST_SETTINGS: TrialSettings = { days: 120, rule: '', window: null, mark: '', markValue: '' }

/** Id by which a table that was never saved is tried. */
const UNSAVED = 'unsaved'

/**
 * What is asked of the gateway.
 * @param saved the table as it is in force; undefined: there is none yet
 * @param rules those that go by it
 */
export function trialWanted(
  body: TableBody,
  rows: readonly number[],
  saved: TableView | undefined,
  rules: readonly Pick<RuleView, 'id'>[],
  isChanged: boolean,
  { days, rule, mark, markValue }: TrialSettings,
): TrialWanted {
  const id = saved?.id ?? UNSAVED
  const chosen = rules.find((one) => one.id === rule) ?? rules[0]
  const value = readCell(markValue)
  return {
    rule: chosen ? { id: chosen.id } : ruleBy(id, body),
    table: { ...body, id },
    rows: [...rows],
    days,
    ...(chosen && isChanged && { compareWith: { id: chosen.id } }),
    ...(mark !== '' && typeof value === 'number' && { leadTo: { datastream: mark, value } }),
  }
}

/** The plainest rule that goes by a table, for one that no rule goes by yet. */
function ruleBy(table: string, { name, kind }: TableBody): BacktestBody['rule'] {
  const frame = { name, state: 'draft' as const, levels: {} }
  return kind === 'accumulation'
    ? { ...frame, appliesTo: { property: 'rainfall' }, condition: { kind, table } }
    : { ...frame, appliesTo: { property: 'water-level' }, condition: { kind, table, direction: 'above' } }
}
