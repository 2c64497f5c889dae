import {
  compileRule,
  membersOf,
  type Rule,
  type RuleId,
  type TableRule,
  tableRuleFaults,
  usesTable,
} from '@tocsin/core'
import type { Fault } from '../http/services.ts'
import type { Registry } from '../registry/registry.ts'
import { coveredMisfits } from '../tables/fit.ts'
import { scopeFaults } from './scope-faults.ts'

/** What keeps a rule from being saved: what core says of it, and what it names that is not there. */
export function ruleFaults(rule: Rule, registry: Registry): Fault[] {
  const compilation = compileRule(rule)
  const faults: Fault[] = compilation.ok ? [] : [...compilation.faults]
  faults.push(...scopeFaults(rule, registry))
  if (usesTable(rule)) faults.push(...tableFaultsOf(rule, registry))
  for (const { rule: member, path } of membersOf(rule)) {
    const fault = referenceFault(rule, member, registry)
    if (fault !== undefined) faults.push({ path, ...fault })
  }
  if (rule.condition.kind === 'absence' && rule.condition.dependsOn !== undefined) {
    const parent = registry.rule(rule.condition.dependsOn)
    const fault =
      parent !== undefined && parent.condition.kind !== 'absence'
        ? { message: `"${parent.name}" is not about silence`, expected: 'the id of an absence rule' }
        : referenceFault(rule, rule.condition.dependsOn, registry)
    if (fault !== undefined) faults.push({ path: 'condition.dependsOn', ...fault })
  }
  return faults
}

/** A rule whose table is in another unit finds every row wrong; a few say so as well. */
const MOST_MISFITS = 5

function tableFaultsOf(rule: Rule & TableRule, registry: Registry): Fault[] {
  const table = registry.table(rule.condition.table)
  const faults = tableRuleFaults(rule, table)
  if (table === undefined || table.kind !== rule.condition.kind) return faults
  const misfits = coveredMisfits(rule, table, registry.stations()).slice(0, MOST_MISFITS)
  return [
    ...faults,
    ...misfits.map(({ path, message, expected }) => ({
      path: 'condition.table',
      message: `${path} of "${table.name}": ${message}`,
      expected,
    })),
  ]
}

function referenceFault(rule: Rule, named: RuleId, registry: Registry): Omit<Fault, 'path'> | undefined {
  if (named === rule.id || leadsTo(named, rule.id, registry, new Set())) {
    const by = named === rule.id ? '' : ` by way of ${named}`
    return { message: `refers to itself${by}`, expected: 'rules that do not depend on this one' }
  }
  if (registry.rule(named) === undefined) {
    return { message: `there is no rule ${named}`, expected: 'the id of a saved rule' }
  }
  return undefined
}

/** True when following what `from` refers to arrives at `target`. */
function leadsTo(from: RuleId, target: RuleId, registry: Registry, seen: Set<RuleId>): boolean {
  if (seen.has(from)) return false
  seen.add(from)
  const rule = registry.rule(from)
  return (
    rule !== undefined && namedBy(rule).some((id) => id === target || leadsTo(id, target, registry, seen))
  )
}

/** Rules that a rule refers to. */
export function namedBy(rule: Rule): RuleId[] {
  const { condition } = rule
  const parent =
    condition.kind === 'absence' && condition.dependsOn !== undefined ? [condition.dependsOn] : []
  return [...membersOf(rule).map((member) => member.rule), ...parent]
}
