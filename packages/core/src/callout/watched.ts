import type { Area, AreaPath, DatastreamId, Instant, Level } from '../model/index.ts'
import { villagesOf } from './world.ts'

/**
 * How a gauge stands. `failing`: heard, and its newest value is beyond what the sensor can measure. `maintenance`: whatever it measures, nobody is
 * called.
 */
export type GaugeState = 'heard' | 'silent' | 'never-heard' | 'failing' | 'maintenance'

/** A datastream as a village depends on it. */
export interface Gauge {
  readonly datastream: DatastreamId
  /** Where its station stands. */
  readonly area: AreaPath
  readonly state: GaugeState
  readonly lastHeardAt: Instant | null
  /** Where rules in force raise warnings by it, and at which levels; a composite raises them in its own area. Empty: no rule watches it. */
  readonly watched: readonly { readonly area: AreaPath; readonly levels: readonly Level[] }[]
}

/** Why nothing would be noticed in a village, or might not be. `advice`: other gauges still watch it. */
export type Unwatched =
  /** No station whose warnings would call it. */
  | { readonly kind: 'no-gauge' }
  /** There are gauges, and no rule in force stands on any of them. */
  | { readonly kind: 'no-rule'; readonly gauges: readonly DatastreamId[] }
  /** Every gauge that a rule stands on is silent, failing or in maintenance. `since`: the last that was heard of any; null: never. */
  | {
      readonly kind: 'gauges-silent'
      readonly gauges: readonly DatastreamId[]
      readonly since: Instant | null
    }
  | { readonly kind: 'gauge-silent'; readonly gauges: readonly DatastreamId[]; readonly advice: true }

/** What of a village is watched. */
export interface Watch {
  /** Gauges whose warnings would call the village; those that a rule in force stands on; those of them that are heard. */
  readonly gauges: number
  readonly ruled: number
  readonly heard: number
  /** At which levels rules in force can raise a warning there. */
  readonly levels: ReadonlySet<Level>
  readonly entries: readonly Unwatched[]
}

/** Looks up what watches a village, among all gauges there are. What is the same for every village is worked out once. */
export function watching(areas: readonly Area[], gauges: readonly Gauge[]): (village: AreaPath) => Watch {
  const called = new Map<AreaPath, readonly AreaPath[]>()
  const calledFrom = (area: AreaPath) => {
    const known = called.get(area) ?? villagesOf(areas, area)
    called.set(area, known)
    return known
  }
  const near = new Map<AreaPath, Set<Gauge>>()
  const ruled = new Map<AreaPath, Map<Gauge, Set<Level>>>()
  for (const gauge of gauges) {
    for (const area of new Set([gauge.area, ...gauge.watched.map((one) => one.area)])) {
      for (const village of calledFrom(area)) {
        const all = near.get(village) ?? new Set()
        near.set(village, all.add(gauge))
      }
    }
    for (const { area, levels } of gauge.watched) {
      for (const village of calledFrom(area)) {
        const there = ruled.get(village) ?? new Map<Gauge, Set<Level>>()
        ruled.set(village, there.set(gauge, new Set([...(there.get(gauge) ?? []), ...levels])))
      }
    }
  }
  return (village) => watchOf([...(near.get(village) ?? [])], ruled.get(village) ?? new Map())
}

function watchOf(gauges: readonly Gauge[], ruled: ReadonlyMap<Gauge, ReadonlySet<Level>>): Watch {
  const levels = new Set([...ruled.values()].flatMap((some) => [...some]))
  const counted = [...ruled.keys()]
  const heard = counted.filter(({ state }) => state === 'heard')
  const quiet = counted.filter(({ state }) => state !== 'heard')
  const idsOf = (some: readonly Gauge[]) => some.map(({ datastream }) => datastream)
  const entries: Unwatched[] = []
  if (gauges.length === 0) entries.push({ kind: 'no-gauge' })
  else if (counted.length === 0) entries.push({ kind: 'no-rule', gauges: idsOf(gauges) })
  else if (heard.length === 0) {
    const last = quiet.flatMap(({ lastHeardAt }) => lastHeardAt ?? [])
    const since = last.length === 0 ? null : last.reduce((a, b) => Math.max(a, b))
    entries.push({ kind: 'gauges-silent', gauges: idsOf(quiet), since })
  } else if (quiet.length > 0) entries.push({ kind: 'gauge-silent', gauges: idsOf(quiet), advice: true })
  return { gauges: gauges.length, ruled: counted.length, heard: heard.length, levels, entries }
}
