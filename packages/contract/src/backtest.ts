import { FLAGS, LEVELS, REASONS } from '@tocsin/core'
import { z } from 'zod'
import { ruleBody } from './rule.ts'
import { instant } from './station.ts'
import { tableBody } from './table.ts'

const level = z.enum(LEVELS)
const durationMs = z.number()
const count = z.number().int()
const levelCounts = z.record(level, count)

/** A rule as it is saved; without `version` the newest. */
const savedRule = z.strictObject({
  id: z.string().min(1).max(128),
  version: z.number().int().min(1).optional(),
})

/** Body of `POST /api/backtests`: what is tried, and on what. */
export const backtestBody = z.strictObject({
  rule: z.union([savedRule, ruleBody]),
  from: instant,
  to: instant,
  /** Another version, tried on the same history. */
  compareWith: savedRule.optional(),
  /**
   * How long before this value was reached did the rule raise: a value of the datastreams that the rule covers, or of one that it need not
   * cover (rain upstream, the level at the bridge).
   */
  leadTo: z
    .union([
      z.number(),
      z.strictObject({
        datastream: z.string().min(3).max(128),
        value: z.number(),
        direction: z.enum(['above', 'below']).optional(),
      }),
    ])
    .optional(),
  /** A table as it is being written, in place of the saved one of that id; `compareWith` is tried by the saved one. */
  table: tableBody.extend({ id: z.string().min(1).max(64) }).optional(),
  /** Only what these rows of `table` are about is tried, counted from 0. Without them all of it. */
  rows: z.array(z.number().int().min(0).max(4999)).min(1).max(12).optional(),
  /** Asks for the course of what the rule watches, in so many stretches of equal length. */
  course: z.strictObject({ buckets: z.number().int().min(10).max(2000) }).optional(),
})
export type BacktestBody = z.infer<typeof backtestBody>

/** What a warning would have gone through; `level` of those that set one. */
export const backtestEvent = z.object({
  type: z.string(),
  at: instant,
  level: level.optional(),
  reason: z.enum(REASONS).optional(),
  reading: z
    .object({ phenomenonTime: instant, value: z.number(), flag: z.enum(FLAGS).optional() })
    .optional(),
  windows: z.record(z.string(), z.number()).optional(),
  computed: z.record(z.string(), z.number()).optional(),
  needsConfirmation: z.boolean().optional(),
})
export type BacktestEvent = z.infer<typeof backtestEvent>

export const backtestWarning = z.object({
  subject: z.string(),
  area: z.string(),
  /** What fired already when the range began; null: nothing did. */
  firingAtStart: level.nullable(),
  /** What still fires when it ends. */
  firingAtEnd: level.nullable(),
  gravest: level,
  raises: count,
  firingMs: durationMs,
  events: z.array(backtestEvent),
})
export type BacktestWarning = z.infer<typeof backtestWarning>

/** A time during which a rule fires on a subject, or really did; `to` is null where it went on beyond the range. */
export const firing = z.object({ subject: z.string(), from: instant, to: instant.nullable(), gravest: level })
export type Firing = z.infer<typeof firing>

export const backtestSummary = z.object({
  subjects: count,
  /** Times that people would have been called anew: raised, and raised again. */
  raises: count,
  /** By the level raised to. */
  byLevel: levelCounts,
  /** Rises to a graver level, which call people again. */
  levelRaises: count,
  /** Raises of which nobody would have been told, because of what the rule depends on. */
  suppressed: count,
  /** Raises per day of the range. */
  perDay: z.number(),
  /** Local days that had any. */
  days: z.array(z.object({ date: z.string(), raises: count, atNight: count })),
  /** Raises from 22:00 to 06:00 local time. */
  atNight: count,
  longest: firing.nullable(),
  firingMs: durationMs,
  firingMsByLevel: z.record(level, durationMs),
})
export type BacktestSummary = z.infer<typeof backtestSummary>

/** Firings that meet in time, on the same subject. Lists are cut at 200; the counts are not. */
export const overlap = z.object({
  real: count,
  matched: count,
  missed: count,
  extra: count,
  /** Really raised, and the rule would not have. */
  missedFirings: z.array(firing),
  /** The rule would have raised, and nothing was. */
  extraFirings: z.array(firing),
  /** How much earlier the rule would have raised than really was; negative: later. */
  earlierMs: z.object({ median: durationMs, least: durationMs, most: durationMs }).nullable(),
})
export type Overlap = z.infer<typeof overlap>

export const leadTimes = z.object({
  value: z.number(),
  direction: z.enum(['above', 'below']),
  crossings: count,
  /** The rule fired by then. */
  warned: count,
  medianMs: durationMs.nullable(),
  leastMs: durationMs.nullable(),
  /** One by crossing, cut at 200; negative: so much too late; null: not at all. */
  list: z.array(z.object({ datastream: z.string(), at: instant, leadMs: durationMs.nullable() })),
})
export type LeadTimes = z.infer<typeof leadTimes>

/** What one version of a rule would have done. */
export const backtestOutcome = z.object({
  rule: z.object({ id: z.string().nullable(), version: count.nullable(), name: z.string() }),
  summary: backtestSummary,
  warnings: z.array(backtestWarning),
  /** Events beyond those listed; the summary has them all. */
  cutEvents: count,
  /** Firings beyond those that were compared with anything. */
  cutFirings: count,
  leads: leadTimes.nullable(),
  real: z.object({
    /** With what this rule raised, in any version; null for a rule never saved. */
    sameRule: overlap.nullable(),
    /** With what any rule raised on the same subjects. */
    anyRule: overlap,
  }),
})
export type BacktestOutcome = z.infer<typeof backtestOutcome>

/** The rule tried (A) beside the other version (B). Lists are cut at 200; the counts are not. */
export const backtestDifference = z.object({
  both: count,
  onlyA: count,
  onlyB: count,
  onlyAFirings: z.array(firing),
  onlyBFirings: z.array(firing),
  /** Firings of both that begin at another time or reach another level. `earlierMs`: how much earlier A raises. */
  moved: z.array(z.object({ a: firing, b: firing, earlierMs: durationMs })),
})
export type BacktestDifference = z.infer<typeof backtestDifference>

export const BACKTEST_NOTES = [
  'late',
  'behind',
  'nothing-observed',
  'begins-in-range',
  'configured-now',
  'nobody-acknowledges',
  'counters',
  'unreadable',
  'cut',
] as const

/** What a rule looked at: the values of a datastream, or sums of rain over a window, and where nothing could be judged. */
export const backtestCourse = z.object({
  datastream: z.string(),
  /** Row of the table that was tried; null where the rule goes by none. */
  row: count.nullable(),
  unit: z.string(),
  bucketMs: durationMs,
  /** The extreme value within each stretch, the one that the rule looks for; null: nothing usable was observed in it. */
  lines: z.array(
    z.object({
      /** `1h`; null: the value itself. */
      window: z.string().nullable(),
      values: z.array(z.number().nullable()),
      /** The most extreme of all. */
      record: z.object({ value: z.number(), at: instant }).nullable(),
    }),
  ),
  /** Stretches in which nothing usable was observed for more than 2.5 intervals, so that nothing was judged. The first 500. */
  gaps: z.array(z.object({ from: instant, to: instant })),
  gapCount: count,
  gapMs: durationMs,
  /** What any rule really raised on it, the first 200. */
  real: z.array(firing),
})
export type BacktestCourse = z.infer<typeof backtestCourse>

export const backtestResult = z.object({
  from: instant,
  to: instant,
  zone: z.string(),
  /** Observations from here on were judged first, so that windows were full at `from`; what they raised is left out. */
  warmUpFrom: instant,
  observations: count,
  /** Of those in the range: received later than their station's lateness. Where there are any, what happened may differ from this. */
  late: count,
  /** What may make this differ from what happened, or would happen. */
  notes: z.array(z.object({ kind: z.enum(BACKTEST_NOTES), text: z.string() })),
  outcome: backtestOutcome,
  comparedWith: backtestOutcome.nullable(),
  difference: backtestDifference.nullable(),
  /** As asked for by `course`, of 24 datastreams at most; what is beyond them is counted. */
  courses: z.array(backtestCourse),
  cutCourses: count,
})
export type BacktestResult = z.infer<typeof backtestResult>

export const BACKTEST_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const

export const backtestJob = z.object({
  id: z.string(),
  state: z.enum(BACKTEST_STATES),
  rule: z.object({ id: z.string().nullable(), version: count.nullable(), name: z.string() }),
  from: instant,
  to: instant,
  by: z.string(),
  requestedAt: instant,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** `part` of the whole from 0 to 1, and the phenomenonTime it has come to. */
  progress: z.object({ part: z.number(), observations: count, at: instant.nullable() }),
  failure: z.string().nullable(),
})
export type BacktestJob = z.infer<typeof backtestJob>

/** A job with its result, null until it is done. Forgotten an hour after it ended. */
export const backtestJobWithResult = backtestJob.extend({ result: backtestResult.nullable() })
export type BacktestJobWithResult = z.infer<typeof backtestJobWithResult>
