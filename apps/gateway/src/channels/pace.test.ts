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
  it('says when the last of many will have left, counting those of the last minute', () => {
    const pace = new Pace(5)
    const f = (count: number, now: number, expected: number) =>
      expect(pace.waitForAll(count, NOON + now)).toBe(expected)
    f(0, 0, 0)
    f(5, 0, 0)
    f(6, 0, 60_000)
    f(11, 0, 120_000)
    for (const at of [0, 1000, 2000, 3000]) pace.take(NOON + at)
    f(1, 3000, 0)
    f(2, 3000, 57_000)
    f(6, 3000, 60_000)
    f(7, 3000, 117_000)
  })
})
