import type {
  BacktestBody,
  BacktestJob,
  BacktestJobWithResult,
  Bucket,
  Health,
  MissedPeakView,
  RejectionView,
  RuleVersion,
  Site,
  StationBody,
  StationView,
} from '@tocsin/contract'
import type {
  Actor,
  DatastreamId,
  Instant,
  Rule,
  RuleDefinition,
  RuleId,
  Station,
  StationId,
  Warning,
  WarningEvent,
  WarningId,
} from '@tocsin/core'
import type { StoredObservation, TimeRange } from '../history/history.ts'

/** A person or machine that a request acts for. */
export type PersonActor = Actor & { readonly kind: 'person' }

/** Why a request was not done. `faults` name what is wrong in a body, by path. */
export type Refusal =
  | { readonly kind: 'not-found'; readonly detail: string }
  | { readonly kind: 'exists'; readonly detail: string }
  | { readonly kind: 'invalid'; readonly detail: string; readonly faults: readonly Fault[] }
  | { readonly kind: 'acknowledged-by-another'; readonly acknowledged: NonNullable<Warning['acknowledged']> }
  | { readonly kind: 'closed'; readonly at: Instant }
  | { readonly kind: 'busy'; readonly detail: string }

export interface Fault {
  readonly path: string
  readonly message: string
  readonly expected: string
}

export type Outcome<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly refusal: Refusal }

/** Stations and rules as configured, and what is known of them. Changes go through the journal and are durable when resolved. */
export interface RegistryService {
  stationViews(): StationView[]
  stationView(id: StationId): StationView | undefined
  station(id: StationId): Station | undefined
  createStation(
    body: StationBody,
    by: PersonActor,
  ): Promise<Outcome<{ station: StationView; secret: string }>>
  changeStation(
    id: StationId,
    body: Omit<StationBody, 'id'>,
    by: PersonActor,
  ): Promise<Outcome<{ station: StationView }>>
  renewSecret(id: StationId, by: PersonActor): Promise<Outcome<{ secret: string }>>
  rejections(query: {
    station?: StationId | undefined
    before?: number | undefined
    limit: number
  }): RejectionView[]
  rules(): Rule[]
  ruleVersions(id: RuleId): RuleVersion[]
  createRule(definition: RuleDefinition, by: PersonActor): Promise<Outcome<{ rule: Rule }>>
  changeRule(
    id: RuleId,
    definition: RuleDefinition,
    reason: string,
    by: PersonActor,
  ): Promise<Outcome<{ rule: Rule }>>
}

/** Warnings and what people do with them. */
export interface WarningsService {
  /** Gravest first, then newest first; `closed` newest first, those raised before `before`. */
  list(query: { state: 'open' | 'closed' | 'all'; before?: Instant | undefined; limit: number }): Warning[]
  get(id: WarningId): { warning: Warning; events: WarningEvent[] } | undefined
  /** `changed` is false when the same person had it already. */
  acknowledge(
    id: WarningId,
    note: string | undefined,
    by: PersonActor,
  ): Promise<Outcome<{ changed: boolean }>>
  note(id: WarningId, note: string, by: PersonActor): Promise<Outcome<object>>
  close(id: WarningId, note: string, by: PersonActor): Promise<Outcome<object>>
  missedPeaks(query: { datastream?: DatastreamId | undefined; limit: number }): MissedPeakView[]
}

/** Reads of the history, with what has not been shipped yet. */
export interface HistoryService {
  observations(datastream: DatastreamId, range: TimeRange, limit: number): Promise<StoredObservation[]>
  buckets(datastream: DatastreamId, range: TimeRange, count: number): Promise<Bucket[]>
}

/** Rules tried on history. */
export interface BacktestsService {
  start(body: BacktestBody, by: PersonActor): Outcome<{ job: BacktestJob }>
  /** Newest first. */
  list(): BacktestJob[]
  get(id: string): BacktestJobWithResult | undefined
  /** Undefined: there is no such job, or no longer. */
  cancel(id: string): BacktestJob | undefined
}

/** All that HTTP and Socket.IO need of the gateway. */
export interface Services {
  readonly registry: RegistryService
  readonly warnings: WarningsService
  readonly history: HistoryService
  readonly backtests: BacktestsService
  health(): Health
  site(): Site
  /** Prometheus text format. */
  metrics(): string
}
