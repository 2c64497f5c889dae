import type {
  Actor,
  AreaPath,
  DatastreamId,
  DurationMs,
  Instant,
  Rule,
  RuleId,
  Station,
  StationId,
  SubjectId,
  Table,
  TableId,
} from '../model/index.ts'

/** Something that does not fit in a scenario, for the engineer who wrote it. */
export interface ScenarioFault {
  /** `input_series[0].values` */
  readonly path: string
  readonly message: string
  readonly expected: string
}

/** A warning as a scenario can name it: the one that is open by this rule on this subject. */
export interface WarningKey {
  readonly rule: RuleId
  readonly subject: SubjectId
}

/** What a person asks for, by the warning's key. `until` and all times are since the start. */
export type Request =
  | { readonly kind: 'acknowledge'; readonly warning: WarningKey; readonly note?: string | undefined }
  | { readonly kind: 'withdraw'; readonly warning: WarningKey }
  | { readonly kind: 'close' | 'note'; readonly warning: WarningKey; readonly note: string }
  | {
      readonly kind: 'shelve'
      readonly warning: WarningKey
      readonly until: DurationMs
      readonly note: string
    }
  | {
      readonly kind: 'maintenance'
      readonly scope: { readonly station: StationId } | { readonly area: AreaPath }
      readonly until: DurationMs
      readonly note: string
    }

/** What happens in a scenario; the version of a rule or table is counted by the playback. */
export type Happening =
  /** One value arrives, as a frame of its own. `json` is the value as the device writes it. */
  | {
      readonly kind: 'reading'
      readonly station: StationId
      readonly name: string
      readonly phenomenonTime: Instant
      readonly json: string
    }
  /** A frame as a device might send it, sound or not. */
  | { readonly kind: 'frame'; readonly station: StationId; readonly payload: string }
  /** `refusal`: the kind of refusal that is expected; absent: it must be done. */
  | {
      readonly kind: 'request'
      readonly request: Request
      readonly by: Actor & { readonly kind: 'person' }
      readonly refusal?: string | undefined
    }
  | { readonly kind: 'station'; readonly station: Station }
  | (Written & { readonly kind: 'rule'; readonly rule: Omit<Rule, 'version'> })
  | (Written & { readonly kind: 'rule-deleted'; readonly rule: RuleId })
  | (Written & { readonly kind: 'table'; readonly table: Omit<Table, 'version'> })
  | (Written & { readonly kind: 'table-deleted'; readonly table: TableId })
  /** The gateway ends and comes back from its checkpoint; what arrives meanwhile is sent again when it is up. Absent: no time passes. */
  | { readonly kind: 'restart'; readonly downFor?: DurationMs | undefined }
  /** A fault in the rule's own evaluation begins, or ends: it throws from here on. */
  | { readonly kind: 'fault'; readonly rule: RuleId; readonly broken: boolean }
  /** The gateway's own clock is set, back or forward. */
  | { readonly kind: 'stepped'; readonly by: DurationMs }

/** Who changed a rule or table, and why; without a person the system did. */
export interface Written {
  readonly by: (Actor & { readonly kind: 'person' }) | undefined
  readonly reason: string | undefined
}

/** A happening and when, since the start. */
export type Timed = { readonly at: DurationMs } & Happening

/** Named facts of an event, warning, state …; of an expected one only those that matter. Times as text since the start. */
export type Facts = Readonly<Record<string, unknown>>

/** Something that must be found; `where` names it in the scenario: `exp_events[2]`. */
export interface Expected {
  readonly where: string
  readonly facts: Facts
}

/** What must be so once the scenario has come to `at`, or at its end. */
export type Expectation =
  /** The open warnings of a rule: these and no others, in any order. */
  | {
      readonly kind: 'warnings'
      readonly where: string
      readonly at: DurationMs
      readonly rule: RuleId
      readonly warnings?: readonly Expected[] | undefined
      readonly count?: number | undefined
    }
  | ({
      readonly kind: 'state'
      readonly at: DurationMs
      readonly rule: RuleId
      readonly subject: SubjectId
    } & Expected)
  | ({ readonly kind: 'clock-fault'; readonly at: DurationMs; readonly series: DatastreamId } & Expected)
  /** All events, or those of one rule: these and no others, in this order. */
  | {
      readonly kind: 'events'
      /** What a rule in `shadow` would have said, instead of what was said. */
      readonly shadow?: boolean | undefined
      readonly where: string
      readonly rule?: RuleId | undefined
      readonly events: readonly Expected[]
    }
  /** How many events of a type there are. */
  | { readonly kind: 'count'; readonly where: string; readonly type: string; readonly count: number }
  /** All missed peaks as they stand at the end. */
  | { readonly kind: 'missed-peaks'; readonly where: string; readonly peaks: readonly Expected[] }
  /** The newest observation of a series with this phenomenonTime; `facts.copies` counts how many were kept. */
  | ({ readonly kind: 'observation'; readonly series: DatastreamId; readonly time: Instant } & Expected)

/**
 * A rule with its test: stations, rules, what happens to them in virtual time, and what must come of it. Everything in it has been checked;
 * `parseScenario` makes it.
 */
export interface Scenario {
  readonly name: string
  readonly description?: string | undefined
  readonly start: Instant
  readonly zone: string
  readonly stations: readonly Station[]
  readonly tables: readonly Table[]
  readonly rules: readonly Rule[]
  /** By time; of one time in the order written. */
  readonly happenings: readonly Timed[]
  readonly expectations: readonly Expectation[]
  /** How long it lasts: everything that falls due by then is played. */
  readonly length: DurationMs
}
