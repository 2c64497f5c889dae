import type { AreaPath, DatastreamId, RuleId } from './ids.ts'
import type { Level } from './level.ts'
import type { Property } from './station.ts'

/** What a rule covers: named datastreams, or every one that fits area (and below), property and tag together. */
export interface AppliesTo {
  readonly datastreams?: readonly DatastreamId[] | undefined
  readonly area?: AreaPath | undefined
  readonly property?: Property | undefined
  readonly tag?: string | undefined
}

/** Levels of a threshold. Durations as text (`10m`); amounts in the datastream's unit. */
export interface ThresholdLevel {
  readonly raiseAt: number
  /** Direction `above`: the condition is gone under this value. Default: raiseAt itself. */
  readonly clearBelow?: number | undefined
  /** Direction `below`: the condition is gone over this value. Default: raiseAt itself. */
  readonly clearAbove?: number | undefined
  /** How long the condition must hold before the level fires. Default `0s`. */
  readonly for?: string | undefined
}

/** Rain sums by window (`{"1h": 40}`); reaching any one is enough. */
export interface AccumulationLevel {
  readonly anyOf: Readonly<Record<string, number>>
  /** Sums by window under which it clears; default 90 % of `anyOf`. */
  readonly clearBelow?: Readonly<Record<string, number>> | undefined
}

/** Silence: `3 intervals` of the datastream, or a duration. */
export interface AbsenceLevel {
  readonly after: string
}

type Levels<T> = Readonly<Partial<Record<Level, T>>>

export type RuleState = 'draft' | 'shadow' | 'active'

interface RuleFrame {
  readonly name: string
  readonly appliesTo: AppliesTo
  /** What to do when it fires (处置建议). */
  readonly response?: string | undefined
  readonly state?: RuleState | undefined
}

export interface ThresholdRule extends RuleFrame {
  readonly condition: { readonly kind: 'threshold'; readonly direction: 'above' | 'below' }
  readonly levels: Levels<ThresholdLevel>
}
export interface AccumulationRule extends RuleFrame {
  readonly condition: { readonly kind: 'accumulation' }
  readonly levels: Levels<AccumulationLevel>
}
export interface AbsenceRule extends RuleFrame {
  readonly condition: { readonly kind: 'absence' }
  readonly levels: Levels<AbsenceLevel>
}

/** A rule as an engineer writes it, in the notation of the contract. */
export type RuleDefinition = ThresholdRule | AccumulationRule | AbsenceRule

/** One saved version of a rule. */
export type Rule = RuleDefinition & { readonly id: RuleId; readonly version: number }
