import type { AreaPath, StationId } from './ids.ts'
import { type DurationMs, HOUR, type Instant, MINUTE } from './time.ts'

/** What a datastream observes. The known ones have names and defaults; others may be configured. */
export const PROPERTIES = [
  'rainfall',
  'water-level',
  'flow',
  'displacement',
  'combustible-gas',
  'carbon-monoxide',
  'hydrogen-sulfide',
  'oxygen',
  'temperature',
  'battery',
] as const
export type Property = (typeof PROPERTIES)[number] | (string & {})

/** What the quality checks of a datastream go by. Site-specific, chosen by the engineer; what is absent is not checked. */
export interface QualitySettings {
  /** Lowest and highest value that this site has seen, with some room; beyond it a value is `suspect`. Must lie inside `span`. */
  readonly suspectSpan?: readonly [number, number] | undefined
  /** A value that stands out so far from its neighbours is a spike: `suspect`, or beyond `fail` impossible. */
  readonly spike?: { readonly suspect: number; readonly fail?: number | undefined } | undefined
  /** Values that stay within `tolerance` for so long are `suspect`: a float that is stuck. */
  readonly flatLine?: { readonly tolerance: number; readonly afterMs: DurationMs } | undefined
  /** Rainfall: heavier than so many mm per minute is `suspect`. */
  readonly maxMmPerMinute?: number | undefined
  /** Rainfall: dry for an hour while so many gauges within `withinKm` had `wetMm` in it is `suspect`: blocked. */
  readonly neighbours?:
    | { readonly withinKm: number; readonly wetMm: number; readonly atLeast: number }
    | undefined
  /** Gas: after it was without power, its values are `not-evaluated` for so long: no alarm, but no "safe" either. */
  readonly warmUpMs?: DurationMs | undefined
  /** The first value after a longer silence than this is marked `time-gap`; it is none the worse for it. */
  readonly maxGapMs?: DurationMs | undefined
  /** From here on its values are `suspect`: the calibration has run out. */
  readonly calibrationDueAt?: Instant | undefined
  /** Values by which this device says that it has none: -9999, 65535. */
  readonly sentinels?: readonly number[] | undefined
}

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
  /** People read it and report it (群测群防): no device can write it, nobody waits for its values, and they are marked. */
  readonly manual?: boolean | undefined
  readonly quality?: QualitySettings | undefined
}

/** How a station's device speaks, where that is not the gateway's own JSON over MQTT. */
export interface StationDevice {
  /** Id of the device profile: its protocol, and which of its elements is which datastream. */
  readonly profile: string
  /**
   * The station's code in the protocol: the station address of SL 651 and SZY206, MN of HJ 212, the DevEUI of a LoRaWAN device. A Modbus device has
   * none, and one that speaks over HTTP or MQTT is named by the account it uses.
   */
  readonly code?: string | undefined
  /** Modbus: where it is asked, as `host:port`. Devices of one serial server share it. */
  readonly endpoint?: string | undefined
  /** Modbus: its address on the line, where that is not the profile's. */
  readonly unit?: number | undefined
  /** What is added to a datastream's values at this place, by its name: the base of a relative water level. */
  readonly offsets?: Readonly<Record<string, number>> | undefined
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
  /** The station whose modem or relay it reports through: when that one is off the air, so is this one. */
  readonly uplink?: StationId | undefined
  readonly device?: StationDevice | undefined
}

/**
 * A clock that is slow by less than this is a clock as they are, not a late reading: the same tolerance as for one that is ahead. Without
 * it a gas detector that reports every 10 s would go unjudged for being 21 s slow.
 */
const LEAST_LATENESS: DurationMs = 5 * MINUTE

/** The station's lateness in force: as configured, else twice its longest interval and at least five minutes. */
export function latenessOf(station: Station): DurationMs {
  const sensors = station.datastreams.filter(({ manual }) => manual !== true)
  // How often somebody goes to look says nothing of how late a device may report.
  const counted = sensors.length > 0 ? sensors : station.datastreams
  const longest = Math.max(...counted.map((datastream) => datastream.intervalMs))
  return station.latenessMs ?? Math.max(2 * longest, LEAST_LATENESS)
}

/** A person walks home from the gauge, and an SMS waits for a signal. */
const LEAST_MANUAL_LATENESS: DurationMs = 2 * HOUR

/** The lateness of one datastream: the station's, but a person is given more time. */
export function latenessOfDatastream(station: Station, { manual }: Pick<Datastream, 'manual'>): DurationMs {
  const lateness = latenessOf(station)
  return manual === true ? Math.max(lateness, LEAST_MANUAL_LATENESS) : lateness
}
