import type { Datastream } from '@tocsin/core'
import { MINUTE, SECOND } from '@tocsin/core'

/**
 * What kinds of station there are and what each reports: the `datastreams` of a registration. The intervals are those at which
 * a value is due; the simulators may report more often.
 */
export type Profile = readonly Datastream[]

/** Rain by tips of 0.2 mm, as millimetres since the report before. */
export const RAIN_GAUGE: Profile = [
  { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: MINUTE, form: 'increment', span: [0, 10] },
]

/** Rain as a running total of 16 bits in tenths of a millimetre, as Modbus gauges keep it. */
export const RAIN_COUNTER: Profile = [
  {
    name: 'rainTotal',
    property: 'rainfall',
    unit: 'mm',
    intervalMs: MINUTE,
    form: 'counter',
    modulus: 6553.6,
    span: [0, 6553.6],
  },
]

/** Water level above a local datum. The rate is far above the fastest flood on record here (0.21 m in 15 min). */
export const LEVEL_STATION: Profile = [
  {
    name: 'level',
    property: 'water-level',
    unit: 'm',
    intervalMs: MINUTE,
    span: [0, 12],
    maxRatePerMinute: 0.5,
    datum: 'local',
  },
]

/** Combustible gas, carbon monoxide, hydrogen sulfide and oxygen in a confined space. */
export const GAS_DETECTOR: Profile = [
  { name: 'ch4', property: 'combustible-gas', unit: '%LEL', intervalMs: 10 * SECOND, span: [0, 100] },
  { name: 'co', property: 'carbon-monoxide', unit: 'ppm', intervalMs: 10 * SECOND, span: [0, 1000] },
  { name: 'h2s', property: 'hydrogen-sulfide', unit: 'ppm', intervalMs: 10 * SECOND, span: [0, 100] },
  { name: 'o2', property: 'oxygen', unit: '%vol', intervalMs: 10 * SECOND, span: [0, 30] },
]
