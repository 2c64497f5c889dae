import type {
  AreaPath,
  QuotedReading,
  Rule,
  SubjectId,
  Warning,
  WarningEvent,
  WarningId,
} from '../model/index.ts'
import { graver } from '../model/index.ts'
import { lapseAfter } from './acknowledgement.ts'

/** Most readings that a warning quotes as evidence. */
export const MAX_EVIDENCE = 5

/** What a warning starts from, besides its first event. */
export interface Opening {
  readonly id: WarningId
  readonly rule: Pick<Rule, 'id' | 'version' | 'name' | 'response'>
  readonly subject: SubjectId
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
    table: event.table,
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
    lapsed: null,
    needsConfirmation: event.needsConfirmation ?? false,
    dataLostSince: null,
    suppression: null,
    shelved: null,
    flapping: false,
    evidence: {
      readings: opening.readings,
      windows: event.windows ?? {},
      computed: event.computed,
      members: event.members,
    },
  }
}

/**
 * The warning after one more event; the only place where its state changes. A higher level and a new breach void the
 * acknowledgement and end a shelving; clearing does neither, and clearing does not close. What a person does about it, and a level that falls, is
 * progress: the acknowledgement lapses that much later.
 */
export function fold(warning: Warning, event: WarningEvent): Warning {
  switch (event.type) {
    case 'raised':
    case 'raised-again':
      return {
        ...warning,
        rule: { ...warning.rule, version: event.ruleVersion },
        table: event.table,
        state: 'open',
        level: event.level,
        gravest: event.level,
        clearedAt: null,
        closedAt: null,
        acknowledged: null,
        lapsed: null,
        shelved: null,
        needsConfirmation: event.needsConfirmation ?? false,
        evidence: addEvidence(warning, event),
      }
    case 'level-raised':
    case 'level-lowered':
      return {
        ...warning,
        rule: { ...warning.rule, version: event.ruleVersion },
        table: event.table,
        level: event.level,
        shelved: event.type === 'level-raised' ? null : warning.shelved,
        gravest: graver(event.level, warning.gravest) ? event.level : warning.gravest,
        acknowledged:
          warning.acknowledged !== null && graver(event.level, warning.acknowledged.level)
            ? null
            : renewed(warning, event, event.level),
        lapsed: event.type === 'level-raised' ? null : warning.lapsed,
        needsConfirmation: event.needsConfirmation ?? false,
        evidence: event.type === 'level-raised' ? addEvidence(warning, event) : warning.evidence,
      }
    case 'cleared':
      return { ...warning, clearedAt: event.at, dataLostSince: null }
    case 'data-lost':
      return { ...warning, dataLostSince: event.since }
    case 'data-back':
      return { ...warning, dataLostSince: null }
    case 'suppressed':
      return { ...warning, suppression: event.suppression }
    case 'unsuppressed':
      return { ...warning, suppression: null }
    case 'shelved':
      return {
        ...warning,
        shelved: { until: event.until, ...actorOf(event), note: event.note },
        acknowledged: renewed(warning, event),
      }
    case 'unshelved':
      return { ...warning, shelved: null }
    case 'flapping':
      return { ...warning, flapping: event.flapping }
    case 'acknowledged':
      return {
        ...warning,
        acknowledged: {
          ...actorOf(event),
          at: event.at,
          level: event.level,
          note: event.note,
          lapsesAt: lapseAfter(event.at, event.level),
        },
      }
    case 'acknowledgement-withdrawn':
      return { ...warning, acknowledged: null }
    case 'acknowledgement-lapsed': {
      const { acknowledged } = warning
      if (acknowledged === null) return warning
      const { by, name, at } = acknowledged
      return {
        ...warning,
        acknowledged: null,
        lapsed: { by, name, at, lapsedAt: event.at, level: event.level },
        // Whoever had it knew how grave it had been; it asks for what it is now.
        gravest: warning.level,
      }
    }
    case 'closed':
      return { ...warning, state: 'closed', closedAt: event.at }
    case 'note':
      return event.by.kind === 'person' ? { ...warning, acknowledged: renewed(warning, event) } : warning
    default:
      return event satisfies never
  }
}

/** The acknowledgement after somebody was seen to be at it, or the level fell. */
function renewed(
  { acknowledged, level }: Warning,
  event: WarningEvent,
  now = level,
): Warning['acknowledged'] {
  return acknowledged && { ...acknowledged, lapsesAt: lapseAfter(event.at, now) }
}

function actorOf({ by }: WarningEvent): { by: string; name: string } {
  return by.kind === 'person' ? { by: by.id, name: by.name } : { by: by.kind, name: by.kind }
}

function addEvidence(
  { evidence }: Warning,
  {
    reading,
    windows,
    computed,
    members,
  }: WarningEvent & { type: 'raised' | 'raised-again' | 'level-raised' | 'level-lowered' },
): Warning['evidence'] {
  const readings = reading === undefined ? evidence.readings : [...evidence.readings, reading]
  return {
    readings: readings.slice(-2 * MAX_EVIDENCE),
    windows: windows ?? evidence.windows,
    computed: computed ?? evidence.computed,
    members: members ?? evidence.members,
  }
}
