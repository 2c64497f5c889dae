import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../model/index.ts'
import { RainSeries } from './rain-series.ts'

describe('a rain series', () => {
  it('sums over (end − window, end]: the report at the far edge is outside', () => {
    const series = new RainSeries(undefined, false, HOUR)
    series.store(0, 1000)
    series.store(HOUR, 2000)
    expect(series.sumUm(HOUR, HOUR)).toBe(2000)
    expect(series.sumUm(HOUR, HOUR + 1)).toBe(3000)
    expect(series.sumUm(HOUR - 1, HOUR)).toBe(1000)
  })

  it('takes reports in any order', () => {
    const series = new RainSeries(undefined, false, HOUR)
    for (const minute of [10, 30, 20, 0]) series.store(minute * MINUTE, minute)
    expect(series.sumUm(30 * MINUTE, 21 * MINUTE)).toBe(60)
    expect(series.snapshot().times).toEqual([10 * MINUTE, 20 * MINUTE, 30 * MINUTE])
  })

  it('ignores a duplicate and lets the last of two amounts win', () => {
    const series = new RainSeries(undefined, false, HOUR)
    expect(series.store(0, 200)).toBe('new')
    expect(series.store(0, 200)).toBe('duplicate')
    expect(series.store(0, 2000)).toBe('corrected')
    expect(series.sumUm(0, HOUR)).toBe(2000)
  })

  it('adds tenths without a rounding error', () => {
    const series = new RainSeries(undefined, false, HOUR)
    for (let tip = 0; tip < 1000; tip++) series.store(tip * 1000, Math.round(0.1 * 1000))
    expect(series.sumUm(999_000, HOUR) / 1000).toBe(100)
  })

  it('forgets what no window needs, and knows that it did', () => {
    const series = new RainSeries(undefined, false, HOUR)
    for (let minute = 0; minute < 1000; minute++) series.store(minute * MINUTE, 1)
    series.keep(999 * MINUTE, 100 * MINUTE, 100 * MINUTE)
    // One more, for a window to begin in.
    expect(series.snapshot().times).toHaveLength(101)
    expect(series.sumUm(999 * MINUTE, 100 * MINUTE)).toBe(100)
    expect(series.forgot(898 * MINUTE)).toBe(true)
    expect(series.forgot(899 * MINUTE)).toBe(false)
  })

  it('spreads what a counter rose in a gap over the gap', () => {
    const series = new RainSeries(undefined, true, HOUR)
    series.store(0, 0, 400)
    series.store(100 * HOUR, 100_000, 500)
    expect(series.sumUm(100 * HOUR, HOUR)).toBe(1000)
    expect(series.sumUm(100 * HOUR, 50 * HOUR)).toBe(50_000)
    expect(series.sumUm(100 * HOUR, 100 * HOUR)).toBe(100_000)
  })

  it('knows after a restart what it forgot', () => {
    const series = new RainSeries(undefined, false, HOUR)
    for (let minute = 0; minute < 1000; minute++) series.store(minute * MINUTE, 1)
    series.keep(999 * MINUTE, 100 * MINUTE, 100 * MINUTE)
    const again = new RainSeries(JSON.parse(JSON.stringify(series.snapshot())), false, HOUR)
    expect(again.forgot(898 * MINUTE)).toBe(true)
    expect(again.forgot(899 * MINUTE)).toBe(false)
  })

  it('goes on from its snapshot', () => {
    const series = new RainSeries(undefined, true, HOUR)
    series.store(0, 0, 10)
    series.store(MINUTE, 5000, 15)
    const again = new RainSeries(JSON.parse(JSON.stringify(series.snapshot())), true, HOUR)
    expect(again.sumUm(MINUTE, HOUR)).toBe(5000)
    expect(again.neighbours(30_000)).toEqual({
      before: { time: 0, total: 10 },
      same: undefined,
      next: { time: MINUTE, total: 15 },
    })
  })
})
