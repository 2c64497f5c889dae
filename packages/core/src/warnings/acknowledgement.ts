import { type DurationMs, type Instant, type Level, MINUTE, SECOND, type Warning } from '../model/index.ts'

/** How long the console offers to undo an acknowledgement. */
export const UNDO_FOR: DurationMs = 8 * SECOND

/** Until so long after it an acknowledgement can be withdrawn: what the console offers, and the way to the journal. */
export const WITHDRAW_WITHIN: DurationMs = UNDO_FOR + 2 * SECOND

/** Without progress an acknowledgement lapses after so long, and the warning asks again. Null: it does not. */
const LAPSE_AFTER: Record<Level, DurationMs | null> = {
  red: 15 * MINUTE,
  orange: 30 * MINUTE,
  yellow: null,
  blue: null,
}

/** When what was taken, or seen to, at `at` lapses; null: it does not at this level. */
export function lapseAfter(at: Instant, level: Level): Instant | null {
  const after = LAPSE_AFTER[level]
  return after === null ? null : at + after
}

/**
 * When the warning's acknowledgement lapses, as seen from `clock`; Infinity when it does not. One that lies more than two of its periods ahead was
 * made by a clock that has been set back since: it lapses now, for nobody may have it for a day by mistake.
 */
export function lapseDue({ acknowledged, clearedAt, level }: Warning, clock: Instant): Instant {
  if (acknowledged === null || clearedAt !== null) return Number.POSITIVE_INFINITY
  // Earlier builds did not say.
  const at = acknowledged.lapsesAt === undefined ? lapseAfter(acknowledged.at, level) : acknowledged.lapsesAt
  const period = LAPSE_AFTER[level]
  if (at === null) return Number.POSITIVE_INFINITY
  return period !== null && at - clock > 2 * period ? clock : at
}
