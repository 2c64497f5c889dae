import { describe, expect, it } from 'vitest'
import { Histogram, quantile } from './histogram.ts'

describe('durations', () => {
  it('are counted in the bucket whose bound they do not exceed', () => {
    const histogram = new Histogram()
    for (const seconds of [0.001, 0.0011, 61]) histogram.observe(seconds)
    const { counts, total, sum } = histogram.counted()
    expect([counts[1], counts[2], counts.at(-1), total]).toEqual([1, 1, 1, 3])
    expect(sum).toBeCloseTo(61.0021)
  })

  it('have quantiles within their bucket, of what came since as well', () => {
    const histogram = new Histogram()
    expect(quantile(0.5, histogram.counted())).toBeNull()
    for (let index = 0; index < 100; index++) histogram.observe(0.02)
    const before = histogram.counted()
    expect(quantile(0.5, before)).toBeCloseTo(0.0175)
    expect(quantile(0.99, before)).toBeLessThanOrEqual(0.025)
    for (let index = 0; index < 10; index++) histogram.observe(2)
    expect(quantile(0.5, histogram.counted(), before)).toBeGreaterThan(1)
    expect(quantile(0.5, histogram.counted(), histogram.counted())).toBeNull()
  })

  it('beyond the last bound count as that bound', () => {
    const histogram = new Histogram()
    histogram.observe(1000)
    expect(quantile(0.5, histogram.counted())).toBe(60)
  })
})
