import { calls, type RuleBody, type TableBody } from '@tocsin/contract'
import type { CompositeLevel, Member } from '@tocsin/core'
import type { Session } from '../session.ts'

type Ids = ReadonlyMap<string, string>

/**
 * Saves the tables and rules that are not there, in their order. They are told apart by name; one that is there stays as it is: somebody
 * may have changed it. Throws ProblemError when the gateway refuses.
 */
export async function addMissingRules(
  session: Session,
  rules: readonly RuleBody[],
  tables: readonly TableBody[],
): Promise<void> {
  const tableIds = new Map(
    (await session(calls.listTables, {})).tables.map(({ name, id }) => [name, id] as const),
  )
  for (const table of tables) {
    if (tableIds.has(table.name)) continue
    tableIds.set(table.name, (await session(calls.createTable, { body: table })).id)
  }
  const ruleIds = new Map(
    (await session(calls.listRules, {})).rules.map(({ name, id }) => [name, id] as const),
  )
  for (const rule of rules) {
    if (ruleIds.has(rule.name)) continue
    ruleIds.set(rule.name, (await session(calls.createRule, { body: withIds(rule, ruleIds, tableIds) })).id)
  }
}

/** A rule that names its table and its members, with the ids that the gateway knows them by. */
export function withIds(rule: RuleBody, rules: Ids, tables: Ids): RuleBody {
  const { condition } = rule
  if ('table' in condition) {
    return { ...rule, condition: { ...condition, table: idOf(condition.table, tables) } } as RuleBody
  }
  if (condition.kind !== 'composite') return rule
  const members = (list: readonly Member[] | undefined) =>
    list?.map((member) => ({ ...member, rule: idOf(member.rule, rules) }))
  const levels = Object.fromEntries(
    Object.entries(rule.levels as Record<string, CompositeLevel>).map(
      ([level, { allOf, anyOf, of, ...rest }]) => [
        level,
        {
          ...rest,
          ...(allOf && { allOf: members(allOf) }),
          ...(anyOf && { anyOf: members(anyOf) }),
          ...(of && { of: members(of) }),
        },
      ],
    ),
  )
  return { ...rule, levels } as RuleBody
}

function idOf(name: string, ids: Ids): string {
  const id = ids.get(name)
  if (id === undefined) throw new Error(`the rules of the demo name "${name}", which is not among them`)
  return id
}
