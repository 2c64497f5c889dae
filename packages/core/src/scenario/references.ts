import type { DatastreamId, Rule, RuleId, Table } from '../model/index.ts'
import { membersOf, programOf, type RuleFault } from '../rules/index.ts'

/** What is wrong between rules and what they name: a table that is not there, an unknown member, a composite that comes back to itself. */
export function referenceFaults(
  rule: Rule,
  rules: readonly Rule[],
  tables: readonly Table[],
  datastreams: ReadonlySet<DatastreamId>,
): RuleFault[] {
  const programming = programOf(rule, 'active', new Map(tables.map((table) => [table.id, table])))
  const faults = programming.ok ? [] : [...programming.faults]
  for (const [index, id] of (rule.appliesTo.datastreams ?? []).entries()) {
    if (datastreams.has(id)) continue
    faults.push({
      path: `appliesTo.datastreams[${index}]`,
      message: `there is no datastream ${id}`,
      expected: 'one of a station or series of the scenario',
    })
  }
  const known = new Set(rules.map(({ id }) => id))
  const named = membersOf(rule).map(({ member, path }) => ({ rule: member.rule, path: `${path}.rule` }))
  if (rule.condition.kind === 'absence' && rule.condition.dependsOn !== undefined) {
    named.push({ rule: rule.condition.dependsOn, path: 'condition.dependsOn' })
  }
  for (const { rule: id, path } of named) {
    if (!known.has(id)) {
      faults.push({ path, message: `there is no rule ${id}`, expected: `one of ${[...known].join(', ')}` })
    } else if (reaches(id, rule.id, rules)) {
      faults.push({ path, message: `${id} comes back to ${rule.id}`, expected: 'no circle of rules' })
    }
  }
  return faults
}

/** True when `from` names `to`, itself or through others. */
function reaches(from: RuleId, to: RuleId, rules: readonly Rule[]): boolean {
  const seen = new Set([from])
  for (const id of seen) {
    if (id === to) return true
    for (const rule of rules) {
      if (rule.id !== id) continue
      for (const { member } of membersOf(rule)) seen.add(member.rule)
      if (rule.condition.kind === 'absence' && rule.condition.dependsOn) seen.add(rule.condition.dependsOn)
    }
  }
  return false
}
