import { DAY, HOUR } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { DiskForecast, growthOf } from './disk-forecast.ts'
import { openDatabase } from './registry/database.ts'

const GIB = 1024 ** 3
const NOW = Date.UTC(2026, 6, 21)

/** Hour by hour up to now. */
function samples(days: number, freeAt: (day: number) => number) {
  return Array.from({ length: days * 24 + 1 }, (_, hour) => ({
    at: NOW - (days * 24 - hour) * HOUR,
    freeBytes: freeAt(hour / 24),
  }))
}

describe('the growth of what is on the disk', () => {
  it('is what free space goes down by each day, and says when it is used up', () => {
    const growth = growthOf(
      samples(10, (day) => (100 - day) * GIB),
      NOW,
      GIB,
    )
    expect(growth?.bytesPerDay).toBeCloseTo(GIB, -6)
    expect(growth?.daysLeft).toBeCloseTo(89, 1)
  })

  it('is not known before a day has passed, and leads nowhere where nothing grows', () => {
    expect(
      growthOf(
        samples(0, () => GIB),
        NOW,
        0,
      ),
    ).toBeUndefined()
    expect(
      growthOf(
        samples(10, () => 9 * GIB),
        NOW,
        0,
      )?.daysLeft,
    ).toBeUndefined()
    expect(
      growthOf(
        samples(10, (day) => (9 + day) * GIB),
        NOW,
        0,
      )?.daysLeft,
    ).toBeUndefined()
  })

  it('does not see what is used and given back within hours, nor one file that came, or went', () => {
    const nightly = (day: number) => (day % 1 > 0.2 && day % 1 < 0.3 ? 5 * GIB : 0)
    const growth = (freeAt: (day: number) => number) =>
      (growthOf(samples(20, freeAt), NOW, 0)?.bytesPerDay ?? 0) / GIB
    expect(growth((day) => 100 * GIB - day * GIB - nightly(day))).toBeCloseTo(1, 0)
    expect(growth((day) => 100 * GIB - day * GIB - (day > 17 ? 20 * GIB : 0))).toBeLessThan(2)
    expect(growth((day) => 100 * GIB - day * GIB + (day > 15 ? 40 * GIB : 0))).toBeGreaterThan(0)
  })
})

describe('the forecast of the disk', () => {
  it('warns when the disk would be full within 30 days, until it would not be within 45, also over a restart', () => {
    const database = openDatabase(':memory:')
    let now = NOW
    let freeBytes = 100 * GIB
    const clock = { now: () => now, after: () => () => {} }
    const disk = {
      get freeBytes() {
        return freeBytes
      },
    }
    let forecast = new DiskForecast({ database, disk, reservedBytes: GIB / 4, clock })
    const live = (hours: number, perDay: number) => {
      for (let hour = 0; hour < hours; hour += 6) {
        now += 6 * HOUR
        freeBytes -= perDay / 4
        forecast.look()
      }
    }
    live(10 * 24, GIB)
    expect(forecast.findings()).toEqual([])
    expect(Math.floor((forecast.growth?.daysLeft ?? 0) / 10)).toBe(8)
    live(62 * 24, GIB)
    expect(forecast.fills).toBe(true)
    expect(forecast.findings()[0]?.reason).toEqual({
      zh: expect.stringMatching(/约 2\d 天后用尽/),
      en: expect.stringMatching(/in about 2\d days/),
    })
    forecast = new DiskForecast({ database, disk, reservedBytes: GIB / 4, clock })
    forecast.look()
    expect(forecast.fills).toBe(true)
    freeBytes = 40 * GIB
    live(24, GIB)
    expect(forecast.fills, '39 days are no longer alarming, and not yet enough').toBe(true)
    freeBytes = 80 * GIB
    live(24, GIB)
    expect(forecast.findings()).toEqual([])
    // However slowly it grows: little is little.
    freeBytes = GIB * 0.9
    live(6, 0)
    expect(forecast.fills).toBe(true)
    database.close()
  })

  it('looks no further back than three weeks', () => {
    const long = [
      ...samples(20, (day) => (100 - day) * GIB).map((one) => ({ ...one, at: one.at - 30 * DAY })),
      ...samples(20, () => 80 * GIB),
    ]
    expect(growthOf(long, NOW, 0)?.bytesPerDay).toBe(0)
  })
})
