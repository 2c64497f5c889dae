import {
  type DatastreamId,
  type Instant,
  nextChange,
  type Rule,
  type RuleId,
  type Table,
  type TableId,
} from '../model/index.ts'
import {
  type CompiledRule,
  covers,
  membersOf,
  type Program,
  programOf,
  type RuleFault,
  usesTable,
} from '../rules/index.ts'
import type { Stream } from './stream.ts'

/** A rule that is to be judged and cannot be: it was refused when saved, or a newer build refuses it. */
export interface BrokenRule {
  readonly rule: RuleId
  readonly detail: string
  readonly faults: readonly RuleFault[]
}

/** The rules and tables in force, made ready. */
export class Rulebook {
  readonly #rules = new Map<RuleId, Rule>()
  readonly #tables = new Map<TableId, Table>()
  readonly #programs = new Map<RuleId, Program>()
  /** Those that name their datastreams, by each of these; and those that do not, which may cover any. */
  readonly #named = new Map<DatastreamId, Set<Program>>()
  readonly #broad = new Set<Program>()
  readonly #broken = new Map<RuleId, BrokenRule>()
  /** When each scheduled rule opens or closes next. */
  readonly #changes = new Map<RuleId, Instant>()
  /** Composites by the rules they name. */
  #composites = new Map<RuleId, RuleId[]>()
  /** How many composites stand between each composite and what is no composite. */
  #depths = new Map<RuleId, number>()
  /** Absence rules by the rule they depend on. */
  #dependents = new Map<RuleId, RuleId[]>()
  #nextChange = Number.POSITIVE_INFINITY

  constructor(rules: readonly Rule[], tables: readonly Table[], clock: Instant) {
    for (const table of tables) this.#tables.set(table.id, table)
    for (const rule of rules) {
      this.#rules.set(rule.id, rule)
      this.#program(rule, clock)
    }
    this.#link()
  }

  get programs(): IterableIterator<Program> {
    return this.#programs.values()
  }

  get broken(): BrokenRule[] {
    return [...this.#broken.values()]
  }

  /** When the next schedule opens or closes; Infinity when none does. */
  get nextChange(): Instant {
    return this.#nextChange
  }

  /** Programs that may cover the datastream: of ten thousand rules for one datastream each, the one or two that name it. */
  *programsFor(datastream: DatastreamId): Iterable<Program> {
    yield* this.#broad
    const named = this.#named.get(datastream)
    if (named !== undefined) yield* named
  }

  program(id: RuleId): Program | undefined {
    return this.#programs.get(id)
  }

  /** Composites that name the rule. */
  compositesOf(rule: RuleId): readonly RuleId[] {
    return this.#composites.get(rule) ?? []
  }

  /** 0 of what has no composite among its members; of a composite of composites one more than the deepest of them. */
  depthOf(composite: RuleId): number {
    return this.#depths.get(composite) ?? 0
  }

  /** Absence rules that are suppressed while this rule fires. */
  dependentsOf(rule: RuleId): readonly RuleId[] {
    return this.#dependents.get(rule) ?? []
  }

  put(rule: Rule, clock: Instant): void {
    this.#rules.set(rule.id, rule)
    this.#program(rule, clock)
    this.#link()
  }

  remove(id: RuleId): void {
    this.#withdraw(id)
    for (const map of [this.#rules, this.#broken, this.#changes]) map.delete(id)
    this.#link()
  }

  /** Takes a table's new version; answers the rules that go by it. */
  putTable(table: Table, clock: Instant): RuleId[] {
    this.#tables.set(table.id, table)
    return this.#reprogram(table.id, clock)
  }

  removeTable(id: TableId, clock: Instant): RuleId[] {
    this.#tables.delete(id)
    return this.#reprogram(id, clock)
  }

  #reprogram(table: TableId, clock: Instant): RuleId[] {
    const rules = [...this.#rules.values()].filter(
      (rule) => usesTable(rule) && rule.condition.table === table,
    )
    for (const rule of rules) this.#program(rule, clock)
    this.#link()
    return rules.map(({ id }) => id).sort()
  }

  #program(rule: Rule, clock: Instant): void {
    this.#withdraw(rule.id)
    this.#broken.delete(rule.id)
    this.#changes.delete(rule.id)
    const mode = rule.state ?? 'active'
    if (mode === 'draft') return
    const programming = programOf(rule, mode, this.#tables)
    if (!programming.ok) {
      const detail = programming.faults.map(({ path, message }) => `${path}: ${message}`).join('; ')
      this.#broken.set(rule.id, { rule: rule.id, detail, faults: programming.faults })
      return
    }
    this.#enter(programming.program)
    this.#schedule(rule, clock)
  }

  #enter(program: Program): void {
    const { id, appliesTo } = program.rule
    this.#programs.set(id, program)
    if (appliesTo.datastreams === undefined) this.#broad.add(program)
    for (const datastream of appliesTo.datastreams ?? []) {
      const named = this.#named.get(datastream)
      if (named === undefined) this.#named.set(datastream, new Set([program]))
      else named.add(program)
    }
  }

  #withdraw(id: RuleId): void {
    const program = this.#programs.get(id)
    if (program === undefined) return
    this.#programs.delete(id)
    this.#broad.delete(program)
    for (const datastream of program.rule.appliesTo.datastreams ?? []) {
      const named = this.#named.get(datastream)
      named?.delete(program)
      if (named?.size === 0) this.#named.delete(datastream)
    }
  }

  #schedule({ id, schedule }: Rule, clock: Instant): void {
    const change = schedule && nextChange(schedule, clock)
    if (change === undefined) this.#changes.delete(id)
    else this.#changes.set(id, change)
  }

  #link(): void {
    this.#nextChange = Math.min(Number.POSITIVE_INFINITY, ...this.#changes.values())
    this.#composites = new Map()
    this.#dependents = new Map()
    const add = (map: Map<RuleId, RuleId[]>, key: RuleId, id: RuleId) => {
      const list = map.get(key) ?? []
      if (!list.includes(id)) map.set(key, [...list, id].sort())
    }
    for (const { rule } of this.#programs.values()) {
      for (const { member } of membersOf(rule)) add(this.#composites, member.rule, rule.id)
      if (rule.condition.kind === 'absence' && rule.condition.dependsOn !== undefined) {
        add(this.#dependents, rule.condition.dependsOn, rule.id)
      }
    }
    this.#depths = new Map()
    for (const id of this.#programs.keys()) this.#sink(id, 0)
  }

  /** A composite lies deeper than its members. None is deeper than there are rules: a circle, which no rule may make, must end. */
  #sink(member: RuleId, depth: number): void {
    if (depth > this.#programs.size) return
    const composite = this.#programs.get(member)?.composite !== undefined
    for (const id of this.compositesOf(member)) {
      const own = composite ? depth + 1 : 0
      if (own <= (this.#depths.get(id) ?? -1)) continue
      this.#depths.set(id, own)
      this.#sink(id, own)
    }
  }

  /** The rules whose schedule opens or closes at `due`, by id; their next change is looked up. */
  changeSchedules(due: Instant): RuleId[] {
    const changed = [...this.#changes].filter(([, at]) => at <= due).map(([id]) => id)
    for (const id of changed) this.#schedule(this.#rules.get(id) as Rule, due)
    this.#nextChange = Math.min(Number.POSITIVE_INFINITY, ...this.#changes.values())
    return changed.sort()
  }

  /** The clock was set back: what opens or closes next may lie before what was thought. */
  reschedule(clock: Instant): void {
    for (const { rule } of this.#programs.values()) this.#schedule(rule, clock)
    this.#nextChange = Math.min(Number.POSITIVE_INFINITY, ...this.#changes.values())
  }

  /** The rule made ready for this stream; undefined when it does not cover it, cannot judge what it measures, or no row names it. */
  compiledFor(program: Program, stream: Stream): CompiledRule | undefined {
    return reaches(program, stream) ? program.compiledFor(stream.station, stream.id) : undefined
  }

  /** True when the rule covers the stream, and no row of its table names it. */
  lacksRow(program: Program, stream: Stream): boolean {
    return reaches(program, stream) && program.compiledFor(stream.station, stream.id) === undefined
  }
}

function reaches({ rule, composite }: Program, { station, datastream, isRainfall }: Stream): boolean {
  if (composite !== undefined || !covers(rule.appliesTo, station, datastream)) return false
  switch (rule.condition.kind) {
    case 'accumulation':
      return isRainfall
    // Nobody waits for what people read, unless the rule names it.
    case 'absence':
    case 'sensor-fault':
      return datastream.manual !== true || rule.appliesTo.datastreams !== undefined
    // Rain is amounts, not a value that lasts: it has no mean and no rise.
    case 'mean':
    case 'rate':
    case 'time-to-threshold':
      return !isRainfall
    default:
      return true
  }
}
