import type { BlindSpotsView, BoxSummary, BoxWarningsView } from '@tocsin/contract'
import type { PersonActor } from './services.ts'

/** Whether villages can be warned, and warnings about the box itself. */
export interface BoxService {
  blindSpots(): Promise<BlindSpotsView>
  warnings(): BoxWarningsView
  summary(): BoxSummary
  /** Somebody has taken note of these; ids that are not open are passed over. */
  acknowledge(ids: readonly string[], note: string, by: PersonActor): void
}
