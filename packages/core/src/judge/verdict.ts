import type { MissedPeak, Observation, StationId } from '../model/index.ts'
import type { CommandOutcome } from '../warnings/index.ts'
import type { Ruled } from './docket.ts'

/** What came of one journal entry. */
export interface Verdict {
  readonly observations: Observation[]
  readonly events: Ruled[]
  /** What shadow rules would have said. */
  readonly shadowEvents: Ruled[]
  /** The same id again means: it grew. */
  readonly missedPeaks: MissedPeak[]
  /** The station whose clock or sensor fault began or ended, if one did. */
  faulty: StationId | undefined
  /** Readings that repeat what is known and were ignored. */
  duplicates: number
  /** Answer to a command entry. */
  outcome: CommandOutcome | undefined
}

export function emptyVerdict(): Verdict {
  return {
    observations: [],
    events: [],
    shadowEvents: [],
    missedPeaks: [],
    faulty: undefined,
    duplicates: 0,
    outcome: undefined,
  }
}
