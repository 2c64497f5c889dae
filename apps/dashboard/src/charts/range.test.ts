import { DAY, HOUR, MINUTE } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { barReading, barStart, bars, barWidth, lineReading } from './range.ts'

const EAST_8 = 8 * HOUR
const now = Date.UTC(2026, 10, 24, 6, 20)

describe('how history is read', () => {
  it('one by one while that is little', () => {
    expect(lineReading({ kind: 'follow', length: DAY }, 5 * MINUTE, now)).toMatchObject({
      from: now - DAY,
      rawFrom: now - DAY,
      buckets: 0,
    })
  })
  it('in buckets where it is much, the newest part one by one', () => {
    expect(lineReading({ kind: 'follow', length: DAY }, 10_000, now)).toEqual({
      from: now - DAY,
      rawFrom: now - 10 * MINUTE,
      to: now,
      buckets: 600,
    })
  })
})

describe('bars of rain', () => {
  it('are as wide as can be told apart', () => {
    expect(barWidth(HOUR, 5 * MINUTE)).toBe(5 * MINUTE)
    expect(barWidth(DAY, 5 * MINUTE)).toBe(30 * MINUTE)
    expect(barWidth(30 * DAY, 5 * MINUTE)).toBe(12 * HOUR)
    expect(barWidth(HOUR, 10 * MINUTE)).toBe(10 * MINUTE)
  })
  it('begin at round hours of the site, and a report on the hour belongs to the hour before', () => {
    const two = Date.UTC(2026, 10, 24, 6, 0)
    expect(barStart(two, HOUR, EAST_8)).toBe(two - HOUR)
    expect(barStart(two + 1, HOUR, EAST_8)).toBe(two)
    // A day of the site begins at 16:00 UTC.
    expect(barStart(two, DAY, EAST_8)).toBe(Date.UTC(2026, 10, 23, 16, 0))
  })
  it('are read in buckets of exactly their width', () => {
    const reading = barReading({ kind: 'follow', length: DAY }, HOUR, EAST_8, now)
    expect((reading.rawFrom - reading.from) / reading.buckets).toBe(HOUR)
    expect(reading.rawFrom).toBe(Date.UTC(2026, 10, 24, 6, 0) + 1)
  })
  it('add up buckets and the reports after them', () => {
    const start = Date.UTC(2026, 10, 24, 6, 0)
    const sums = bars(
      [
        { time: start, value: 6 },
        { time: start + 5 * MINUTE, value: 0.4 },
        { time: start + 10 * MINUTE, value: 0.6 },
      ],
      HOUR,
      EAST_8,
    )
    expect(sums).toEqual([
      { from: start - HOUR, to: start, sum: 6 },
      { from: start, to: start + HOUR, sum: 1 },
    ])
  })
})
