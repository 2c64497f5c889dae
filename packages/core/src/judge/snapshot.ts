import type { Instant, Position, Rule, Station, SubjectId, Table, Warning } from '../model/index.ts'
import type { AreaSnapshot } from './area.ts'
import type { Maintenance } from './maintenance.ts'
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
  readonly tables?: readonly Table[] | undefined
  /** By datastream, and by area (`area:…`) for composites. */
  readonly streams: ReadonlyMap<SubjectId, StreamSnapshot | AreaSnapshot>
  readonly openWarnings: readonly Warning[]
  /** What shadow rules would have open. */
  readonly openShadows?: readonly Warning[] | undefined
  readonly maintenance?: readonly Maintenance[] | undefined
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
