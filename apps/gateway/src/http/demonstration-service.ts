import type { DemonstrationView } from '@tocsin/contract'
import type { Outcome, PersonActor } from './services.ts'

/** The switch of the demonstration (模拟演示). What it begins and ends goes on after the answer: the gateway starts anew. */
export interface DemonstrationService {
  view(): DemonstrationView
  /** Refused where real stations would be mixed with invented ones. Switched to where it stands, it does nothing. */
  set(on: boolean, by: PersonActor): Outcome<{ view: DemonstrationView }>
}
