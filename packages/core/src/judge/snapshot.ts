import type { DatastreamId, Instant, Position, Rule, Station, Warning } from '../model/index.ts'
import type { StreamSnapshot } from './stream.ts'

/** Everything the judge needs to go on where it stood. */
export interface JudgeSnapshot {
  readonly position: Position
  readonly now: Instant
  /** The host's clock as of the last entry; differs from `now` after it was set back. */
  readonly clock?: Instant | undefined
  readonly startedAt: Instant
  readonly stations: readonly Station[]
  /** Newest versions. */
  readonly rules: readonly Rule[]
  readonly streams: ReadonlyMap<DatastreamId, StreamSnapshot>
  readonly openWarnings: readonly Warning[]
}

/** The state before the first journal entry. */
export const BEGINNING: JudgeSnapshot = {
  position: 0,
  now: 0,
  startedAt: 0,
  stations: [],
  rules: [],
  streams: new Map(),
  openWarnings: [],
}
