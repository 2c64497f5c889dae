import type { LedgerLine } from '../callout/index.ts'
import type { AreaPath, Instant, Level, PersonId, WarningEvent } from '../model/index.ts'
import type { Course } from './course.ts'
import type { Round } from './round.ts'

/** What marks the course of an event, in the order of the style of such records: threshold, warning, gate, steps, answers, end. */
export const MILESTONES = [
  'crossed',
  'raised',
  'raised-again',
  'level-raised',
  'level-lowered',
  'held',
  'waiting',
  'released',
  'started',
  'first-call',
  'step',
  'step-empty',
  'all-called',
  'first-answer',
  'not-answered',
  'handed-over',
  'cannot',
  'met',
  'overdue',
  'reopened',
  'acknowledged',
  'acknowledgement-withdrawn',
  'acknowledgement-lapsed',
  'cleared',
  'all-clear',
  'cancelled',
  'broken-off',
  'closed',
] as const
export type MilestoneKind = (typeof MILESTONES)[number]

/** A moment that a record has to name. What does not belong to its kind is left out. */
export interface Milestone {
  readonly kind: MilestoneKind
  readonly at: Instant
  readonly level?: Level | undefined
  readonly village?: AreaPath | undefined
  /** Counted from 1, as people count. */
  readonly step?: number | undefined
  readonly persons?: readonly PersonId[] | undefined
  /** Who did it: a user name. Null: it happened by itself. */
  readonly by?: string | null | undefined
  /** The reading that decided, in the datastream's unit. */
  readonly value?: number | undefined
  /** Window sums at that moment, in mm. */
  readonly windows?: Readonly<Record<string, number>> | undefined
  readonly ruleVersion?: number | undefined
  readonly note?: string | undefined
}

/** All of them, oldest first; of two at the same time the one that led to the other. */
export function milestonesOf({ warning, callouts }: Course, rounds: readonly Round[]): Milestone[] {
  const found: Milestone[] = [
    ...(warning?.events ?? []).flatMap(ofEvent),
    ...callouts.flatMap(({ ledger }) => ledger.flatMap(ofLine)),
    ...rounds.flatMap(ofRound),
  ]
  const order = (kind: MilestoneKind) => MILESTONES.indexOf(kind)
  return found.sort((a, b) => a.at - b.at || order(a.kind) - order(b.kind))
}

function ofEvent(event: WarningEvent): Milestone[] {
  const { at, by } = event
  const person = by.kind === 'person' ? by.name : null
  switch (event.type) {
    case 'raised':
    case 'raised-again':
    case 'level-raised':
    case 'level-lowered': {
      const { type: kind, level, reading, windows, ruleVersion } = event
      const told = { level, value: reading?.value, windows, ruleVersion }
      const crossed: Milestone[] =
        kind === 'raised' && reading !== undefined
          ? [{ kind: 'crossed', at: reading.phenomenonTime, level, value: reading.value, windows }]
          : []
      return [...crossed, { kind, at, ...told }]
    }
    case 'cleared':
      return [{ kind: 'cleared', at, value: event.reading?.value, windows: event.windows }]
    case 'acknowledged':
      return [{ kind: 'acknowledged', at, level: event.level, by: person, note: event.note }]
    case 'acknowledgement-withdrawn':
    case 'acknowledgement-lapsed':
      return [{ kind: event.type, at, level: event.level, by: person }]
    case 'closed':
      return [{ kind: 'closed', at, by: person, note: event.note }]
    default:
      return []
  }
}

function ofLine(line: LedgerLine): Milestone[] {
  const { at } = line
  switch (line.type) {
    case 'held':
    case 'waiting':
      return [{ kind: line.type, at, level: line.level }]
    case 'released':
      return [{ kind: 'released', at, by: line.by }]
    case 'started':
      return [{ kind: 'started', at, level: line.level }]
    case 'step-due':
      return [{ kind: 'step', at, village: line.village, step: line.step + 1, persons: line.persons }]
    case 'step-empty':
      return [{ kind: 'step-empty', at, village: line.village, step: line.step + 1 }]
    case 'not-answered':
      return [{ kind: 'not-answered', at, persons: [line.person] }]
    case 'stand-in':
      if (line.deputy === null) return []
      return [{ kind: 'handed-over', at, village: line.village, persons: [line.person, line.deputy] }]
    case 'answered':
      return line.code === 'cannot' ? [{ kind: 'cannot', at, persons: [line.person] }] : []
    case 'met':
    case 'overdue':
    case 'reopened':
      return [{ kind: line.type, at, village: line.village }]
    case 'ended':
      return ofEnd(line.how, at, line.by)
    default:
      return []
  }
}

/** That a call-out was closed with its warning is told by the warning. */
function ofEnd(how: string, at: Instant, by: string | null): Milestone[] {
  if (how === 'all-clear' || how === 'cancelled') return [{ kind: how, at, by }]
  return how === 'real-warning' ? [{ kind: 'broken-off', at }] : []
}

function ofRound({ level, firstCallAt, allCalledAt, firstAnswerAt, persons }: Round): Milestone[] {
  const first = persons.find(({ answeredAt }) => answeredAt !== null && answeredAt === firstAnswerAt)
  return [
    ...(firstCallAt === null ? [] : [{ kind: 'first-call' as const, at: firstCallAt, level }]),
    ...(allCalledAt === null ? [] : [{ kind: 'all-called' as const, at: allCalledAt, level }]),
    ...(first === undefined || firstAnswerAt === null
      ? []
      : [{ kind: 'first-answer' as const, at: firstAnswerAt, level, persons: [first.person] }]),
  ]
}
