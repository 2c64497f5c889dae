import { describe, expect, it } from 'vitest'
import { Pace } from './pace.ts'

describe('a pace of 5 a minute', () => {
  const NOON = Date.UTC(2026, 6, 1, 4)

  it('lets five through in any minute, never more', () => {
    const pace = new Pace(5)
    const left: number[] = []
    for (let now = NOON; now < NOON + 300_000; now += 1000) {
      if (pace.wait(now) > 0) continue
      pace.take(now)
      left.push(now)
    }
    expect(left).toHaveLength(25)
    for (const at of left) {
      expect(left.filter((other) => other > at - 60_000 && other <= at).length).toBeLessThanOrEqual(5)
    }
  })
  it('says exactly how long to wait', () => {
    const pace = new Pace(1)
    pace.take(NOON)
    expect(pace.wait(NOON + 20_000)).toBe(40_000)
    expect(pace.wait(NOON + 60_000)).toBe(0)
  })
  it('keeps the last two for who may use them', () => {
    const pace = new Pace(5)
    for (const at of [0, 1, 2]) pace.take(NOON + at)
    expect(pace.wait(NOON + 10, 2)).toBeGreaterThan(0)
    expect(pace.wait(NOON + 10)).toBe(0)
  })
  it('is not held up by a clock that was set back', () => {
    const pace = new Pace(1)
    pace.take(NOON)
    expect(pace.wait(NOON - 3_600_000)).toBe(0)
  })
})
