import {
  type AreaPath,
  type CompositeLevel,
  type DatastreamId,
  GRAVITY,
  type Instant,
  type Level,
  type Member,
  type Rule,
  type RuleId,
  type SubjectId,
} from '@tocsin/core'
import type { Terms } from './conditions.ts'
import type { Ladder } from './ladder.ts'

/** What a rule says of a subject. */
export interface Said {
  readonly at: Instant
  readonly rule: RuleId
  readonly subject: SubjectId
  readonly type:
    | 'raised'
    | 'raised-again'
    | 'level-raised'
    | 'level-lowered'
    | 'cleared'
    | 'data-lost'
    | 'data-back'
    | 'missed'
    /** A breach that came late, while the rule fired or of a time when it did. */
    | 'perhaps missed'
  readonly level: Level | null
  /** Null where the rules do not fix it. */
  readonly needsConfirmation: boolean | null
  /** When what was missed was true. */
  readonly time?: Instant | undefined
}

/** A rule on a subject. */
export interface Case {
  readonly rule: Rule
  readonly subject: SubjectId
  readonly stream: DatastreamId | undefined
  readonly area: AreaPath
  readonly since: Instant
  readonly levels: () => readonly Terms[]
  readonly ladder: Ladder
  wasOpen: boolean
  raisedBefore: boolean
  lost: boolean
  /** Nobody was told of it since it was raised. */
  untold: boolean
  /** When it fired, by the time of what it was judged by. */
  readonly fired: { readonly from: Instant; to: Instant }[]
}

/** Whether enough members of a composite's level fire. */
export function membersHold(
  cases: readonly Case[],
  rule: Rule,
  { allOf, anyOf, atLeast, of }: CompositeLevel,
  isQuiet: (one: Case) => boolean,
): boolean {
  const fires = (member: Member) => {
    const area = member.area ?? rule.appliesTo.area ?? ''
    const subjects = cases.filter(
      (one) =>
        one.rule.id === member.rule &&
        one.ladder.firing !== undefined &&
        !isQuiet(one) &&
        (member.level === undefined || GRAVITY[one.ladder.firing] >= GRAVITY[member.level]) &&
        (one.area === area || one.area.startsWith(`${area}/`)),
    )
    // However many of its datastreams fire, a station is one.
    const stations = new Set(subjects.map(({ subject }) => subject.split('/')[0]))
    return stations.size >= (member.stations ?? 1)
  }
  if (allOf !== undefined) return allOf.every(fires)
  if (anyOf !== undefined) return anyOf.some(fires)
  return (of ?? []).filter(fires).length >= (atLeast ?? 1)
}
