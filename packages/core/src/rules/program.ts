import type { DatastreamId, DurationMs, Rule, Station, Table, TableId } from '../model/index.ts'
import { type CompiledRule, compileRule } from './compile.ts'
import type { RuleFault } from './fault.ts'
import { compileRow, rowFor, tableRuleFaults, usesTable } from './table.ts'

/** A saved rule made ready for every datastream it may meet: the same for all, or by the rows of its table. */
export interface Program {
  readonly rule: Rule
  readonly mode: 'shadow' | 'active'
  /** Ready for this datastream; undefined when no row of its table names it. */
  compiledFor(station: Station, datastream: DatastreamId): CompiledRule | undefined
  /** The composite itself, which is about an area. */
  readonly composite: (CompiledRule & { readonly kind: 'composite' }) | undefined
}

export type Programming =
  | { readonly ok: true; readonly program: Program }
  | { readonly ok: false; readonly faults: readonly RuleFault[] }

/** Makes a rule ready together with its table. Refused like `compileRule`, and when the table is missing or of another kind. */
export function programOf(
  rule: Rule,
  mode: Program['mode'],
  tables: ReadonlyMap<TableId, Table>,
): Programming {
  const compilation = compileRule(rule)
  if (!compilation.ok) return compilation
  if (!usesTable(rule)) {
    const compiled = compilation.compiled as CompiledRule
    const composite = compiled.kind === 'composite' ? compiled : undefined
    return { ok: true, program: { rule, mode, composite, compiledFor: () => compiled } }
  }
  const table = tables.get(rule.condition.table)
  const faults = tableRuleFaults(rule, table)
  if (faults.length > 0 || table === undefined) return { ok: false, faults }
  const rows = table.rows.map((row, index) => compileRow(rule, table, index, row, faults))
  if (faults.length > 0) return { ok: false, faults }
  return {
    ok: true,
    program: {
      rule,
      mode,
      composite: undefined,
      compiledFor(station, datastream) {
        const row = rowFor(table, station, datastream)
        return row === undefined ? undefined : rows[row]
      },
    },
  }
}

/** How far a rule looks back over rain, values, and integrals of a datastream. */
export function lookBack(compiled: CompiledRule): {
  readonly rain: DurationMs
  readonly values: DurationMs
  readonly integral: DurationMs
} {
  switch (compiled.kind) {
    case 'accumulation':
      return { rain: compiled.longest, values: 0, integral: 0 }
    case 'mean':
      return { rain: 0, values: 0, integral: compiled.window }
    case 'rate':
    case 'time-to-threshold':
      return { rain: 0, values: compiled.window, integral: 0 }
    default:
      return { rain: 0, values: 0, integral: 0 }
  }
}
