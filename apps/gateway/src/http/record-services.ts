import type { CalloutWithLedger, DrillView, RecordView, StatisticsView } from '@tocsin/contract'
import type { AreaPath, CalloutId, ChannelKind, Instant, PersonId, SubjectId, WarningId } from '@tocsin/core'
import type { Outcome, PersonActor } from './services.ts'

/** Which raise of which back-test begins a drill. */
export interface DrillStart {
  readonly backtest: string
  readonly subject: SubjectId
  readonly at: Instant
  readonly channels: 'real' | 'simulated'
}

/** Numbers in full, by channel id, and whose they are: each reading is logged by who asks for them. */
export interface FullContacts {
  readonly contacts: Readonly<Record<string, string>>
  readonly persons: readonly PersonId[]
}

/** What is known after an event: records, reports of drills, statistics. Nothing is stored for them: they fold what is kept. */
export interface RecordsService {
  ofWarning(id: WarningId): Promise<RecordView | undefined>
  ofCallout(id: CalloutId): Promise<RecordView | undefined>
  /** Undefined when there is no such exercise. */
  drill(id: CalloutId): Promise<DrillView | undefined>
  /** The last exercise before this time in the area, on channels of the same sort. */
  startDrill(start: DrillStart, by: PersonActor): Outcome<{ callout: CalloutWithLedger; area: AreaPath }>
  statistics(from: Instant, to: Instant): Promise<StatisticsView>
  fullContacts(record: RecordView): FullContacts
}

export type Knows = Readonly<Partial<Record<ChannelKind, readonly string[]>>>
