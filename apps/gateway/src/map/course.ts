import type { DatabaseSync } from 'node:sqlite'
import type { MapCourse } from '@tocsin/contract'
import { fold, type Instant, open, type Warning, type WarningEvent } from '@tocsin/core'

/** A flood of a whole province; beyond it the oldest are left out, and that is said. */
const MOST_WARNINGS = 5000

type Step = MapCourse['warnings'][number]['steps'][number]

/** How warnings stood over a stretch of time: the fold of their events, step by step. */
export function createCourse(database: DatabaseSync): (from: Instant, to: Instant) => MapCourse {
  // Open all along, or with an event within it.
  const concerned = database.prepare(`
    SELECT warning FROM warnings
    WHERE raised_at <= ?2 AND (state = 'open' OR id IN (SELECT warning FROM warning_events WHERE at >= ?1))
    ORDER BY raised_at DESC LIMIT ?3`)
  const events = database.prepare(
    'SELECT event FROM warning_events WHERE warning = ? AND at <= ? ORDER BY number',
  )
  return (from, to) => {
    const rows = concerned.all(from, to, MOST_WARNINGS + 1)
    const warnings = rows.slice(0, MOST_WARNINGS).flatMap((row) => {
      const warning = JSON.parse(row['warning'] as string) as Warning
      const happened = events
        .all(warning.id, to)
        .map((one) => JSON.parse(one['event'] as string) as WarningEvent)
      const steps = stepsOf(warning, happened)
      const { id, subject, area } = warning
      return steps.length === 0 ? [] : [{ id, subject, area, steps }]
    })
    return { from, to, warnings, complete: rows.length <= MOST_WARNINGS }
  }
}

/** Each change of how it is shown: the gravest level until somebody has it, then the level that holds. */
export function stepsOf(warning: Warning, events: readonly WarningEvent[]): Step[] {
  const steps: Step[] = []
  let known: Warning | undefined
  for (const event of events) {
    if (known === undefined) {
      if (event.type !== 'raised' && event.type !== 'raised-again') continue
      const { id, rule, subject, area } = warning
      known = open({ id, rule, subject, area, readings: [] }, event)
    } else known = fold(known, event)
    const step: Step = {
      at: event.at,
      level: known.state === 'closed' ? null : known.acknowledged === null ? known.gravest : known.level,
      acknowledged: known.acknowledged !== null,
      cleared: known.clearedAt !== null,
    }
    const last = steps.at(-1)
    if (
      last === undefined ||
      last.level !== step.level ||
      last.acknowledged !== step.acknowledged ||
      last.cleared !== step.cleared
    ) {
      steps.push(step)
    }
  }
  return steps
}
