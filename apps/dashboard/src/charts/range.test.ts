import { DAY, HOUR, MINUTE } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import {
  barReading,
  barStart,
  bars,
  barWidth,
  clampRange,
  lineReading,
  rangeOf,
  readWindow,
  searchOf,
  zoomed,
} from './range.ts'

const EAST_8 = 8 * HOUR
const now = Date.UTC(2026, 10, 24, 6, 20)

describe('how history is read', () => {
  it('one by one while that is little', () => {
    expect(lineReading({ kind: 'follow', length: DAY }, 5 * MINUTE, now, 1200)).toMatchObject({
      from: now - DAY,
      rawFrom: now - DAY,
      buckets: 0,
    })
  })
  it('in buckets where it is much, the newest part one by one', () => {
    expect(lineReading({ kind: 'follow', length: DAY }, 10_000, now, 600)).toEqual({
      from: now - DAY,
      rawFrom: now - 10 * MINUTE,
      to: now,
      buckets: 596,
    })
  })
})

describe('a stretch that stands still', () => {
  it('is read with room on both sides, the same for stretches nearby', () => {
    const [from, to] = readWindow({ from: now - DAY, to: now })
    expect(now - DAY - from).toBeGreaterThanOrEqual(DAY / 2)
    expect(to - now).toBeGreaterThanOrEqual(DAY / 2)
    const start = Math.ceil(now / DAY) * DAY
    expect(readWindow({ from: start + HOUR, to: start + DAY + HOUR })).toEqual(
      readWindow({ from: start, to: start + DAY }),
    )
  })
  it('never asks for more than four buckets a pixel, nor more than one read answers', () => {
    for (const pixels of [200, 320, 1400, 3800]) {
      for (const length of [HOUR, DAY, 30 * DAY, 3 * 365 * DAY]) {
        const range = { kind: 'fixed', from: now - 9 * length, to: now - 8 * length } as const
        const { from, rawFrom, buckets } = lineReading(range, 1000, now, pixels)
        expect((buckets * length) / (rawFrom - from || 1)).toBeLessThanOrEqual(4 * pixels)
        expect(buckets).toBeLessThanOrEqual(5000)
      }
    }
  })
  it('reaches neither into the future nor closer than a minute', () => {
    expect(clampRange(now - HOUR, now + HOUR, now)).toEqual({ kind: 'fixed', from: now - 2 * HOUR, to: now })
    expect(clampRange(now - 1000, now - 999, now)).toMatchObject({
      to: now - 999.5 + 30_000 > now ? now : undefined,
    })
  })
  it('is zoomed about the moment under the pointer', () => {
    expect(zoomed([0, 100], 2, 20)).toEqual([10, 60])
  })
  it('comes back from the address it was written into', () => {
    const range = { kind: 'fixed', from: now - DAY, to: now } as const
    expect(rangeOf(searchOf(range, { range: '7d' }))).toEqual(range)
    expect(searchOf(range, { range: '7d' }).range).toBe('7d')
    expect(rangeOf({})).toEqual({ kind: 'follow', length: DAY })
    expect(searchOf({ kind: 'follow', length: HOUR }, {})).toEqual({ range: '1h' })
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
