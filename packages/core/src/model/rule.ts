import type { AreaPath, DatastreamId, RuleId, TableId } from './ids.ts'
import type { Level } from './level.ts'
import type { CheckName, QualityFlag } from './observation.ts'
import type { Schedule } from './schedule.ts'
import type { Property } from './station.ts'

/** What a rule covers: everything, named datastreams, or every one that fits area (and below), property and tag together. */
export interface AppliesTo {
  /** Everything there is, and nothing else said. */
  readonly all?: true | undefined
  readonly datastreams?: readonly DatastreamId[] | undefined
  readonly area?: AreaPath | undefined
  readonly property?: Property | undefined
  readonly tag?: string | undefined
}

/** How long a level's condition must hold, and how long its end must last. Durations as text (`10m`). */
export interface Holding {
  /** How long the condition must hold before the level fires. Default `0s`. */
  readonly for?: string | undefined
  /** How long the condition must be gone before the level clears. Default `0s`. */
  readonly clearFor?: string | undefined
}

/** Levels of a threshold. Amounts in the datastream's unit. */
export interface ThresholdLevel extends Holding {
  readonly raiseAt: number
  /** Direction `above`: the condition is gone under this value. Default: raiseAt itself. */
  readonly clearBelow?: number | undefined
  /** Direction `below`: the condition is gone over this value. Default: raiseAt itself. */
  readonly clearAbove?: number | undefined
  /** How many readings in a row must hold, redeliveries not counted. Default 1. */
  readonly consecutive?: number | undefined
}

/** Levels of a band: fires at or beyond either end. */
export interface BandLevel extends Holding {
  /** Lowest and highest value at which it raises: at or under the first, at or over the second. */
  readonly raiseOutside: readonly [number, number]
  /** The condition is gone strictly between these. Default: raiseOutside itself. */
  readonly clearInside?: readonly [number, number] | undefined
  readonly consecutive?: number | undefined
}

/** Rain sums by window (`{"1h": 40}`); reaching any one is enough. */
export interface AccumulationLevel extends Holding {
  readonly anyOf: Readonly<Record<string, number>>
  /** Sums by window under which it clears; default 90 % of `anyOf`. */
  readonly clearBelow?: Readonly<Record<string, number>> | undefined
}

/** A mean over the rule's window, in the datastream's unit. */
export interface MeanLevel extends Holding {
  readonly raiseAt: number
  readonly clearBelow?: number | undefined
  readonly clearAbove?: number | undefined
}

/** A change of so much within the rule's window, in the datastream's unit; always positive. */
export interface RateLevel extends Holding {
  readonly raiseAt: number
  readonly clearBelow?: number | undefined
}

/** At the present rate `threshold` is reached within `within`. */
export interface TimeToThresholdLevel extends Holding {
  readonly threshold: number
  readonly within: string
  /** Gone when it would take longer than this. Default 1.5 × `within`. */
  readonly clearBeyond?: string | undefined
}

/** Silence: `3 intervals` of the datastream, or a duration. */
export interface AbsenceLevel {
  readonly after: string
}

/** The newest value has one of these flags or checks. Default: flag `fail`. */
export interface SensorFaultLevel extends Holding {
  readonly flags?: readonly QualityFlag[] | undefined
  readonly checks?: readonly CheckName[] | undefined
}

/** One leg of a composite: a rule that fires within the area, at least at `level`, at `stations` stations or more. */
export interface Member {
  readonly rule: RuleId
  readonly level?: Level | undefined
  /** Where it must fire. Default: the composite's own area. */
  readonly area?: AreaPath | undefined
  /** Default 1. */
  readonly stations?: number | undefined
}

/** Exactly one of `allOf`, `anyOf`, or `atLeast` with `of`. */
export interface CompositeLevel extends Holding {
  readonly allOf?: readonly Member[] | undefined
  readonly anyOf?: readonly Member[] | undefined
  readonly atLeast?: number | undefined
  readonly of?: readonly Member[] | undefined
}

/** How a rule treats the levels of its table (预警指标表), which holds the values themselves. */
export interface TableLevel extends Holding {
  /** Threshold tables: how far short of raiseAt the condition is gone. Default 0. */
  readonly clearMargin?: number | undefined
  readonly consecutive?: number | undefined
}

type Levels<T> = Readonly<Partial<Record<Level, T>>>

/** `draft`: kept, not judged. `shadow`: judged live, rings nobody, and reports what it would have done. `active`: in force. */
export const RULE_STATES = ['draft', 'shadow', 'active'] as const
export type RuleState = (typeof RULE_STATES)[number]

interface RuleFrame {
  readonly name: string
  readonly appliesTo: AppliesTo
  /** What to do when it fires (处置建议). Without it a rule cannot be activated by hand. */
  readonly response?: string | undefined
  readonly state?: RuleState | undefined
  /** When it may raise. What fires already goes on beyond it until its own clear condition is met. */
  readonly schedule?: Schedule | undefined
}

export interface ThresholdRule extends RuleFrame {
  readonly condition: { readonly kind: 'threshold'; readonly direction: 'above' | 'below' }
  readonly levels: Levels<ThresholdLevel>
}
export interface BandRule extends RuleFrame {
  readonly condition: { readonly kind: 'threshold'; readonly direction: 'outside' }
  readonly levels: Levels<BandLevel>
}
export interface AccumulationRule extends RuleFrame {
  readonly condition: { readonly kind: 'accumulation' }
  readonly levels: Levels<AccumulationLevel>
}
/** The values come from a table: one rule, many stations. */
export interface TableThresholdRule extends RuleFrame {
  readonly condition: {
    readonly kind: 'threshold'
    readonly direction: 'above' | 'below'
    readonly table: TableId
  }
  readonly levels: Levels<TableLevel>
}
export interface TableAccumulationRule extends RuleFrame {
  readonly condition: { readonly kind: 'accumulation'; readonly table: TableId }
  readonly levels: Levels<TableLevel>
}
export interface MeanRule extends RuleFrame {
  readonly condition: {
    readonly kind: 'mean'
    readonly direction: 'above' | 'below'
    readonly window: string
    /** `covered` (default): over the part that readings cover, once that is half the window. `window`: over all of it, what is not covered counting 0 (exposure: TWA, STEL). */
    readonly over?: 'covered' | 'window' | undefined
  }
  readonly levels: Levels<MeanLevel>
}
export interface RateRule extends RuleFrame {
  readonly condition: {
    readonly kind: 'rate'
    readonly direction: 'rising' | 'falling'
    readonly window: string
  }
  readonly levels: Levels<RateLevel>
}
export interface TimeToThresholdRule extends RuleFrame {
  readonly condition: {
    readonly kind: 'time-to-threshold'
    readonly direction: 'rising' | 'falling'
    readonly window: string
  }
  readonly levels: Levels<TimeToThresholdLevel>
}
export interface AbsenceRule extends RuleFrame {
  readonly condition: {
    readonly kind: 'absence'
    /** While this absence rule fires on the same station, or on one it reports through (`uplink`), this one is suppressed. */
    readonly dependsOn?: RuleId | undefined
  }
  readonly levels: Levels<AbsenceLevel>
}
export interface SensorFaultRule extends RuleFrame {
  readonly condition: { readonly kind: 'sensor-fault' }
  readonly levels: Levels<SensorFaultLevel>
}
/** Its subject is the area it applies to, not a datastream. */
export interface CompositeRule extends RuleFrame {
  readonly condition: { readonly kind: 'composite' }
  readonly levels: Levels<CompositeLevel>
}

/** A rule as an engineer writes it, in the notation of the contract. */
export type RuleDefinition =
  | ThresholdRule
  | BandRule
  | AccumulationRule
  | TableThresholdRule
  | TableAccumulationRule
  | MeanRule
  | RateRule
  | TimeToThresholdRule
  | AbsenceRule
  | SensorFaultRule
  | CompositeRule

/** One saved version of a rule. */
export type Rule = RuleDefinition & { readonly id: RuleId; readonly version: number }
