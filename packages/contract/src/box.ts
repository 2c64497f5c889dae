import { CHANNEL_KINDS, LEVELS } from '@tocsin/core'
import { z } from 'zod'
import { personId } from './person.ts'
import { bilingual } from './rule.ts'
import { areaPath, instant } from './station.ts'

const level = z.enum(LEVELS)
const channelKind = z.enum(CHANNEL_KINDS)

/** Which link of the chain gauge → rule → plan → roster → channel → person is broken. */
export const BLIND_SPOT_KINDS = [
  'no-gauge',
  'gauges-silent',
  'gauge-silent',
  'no-rule',
  'no-plan',
  'plan-without-people',
  'roster-empty',
  'nobody-reachable',
  'only-later-step',
  'person-unreachable',
  'unverified',
] as const
export type BlindSpotKind = (typeof BLIND_SPOT_KINDS)[number]

/** Why a village cannot be warned (`cannot`), soon cannot (`soon`), or what is amiss though it can (`advice`). */
export const blindSpotView = z.object({
  weight: z.enum(['cannot', 'soon', 'advice']),
  kind: z.enum(BLIND_SPOT_KINDS),
  /** Empty: at any. */
  levels: z.array(level),
  reason: bilingual,
  /** Where to mend it, by kind. */
  gauge: z.string().optional(),
  plan: z.string().optional(),
  person: personId.optional(),
})
export type BlindSpotView = z.infer<typeof blindSpotView>

export const villageReachView = z.object({
  village: areaPath,
  name: z.string(),
  /** Names of the areas above it, the nearest last. */
  above: z.array(z.string()),
  canWarn: z.boolean(),
  /** Gauges whose warnings would call it, those that a rule in force stands on, those of them that are heard. */
  gauges: z.object({ all: z.number().int(), ruled: z.number().int(), heard: z.number().int() }),
  /** The levels that rules can raise or a plan calls for, gravest first. */
  levels: z.array(
    z.object({
      level,
      plan: z.object({ id: z.string(), name: z.string() }).nullable(),
      /** The first step in which somebody can be reached, from 1. */
      step: z.number().int().nullable(),
      /** How many persons, and the names of the first five. */
      persons: z.number().int(),
      names: z.array(z.string()),
      channels: z.array(channelKind),
      /** Until all of them have been sent a message, from idle lines; null: nobody can be reached. */
      withinMs: z.number().nullable(),
    }),
  ),
  spots: z.array(blindSpotView),
})
export type VillageReachView = z.infer<typeof villageReachView>

/** Whether each village can be warned right now. Those that cannot come first. */
export const blindSpotsView = z.object({ at: instant, villages: z.array(villageReachView) })
export type BlindSpotsView = z.infer<typeof blindSpotsView>

/** What a warning about the box is of. */
export const BOX_WARNING_KINDS = [
  'blind-spot',
  'channel-down',
  // Nobody at a console would hear a warning.
  'console-silent',
  'callout-stands',
  'callout-overdue',
  'not-called',
  'heartbeat',
  'morning-message',
  'disk-filling',
  // A part of the gateway itself, or what it runs on.
  'journal',
  'rules',
  'history',
  'influx',
  'event-loop',
  'disk',
  'clock',
] as const

/** A warning about the box itself, or about what it needs in order to warn (自检告警). It calls nobody; the desk and the engineers mend it. */
export const boxWarningView = z.object({
  id: z.string(),
  kind: z.enum(BOX_WARNING_KINDS),
  /** Nobody is called while it lasts: it sounds until somebody has taken note. */
  urgent: z.boolean(),
  reason: bilingual,
  village: areaPath.optional(),
  spot: z.enum(BLIND_SPOT_KINDS).optional(),
  gauge: z.string().optional(),
  plan: z.string().optional(),
  person: personId.optional(),
  /** Since when it has been found; it is raised once that has lasted. */
  since: instant,
  raisedAt: instant,
  clearedAt: instant.nullable(),
  acknowledged: z.object({ by: z.string(), name: z.string(), at: instant, note: z.string() }).nullable(),
})
export type BoxWarningView = z.infer<typeof boxWarningView>

/** Those that are open, urgent ones first, then the newest; and the last that are over. */
export const boxWarningsView = z.object({ open: z.array(boxWarningView), over: z.array(boxWarningView) })
export type BoxWarningsView = z.infer<typeof boxWarningsView>

/** Body of `POST /api/box-warnings/acknowledgements`: somebody has taken note. It mends nothing. */
export const boxAcknowledgement = z.strictObject({
  ids: z.array(z.string().max(40)).min(1).max(1000),
  note: z.string().trim().max(500).default(''),
})

/** How many villages cannot be warned, and how many warnings about the box are open. */
export const boxSummary = z.object({
  villages: z.number().int(),
  cannot: z.number().int(),
  soon: z.number().int(),
  open: z.number().int(),
  unacknowledged: z.number().int(),
})
export type BoxSummary = z.infer<typeof boxSummary>
