import { datastream } from '@tocsin/contract'
import { type Datastream, decodePayload, decodeProfile, HOUR, MINUTE, SECOND } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import {
  counterGauge,
  FOUR_GAS_CELLS,
  gasDetector,
  type Instrument,
  incrementGauge,
  rainfall,
  report,
  waterLevel,
} from './instruments/index.ts'
import { GAS_DETECTOR, LEVEL_STATION, RAIN_COUNTER, RAIN_GAUGE } from './profiles.ts'

const T = Date.UTC(2026, 6, 1)
const fallen = rainfall({
  seed: 3,
  origin: T,
  periodMs: 8 * HOUR,
  lengthMs: 70 * MINUTE,
  peakMmPerHour: 70,
})

/** One frame of each kind of device, for ever the same, and what the gateway's decoder makes of it. */
function golden(
  kind: string,
  profile: readonly Datastream[],
  instruments: readonly Instrument[],
  frame: string,
  readings: readonly [string, number][],
): void {
  it(kind, () => {
    const item = report(instruments, T + 30 * MINUTE)
    expect(JSON.stringify(item)).toBe(frame)
    for (const one of profile) expect(datastream.safeParse(one).success).toBe(true)
    const station = { id: 'a', name: 'A', area: 'lushan', datastreams: profile }
    const decoded = decodePayload(frame, decodeProfile(station), T + 30 * MINUTE)
    expect(decoded.rejections).toEqual([])
    expect(decoded.readings.map(({ datastream: id, value }) => [id, value])).toEqual(readings)
  })
}

describe('the golden frame of each kind of device', () => {
  golden(
    'tipping-bucket rain gauge, increments',
    RAIN_GAUGE,
    [incrementGauge(fallen, { name: 'rain', everyMs: MINUTE, tipMm: 0.2 })],
    '{"ts":1782865800000,"values":{"rain":0.8}}',
    [['a/rain', 0.8]],
  )
  golden(
    'tipping-bucket rain gauge, running total',
    RAIN_COUNTER,
    [
      counterGauge(
        fallen,
        { name: 'rainTotal', everyMs: MINUTE, tipMm: 0.2 },
        { modulusMm: 6553.6, startMm: 6550 },
      ),
    ],
    '{"ts":1782865800000,"values":{"rainTotal":7.6}}',
    [['a/rainTotal', 7.6]],
  )
  golden(
    'water-level station',
    LEVEL_STATION,
    [
      waterLevel(
        {
          seed: 5,
          name: 'level',
          everyMs: 15 * SECOND,
          baseMetres: 1.2,
          metresPerMm: 0.03,
          recessionMs: 2 * HOUR,
        },
        fallen,
      ),
    ],
    '{"ts":1782865800000,"values":{"level":1.532}}',
    [['a/level', 1.532]],
  )
  golden(
    'four-gas detector',
    GAS_DETECTOR,
    gasDetector(
      FOUR_GAS_CELLS,
      {
        from: T + 20 * MINUTE,
        periodMs: 3 * HOUR,
        fillMs: 8 * MINUTE,
        holdMs: 4 * MINUTE,
        airingMs: 4 * MINUTE,
      },
      { seed: 11, everyMs: 10 * SECOND },
    ),
    '{"ts":1782865800000,"values":{"ch4":57.1,"co":44,"h2s":15.5,"o2":18.7}}',
    [
      ['a/ch4', 57.1],
      ['a/co', 44],
      ['a/h2s', 15.5],
      ['a/o2', 18.7],
    ],
  )
})
