import type {
  BacktestBody,
  BacktestJob,
  BacktestJobWithResult,
  Bilingual,
  Bucket,
  DeletedRule,
  DeviceProfileView,
  ExampleFrame,
  FlaggedSpan,
  Health,
  ListenerView,
  MissedPeakView,
  PipelineView,
  RefusedConnection,
  RejectedFrameView,
  RejectionView,
  RuleVersion,
  ScenarioBody,
  Site,
  StationBody,
  StationView,
  StrangerFrameView,
  StrangerView,
  TableReading,
  TableVersion,
} from '@tocsin/contract'
import type {
  Actor,
  Coverage,
  DatastreamId,
  DurationMs,
  Evaluation,
  Instant,
  Maintenance,
  Rejection,
  Rule,
  RuleDefinition,
  RuleId,
  RuleState,
  ScenarioOutcome,
  Station,
  StationId,
  Table,
  TableDefinition,
  TableId,
  Warning,
  WarningEvent,
  WarningId,
} from '@tocsin/core'
import type { SiteZone } from '../box/site-zone.ts'
import type { DailyWanted } from '../history/daily-report.ts'
import type { ExportWanted, Imported } from '../history/duckdb-exchange.ts'
import type { LatestAt, StoredObservation, SumAt, TimeRange } from '../history/history.ts'
import type { ImportsService } from '../imports/imports.ts'
import type { OutgoingService } from '../outgoing/outgoing.ts'
import type { SheetWritten } from '../tables/sheet.ts'
import type { AnnotationsService } from './annotations-service.ts'
import type { BoxService } from './box-service.ts'
import type { AnswerLinksService, CalloutsService } from './callout-services.ts'
import type { ChannelsService, RepliesService, SpeakersService } from './channel-services.ts'
import type { CountyService } from './county-service.ts'
import type { DemonstrationService } from './demonstration-service.ts'
import type { AnnouncingService, FlowsService } from './flows-service.ts'
import type { ManualService } from './manual-service.ts'
import type { MapService, PlacesService } from './map-services.ts'
import type { HouseholdsService, PeopleService, RosterService } from './people-services.ts'
import type { RecordsService } from './record-services.ts'

/** A person or machine that a request acts for. */
export type PersonActor = Actor & { readonly kind: 'person' }

/** Why a request was not done. `faults` name what is wrong in a body, by path. */
export type Refusal =
  | { readonly kind: 'not-found'; readonly detail: string }
  | { readonly kind: 'exists'; readonly detail: string }
  | { readonly kind: 'in-use'; readonly detail: string }
  | { readonly kind: 'invalid'; readonly detail: string; readonly faults: readonly Fault[] }
  | { readonly kind: 'acknowledged-by-another'; readonly acknowledged: NonNullable<Warning['acknowledged']> }
  | { readonly kind: 'closed'; readonly at: Instant }
  /** It takes more time or memory than is given to it. */
  | { readonly kind: 'too-long'; readonly detail: string }
  /** What it is about has begun, ended, or was signed. */
  | { readonly kind: 'too-late'; readonly detail: string }
  /** Somebody else was quicker: what was agreed to is not what would happen. */
  | { readonly kind: 'changed-meanwhile'; readonly detail: string }
  | { readonly kind: 'busy'; readonly detail: string }
  /** It may be done, and at another time. */
  | { readonly kind: 'not-now'; readonly detail: string }
  | { readonly kind: 'not-allowed'; readonly detail: string }

export interface Fault {
  readonly path: string
  readonly message: string
  readonly expected: string
}

export type Outcome<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly refusal: Refusal }

/** Stations as configured, and what is known of them. Changes go through the journal and are durable when resolved. */
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
  /** What instruments are known, by their device profiles. */
  deviceProfiles(): DeviceProfileView[]
  /** Frames of them to learn from. */
  exampleFrames(): ExampleFrame[]
  rejectedFrame(id: number): RejectedFrameView | undefined
  rejections(query: {
    station?: StationId | undefined
    before?: number | undefined
    limit: number
  }): RejectionView[]
}

/** Rules: their versions and states, how they stand, and what they leave uncovered. Changes go through the journal. */
export interface RulesService {
  list(): Rule[]
  get(id: RuleId): Rule | undefined
  /** Newest first; also of a rule that was deleted. */
  versions(id: RuleId): RuleVersion[]
  /** Rules that are no more, the newest deletion first. */
  deleted(): DeletedRule[]
  create(definition: RuleDefinition, by: PersonActor): Promise<Outcome<{ rule: Rule }>>
  /** Refused when `baseVersion` is given and not the newest. What is the same makes no version. */
  change(
    id: RuleId,
    definition: RuleDefinition,
    reason: string,
    by: PersonActor,
    baseVersion?: number,
  ): Promise<Outcome<{ rule: Rule; changed: boolean }>>
  setState(id: RuleId, state: RuleState, reason: string, by: PersonActor): Promise<Outcome<{ rule: Rule }>>
  /** Saves an earlier version as the newest. */
  revert(id: RuleId, version: number, reason: string, by: PersonActor): Promise<Outcome<{ rule: Rule }>>
  /** Refused while another rule refers to it. */
  remove(id: RuleId, reason: string, by: PersonActor): Promise<Outcome<object>>
  /** The rule as a township officer reads it. */
  sentence(rule: RuleDefinition): Bilingual
  /** What would keep the definition from being saved. */
  faults(rule: RuleDefinition): Fault[]
  evaluations(id: RuleId): (Evaluation & { readonly text: Bilingual })[]
  /** What a shadow rule would have raised, newest first, before `before`. */
  shadow(query: {
    id: RuleId
    before?: Instant | undefined
    limit: number
  }): { warning: Warning; events: WarningEvent[] }[]
  coverage(): { readonly coverage: readonly Coverage[]; readonly uncovered: readonly DatastreamId[] }
  /** True when no rule was ever saved here. */
  isBlank(): boolean
  /** Rules that are to be judged and cannot be. */
  broken(): readonly { readonly rule: RuleId; readonly faults: readonly Fault[] }[]
}

/** Threshold tables, their versions and files. */
export interface TablesService {
  list(): (Pick<Table, 'id' | 'version' | 'name' | 'kind'> & { rows: number; rules: RuleId[] })[]
  get(id: TableId, version?: number): { table: Table; versions: TableVersion[] } | undefined
  create(definition: TableDefinition, by: PersonActor): Promise<Outcome<{ table: Table }>>
  /** Refused when `baseVersion` is given and not the newest. What is the same makes no version. */
  change(
    id: TableId,
    definition: TableDefinition,
    reason: string,
    by: PersonActor,
    baseVersion?: number,
  ): Promise<Outcome<{ table: Table; changed: boolean }>>
  revert(id: TableId, version: number, reason: string, by: PersonActor): Promise<Outcome<{ table: Table }>>
  /** Refused while a rule goes by it. */
  remove(id: TableId, reason: string, by: PersonActor): Promise<Outcome<object>>
  /** What a file (base64) says; without a name it is text pasted from a spreadsheet. */
  readFile(file: {
    content: string
    fileName?: string | undefined
    name?: string | undefined
  }): Promise<TableReading>
  /** Undefined when there is no such table. */
  writeFile(id: TableId, format: TableFormat): Promise<SheetWritten | undefined>
}

export type TableFormat = 'xlsx' | 'csv' | 'csv-gbk'

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
  /** No sound until `until`; a time that has passed ends it. */
  shelve(id: WarningId, until: Instant, note: string, by: PersonActor): Promise<Outcome<object>>
  /** Work that is going on. */
  maintenance(): readonly Maintenance[]
  orderMaintenance(
    order: Pick<Maintenance, 'scope' | 'until' | 'note'>,
    by: PersonActor,
  ): Promise<Outcome<object>>
  missedPeaks(query: { datastream?: DatastreamId | undefined; limit: number }): MissedPeakView[]
}

export interface HistoryFile {
  readonly path: string
  remove(): void
}

/** Reads of the history, of one datastream with what has not been shipped yet. */
export interface HistoryService {
  observations(datastream: DatastreamId, range: TimeRange, limit: number): Promise<StoredObservation[]>
  buckets(datastream: DatastreamId, range: TimeRange, count: number): Promise<Bucket[]>
  /** The newest observation of every datastream in a range. What was judged within the last seconds may not be in it. */
  latest(range: TimeRange): Promise<[DatastreamId, LatestAt][]>
  /** What rainfall datastreams add up to in a range, `fail` left out; as `latest`. */
  sums(datastreams: readonly DatastreamId[], range: TimeRange): Promise<[DatastreamId, SumAt][]>
  /** Writes a file and answers where; to be removed when it has been sent. Rejects with UnfitFile. */
  writeFile(wanted: ExportWanted): Promise<HistoryFile>
  /** Takes a file in. Rejects with UnfitFile. */
  readFile(path: string): Promise<Imported>
  /** Where a file may be put that is to be taken in. */
  newFile(format: ExportWanted['format']): HistoryFile
  /** A `DailyReport` as JSON. `bounds`: the beginnings of the days, on whole hours, and the end of the last. */
  daily(wanted: readonly DailyWanted[], bounds: readonly Instant[]): Promise<Uint8Array<ArrayBuffer>>
  /** Stretches as wide as those buckets that hold suspect, impossible or late observations; late: received after more than `latenessMs`. */
  flagged(
    datastream: DatastreamId,
    range: TimeRange,
    count: number,
    latenessMs: DurationMs,
  ): Promise<FlaggedSpan[]>
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

/** Plays scenarios without touching what is judged live. */
export interface ScenarioService {
  play(body: ScenarioBody): Promise<Outcome<{ outcome: ScenarioOutcome }>>
}

/** All that HTTP and Socket.IO need of the gateway. */
/** Documents from devices and platforms that speak HTTP. An account is a station with its secret, as on MQTT. */
export interface IngestService {
  /** Checks a station's secret; takes as long for an unknown station as for a wrong secret. */
  authenticate(station: StationId, secret: Uint8Array): boolean
  /** Resolves when what could be read is on disk. Without a format it is the device profile's. */
  take(
    station: StationId,
    payload: Uint8Array,
    address: string,
    format: IngestFormat | undefined,
  ): Promise<Outcome<{ readings: number; rejections: readonly Rejection[] }>>
}
export const INGEST_FORMATS = ['json', 'senml', 'chirpstack', 'thingsboard'] as const
export type IngestFormat = (typeof INGEST_FORMATS)[number]

export interface Services {
  readonly registry: RegistryService
  readonly ingest: IngestService
  readonly rules: RulesService
  readonly tables: TablesService
  readonly warnings: WarningsService
  readonly people: PeopleService
  readonly households: HouseholdsService
  readonly roster: RosterService
  readonly callouts: CalloutsService
  readonly answerLinks: AnswerLinksService
  readonly demonstration: DemonstrationService
  readonly zone: Pick<SiteZone, 'set'>
  readonly records: RecordsService
  readonly box: BoxService
  readonly county: CountyService
  readonly imports: ImportsService
  readonly outgoing: OutgoingService
  readonly manual: ManualService
  readonly annotations: AnnotationsService
  readonly channels: ChannelsService
  readonly replies: RepliesService
  readonly speakers: SpeakersService
  readonly announcing: AnnouncingService
  readonly flows: FlowsService
  readonly history: HistoryService
  readonly places: PlacesService
  readonly map: MapService
  readonly backtests: BacktestsService
  readonly scenarios: ScenarioService
  /** The newest connections that the broker turned away, newest first. */
  refusedConnections(): RefusedConnection[]
  listeners(): { listeners: ListenerView[]; strangers: StrangerView[] }
  /** The newest frame of a device that is not registered, where it was kept. */
  strangerFrame(who: Pick<StrangerView, 'protocol' | 'code' | 'address'>): StrangerFrameView | undefined
  health(): Health
  pipeline(): PipelineView
  site(): Site
  /** Prometheus text format. */
  metrics(): string
}
