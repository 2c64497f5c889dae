import {
  type AreaPath,
  type ChannelKind,
  DAY,
  type DurationMs,
  type Instant,
  LEVELS,
  type Level,
  MINUTE,
  type Person,
  type PersonId,
  type Plan,
} from '../model/index.ts'
import { durationOf, type Paces } from './pace.ts'
import { planFor } from './plan-for.ts'
import { usable } from './usable.ts'
import { canAnswer, personOf, placesOf, resolve, type World } from './world.ts'

/** A number on which nothing has arrived for so long is as good as untried. */
export const VERIFIED_FOR: DurationMs = 90 * DAY
/** How far ahead an empty roster is looked for. */
export const ROSTER_AHEAD: DurationMs = DAY

/** Why a village cannot be warned, or might not be. `advice` alone does not make it unreachable. */
export type CannotWarn = { readonly level: Level } & (
  | { readonly kind: 'no-plan' }
  /** No step of the plan has anybody in it now. */
  | { readonly kind: 'plan-without-people'; readonly plan: string }
  /** Nobody will be in any step at that time, within the next day. */
  | { readonly kind: 'roster-empty'; readonly plan: string; readonly from: Instant }
  /** There are people, and no channel to any of them on which they could answer. */
  | {
      readonly kind: 'nobody-reachable'
      readonly persons: readonly PersonId[]
      readonly down: readonly ChannelKind[]
    }
  /** The first step's people cannot be reached; those of a later one can. */
  | { readonly kind: 'only-later-step'; readonly step: number; readonly advice: true }
  | { readonly kind: 'person-unreachable'; readonly person: PersonId; readonly advice: true }
  | { readonly kind: 'unverified'; readonly person: PersonId; readonly advice: true }
)

/** Whom the plan of a level reaches first, by what, and how soon. */
export interface ReachAtLevel {
  readonly level: Level
  readonly plan: Pick<Plan, 'id' | 'name'> | null
  /** The first step in which somebody can be reached, counted from 0; null when there is none. */
  readonly step: number | null
  readonly persons: readonly PersonId[]
  /** The channels by which they are reached soonest. */
  readonly channels: readonly ChannelKind[]
  /** Until everybody of that step has been sent a message, from idle lines. */
  readonly withinMs: DurationMs | null
}

/** Whether a village can be warned right now, at each level. */
export interface Reach {
  readonly village: AreaPath
  readonly canWarn: boolean
  /** To reach everybody of the gravest plan's first step that can be reached, with the channels alive, from now on; null when nobody can. */
  readonly withinMs: DurationMs | null
  /** Gravest first. */
  readonly levels: readonly ReachAtLevel[]
  readonly entries: readonly CannotWarn[]
}

/** A village can be warned when every level of `levels` has a plan in which somebody can be reached and can answer. */
export function reach(
  village: AreaPath,
  world: World,
  plans: readonly Plan[],
  paces: Paces,
  now: Instant,
  levels: readonly Level[] = LEVELS,
): Reach {
  const entries: CannotWarn[] = []
  const reached: ReachAtLevel[] = []
  for (const level of LEVELS.filter((one) => levels.includes(one))) {
    const plan = planFor(plans, level, village)
    if (plan === undefined) {
      entries.push({ level, kind: 'no-plan' })
      reached.push({ level, plan: null, step: null, persons: [], channels: [], withinMs: null })
      continue
    }
    const { found, step, persons } = reachable(plan, level, village, world, now)
    entries.push(...found)
    const load = fastest(persons, level, world, paces, now)
    reached.push({
      level,
      plan: { id: plan.id, name: plan.name },
      step,
      persons,
      channels: [...load.keys()],
      withinMs: step === null ? null : longest(load, paces),
    })
  }
  const canWarn = !entries.some((entry) => !('advice' in entry) && entry.kind !== 'roster-empty')
  const withinMs = reached.find((one) => one.withinMs !== null)?.withinMs ?? null
  return { village, canWarn, withinMs, levels: reached, entries }
}

/** How many are reached by each channel when everybody is reached by the one that gets to them soonest. */
function fastest(
  persons: readonly PersonId[],
  level: Level,
  world: World,
  paces: Paces,
  now: Instant,
): ReadonlyMap<ChannelKind, number> {
  const load = new Map<ChannelKind, number>()
  for (const id of persons) {
    const kinds = answering(personOf(world, id), level, world, now)
    const after = (kind: ChannelKind) => durationOf(paces[kind], (load.get(kind) ?? 0) + 1)
    const [first, ...rest] = kinds
    if (first === undefined) continue
    const best = rest.reduce((a, b) => (after(b) < after(a) ? b : a), first)
    load.set(best, (load.get(best) ?? 0) + 1)
  }
  return load
}

function longest(load: ReadonlyMap<ChannelKind, number>, paces: Paces): DurationMs {
  return Math.max(0, ...[...load].map(([kind, count]) => durationOf(paces[kind], count)))
}

function reachable(
  plan: Plan,
  level: Level,
  village: AreaPath,
  world: World,
  now: Instant,
): { found: CannotWarn[]; step: number | null; persons: PersonId[] } {
  const steps = plan.steps.map(({ who }) => resolve(who, village, world, now))
  const everybody = [...new Set(steps.flat())]
  if (everybody.length === 0) {
    return { found: [{ level, kind: 'plan-without-people', plan: plan.name }], step: null, persons: [] }
  }
  const found: CannotWarn[] = []
  const from = emptyFrom(plan, steps, village, world, now)
  if (from !== undefined) found.push({ level, kind: 'roster-empty', plan: plan.name, from })
  const alive = (id: PersonId) => answering(personOf(world, id), level, world, now).length > 0
  const step = steps.findIndex((persons) => persons.some(alive))
  if (step === -1) {
    const down = world.down
    return {
      found: [...found, { level, kind: 'nobody-reachable', persons: everybody, down }],
      step: null,
      persons: [],
    }
  }
  if (step > 0) found.push({ level, kind: 'only-later-step', step, advice: true })
  for (const person of everybody) {
    if (!alive(person)) found.push({ level, kind: 'person-unreachable', person, advice: true })
    else if (!isVerified(personOf(world, person), now)) {
      found.push({ level, kind: 'unverified', person, advice: true })
    }
  }
  return { found, step, persons: (steps[step] ?? []).filter(alive) }
}

/** When within the next day the plan first has nobody in any step; only shifts can bring that about. */
function emptyFrom(
  plan: Plan,
  steps: readonly (readonly PersonId[])[],
  village: AreaPath,
  world: World,
  now: Instant,
): Instant | undefined {
  const isLasting = ({ who }: Plan['steps'][number], index: number) =>
    steps[index]?.length !== 0 && !who.some((one) => 'duty' in one)
  if (plan.steps.some(isLasting)) return undefined
  const who = plan.steps.flatMap((step) => step.who)
  if (
    resolve(
      who.filter((one) => !('duty' in one)),
      village,
      world,
      now,
    ).length > 0
  )
    return undefined
  const desks = new Set(who.flatMap((one) => ('duty' in one ? placesOf(one.at, village, world.areas) : [])))
  const changes = world.roster.filter(({ desk }) => desks.has(desk)).flatMap(({ from, to }) => [from, to])
  return [...new Set(changes)]
    .filter((at) => at > now && at <= now + ROSTER_AHEAD)
    .sort((a, b) => a - b)
    .find((at) => plan.steps.every(({ who }) => resolve(who, village, world, at).length === 0))
}

function answering(person: Person | undefined, level: Level, world: World, now: Instant): ChannelKind[] {
  return usable(person, level, world, now)
    .filter(canAnswer)
    .map(({ kind }) => kind)
}

/** True when something has arrived on one of the person's channels lately. */
export function isVerified(person: Person | undefined, now: Instant): boolean {
  return (person?.channels ?? []).some(
    ({ verifiedAt, dead }) => !dead && verifiedAt !== null && now - verifiedAt <= VERIFIED_FOR,
  )
}

/** Milliseconds as whole minutes, begun ones counted: what a screen says. */
export function inMinutes(duration: DurationMs): number {
  return Math.ceil(duration / MINUTE)
}
