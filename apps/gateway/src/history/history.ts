import type { Bucket } from '@tocsin/contract'
import type { CheckName, DatastreamId, Instant, Observation, Position, QualityFlag } from '@tocsin/core'

/** An observation with the journal position it came from: of two with the same key, the greater position wins. */
export interface PositionedObservation extends Observation {
  readonly position: Position
}

export interface StoredObservation {
  readonly phenomenonTime: Instant
  readonly receivedAt: Instant
  readonly value: number
  readonly flag: QualityFlag
  readonly checks: readonly CheckName[]
}

/** The newest observation of a datastream in a range. */
export interface LatestAt {
  readonly phenomenonTime: Instant
  readonly value: number
  readonly flag: QualityFlag
}

/** What a rainfall datastream's observations add up to, and how many they are. */
export interface SumAt {
  readonly mm: number
  readonly count: number
}

/** Half-open: from <= phenomenonTime < to. */
export interface TimeRange {
  readonly from: Instant
  readonly to: Instant
}

/**
 * Where observations are kept to be read again: DuckDB, or InfluxDB. One contract suite (`tests/contracts`) holds for both.
 * Key = datastream + phenomenonTime; a later position corrects an earlier one.
 */
export interface History {
  /** Resolves once durable. Must accept the same observations twice, and any order of phenomenonTimes. */
  append(observations: readonly PositionedObservation[]): Promise<void>
  /** Oldest first, at most `limit`. */
  read(datastream: DatastreamId, range: TimeRange, limit: number): Promise<StoredObservation[]>
  /**
   * At most `count` buckets over the range, of equal length in whole milliseconds (`bucketWidth`); the last is cut at the range's
   * end. Empty ones and `fail` values are left out. `sum` is always there: who knows the property drops it where it has no meaning.
   */
  buckets(datastream: DatastreamId, range: TimeRange, count: number): Promise<Bucket[]>
  stop(): Promise<void>
}

/** What the shipper reads: judged observations in journal order, from disk, safe from another thread. */
export interface ObservationSource {
  /**
   * Observations of the entries after `after` up to and including `upTo`, at most about `limit` of them (whole entries only).
   * `position` is how far they reach. Throws JournalGap when entries after `after` were already pruned.
   */
  read(
    after: Position,
    upTo: Position,
    limit: number,
  ): { position: Position; observations: PositionedObservation[] }
  close(): void
}
