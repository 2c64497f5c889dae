import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../model/index.ts'
import { RainSeries } from './rain-series.ts'
import { LEAST_SINGLE, Timeline } from './timeline.ts'
import { ValueSeries } from './value-series.ts'

const HORIZON = 3 * DAY

/** Rain that is known one by one, to compare sums with. */
function rainOf(
  step: number,
  length: number,
): { series: RainSeries; reports: { time: number; um: number }[] } {
  const series = new RainSeries(undefined, false, HOUR)
  const reports: { time: number; um: number }[] = []
  for (let time = step; time <= length; time += step) {
    const um = 100 + ((time / step) % 7) * 50
    reports.push({ time, um })
    series.store(time, um)
    series.keep(time, HORIZON, DAY)
  }
  return { series, reports }
}

describe('a timeline', () => {
  it.each([SECOND, 10 * SECOND, MINUTE])('keeps as much of three wet days, reported every %d ms', (step) => {
    const { series } = rainOf(step, HORIZON + HOUR)
    const minutes = 24 * 60
    const tens = 48 * 6
    // And what one turn of merging leaves for the next.
    expect(series.snapshot().times.length).toBeLessThan(minutes + tens + LEAST_SINGLE + 300)
  })

  it('sums exactly where nothing was merged, and from whole minutes', () => {
    const { series, reports } = rainOf(10 * SECOND, HORIZON)
    const exact = (window: number) =>
      reports.reduce((sum, { time, um }) => (time > HORIZON - window ? sum + um : sum), 0)
    for (const window of [HOUR, HOUR + 10 * SECOND]) expect(series.sumUm(HORIZON, window)).toBe(exact(window))
    for (const hours of [3, 6, 12, 24]) {
      expect(series.sumUm(HORIZON, hours * HOUR)).toBe(exact(hours * HOUR))
    }
  })

  it('counts at most the minute too much in which a window begins, or the ten minutes of one that is new', () => {
    const { series, reports } = rainOf(10 * SECOND, HORIZON)
    const between = (from: number, to: number) =>
      reports.reduce((sum, { time, um }) => (time > from && time <= to ? sum + um : sum), 0)
    for (const [window, slot] of [
      [5 * HOUR + 30 * SECOND, MINUTE],
      [48 * HOUR + 70 * SECOND, 10 * MINUTE],
    ] as const) {
      const begin = HORIZON - window
      const most = between(Math.floor(begin / slot) * slot, begin)
      const over = series.sumUm(HORIZON, window) - between(begin, HORIZON)
      expect(over).toBeGreaterThanOrEqual(0)
      expect(over).toBeLessThanOrEqual(most)
    }
  })

  it('looks back at the last value of the minute, where it was merged', () => {
    const values = new ValueSeries()
    for (let time = 0; time <= 6 * HOUR; time += 10 * SECOND) {
      values.store(time, time)
      values.keep(time, 5 * HOUR)
    }
    const at = 2 * HOUR + 30 * SECOND
    expect(values.before(at, 0)).toBe(2 * HOUR)
    expect(values.before(6 * HOUR - 30 * SECOND, 0)).toBe(6 * HOUR - 30 * SECOND)
  })

  it('goes on merging after a restart at the very entries at which it would have without', () => {
    const [one, other] = [new Timeline(['u32']), { now: new Timeline(['u32']) }]
    for (let turn = 1; turn <= 40_000; turn++) {
      const time = turn * 10 * SECOND
      for (const timeline of [one, other.now]) {
        timeline.insert(time)
        timeline.keep(time - HORIZON, HORIZON, time - DAY)
      }
      if (turn % 777 === 0)
        other.now = new Timeline(['u32'], JSON.parse(JSON.stringify(other.now.snapshot())))
    }
    expect(other.now.snapshot()).toEqual(one.snapshot())
  })

  it('takes what comes late into minutes that were gone through, and stays bounded', () => {
    const series = new RainSeries(undefined, false, HOUR)
    for (let minute = 0; minute <= 24 * 60; minute++) {
      series.store(minute * MINUTE, 100)
      series.keep(minute * MINUTE, HORIZON, DAY)
    }
    const before = series.sumUm(24 * HOUR, 24 * HOUR)
    expect(series.store(HOUR + 30 * SECOND, 700)).toBe('new')
    expect(series.sumUm(24 * HOUR, 24 * HOUR)).toBe(before + 700)
    // A second gauge's worth of reports, all of them late.
    for (let turn = 1; turn < 24 * 360; turn++) {
      if (!series.forgot(turn * 10 * SECOND)) series.store(turn * 10 * SECOND, 50)
      series.keep(24 * HOUR, HORIZON, DAY)
    }
    expect(series.snapshot().times.length).toBeLessThan(72 * 60 + LEAST_SINGLE + 300)
  })
})
