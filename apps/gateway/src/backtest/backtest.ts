import type { BacktestOutcome, BacktestResult } from '@tocsin/contract'
import {
  type DatastreamId,
  type DurationMs,
  type Instant,
  MINUTE,
  type Ruled,
  type RuleId,
  type SubjectId,
} from '@tocsin/core'
import type { ObservationScan, ScanBatch, ScanRequest, ScanSurvey } from '../history/scan.ts'
import { flagCode } from '../history/stored-codes.ts'
import { Course } from './course.ts'
import { Crossings, type Mark } from './crossings.ts'
import { differenceOf, overlapOf } from './firings.ts'
import type { Feed, Plan } from './plan.ts'
import type { RealFiring } from './real-firings.ts'
import { Recorder } from './recorder.ts'
import { Trial } from './trial.ts'

/** One back-test, as data: what is tried, on which stretch of history. */
export interface BacktestTask {
  readonly from: Instant
  readonly to: Instant
  /** IANA zone of days and nights. */
  readonly zone: string
  readonly plan: Plan
  /** Whether, and as which version, it is saved; for a draft both null. */
  readonly saved: { readonly id: RuleId | null; readonly version: number | null }
  /** Another version, tried on the same. */
  readonly compared?: { readonly plan: Plan; readonly version: number } | undefined
  readonly mark?: Mark | undefined
  /** Whose real warnings are this rule's; null: it was never in force. */
  readonly sameRule: RuleId | null
  /** What the rule watched is told as well, in so many stretches; with the rows that datastreams were tried by. */
  readonly course?:
    | { readonly buckets: number; readonly rows: readonly (readonly [DatastreamId, number])[] }
    | undefined
}

/** How far a back-test has come. */
export interface Progress {
  readonly part: number
  readonly observations: number
  readonly at: Instant | null
}

export interface BacktestRun {
  readonly scan: ObservationScan
  /** What was really raised on these subjects. */
  readonly real: (subjects: ReadonlySet<SubjectId>) => readonly RealFiring[]
  readonly onProgress: (progress: Progress) => void
}

/** Courses told at most: a person looks at one below the other. */
const MOST_COURSES = 24

const FAIL = flagCode('fail')
const MISSING = flagCode('missing')
/** Composites speak of an area, which has no lateness of its own. */
const AREA_SLACK: DurationMs = 5 * MINUTE

/** What must be read of the history for a task. */
export function scanOf(task: BacktestTask): ScanRequest {
  const lateness = new Map<DatastreamId, DurationMs>()
  for (const { feeds } of plansOf(task))
    for (const { id, lateness: allowed } of feeds) lateness.set(id, allowed)
  for (const id of task.mark?.datastreams ?? []) {
    if (!lateness.has(id)) lateness.set(id, Number.MAX_SAFE_INTEGER)
  }
  const datastreams = [...lateness.keys()].sort()
  return {
    datastreams,
    range: { from: warmUpFrom(task), to: task.to },
    lateness: datastreams.map((id) => lateness.get(id) as DurationMs),
    lateSince: task.from,
  }
}

/** Tries the rule, and the other version beside it, on everything that the scan brings. The scan is left open. */
export async function runBacktest(task: BacktestTask, run: BacktestRun): Promise<BacktestResult> {
  const { from, to } = task
  const { scan, onProgress } = run
  const { datastreams } = scanOf(task)
  const numbers = new Map(datastreams.map((id, number) => [id, number]))
  const warmUp = warmUpFrom(task)
  const sides = plansOf(task).map((plan) => {
    const recorder = new Recorder(plan.rule.id, task)
    const begins = plan.feeds.map(({ id }) => scan.survey.begins[numbers.get(id) as number] ?? null)
    const own = new Set(plan.subjects)
    // Neighbours are there for the checks of quality; where only some datastreams are tried, the rule may cover those too.
    const isTried = ({ warning }: Ruled) => !plan.isLimited || own.has(warning.subject)
    const trial = new Trial(plan, warmUp, begins, (events) => recorder.take(events.filter(isTried)))
    return { plan, recorder, trial, numbers: numbersOf(datastreams, plan.feeds) }
  })
  const crossings = task.mark && new Crossings(task.mark, task)
  const marked = datastreams.map((id) => (task.mark?.datastreams.includes(id) === true ? id : undefined))

  const courses = coursesOf(task)
  const followed = datastreams.map((id) => courses.list.find(({ feed }) => feed.id === id))

  let observations = 0
  let reached: Instant | null = null
  let batch: ScanBatch | undefined
  for (;;) {
    batch = await scan.next(batch)
    if (batch === undefined) break
    for (const { trial, numbers } of sides) trial.take(batch, numbers)
    if (crossings !== undefined) takeMarked(crossings, batch, marked)
    if (courses.list.length > 0) takeFollowed(batch, followed)
    observations += batch.rows
    reached = batch.times[batch.rows - 1] ?? reached
    onProgress({ part: Math.min(1, observations / Math.max(1, scan.survey.rows)), observations, at: reached })
  }
  for (const { trial } of sides) trial.finish(to)

  const real = run.real(new Set(sides.flatMap(({ plan }) => plan.subjects)))
  const outcomes = sides.map(({ plan, recorder }, side) =>
    outcomeOf(
      task,
      plan,
      recorder,
      crossings,
      real,
      side === 0 ? task.saved.version : (task.compared?.version ?? null),
    ),
  )
  const [one, other] = sides
  return {
    from,
    to,
    zone: task.zone,
    warmUpFrom: warmUp,
    observations,
    late: scan.survey.late,
    notes: notesOn(task, scan.survey, outcomes),
    outcome: outcomes[0] as BacktestOutcome,
    comparedWith: outcomes[1] ?? null,
    difference: one && other ? differenceOf(one.recorder.firings, other.recorder.firings) : null,
    courses: courses.list.map((course) =>
      course.finish(real.filter(({ subject }) => subject === course.feed.id).map(bare)),
    ),
    cutCourses: courses.cut,
  }
}

function plansOf(task: BacktestTask): Plan[] {
  return task.compared === undefined ? [task.plan] : [task.plan, task.compared.plan]
}

function warmUpFrom(task: BacktestTask): Instant {
  return task.from - Math.max(...plansOf(task).map(({ warmUp }) => warmUp))
}

/** By number of a datastream in the scan its number among the feeds; -1: not among them. */
function numbersOf(datastreams: readonly DatastreamId[], feeds: readonly Feed[]): Int32Array {
  const byId = new Map(feeds.map(({ id }, number) => [id, number]))
  return Int32Array.from(datastreams, (id) => byId.get(id) ?? -1)
}

function coursesOf({ course, plan, from, to }: BacktestTask): { list: Course[]; cut: number } {
  if (course === undefined) return { list: [], cut: 0 }
  const rows = new Map(course.rows)
  const own = new Set<string>(plan.subjects)
  const subjects = plan.feeds.filter(({ id }) => own.has(id))
  const list = subjects
    .slice(0, MOST_COURSES)
    .map(
      (feed) => new Course(feed, plan, { from, to, buckets: course.buckets, row: rows.get(feed.id) ?? null }),
    )
  return { list, cut: subjects.length - list.length }
}

function takeFollowed(batch: ScanBatch, followed: readonly (Course | undefined)[]): void {
  const { rows, times, values, datastreams, flags } = batch
  for (let row = 0; row < rows; row++) {
    if (flags[row] === FAIL || flags[row] === MISSING) continue
    followed[datastreams[row] as number]?.take(times[row] as number, values[row] as number)
  }
}

function takeMarked(
  crossings: Crossings,
  batch: ScanBatch,
  marked: readonly (DatastreamId | undefined)[],
): void {
  const { rows, times, values, datastreams, flags } = batch
  for (let row = 0; row < rows; row++) {
    const id = marked[datastreams[row] as number]
    const usable = flags[row] !== FAIL && flags[row] !== MISSING
    if (id !== undefined && usable) crossings.take(id, times[row] as number, values[row] as number)
  }
}

function outcomeOf(
  task: BacktestTask,
  plan: Plan,
  recorder: Recorder,
  crossings: Crossings | undefined,
  real: readonly RealFiring[],
  version: number | null,
): BacktestOutcome {
  const { summary, warnings } = recorder.finish()
  const { firings } = recorder
  const lateness = new Map<string, DurationMs>(plan.feeds.map(({ id, lateness: allowed }) => [id, allowed]))
  const slack = (subject: string) => lateness.get(subject) ?? AREA_SLACK
  const own = new Set<string>(plan.subjects)
  const here = real.filter(({ subject }) => own.has(subject))
  const { sameRule } = task
  return {
    rule: { id: task.sameRule, version, name: plan.rule.name },
    summary,
    warnings,
    cutEvents: recorder.cutEvents,
    cutFirings: recorder.cutFirings,
    leads: crossings === undefined ? null : crossings.leads(firings),
    real: {
      sameRule:
        sameRule === null
          ? null
          : overlapOf(firings, here.filter(({ rule }) => rule === sameRule).map(bare), slack),
      anyRule: overlapOf(firings, here.map(bare), slack),
    },
  }
}

function bare({ subject, from, to, gravest }: RealFiring) {
  return { subject, from, to, gravest }
}

function notesOn(
  task: BacktestTask,
  { rows, late, begins, behind = 0 }: ScanSurvey,
  outcomes: readonly BacktestOutcome[],
): BacktestResult['notes'] {
  const notes: BacktestResult['notes'] = [
    {
      kind: 'configured-now',
      text: 'Stations, tables and the rules that this one speaks of are taken as they are configured now.',
    },
    {
      kind: 'nobody-acknowledges',
      text: 'Nobody acknowledges or closes anything in a back-test: a warning stays open, and what breaches anew raises it again.',
    },
  ]
  if (late > 0) {
    notes.push({
      kind: 'late',
      text: `${late} observations came later than their station's lateness. They are judged here as if they had come in time; what happened then may differ.`,
    })
  }
  if (behind > 0) {
    notes.push({
      kind: 'behind',
      text: `${behind} entries of the journal are not in the history yet: the newest observations are missing here.`,
    })
  }
  if (rows === 0) {
    notes.push({
      kind: 'nothing-observed',
      text: 'The history holds nothing of what this rule covers in this time.',
    })
  }
  const absent = begins.filter((time) => time === null || time >= task.from).length
  if (rows > 0 && absent > 0) {
    notes.push({
      kind: 'begins-in-range',
      text: `The history of ${absent} of ${begins.length} datastreams begins within this time, or not at all: nothing is said of them before.`,
    })
  }
  if (plansOf(task).some(({ feeds }) => feeds.some(({ datastream }) => datastream.form === 'counter'))) {
    notes.push({
      kind: 'counters',
      text: 'Of rain counters the history holds increments: totals that were impossible or reset count for what was known of them.',
    })
  }
  if (task.plan.rule.condition.kind === 'sensor-fault') {
    notes.push({
      kind: 'unreadable',
      text: 'What a sensor sent that was no number is not in the history: such faults are missing here.',
    })
  }
  const cut = outcomes.reduce((sum, { cutEvents, cutFirings }) => sum + cutEvents + cutFirings, 0)
  if (cut > 0) {
    notes.push({
      kind: 'cut',
      text: 'The rule brought more events than a result lists; the summary counts them all, comparisons only those kept.',
    })
  }
  return notes
}
