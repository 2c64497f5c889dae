import type { RuleBody } from '@tocsin/contract'
import { type CheckName, LEVELS, type Level, type QualityFlag } from '@tocsin/core'

export const KINDS = [
  'threshold',
  'accumulation',
  'mean',
  'rate',
  'time-to-threshold',
  'absence',
  'sensor-fault',
  'composite',
] as const satisfies readonly RuleBody['condition']['kind'][]
export type Kind = (typeof KINDS)[number]
export const SCOPES = ['datastreams', 'kind', 'all'] as const
export type Scope = (typeof SCOPES)[number]
export const WAYS = ['allOf', 'anyOf', 'atLeast'] as const
export type Way = (typeof WAYS)[number]

/** One leg of a composite as it is typed; empty where the default holds. */
export interface MemberDraft {
  readonly rule: string
  readonly level: string
  readonly area: string
  readonly stations: string
}

/** One level as it is typed; empty where the rule does not use it. Each kind reads the fields that it knows. */
export interface LevelDraft {
  readonly raiseAt: string
  /** clearBelow or clearAbove, as the direction has it. */
  readonly clear: string
  /** How far short of a table's value it clears. */
  readonly clearMargin: string
  /** The band that it raises outside of, and the one that it clears inside of. */
  readonly low: string
  readonly high: string
  readonly clearLow: string
  readonly clearHigh: string
  /** Sums by window, and those under which it clears. */
  readonly sums: Readonly<Record<string, string>>
  readonly clearSums: Readonly<Record<string, string>>
  readonly threshold: string
  readonly within: string
  readonly clearBeyond: string
  readonly after: string
  readonly flags: readonly QualityFlag[]
  readonly checks: readonly CheckName[]
  readonly way: Way
  readonly atLeast: string
  readonly members: readonly MemberDraft[]
  readonly for: string
  readonly clearFor: string
  readonly consecutive: string
}

export interface SeasonDraft {
  readonly from: string
  readonly to: string
}
export interface HoursDraft extends SeasonDraft {
  /** 1 (Monday) to 7; none: every day. */
  readonly days: readonly number[]
}
export interface ScheduleDraft {
  readonly zone: string
  readonly seasons: readonly SeasonDraft[]
  readonly hours: readonly HoursDraft[]
}

/** A rule as it is typed, before it makes sense. */
export interface RuleDraft {
  readonly name: string
  readonly kind: Kind
  readonly direction: 'above' | 'below' | 'outside'
  readonly trend: 'rising' | 'falling'
  readonly window: string
  readonly over: 'covered' | 'window'
  /** The table that the values come from; empty where the rule holds them itself. */
  readonly table: string
  readonly dependsOn: string
  readonly scope: Scope
  readonly datastreams: readonly string[]
  readonly area: string
  readonly property: string
  readonly tag: string
  readonly response: string
  readonly state: 'draft' | 'shadow' | 'active'
  /** Windows that an accumulation has fields for. */
  readonly windows: readonly string[]
  readonly levels: Readonly<Record<Level, LevelDraft>>
  /** Null: it may raise at any time. */
  readonly schedule: ScheduleDraft | null
}

export const DEFAULT_WINDOWS = ['1h', '3h', '6h', '12h', '24h'] as const

export const EMPTY_MEMBER: MemberDraft = { rule: '', level: '', area: '', stations: '' }

export const EMPTY_LEVEL: LevelDraft = {
  raiseAt: '',
  clear: '',
  clearMargin: '',
  low: '',
  high: '',
  clearLow: '',
  clearHigh: '',
  sums: {},
  clearSums: {},
  threshold: '',
  within: '',
  clearBeyond: '',
  after: '',
  flags: [],
  checks: [],
  way: 'allOf',
  atLeast: '2',
  members: [],
  for: '',
  clearFor: '',
  consecutive: '',
}

export const EMPTY_DRAFT: RuleDraft = {
  name: '',
  kind: 'threshold',
  direction: 'above',
  trend: 'rising',
  window: '1h',
  over: 'covered',
  table: '',
  dependsOn: '',
  scope: 'datastreams',
  datastreams: [],
  area: '',
  property: '',
  tag: '',
  response: '',
  state: 'active',
  windows: DEFAULT_WINDOWS,
  levels: Object.fromEntries(LEVELS.map((level) => [level, EMPTY_LEVEL])) as Record<Level, LevelDraft>,
  schedule: null,
}

/** How a level of this draft is typed: kinds differ, and so do a table and a band. */
export type LevelShape = Kind | 'band' | 'table'

export function levelShape({ kind, direction, table }: RuleDraft): LevelShape {
  if ((kind === 'threshold' || kind === 'accumulation') && table !== '') return 'table'
  return kind === 'threshold' && direction === 'outside' ? 'band' : kind
}

/** The field a threshold or a mean clears by. */
export function clearField({ direction }: Pick<RuleDraft, 'direction'>): 'clearBelow' | 'clearAbove' {
  return direction === 'below' ? 'clearAbove' : 'clearBelow'
}
