import type { DatabaseSync } from 'node:sqlite'
import type { Firing } from '@tocsin/contract'
import {
  graver,
  type Instant,
  type RuleId,
  type SubjectId,
  type Warning,
  type WarningEvent,
} from '@tocsin/core'

/** A time during which a rule really fired. */
export interface RealFiring extends Firing {
  readonly rule: RuleId
}

/** What rules raised on these subjects in `tocsin.db`, as far as it touches the range; nothing in it is changed. */
export function realFirings(
  database: DatabaseSync,
  subjects: ReadonlySet<SubjectId>,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): RealFiring[] {
  const warnings = database.prepare('SELECT id, subject, warning FROM warnings WHERE raised_at < ?')
  const events = database.prepare('SELECT event FROM warning_events WHERE warning = ? ORDER BY number')
  const found: RealFiring[] = []
  for (const row of warnings.iterate(to)) {
    if (!subjects.has(row['subject'] as string)) continue
    const warning = JSON.parse(row['warning'] as string) as Warning
    if (warning.closedAt !== null && warning.closedAt < from) continue
    const told = events.all(warning.id).map((one) => JSON.parse(one['event'] as string) as WarningEvent)
    for (const firing of firingsOf(warning, told)) {
      if (firing.from < to && (firing.to === null || firing.to >= from)) found.push(firing)
    }
  }
  return found
}

/** From raised, or raised again, to cleared. Closed by hand while the condition went on: nobody was told of it any more. */
function firingsOf(warning: Warning, events: readonly WarningEvent[]): RealFiring[] {
  const firings: RealFiring[] = []
  let open: { -readonly [K in keyof RealFiring]: RealFiring[K] } | undefined
  for (const event of events) {
    switch (event.type) {
      case 'raised':
      case 'raised-again':
        open = {
          rule: warning.rule.id,
          subject: warning.subject,
          from: event.at,
          to: null,
          gravest: event.level,
        }
        firings.push(open)
        break
      case 'level-raised':
        if (open !== undefined && graver(event.level, open.gravest)) open.gravest = event.level
        break
      case 'cleared':
      case 'closed':
        if (open !== undefined) open.to = event.at
        open = undefined
        break
      default:
        break
    }
  }
  return firings
}
