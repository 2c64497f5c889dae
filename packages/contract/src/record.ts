import { CHANNEL_KINDS, INTERVALS, LEVELS, MILESTONES } from '@tocsin/core'
import { z } from 'zod'
import { answerView, calloutView, callView } from './callout.ts'
import { householdTotals } from './household.ts'
import { bucket } from './observation.ts'
import { personId } from './person.ts'
import { bilingual } from './rule.ts'
import { areaPath, instant } from './station.ts'
import { quotedReading, warningView } from './warning.ts'

const level = z.enum(LEVELS)
const channelKind = z.enum(CHANNEL_KINDS)
const count = z.number().int()
const ms = z.number()

const milestone = z.object({
  kind: z.enum(MILESTONES),
  at: instant,
  level: level.optional(),
  village: areaPath.optional(),
  step: count.optional(),
  persons: z.array(personId).readonly().optional(),
  /** Who did it; null: it happened by itself. */
  by: z.string().nullable().optional(),
  value: z.number().optional(),
  windows: z.record(z.string(), z.number()).optional(),
  ruleVersion: count.optional(),
  note: z.string().optional(),
})
export type MilestoneView = z.infer<typeof milestone>

const personRecord = z.object({
  person: personId,
  villages: z.array(areaPath).readonly(),
  state: z.enum(['answered', 'cannot', 'not-answered', 'stopped', 'ringing']),
  attempts: z.array(callView).readonly(),
  answers: z.array(answerView).readonly(),
  firstCallAt: instant.nullable(),
  answeredAt: instant.nullable(),
  tookMs: ms.nullable(),
  /** Null: there was no deputy to call. */
  handedTo: z.array(personId.nullable()).readonly(),
  standsInFor: z.array(personId).readonly(),
  silentSince: instant.nullable(),
})
export type PersonRecordView = z.infer<typeof personRecord>

const round = z.object({
  callout: z.string(),
  generation: count,
  level,
  reason: z.enum(['first', 'level-raised', 'raised-again', 'all-clear', 'cancelled']),
  since: instant,
  startedAt: instant,
  firstCallAt: instant.nullable(),
  allCalledAt: instant.nullable(),
  firstAnswerAt: instant.nullable(),
  metAt: instant.nullable(),
  trial: z.boolean(),
  villages: z
    .array(
      z.object({
        village: areaPath,
        plan: z.object({ name: z.string(), version: count }).nullable(),
        steps: z
          .array(
            z.object({
              at: instant,
              step: count,
              loop: count,
              persons: z.array(personId).readonly(),
              trial: z.boolean(),
            }),
          )
          .readonly(),
        metAt: instant.nullable(),
        limitAt: instant,
      }),
    )
    .readonly(),
  persons: z.array(personRecord).readonly(),
})
export type RoundView = z.infer<typeof round>

const spread = z.object({
  count,
  median: ms.nullable(),
  most95: ms.nullable(),
  slowest: ms.nullable(),
})
export type SpreadView = z.infer<typeof spread>

const reached = { called: count, answered: count, cannot: count, silent: count }

/** Who answered and how fast. */
export const figuresView = z.object({
  ...reached,
  rounds: count,
  firstCall: spread,
  firstAnswer: spread,
  quorum: spread,
  took: spread,
  /** Answers within 1, 2, 3, 5, 10 minutes of the person's first call, and later. */
  bands: z.array(count).readonly(),
  villages: z.array(z.object({ village: areaPath, ...reached, quorum: spread, unmet: count })).readonly(),
  channels: z
    .array(
      z.object({
        channel: channelKind,
        made: count,
        accepted: count,
        delivered: count,
        failed: count,
        unanswered: count,
        answers: count,
        took: spread,
      }),
    )
    .readonly(),
  neverAnswered: z.array(z.object({ person: personId, rounds: count })).readonly(),
})
export type FiguresView = z.infer<typeof figuresView>

/** What was measured around the event, from the history. */
const series = z.object({
  datastream: z.string(),
  name: bilingual,
  unit: z.string(),
  rainfall: z.boolean(),
  from: instant,
  to: instant,
  buckets: z.array(bucket),
})

/** Who called whom is told by ids; these are their names, as they are entered now. */
const names = z.object({
  persons: z.record(z.string(), z.string()),
  /** Roles of each person, in words of the office. */
  roles: z.record(z.string(), z.string()),
  areas: z.record(z.string(), z.string()),
  /** Number or mailbox of each channel id, masked; an id that is missing has been removed since. */
  contacts: z.record(z.string(), z.string()),
})
export type RecordNames = z.infer<typeof names>

/** What is to be known after an event: one warning, or a call-out by hand. */
export const recordView = z.object({
  /** Of the warning, or of the call-out. */
  id: z.string(),
  writtenAt: instant,
  timeZone: z.string(),
  warning: warningView.nullable(),
  /** The rule's version by which it was raised, in words; null when it is not known any more. */
  rule: z.object({ version: count, text: bilingual }).nullable(),
  /** Where: station and datastream, or the area. */
  place: bilingual,
  area: areaPath,
  callouts: z.array(calloutView),
  exercise: z.boolean(),
  simulated: z.boolean(),
  crossing: quotedReading.nullable(),
  raisedAt: instant.nullable(),
  clearedAt: instant.nullable(),
  allClearAt: instant.nullable(),
  closedAt: instant.nullable(),
  brokenOffAt: instant.nullable(),
  milestones: z.array(milestone).readonly(),
  rounds: z.array(round).readonly(),
  intervals: z
    .array(
      z.object({
        kind: z.enum(INTERVALS),
        round: count.optional(),
        village: areaPath.optional(),
        ms: ms.nullable(),
      }),
    )
    .readonly(),
  told: z.array(personRecord).readonly(),
  moved: z
    .array(
      z.object({
        person: personId,
        villages: z.array(areaPath).readonly(),
        households: count,
        at: instant,
      }),
    )
    .readonly(),
  notAnswered: z.array(personRecord).readonly(),
  figures: figuresView,
  series: series.nullable(),
  /** Ticked house by house in the register, as it stands when this is written; null: none is entered there. */
  households: householdTotals.nullable(),
  /** Facts that a kind of channel can know: others stay unknown for ever. */
  knows: z.record(z.string(), z.array(z.string())),
  names,
})
export type RecordView = z.infer<typeof recordView>

/** The report of a drill (演练), beside the last drill of the same area. */
export const drillView = recordView.extend({
  previous: z
    .object({ id: z.string(), startedAt: instant, simulated: z.boolean(), figures: figuresView })
    .nullable(),
})
export type DrillView = z.infer<typeof drillView>

/** Statistics of real call-outs over a period. */
export const statisticsView = z.object({
  from: instant,
  to: instant,
  timeZone: z.string(),
  /** Warnings raised, by their gravest level; those of silent or faulty sensors apart. */
  warnings: z.object({ byLevel: z.record(level, count), ofSensors: count }),
  callouts: z.object({ byWarning: count, byHand: count, cancelled: count }),
  /** Not counted in any figure: exercises, and call-outs in trial operation, which reached the duty desk alone. */
  leftOut: z.object({ exercises: count, trial: count }),
  figures: figuresView,
  names,
})
export type StatisticsView = z.infer<typeof statisticsView>

/** Body of `POST /api/drills`: an exercise begun by what a flood of the past would have raised. */
export const drillBody = z.strictObject({
  /** A back-test that is done, within the hour in which it is kept. */
  backtest: z.string().min(1).max(128),
  /** One of its raises: what was raised on, and when. */
  subject: z.string().min(1).max(256),
  at: instant,
  /** `simulated` reaches nobody. */
  channels: z.enum(['real', 'simulated']).default('simulated'),
})
