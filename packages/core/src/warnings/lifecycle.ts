import type {
  AreaPath,
  DatastreamId,
  QuotedReading,
  Rule,
  Warning,
  WarningEvent,
  WarningId,
} from '../model/index.ts'
import { graver } from '../model/index.ts'

/** Most readings that a warning quotes as evidence. */
export const MAX_EVIDENCE = 5

/** What a warning starts from, besides its first event. */
export interface Opening {
  readonly id: WarningId
  readonly rule: Pick<Rule, 'id' | 'version' | 'name' | 'response'>
  readonly subject: DatastreamId
  readonly area: AreaPath
  readonly readings: readonly QuotedReading[]
}

/** A warning as its `raised` event opens it. */
export function open(
  opening: Opening,
  event: WarningEvent & { type: 'raised' | 'raised-again' | 'level-raised' | 'level-lowered' },
): Warning {
  const { id, version, name, response } = opening.rule
  return {
    id: opening.id,
    rule: { id, version, name },
    subject: opening.subject,
    area: opening.area,
    response,
    state: 'open',
    level: event.level,
    gravest: event.level,
    raisedAt: event.at,
    clearedAt: null,
    closedAt: null,
    acknowledged: null,
    needsConfirmation: event.needsConfirmation ?? false,
    evidence: { readings: opening.readings, windows: event.windows ?? {} },
  }
}

/**
 * The warning after one more event; the only place where its state changes. A higher level and a new breach void the
 * acknowledgement; clearing does not, and clearing does not close.
 */
export function fold(warning: Warning, event: WarningEvent): Warning {
  switch (event.type) {
    case 'raised':
    case 'raised-again':
      return {
        ...warning,
        rule: { ...warning.rule, version: event.ruleVersion },
        state: 'open',
        level: event.level,
        gravest: event.level,
        clearedAt: null,
        closedAt: null,
        acknowledged: null,
        needsConfirmation: event.needsConfirmation ?? false,
        evidence: addEvidence(warning, event.reading, event.windows),
      }
    case 'level-raised':
    case 'level-lowered':
      return {
        ...warning,
        rule: { ...warning.rule, version: event.ruleVersion },
        level: event.level,
        gravest: graver(event.level, warning.gravest) ? event.level : warning.gravest,
        acknowledged:
          warning.acknowledged !== null && graver(event.level, warning.acknowledged.level)
            ? null
            : warning.acknowledged,
        needsConfirmation: event.needsConfirmation ?? false,
        evidence:
          event.type === 'level-raised'
            ? addEvidence(warning, event.reading, event.windows)
            : warning.evidence,
      }
    case 'cleared':
      return { ...warning, clearedAt: event.at }
    case 'acknowledged':
      return {
        ...warning,
        acknowledged: {
          ...(event.by.kind === 'person'
            ? { by: event.by.id, name: event.by.name }
            : { by: event.by.kind, name: event.by.kind }),
          at: event.at,
          level: event.level,
          note: event.note,
        },
      }
    case 'closed':
      return { ...warning, state: 'closed', closedAt: event.at }
    case 'note':
      return warning
    default:
      return event satisfies never
  }
}

function addEvidence(
  warning: Warning,
  reading: QuotedReading | undefined,
  windows: Readonly<Record<string, number>> | undefined,
): Warning['evidence'] {
  const readings = reading === undefined ? warning.evidence.readings : [...warning.evidence.readings, reading]
  return { readings: readings.slice(-2 * MAX_EVIDENCE), windows: windows ?? warning.evidence.windows }
}
