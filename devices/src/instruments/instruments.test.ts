import { DAY, HOUR, MINUTE, SECOND } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { GAS_DETECTOR } from '../profiles.ts'
import { FOUR_GAS_CELLS, gasDetector, type Leak } from './gas.ts'
import { type Instrument, report, reports } from './instrument.ts'
import { noise } from './noise.ts'
import { counterGauge, incrementGauge, rainfall } from './rain.ts'
import { waterLevel } from './water-level.ts'

const T = Date.UTC(2026, 6, 1)
const series = (instrument: Instrument, from: number, to: number) =>
  [...reports([instrument], instrument.everyMs, from, to)].map(
    ({ values }) => values[instrument.name] as number,
  )

describe('noise', () => {
  it('is the same for the same seed and time, and stays within one', () => {
    const values = Array.from({ length: 5000 }, (_, index) => noise(7, T + index * SECOND, MINUTE))
    expect(values).toEqual(Array.from({ length: 5000 }, (_, index) => noise(7, T + index * SECOND, MINUTE)))
    expect(Math.max(...values)).toBeLessThanOrEqual(1)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-1)
    expect(noise(8, T, MINUTE)).not.toBe(noise(7, T, MINUTE))
  })

  it('is smooth: a second apart it moves by less than a fifteenth', () => {
    for (let second = 0; second < 3000; second++) {
      const step = noise(7, T + (second + 1) * SECOND, MINUTE) - noise(7, T + second * SECOND, MINUTE)
      expect(Math.abs(step)).toBeLessThan(1 / 15)
    }
  })
})

describe('a tipping-bucket gauge', () => {
  const fallen = rainfall({
    seed: 3,
    origin: T,
    periodMs: 8 * HOUR,
    lengthMs: 70 * MINUTE,
    peakMmPerHour: 70,
  })
  const increments = incrementGauge(fallen, { name: 'rain', everyMs: MINUTE, tipMm: 0.2 })
  const counter = counterGauge(
    fallen,
    { name: 'rainTotal', everyMs: MINUTE, tipMm: 0.2 },
    { modulusMm: 6553.6, startMm: 6540 },
  )

  it('reports whole tips of 0.2 mm', () => {
    for (const mm of series(increments, T, T + DAY)) expect(Math.round(mm * 10) % 2).toBe(0)
  })

  it('reports every tip once: the increments add up to what has fallen', () => {
    const sum = series(increments, T, T + DAY).reduce((total, mm) => total + Math.round(mm * 10), 0)
    expect(sum).toBe(2 * Math.floor(fallen(T + DAY) / 0.2))
    expect(sum / 10).toBeGreaterThan(50)
  })

  it('brings more than 20 mm in the hour of its first shower', () => {
    const hour = series(increments, T + 5 * MINUTE, T + 65 * MINUTE).reduce((total, mm) => total + mm, 0)
    expect(hour).toBeGreaterThan(20)
    expect(hour).toBeLessThan(70)
  })

  it('counts on from 0 at the modulus', () => {
    const totals = series(counter, T, T + DAY)
    const wrap = totals.findIndex((total, index) => total < (totals[index - 1] ?? 0))
    expect(totals[wrap - 1]).toBeGreaterThan(6552)
    expect(totals[wrap]).toBeLessThan(2)
    expect(Math.min(...totals)).toBeGreaterThanOrEqual(0)
  })

  it('is dry before its first shower', () => {
    expect(fallen(T - HOUR)).toBe(0)
    expect(increments.at(T)).toBe(0)
  })
})

describe('a water-level station', () => {
  const fallen = rainfall({
    seed: 3,
    origin: T,
    periodMs: 8 * HOUR,
    lengthMs: 70 * MINUTE,
    peakMmPerHour: 70,
  })
  const level = waterLevel(
    {
      seed: 5,
      name: 'level',
      everyMs: 15 * SECOND,
      baseMetres: 1.2,
      metresPerMm: 0.03,
      recessionMs: 2 * HOUR,
    },
    fallen,
  )

  it('lies near its base in dry weather, rises with the rain, and falls away after it', () => {
    expect(level.at(T - MINUTE)).toBeCloseTo(1.2, 0)
    const wet = level.at(T + 75 * MINUTE) ?? 0
    expect(wet).toBeGreaterThan(1.7)
    expect(level.at(T + 6 * HOUR)).toBeLessThan(1.2 + (wet - 1.2) / 2)
  })

  it('never jumps: 15 seconds apart it moves by less than 2 cm', () => {
    const values = series(level, T, T + 8 * HOUR)
    for (const [index, value] of values.entries()) {
      expect(Math.abs(value - (values[index - 1] ?? value))).toBeLessThan(0.02)
    }
  })
})

describe('a gas detector', () => {
  const leak: Leak = {
    from: T + HOUR,
    periodMs: 6 * HOUR,
    fillMs: 8 * MINUTE,
    holdMs: 4 * MINUTE,
    airingMs: 4 * MINUTE,
  }
  const cells = gasDetector(FOUR_GAS_CELLS, leak, { seed: 11, everyMs: 10 * SECOND })
  const at = (time: number) => report(cells, time)?.values

  it('has a cell for each datastream of its profile', () => {
    expect(cells.map(({ name }) => name)).toEqual(GAS_DETECTOR.map(({ name }) => name))
  })

  it('shows clean air before the leak', () => {
    for (const { values } of reports(cells, 10 * SECOND, T, T + HOUR - 1)) {
      expect(values['ch4']).toBeLessThan(2)
      expect(values['co']).toBeLessThan(5)
      expect(values['h2s']).toBeLessThan(1)
      expect(values['o2']).toBeGreaterThan(20.7)
    }
  })

  it('passes 50 %LEL, both toxic limits, and takes oxygen under 19.5 % at the height of the leak', () => {
    const peak = at(T + HOUR + 10 * MINUTE) ?? {}
    expect(peak['ch4']).toBeGreaterThan(50)
    expect(peak['co']).toBeGreaterThan(34.4)
    expect(peak['h2s']).toBeGreaterThan(14.1)
    expect(peak['o2']).toBeLessThan(19.5)
  })

  it('is aired out half an hour later, and leaks again after the period', () => {
    expect(at(T + HOUR + 42 * MINUTE)?.['ch4']).toBeLessThan(3)
    expect(at(T + 7 * HOUR + 10 * MINUTE)?.['ch4']).toBeGreaterThan(50)
  })

  it('reports the same golden frame for ever', () => {
    expect(JSON.stringify(report(cells, T + HOUR + 4 * MINUTE))).toBe(
      '{"ts":1782867840000,"values":{"ch4":29,"co":23,"h2s":7.9,"o2":19.8}}',
    )
  })
})
