import {
  type AreaPath,
  areaContains,
  type CompositeLevel,
  type CompositeRule,
  GRAVITY,
  type Level,
  type Member,
  type Rule,
  type RuleDefinition,
  type RuleId,
  type SubjectId,
  stationOfSubject,
} from '../model/index.ts'
import type { RuleFault } from './fault.ts'
import { type Rung, rungOf, type Truth } from './ladder.ts'

/** How many of these members must fire. */
export interface Quorum {
  readonly atLeast: number
  readonly members: readonly Member[]
}

export interface CompiledComposite {
  readonly kind: 'composite'
  readonly rule: Rule
  readonly table?: undefined
  readonly rungs: readonly Rung[]
  readonly area: AreaPath
  readonly quorums: readonly Quorum[]
}

export function compileComposite(
  rule: Rule & CompositeRule,
  levels: readonly Level[],
  faults: RuleFault[],
): CompiledComposite {
  const { all, area, datastreams, property, tag } = rule.appliesTo
  if (
    area === undefined ||
    all !== undefined ||
    datastreams !== undefined ||
    property !== undefined ||
    tag !== undefined
  ) {
    faults.push({
      path: 'appliesTo',
      message: 'a composite is about an area',
      expected: '{"area": …} and nothing else',
    })
  }
  const rungs: Rung[] = []
  const quorums: Quorum[] = []
  for (const level of levels) {
    const written = rule.levels[level] ?? {}
    rungs.push(rungOf(level, written, faults))
    quorums.push(quorumOf(written, `levels.${level}`, area, faults))
  }
  return { kind: 'composite', rule, rungs, area: area ?? '', quorums }
}

function quorumOf(
  level: CompositeLevel,
  path: string,
  area: AreaPath | undefined,
  faults: RuleFault[],
): Quorum {
  const { allOf, anyOf, atLeast, of } = level
  const ways = [allOf, anyOf, atLeast ?? of].filter((way) => way !== undefined).length
  const members = allOf ?? anyOf ?? of ?? []
  if (ways !== 1 || (atLeast === undefined) !== (of === undefined)) {
    faults.push({
      path,
      message: ways === 0 ? 'names no members' : 'says in more than one way which members must fire',
      expected: 'exactly one of allOf, anyOf, or atLeast with of',
    })
  } else if (members.length === 0) {
    faults.push({ path, message: 'has no members', expected: 'at least one {"rule": …}' })
  }
  const needed = allOf ? members.length : anyOf ? 1 : (atLeast ?? 1)
  if (!Number.isInteger(needed) || needed < 1 || needed > Math.max(1, members.length)) {
    faults.push({
      path: `${path}.atLeast`,
      message: `${needed} of ${members.length} members cannot be`,
      expected: `1 to ${members.length}`,
    })
  }
  const field = allOf ? 'allOf' : anyOf ? 'anyOf' : 'of'
  const seen = new Set<string>()
  for (const [index, member] of members.entries()) {
    const key = JSON.stringify([member.rule, member.level, member.area ?? area, member.stations ?? 1])
    if (seen.has(key)) {
      faults.push({
        path: `${path}.${field}[${index}]`,
        message: 'is a member already, and would count twice',
        expected: 'each member once',
      })
    }
    seen.add(key)
  }
  for (const [index, { stations }] of members.entries()) {
    if (stations === undefined || (Number.isInteger(stations) && stations >= 1)) continue
    faults.push({
      path: `${path}.${field}[${index}].stations`,
      message: `${stations} is no count of stations`,
      expected: 'a whole number from 1',
    })
  }
  return { atLeast: needed, members }
}

/** Every member of any level of a composite. */
export function membersOf(rule: RuleDefinition): { readonly member: Member; readonly path: string }[] {
  if (rule.condition.kind !== 'composite') return []
  return Object.entries((rule as CompositeRule).levels).flatMap(([level, written]) =>
    (['allOf', 'anyOf', 'of'] as const).flatMap((field) =>
      (written?.[field] ?? []).map((member, index) => ({
        member,
        path: `levels.${level}.${field}[${index}]`,
      })),
    ),
  )
}

/** Which rules fire where, and how gravely: what composites look at. What is under maintenance is not among it. */
export class FiringIndex {
  readonly #byRule = new Map<RuleId, Map<SubjectId, { area: AreaPath; level: Level }>>()

  set(rule: RuleId, subject: SubjectId, area: AreaPath, level: Level | undefined): void {
    let subjects = this.#byRule.get(rule)
    if (subjects === undefined) {
      if (level === undefined) return
      subjects = new Map()
      this.#byRule.set(rule, subjects)
    }
    if (level === undefined) subjects.delete(subject)
    else subjects.set(subject, { area, level })
  }

  /** The level at which the rule counts as firing on the subject; undefined when it does not. */
  levelOf(rule: RuleId, subject: SubjectId): Level | undefined {
    return this.#byRule.get(rule)?.get(subject)?.level
  }

  /** The subjects on which a member fires, within its own area or the composite's. Sorted, so that a restart quotes the same. */
  firing(member: Member, compositeArea: AreaPath): SubjectId[] {
    const subjects = this.#byRule.get(member.rule)
    if (subjects === undefined) return []
    const within = member.area ?? compositeArea
    const least = member.level === undefined ? 1 : GRAVITY[member.level]
    const found: SubjectId[] = []
    for (const [subject, { area, level }] of subjects) {
      if (GRAVITY[level] >= least && areaContains(within, area)) found.push(subject)
    }
    return found.sort()
  }
}

/** The stations of these subjects, each once; an area that a composite is about stands for itself. */
function placesOf(subjects: readonly SubjectId[]): Set<string> {
  return new Set(subjects.map((subject) => stationOfSubject(subject) ?? subject))
}

/** The truth of a composite by what fires now. One object is reused: it lives only during a judgement. */
export class CompositeTruth implements Truth {
  compiled: CompiledComposite | undefined
  index: FiringIndex | undefined

  holds(rung: number): boolean {
    return this.count(rung) >= (this.compiled?.quorums[rung]?.atLeast ?? 1)
  }

  cleared(rung: number): boolean {
    return !this.holds(rung)
  }

  /** How many members of a rung fire. */
  count(rung: number): number {
    return this.members(rung).filter(({ fires }) => fires).length
  }

  /** The members of a rung, and which of them fire. */
  members(rung: number): { rule: RuleId; fires: boolean }[] {
    const { quorums, area } = this.compiled as CompiledComposite
    const index = this.index as FiringIndex
    return (quorums[rung]?.members ?? []).map((member) => ({
      rule: member.rule,
      fires: placesOf(index.firing(member, area)).size >= (member.stations ?? 1),
    }))
  }
}
