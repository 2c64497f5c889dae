import { type Area, type AreaPath, type Instant, LEVELS, type Level, type Plan } from '../model/index.ts'
import type { Paces } from './pace.ts'
import { planFor } from './plan-for.ts'
import { type CannotWarn, type ReachAtLevel, reach } from './reach.ts'
import { type Gauge, type Unwatched, type Watch, watching } from './watched.ts'
import type { World } from './world.ts'

/** `cannot`: a warning would not reach anybody, or none would be raised. `soon`: so within a day. `advice`: it can, with something amiss. */
export type BlindSpotWeight = 'cannot' | 'soon' | 'advice'

type WithoutLevel<T> = T extends unknown ? Omit<T, 'level' | 'advice'> : never

/** A link of the chain gauge → rule → plan → roster → channel → person that is broken, at the levels that it concerns; none: at any. */
export type BlindSpot = {
  readonly weight: BlindSpotWeight
  readonly levels: readonly Level[]
} & (WithoutLevel<CannotWarn> | WithoutLevel<Unwatched>)

/** Whether a village can be warned right now, and why not. */
export interface VillageReach {
  readonly village: AreaPath
  readonly canWarn: boolean
  readonly watch: Omit<Watch, 'entries'>
  /** The levels that rules can raise there or that a plan calls for, gravest first. */
  readonly levels: readonly ReachAtLevel[]
  readonly spots: readonly BlindSpot[]
}

/** All that a look at the villages goes by. */
export interface Sight {
  readonly world: World
  readonly gauges: readonly Gauge[]
  readonly plans: readonly Plan[]
  readonly paces: Paces
}

/** The villages that have to be warned. */
export function villagesToWarn(areas: readonly Area[]): AreaPath[] {
  return areas.filter(({ kind }) => kind === 'village').map(({ path }) => path)
}

/** Looks at one village after another. Plans are asked for at the levels that rules can raise there, and where none can, at those that have one. */
export function blindSpots(
  { world, gauges, plans, paces }: Sight,
  now: Instant,
): (village: AreaPath) => VillageReach {
  const watchOf = watching(world.areas, gauges)
  return (village) => {
    const { entries, ...watch } = watchOf(village)
    const levels = LEVELS.filter(
      (level) => watch.levels.has(level) || planFor(plans, level, village) !== undefined,
    )
    const reached = reach(village, world, plans, paces, now, levels)
    const spots: BlindSpot[] = [
      ...entries.map((entry) => spotOf(entry, [])),
      ...(levels.length === 0 ? [{ weight: 'cannot', levels: [], kind: 'no-plan' } as const] : []),
      ...byReason(reached.entries),
    ]
    const order: readonly BlindSpotWeight[] = ['cannot', 'soon', 'advice']
    spots.sort((a, b) => order.indexOf(a.weight) - order.indexOf(b.weight))
    const canWarn = !spots.some(({ weight }) => weight === 'cannot')
    return { village, canWarn, watch, levels: reached.levels, spots }
  }
}

/** What is the same at several levels is one entry. */
function byReason(entries: readonly CannotWarn[]): BlindSpot[] {
  const grouped = new Map<string, { entry: CannotWarn; levels: Level[] }>()
  for (const entry of entries) {
    const { level, ...rest } = entry
    const key = JSON.stringify(rest)
    const group = grouped.get(key)
    if (group === undefined) grouped.set(key, { entry, levels: [level] })
    else group.levels.push(level)
  }
  return [...grouped.values()].map(({ entry, levels }) => spotOf(entry, levels))
}

function spotOf(entry: CannotWarn | Unwatched, levels: readonly Level[]): BlindSpot {
  const { level: _, advice, ...rest } = { level: undefined, advice: false, ...entry }
  const weight = advice ? 'advice' : entry.kind === 'roster-empty' ? 'soon' : 'cannot'
  return { weight, levels, ...rest } as BlindSpot
}
