import { z } from 'zod'
import { part } from './health.ts'
import { instant } from './station.ts'

/** The stages of the flow, from a device to a screen, in this order; `influx` is the second history and is there where it is set up. */
export const STAGES = [
  'device',
  'broker',
  'decode',
  'journal',
  'quality',
  'rules',
  'warnings',
  'callout',
  'history',
  'influx',
  'live',
  'console',
] as const
export type Stage = (typeof STAGES)[number]

/** How one stage fares, and what it does. Null: there is no such figure of this stage. */
export const stageView = part.extend({
  stage: z.enum(STAGES),
  /** What it has done since the start: frames, readings, entries, observations, events, calls, messages or requests, as its words say. */
  done: z.number().nullable(),
  /** A second, over the last ten seconds or so. */
  perSecond: z.number().nullable(),
  /** The same over the last five minutes, ten seconds each, oldest first. */
  trend: z.array(z.number()),
  /** What waits in front of it. */
  waiting: z.number().nullable(),
  /** How long the oldest of that has waited. */
  lagMs: z.number().nullable(),
  /** How long one step took, over the last minute. */
  took: z.object({ medianMs: z.number(), p99Ms: z.number() }).nullable(),
  /** What it refused, could not read, found wrong or failed to do: in the last five minutes, and since the start. */
  errors: z.object({ lately: z.number(), total: z.number() }).nullable(),
})
export type StageView = z.infer<typeof stageView>

/** The way of a reading through this gateway, stage by stage. */
export const pipelineView = z.object({
  at: instant,
  startedAt: instant,
  stages: z.array(stageView),
  /** What all of them run on. */
  machine: z.object({
    eventLoop: part,
    disk: part,
    clock: part,
    residentBytes: z.number(),
    /** Of one core, over the last minute: 1.5 is one and a half of them. */
    cores: z.number().nullable(),
  }),
})
export type PipelineView = z.infer<typeof pipelineView>
