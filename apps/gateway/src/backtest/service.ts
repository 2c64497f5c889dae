import type { BacktestBody } from '@tocsin/contract'
import {
  type DatastreamId,
  type Instant,
  programOf,
  type Rule,
  type RuleDefinition,
  type Table,
  tableFaults,
} from '@tocsin/core'
import type { BacktestsService, Fault, Outcome } from '../http/services.ts'
import type { BacktestTask } from './backtest.ts'
import type { Mark } from './crossings.ts'
import type { BacktestJobs } from './jobs.ts'
import { type Configuration, type Plan, planOf, rowsTried } from './plan.ts'

/** Id of a rule that is tried before it is saved. */
const DRAFT_ID = 'draft'

/** What a request for a back-test is held against. */
export interface Known extends Configuration {
  /** A saved version of a rule. */
  readonly version: (id: string, version: number) => Rule | undefined
  /** What keeps a rule from being saved keeps it from being tried. */
  readonly faultsOf: (rule: Rule, drafted: Table | undefined) => readonly Fault[]
  readonly now: Instant
  readonly zone: string
}

/** A task made of a request, or every fault of it by its path. */
export type Preparation =
  | { readonly ok: true; readonly task: BacktestTask }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** Makes a task of what was asked for. The end is no later than now: nothing of the future is known. */
export function prepare(body: BacktestBody, known: Known): Preparation {
  const faults: Fault[] = []
  const { from } = body
  const to = Math.min(body.to, known.now)
  if (body.to <= from) {
    faults.push({ path: 'to', message: 'is not after from', expected: 'a later time than from' })
  } else if (from >= known.now) {
    faults.push({ path: 'from', message: 'lies in the future', expected: 'a time of which there is history' })
  }
  const compared = body.compareWith && saved(body.compareWith, 'compareWith', known, faults)
  const rule = ruleOf(body, known, faults)
  const drafted = draftedTable(body, faults)
  if (rule === undefined || faults.length > 0) return { ok: false, faults }
  const tables = drafted ? [drafted, ...known.tables.filter(({ id }) => id !== drafted.id)] : known.tables
  const wanted =
    drafted && body.rows ? rowsTried(drafted, body.rows, known.stations) : new Map<DatastreamId, number>()
  const only = body.rows === undefined ? undefined : new Set(wanted.keys())
  const plan = checkedPlan(rule, 'rule', { ...known, tables }, faults, { drafted, only })
  // On the same datastreams, by the table as it is saved: there may be none of them yet.
  const other = compared && checkedPlan(compared, 'compareWith', known, faults, { only })
  const mark = plan && markOf(body, plan, known, faults)
  if (plan === undefined || faults.length > 0) return { ok: false, faults }
  const isSaved = 'id' in body.rule && drafted === undefined
  const id = 'id' in body.rule ? body.rule.id : (compared?.id ?? null)
  const task: BacktestTask = {
    from,
    to,
    zone: known.zone,
    plan,
    saved: isSaved ? { id: rule.id, version: rule.version } : { id, version: null },
    compared: other && compared && { plan: other, version: compared.version },
    mark,
    sameRule: id,
    ...(body.course && { course: { ...body.course, rows: [...wanted] } }),
  }
  return { ok: true, task }
}

/** The table that was sent along, made ready to be gone by; its faults by their path. */
function draftedTable({ table, rows = [] }: BacktestBody, faults: Fault[]): Table | undefined {
  if (table === undefined) {
    if (rows.length > 0) {
      faults.push({ path: 'rows', message: 'no table was sent', expected: 'rows of the table in `table`' })
    }
    return undefined
  }
  const drafted: Table = { ...table, version: 0 }
  for (const fault of tableFaults(drafted)) faults.push({ ...fault, path: `table.${fault.path}` })
  for (const [index, row] of rows.entries()) {
    if (row < table.rows.length) continue
    const message = `the table has no row ${row}`
    faults.push({ path: `rows[${index}]`, message, expected: `0 to ${table.rows.length - 1}` })
  }
  return drafted
}

function ruleOf(body: BacktestBody, known: Known, faults: Fault[]): Rule | undefined {
  if ('id' in body.rule) return saved(body.rule, 'rule', known, faults)
  // A draft of a saved rule takes its place in whatever speaks of it.
  return { ...(body.rule as RuleDefinition), id: body.compareWith?.id ?? DRAFT_ID, version: 0 }
}

function saved(
  { id, version }: { id: string; version?: number | undefined },
  path: string,
  known: Known,
  faults: Fault[],
): Rule | undefined {
  const newest = known.rules.find((rule) => rule.id === id)
  const found = version === undefined || newest?.version === version ? newest : known.version(id, version)
  if (found !== undefined) return found
  faults.push(
    newest === undefined
      ? { path: `${path}.id`, message: `there is no rule ${id}`, expected: 'the id of a saved rule' }
      : {
          path: `${path}.version`,
          message: `${id} has no version ${version}`,
          expected: `1 to ${newest.version}`,
        },
  )
  return undefined
}

function checkedPlan(
  rule: Rule,
  path: string,
  known: Known,
  faults: Fault[],
  { drafted, only }: { drafted?: Table | undefined; only?: ReadonlySet<DatastreamId> | undefined },
): Plan | undefined {
  const wrong = (fault: Fault) => faults.push({ ...fault, path: `${path}.${fault.path}` })
  const before = faults.length
  for (const fault of known.faultsOf(rule, drafted)) wrong(fault)
  if (faults.length > before) return undefined
  // With the rows of its table, which a later change of the table may have spoilt.
  const programming = programOf(rule, 'active', new Map(known.tables.map((table) => [table.id, table])))
  if (!programming.ok) for (const fault of programming.faults) wrong(fault)
  if (faults.length > before) return undefined
  const plan = planOf(rule, known, only)
  if (plan.feeds.length > 0) return plan
  wrong({
    path: 'appliesTo',
    message: 'covers no datastream of any station',
    expected: 'at least one that is registered',
  })
  return undefined
}

function markOf({ leadTo }: BacktestBody, plan: Plan, known: Known, faults: Fault[]): Mark | undefined {
  if (leadTo === undefined) return undefined
  const { condition } = plan.rule
  const falls =
    'direction' in condition && (condition.direction === 'below' || condition.direction === 'falling')
  if (typeof leadTo !== 'number') {
    const { datastream, value, direction = 'above' } = leadTo
    const exists = known.stations.some((station) =>
      station.datastreams.some(({ name }) => `${station.id}/${name}` === datastream),
    )
    if (!exists) {
      faults.push({
        path: 'leadTo.datastream',
        message: `there is no datastream ${datastream}`,
        expected: 'the id of a registered datastream: station/name',
      })
    }
    const itself = plan.subjects.includes(datastream)
    return { value, direction, datastreams: [datastream], warnedBy: itself ? 'itself' : 'any' }
  }
  const own = new Set<string>(plan.subjects)
  const datastreams: DatastreamId[] = plan.feeds
    .filter(({ id, datastream }) => own.has(id) && datastream.form === undefined)
    .map(({ id }) => id)
  if (datastreams.length === 0) {
    faults.push({
      path: 'leadTo',
      message: 'the rule itself watches no level',
      expected: '{ "datastream": "station/name", "value": … }',
    })
  }
  return { value: leadTo, direction: falls ? 'below' : 'above', datastreams, warnedBy: 'itself' }
}

/** Back-tests as HTTP sees them. */
export function createBacktestsService(jobs: BacktestJobs, known: () => Known): BacktestsService {
  return {
    start(body, by): Outcome<{ job: ReturnType<BacktestJobs['list']>[number] }> {
      const preparation = prepare(body, known())
      if (!preparation.ok) {
        const { faults } = preparation
        return { ok: false, refusal: { kind: 'invalid', detail: 'The back-test makes no sense', faults } }
      }
      const job = jobs.start(preparation.task, by.id)
      if (job === undefined) {
        return { ok: false, refusal: { kind: 'busy', detail: 'Too many back-tests wait already' } }
      }
      return { ok: true, job }
    },
    list: () => jobs.list(),
    get: (id) => jobs.get(id),
    cancel: (id) => jobs.cancel(id),
  }
}
