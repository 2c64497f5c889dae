import type { Instant, WarningEvent } from '../model/index.ts'
import type { Wanted } from './begin.ts'
import { Draft } from './draft.ts'
import { close } from './ending.ts'
import { cleared, levelLowered, levelRaised, raisedAgain } from './level.ts'
import type { Outcome } from './outcome.ts'
import type { Callout } from './state.ts'

/**
 * What an event of its warning does to a call-out. Acknowledging (签收), withdrawing that or letting it lapse, shelving, maintenance and silence of the sensor stop no call, and neither
 * does clearing; closing does. `wanted` is what a new generation would be begun with, its level the event's.
 */
export function follow(callout: Callout, event: WarningEvent, wanted: Wanted, now: Instant): Outcome {
  switch (event.type) {
    case 'level-raised':
      return levelRaised(callout, { ...wanted, level: event.level }, now)
    case 'raised':
    case 'raised-again':
      return raisedAgain(callout, { ...wanted, level: event.level }, now)
    case 'level-lowered':
      return levelLowered(callout, event.level, now)
    case 'cleared':
      return cleared(callout, now)
    case 'closed':
      return close(callout, now)
    case 'acknowledged':
    case 'acknowledgement-withdrawn':
    case 'acknowledgement-lapsed':
    case 'shelved':
    case 'unshelved':
    case 'suppressed':
    case 'unsuppressed':
    case 'flapping':
    case 'data-lost':
    case 'data-back':
    case 'note':
      return new Draft(callout, now).outcome()
    default:
      return event satisfies never
  }
}
