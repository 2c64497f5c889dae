import { graver, type Instant, type Level } from '../model/index.ts'
import { propose, type Wanted } from './begin.ts'
import { Draft } from './draft.ts'
import type { Outcome } from './outcome.ts'
import type { Callout } from './state.ts'

/**
 * The warning's level rose. Once past the gate everybody is called again, for the new level: a new generation, in which earlier answers are
 * seen and do not count. Until then the present one goes on. A level that is not graver than what is called for already changes nothing.
 */
export function levelRaised(callout: Callout, wanted: Wanted, now: Instant): Outcome {
  const draft = new Draft(callout, now)
  if (callout.state.kind === 'ended' || !graver(wanted.level, gravest(callout))) return draft.outcome()
  propose(draft, 'level-raised', wanted)
  return draft.outcome()
}

/** The condition came back on a warning that had cleared. Where calls still go on they go on; where everybody had answered, all are called anew. */
export function raisedAgain(callout: Callout, wanted: Wanted, now: Instant): Outcome {
  if (graver(wanted.level, gravest(callout))) return levelRaised(callout, wanted, now)
  const draft = new Draft(callout, now)
  if (callout.state.kind === 'met' && callout.pending === null) propose(draft, 'raised-again', wanted)
  return draft.outcome()
}

/** The warning's level fell. The duty desk is told; nobody is called less for it. */
export function levelLowered(callout: Callout, level: Level, now: Instant): Outcome {
  const draft = new Draft(callout, now)
  if (callout.state.kind === 'ended') return draft.outcome()
  draft.log({ type: 'level-lowered', level })
  draft.notice(`${level}/${now}`, { kind: 'level-lowered' })
  return draft.outcome()
}

/** The condition is gone (已回落). The duty desk is told, nobody else: calls go on, and the all-clear is a person's to give. */
export function cleared(callout: Callout, now: Instant): Outcome {
  const draft = new Draft(callout, now)
  if (callout.state.kind === 'ended') return draft.outcome()
  draft.log({ type: 'cleared' })
  draft.notice(`${now}`, { kind: 'cleared' })
  return draft.outcome()
}

function gravest({ pending, live }: Callout): Level {
  const level = live?.level ?? 'blue'
  if (pending === null) return level
  return live === null || graver(pending.level, level) ? pending.level : level
}
