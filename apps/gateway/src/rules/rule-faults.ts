import {
  compileRule,
  type Datastream,
  GRAVITY,
  type Level,
  type Member,
  membersOf,
  propertyFault,
  type Rule,
  type RuleId,
  spanFaults,
  type Table,
  type TableRule,
  tableRuleFaults,
  usesTable,
} from '@tocsin/core'
import type { Fault } from '../http/services.ts'
import type { Registry } from '../registry/registry.ts'
import { coveredMisfits } from '../tables/fit.ts'
import { scopeFaults } from './scope-faults.ts'

/**
 * What keeps a rule from being saved: what core says of it, and what it names that is not there.
 * @param drafted a table as it is being written, in place of the saved one
 */
export function ruleFaults(rule: Rule, registry: Registry, drafted?: Table): Fault[] {
  const compilation = compileRule(rule)
  const faults: Fault[] = compilation.ok ? [] : [...compilation.faults]
  faults.push(...scopeFaults(rule, registry))
  for (const [index, datastream] of (rule.appliesTo.datastreams ?? []).entries()) {
    const found = datastreamOf(datastream, registry)
    const fault = found && propertyFault(rule.condition.kind, found.property === 'rainfall')
    const path = `appliesTo.datastreams[${index}]`
    if (fault !== undefined) faults.push({ path, ...fault })
  }
  const named = (rule.appliesTo.datastreams ?? []).flatMap((id) => datastreamOf(id, registry) ?? [])
  if (compilation.ok && compilation.compiled !== undefined)
    faults.push(...spanFaults(compilation.compiled, named))
  if (usesTable(rule)) {
    const { table } = rule.condition
    faults.push(...tableFaultsOf(rule, drafted?.id === table ? drafted : registry.table(table), registry))
  }
  for (const { member, path } of membersOf(rule)) {
    const fault = referenceFault(rule, member.rule, registry)
    if (fault !== undefined) faults.push({ path: `${path}.rule`, ...fault })
    else if (rule.state !== 'draft') faults.push(...memberFaults(member, path, registry))
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

/** Why a member can never fire. */
function memberFaults(member: Member, path: string, registry: Registry): Fault[] {
  const rule = registry.rule(member.rule)
  if (rule === undefined) return []
  if (rule.state === 'draft') {
    const message = `"${rule.name}" is a draft, which never fires`
    return [{ path: `${path}.rule`, message, expected: 'a rule in shadow, or active' }]
  }
  const levels = levelsOf(rule, registry)
  if (reachesLevel(levels, member)) return []
  const message = `"${rule.name}" has no level as grave as ${member.level}`
  return [{ path: `${path}.level`, message, expected: `one of ${levels.join(', ')}` }]
}

function reachesLevel(levels: readonly Level[], { level }: Member): boolean {
  return level === undefined || levels.some((one) => GRAVITY[one] >= GRAVITY[level])
}

/** The level that a composite asks of a rule which has none as grave; undefined when it gets all that it asks for. */
export function levelLacked(id: RuleId, levels: readonly Level[], composite: Rule): Level | undefined {
  const lacked = membersOf(composite).find(
    ({ member }) => member.rule === id && !reachesLevel(levels, member),
  )
  return lacked?.member.level
}

/** The levels of a rule; of one that takes its values from a table, the table's. */
export function levelsOf(rule: Rule, registry: Pick<Registry, 'table'>): Level[] {
  if (!usesTable(rule)) return Object.keys(rule.levels) as Level[]
  return columnLevels(registry.table(rule.condition.table))
}

/** The levels that a table has columns for. */
export function columnLevels(table: Pick<Table, 'columns'> | undefined): Level[] {
  return [...new Set(table?.columns.map(({ level }) => level) ?? [])]
}

function datastreamOf(id: string, registry: Registry): Datastream | undefined {
  const slash = id.indexOf('/')
  const station = registry.station(id.slice(0, slash))
  return station?.datastreams.find(({ name }) => name === id.slice(slash + 1))
}

/** A rule whose table is in another unit finds every row wrong; a few say so as well. */
const MOST_MISFITS = 5

function tableFaultsOf(rule: Rule & TableRule, table: Table | undefined, registry: Registry): Fault[] {
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
  return [...membersOf(rule).map(({ member }) => member.rule), ...parent]
}
