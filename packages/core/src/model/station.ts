import type { AreaPath, StationId } from './ids.ts'
import { type DurationMs, MINUTE } from './time.ts'

/** What a datastream observes. The known ones have names and defaults; others may be configured. */
export const PROPERTIES = [
  'rainfall',
  'water-level',
  'flow',
  'combustible-gas',
  'carbon-monoxide',
  'hydrogen-sulfide',
  'oxygen',
  'temperature',
  'battery',
] as const
export type Property = (typeof PROPERTIES)[number] | (string & {})

/** One observed property of one sensor at one station. */
export interface Datastream {
  /** Unique within its station: `level`, `rain`, `ch4`. */
  readonly name: string
  readonly property: Property
  /** Unit of every value, as the sensor reports it: `m`, `mm`, `%LEL`. */
  readonly unit: string
  /** How often a value is due. */
  readonly intervalMs: DurationMs
  /** What the sensor can physically report, lowest and highest; a value outside is flagged `fail`. */
  readonly span?: readonly [number, number] | undefined
  /** Change per minute beyond which a value is flagged `suspect`. */
  readonly maxRatePerMinute?: number | undefined
  /** Reference level of a water level; values of different datums are never compared. */
  readonly datum?: string | undefined
  /** Rainfall only. `increment`: mm since the last report. `counter`: a running total. */
  readonly form?: 'increment' | 'counter' | undefined
  /** Counter only: the total at which it starts again from 0. */
  readonly modulus?: number | undefined
}

/** The place that devices report from. */
export interface Station {
  readonly id: StationId
  readonly name: string
  readonly area: AreaPath
  readonly position?: { readonly longitude: number; readonly latitude: number } | undefined
  readonly datastreams: readonly Datastream[]
  readonly tags?: readonly string[] | undefined
  /** How old a reading may be at receipt and still be judged as new. Default: see `latenessOf`. */
  readonly latenessMs?: DurationMs | undefined
}

/**
 * A clock that is slow by less than this is a clock as they are, not a late reading: the same tolerance as for one that is ahead. Without
 * it a gas detector that reports every 10 s would go unjudged for being 21 s slow.
 */
const LEAST_LATENESS: DurationMs = 5 * MINUTE

/** The station's lateness in force: as configured, else twice its longest interval and at least five minutes. */
export function latenessOf(station: Station): DurationMs {
  const longest = Math.max(...station.datastreams.map((datastream) => datastream.intervalMs))
  return station.latenessMs ?? Math.max(2 * longest, LEAST_LATENESS)
}
