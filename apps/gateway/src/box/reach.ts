import type { BlindSpotsView, BlindSpotView, VillageReachView } from '@tocsin/contract'
import {
  type Area,
  type AreaPath,
  type BlindSpot,
  blindSpots,
  type Instant,
  type Judge,
  type Paces,
  type Plan,
  type Rule,
  type Station,
  type VillageReach,
  villagesToWarn,
  type World,
} from '@tocsin/core'
import type { Clock } from '../clock.ts'
import { type BlindSpotNames, blindSpotReason } from './blind-spot-words.ts'
import type { BoxFound } from './box-warning.ts'
import { gaugesOf } from './gauges.ts'

export interface ReachOptions {
  readonly clock: Clock
  readonly judge: () => Judge
  readonly stations: () => readonly Station[]
  readonly rules: () => readonly Rule[]
  readonly plans: () => readonly Plan[]
  /** Cheaper than the world: where no village is entered there is nothing to look at. */
  readonly areas: () => readonly Area[]
  readonly world: () => World
  /** How fast people are reached by each kind of channel. */
  readonly paces: () => Paces
  readonly personName: (id: string) => string | undefined
  /** In local time. */
  readonly moment: (at: Instant) => string
}

/** Whether villages can be warned right now (预警盲区). */
export interface Reachable {
  /** It lets others go first after each few villages. */
  look(): Promise<BlindSpotsView>
  /** What of it is to be told. It pauses after each few villages, so that nothing else waits for all of them. */
  findings(): Generator<undefined, Seen>
}

/** What a look has found, with how many villages there are and how many cannot be warned now, or soon. */
export interface Seen {
  readonly found: BoxFound[]
  readonly villages: number
  readonly cannot: number
  readonly soon: number
}

/** Villages between two pauses. */
const AT_ONCE = 25
/** Names of this many persons are shown. */
const SHOWN = 5

export function createReach(options: ReachOptions): Reachable {
  const { clock, judge, stations, rules, plans, areas, world, paces, personName, moment } = options

  function see() {
    const now = clock.now()
    const seen = { world: world(), plans: plans(), all: stations() }
    const gauges = gaugesOf(judge(), seen.all, rules(), now)
    const at = blindSpots({ world: seen.world, gauges, plans: seen.plans, paces: paces() }, now)
    const villages = villagesToWarn(seen.world.areas)
    const areaNames = new Map(seen.world.areas.map(({ path, name }) => [path, name]))
    const stationNames = new Map(seen.all.map(({ id, name }) => [id, name]))
    const personNames = new Map(seen.world.people.map(({ id, name }) => [id, name]))
    const names: BlindSpotNames = {
      gauge(id) {
        const [station = '', datastream] = id.split('/')
        return `${stationNames.get(station) ?? station} (${datastream})`
      },
      person: (id) => personNames.get(id) ?? personName(id) ?? id,
      moment,
    }
    const planIds = new Map(seen.plans.map(({ id, name }) => [name, id]))
    const spotView = (spot: BlindSpot): BlindSpotView => ({
      weight: spot.weight,
      kind: spot.kind,
      levels: [...spot.levels],
      reason: blindSpotReason(spot, names),
      ...refsOf(spot, planIds),
    })
    return { now, gauges, villages, at, areaNames, names, spotView }
  }

  return {
    async look() {
      const { now, villages, at, areaNames, names, spotView } = see()
      const viewOf = ({ village, canWarn, watch, levels, spots }: VillageReach): VillageReachView => ({
        village,
        name: areaNames.get(village) ?? village,
        above: aboveOf(village).flatMap((path) => areaNames.get(path) ?? []),
        canWarn,
        gauges: { all: watch.gauges, ruled: watch.ruled, heard: watch.heard },
        levels: levels.map((one) => ({
          level: one.level,
          plan: one.plan,
          step: one.step === null ? null : one.step + 1,
          persons: one.persons.length,
          names: one.persons.slice(0, SHOWN).map(names.person),
          channels: [...one.channels],
          withinMs: one.withinMs,
        })),
        spots: spots.map(spotView),
      })
      const views: VillageReachView[] = []
      for (const [index, village] of villages.entries()) {
        if (index > 0 && index % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve))
        views.push(viewOf(at(village)))
      }
      return { at: now, villages: views.sort((a, b) => rank(a) - rank(b)) }
    },

    *findings() {
      if (villagesToWarn(areas()).length === 0) return { found: [], villages: 0, cannot: 0, soon: 0 }
      const { gauges, villages, at, areaNames, spotView } = see()
      const startedAt = judge().startedAt
      const windows = new Map(gauges.map(({ datastream, silentAfterMs }) => [datastream, silentAfterMs]))
      const found: BoxFound[] = []
      let [cannot, soon] = [0, 0]
      for (const [index, village] of villages.entries()) {
        if (index > 0 && index % AT_ONCE === 0) yield
        const { canWarn, spots } = at(village)
        if (!canWarn) cannot += 1
        else if (hasSoon(spots)) soon += 1
        for (const spot of spots) if (spot.weight !== 'advice') found.push(foundOf(village, spot))
      }
      return { found, villages: villages.length, cannot, soon }

      function foundOf(village: AreaPath, spot: BlindSpot): BoxFound {
        const { reason, kind, gauge, plan, person } = spotView(spot)
        const name = areaNames.get(village) ?? village
        return {
          key: JSON.stringify(['blind-spot', village, kind, plan ?? null]),
          kind: 'blind-spot',
          urgent: false,
          reason: { zh: `${name}：${reason.zh}`, en: `${name}: ${reason.en}` },
          village,
          spot: kind,
          gauge,
          plan,
          person,
          // A box that has just started has not yet had the time to hear of anybody.
          notBefore: spot.kind === 'gauges-silent' ? startedAt + longestOf(spot.gauges, windows) : undefined,
        }
      }
    },
  }
}

function hasSoon(spots: VillageReach['spots']): boolean {
  return spots.some(({ weight }) => weight === 'soon')
}

/** What cannot be warned first, then what soon cannot, then what has something amiss; within these in the order of the tree. */
function rank({ canWarn, spots }: VillageReachView): number {
  if (!canWarn) return 0
  if (spots.some(({ weight }) => weight === 'soon')) return 1
  return spots.length > 0 ? 2 : 3
}

function longestOf(gauges: readonly string[], windows: ReadonlyMap<string, number>): number {
  return gauges.reduce((longest, id) => Math.max(longest, windows.get(id) ?? 0), 0)
}

function refsOf(
  spot: BlindSpot,
  planIds: ReadonlyMap<string, string>,
): { gauge?: string | undefined; plan?: string | undefined; person?: string | undefined } {
  if ('gauges' in spot) return { gauge: spot.gauges[0] }
  if ('plan' in spot) return { plan: planIds.get(spot.plan) }
  if ('person' in spot) return { person: spot.person }
  return {}
}

/** `a/b/c` as `a`, `a/b`. */
function aboveOf(path: AreaPath): AreaPath[] {
  const parts = path.split('/')
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
}
