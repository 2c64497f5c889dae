import type {
  AreaPath,
  DurationMs,
  Instant,
  Level,
  MissedPeak,
  RuleId,
  Station,
  SubjectId,
} from '../model/index.ts'
import { type CompiledRule, firingRung, INACTIVE, type LadderState, type Program } from '../rules/index.ts'

/** One rule on one subject, and where it stands. */
export interface Ruling {
  program: Program
  compiled: CompiledRule
  ladder: LadderState
  /** Silence before this says nothing: the rule, or the datastream, was not there. */
  coveredSince: Instant
  /** When it last fired, by judged time: what lies within was warned of, and is no missed peak. */
  fired: { from: Instant; to: Instant } | undefined
  missed: MissedPeak | undefined
  /** The last 20 steps between judgements, newest in the lowest bit: 1 where the level that fires changed. */
  flaps: number
  flapping: boolean
  /** It fires, and its warning says that the sensor is silent. */
  dataLost: boolean
  /** What went wrong inside it at the last judgement. */
  error: string | undefined
  /** The due time of this ruling's earliest timer. */
  armedFor: Instant
}

/** What rulings stand on: a datastream, or the area of a composite. */
export interface Subject {
  readonly id: SubjectId
  readonly area: AreaPath
  /** Undefined for an area. */
  readonly station: Station | undefined
  rulings: Ruling[]
  /** Longer silence than this leaves a wait unproven: nobody knows what was true meanwhile. */
  readonly maxGap: DurationMs
  /** Judged time of the newest value that rules were shown. */
  readonly soundTime: Instant
  /** Changed since its state was last saved. */
  dirty: boolean
}

/** The serialisable form of a ruling; the rule itself is configuration. */
export interface RulingSnapshot {
  readonly levels: readonly Level[]
  readonly ladder: LadderState
  readonly coveredSince: Instant
  readonly fired?: Ruling['fired']
  readonly missed?: MissedPeak | undefined
  readonly flaps?: number | undefined
  readonly flapping?: boolean | undefined
  readonly dataLost?: boolean | undefined
  readonly error?: string | undefined
}

/** A ruling as it begins, or as it was saved before a restart. */
export function startRuling(
  program: Program,
  compiled: CompiledRule,
  coveredSince: Instant,
  saved: RulingSnapshot | undefined,
): Ruling {
  return {
    program,
    compiled,
    ladder: saved ? relevel(saved.ladder, saved.levels, compiled) : INACTIVE,
    coveredSince: saved?.coveredSince ?? coveredSince,
    fired: saved?.fired,
    missed: saved?.missed,
    flaps: saved?.flaps ?? 0,
    flapping: saved?.flapping ?? false,
    dataLost: saved?.dataLost ?? false,
    error: saved?.error,
    armedFor: Number.POSITIVE_INFINITY,
  }
}

/** The states of the rulings; of those that are as they began only since when they stand. */
export function saveRulings(rulings: readonly Ruling[]): {
  rulings: Record<RuleId, RulingSnapshot>
  covered: Record<RuleId, Instant>
} {
  const saved: Record<RuleId, RulingSnapshot> = {}
  const covered: Record<RuleId, Instant> = {}
  for (const ruling of rulings) {
    const { id } = ruling.compiled.rule
    if (isWorthSaving(ruling)) saved[id] = saveRuling(ruling)
    else covered[id] = ruling.coveredSince
  }
  return { rulings: saved, covered }
}

function saveRuling(ruling: Ruling): RulingSnapshot {
  const { compiled, ladder, coveredSince, fired, missed, flaps, flapping, dataLost, error } = ruling
  return {
    levels: levelsOf(compiled),
    // The constant is known by its identity; nothing else may stand for it.
    ladder,
    coveredSince,
    fired,
    missed,
    ...(flaps === 0 ? {} : { flaps }),
    ...(flapping ? { flapping } : {}),
    ...(dataLost ? { dataLost } : {}),
    ...(error === undefined ? {} : { error }),
  }
}

/** Most rules are as they began on most datastreams; saving that a thousand times a second would cost more than judging. */
function isWorthSaving({ compiled, ladder, fired, missed, flaps, error }: Ruling): boolean {
  return (
    compiled.kind === 'absence' ||
    ladder !== INACTIVE ||
    fired !== undefined ||
    missed !== undefined ||
    flaps !== 0 ||
    error !== undefined
  )
}

export function levelsOf(compiled: CompiledRule): Level[] {
  return compiled.rungs.map(({ level }) => level)
}

/**
 * The state of a rule's earlier version as its new version starts: a level that fires goes on firing if the new version still
 * has it, what was pending begins anew where the levels differ. A hazard is not demoted by an edit: it is there whatever is written about it.
 */
export function relevel(ladder: LadderState, levels: readonly Level[], to: CompiledRule): LadderState {
  if (ladder.state === 'inactive') return INACTIVE
  const rungs = to.rungs
  const same = levels.length === rungs.length && levels.every((level, rung) => level === rungs[rung]?.level)
  if (same) return ladder
  const level = levels[firingRung(ladder, rungs)]
  const rung = rungs.findIndex((one) => one.level === level)
  return ladder.state !== 'firing' || rung < 0
    ? INACTIVE
    : { state: 'firing', rung, since: ladder.since, pending: [] }
}

/** The level that fires; undefined when none does. */
export function firingLevel({ ladder, compiled }: Ruling): Level | undefined {
  return compiled.rungs[firingRung(ladder, compiled.rungs)]?.level
}
