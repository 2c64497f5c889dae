import { DAY, HOUR, type Instant, MINUTE } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { armley, kentucky, mytholmroyd } from './floods.ts'
import { type RecordedSeries, seriesOf, spanOf } from './recording.ts'

const FEET = 0.3048
const iso = (time: Instant | undefined) => new Date(time ?? 0).toISOString().slice(0, 16)

/** Times of the first reading at or above `level` after one below it. */
function upCrossings({ points }: RecordedSeries, level: number): string[] {
  return points
    .filter(([, value], index) => {
      const before = points[index - 1]?.[1]
      return value !== null && value >= level && typeof before === 'number' && before < level
    })
    .map(([time]) => iso(time))
}

function extreme({ points }: RecordedSeries, pick: 'max' | 'min'): [number, string] {
  const known = points.filter((point): point is [Instant, number] => point[1] !== null)
  const sign = pick === 'max' ? 1 : -1
  const best = known.reduce((most, point) => (sign * point[1] > sign * most[1] ? point : most))
  return [best[1], iso(best[0])]
}

/** Largest rise within `window`, by readings exactly that far apart. */
function largestRise({ points }: RecordedSeries, window: number): [number, string] {
  const at = new Map(points)
  let most: [number, string] = [0, '']
  for (const [time, value] of points) {
    const before = at.get(time - window)
    if (value === null || typeof before !== 'number') continue
    const rise = Math.round((value - before) * 10_000) / 10_000
    if (rise > most[0]) most = [rise, iso(time)]
  }
  return most
}

/** Largest sum over (end − window, end], and its end. */
function heaviest({ points }: RecordedSeries, window: number): [number, string] {
  let most: [number, string] = [0, '']
  for (const [end] of points) {
    const within = points.filter(([time]) => time > end - window && time <= end)
    const sum = Math.round(within.reduce((total, [, mm]) => total + (mm ?? 0), 0) * 10) / 10
    if (sum > most[0]) most = [sum, iso(end)]
  }
  return most
}

describe('the Kentucky River recording', () => {
  const recording = kentucky()
  const level = seriesOf(recording, 'level')
  const rain = seriesOf(recording, 'rain')

  it('has 6,871 rows in UTC, from 1 January 05:00', () => {
    expect(level.points).toHaveLength(6871)
    expect(iso(spanOf(recording).from)).toBe('2014-01-01T05:00')
  })

  it('is lowest at 7.84 ft on 1 February and peaks at 26.79 ft on 6 February', () => {
    expect(extreme(level, 'min')).toEqual([Math.round(7.84 * FEET * 1e4) / 1e4, '2014-02-01T18:15'])
    expect(extreme(level, 'max')).toEqual([Math.round(26.79 * FEET * 1e4) / 1e4, '2014-02-06T13:45'])
  })

  it('rises by at most 0.24 ft in 15 minutes and 0.79 ft in an hour', () => {
    expect(largestRise(level, 15 * MINUTE)[0]).toBeCloseTo(0.24 * FEET, 3)
    expect(largestRise(level, HOUR)[0]).toBeCloseTo(0.79 * FEET, 3)
  })

  it('has exactly one gap: the change to daylight-saving time is none', () => {
    const gaps = level.points.filter(
      ([time], index) => time - (level.points[index - 1]?.[0] ?? time) > 15 * MINUTE,
    )
    expect(gaps.map(([time]) => iso(time))).toEqual(['2014-02-05T02:45'])
    const before = level.points[level.points.findIndex(([time]) => iso(time) === '2014-02-05T02:45') - 1]
    expect(iso(before?.[0])).toBe('2014-02-05T01:30')
    // 9 March 01:45 EST and 03:00 EDT are a quarter of an hour apart.
    const times = level.points.map(([time]) => iso(time))
    expect(times.slice(times.indexOf('2014-03-09T06:45')).slice(0, 2)).toEqual([
      '2014-03-09T06:45',
      '2014-03-09T07:00',
    ])
  })

  it('has its heaviest hour on 2 March and its heaviest six hours on 11 January', () => {
    const march = { ...rain, points: rain.points.filter(([time]) => iso(time).startsWith('2014-03-0')) }
    expect(heaviest(march, HOUR)[0]).toBe(8.6)
    const january = { ...rain, points: rain.points.filter(([time]) => iso(time).startsWith('2014-01-1')) }
    expect(heaviest(january, 6 * HOUR)[0]).toBe(20.6)
  })

  it('counts rain in whole tips of 0.254 mm', () => {
    for (const [, mm] of rain.points) {
      if (mm !== null) expect(Math.abs(mm / 0.254 - Math.round(mm / 0.254))).toBeLessThan(1e-9)
    }
  })

  it('has no flow in 272 rows, the peak among them', () => {
    const flow = seriesOf(recording, 'flow')
    expect(flow.points.filter(([, value]) => value === null)).toHaveLength(272)
    expect(flow.points.find(([time]) => iso(time) === '2014-02-06T13:45')?.[1]).toBeNull()
  })
})

describe('the Mytholmroyd recording', () => {
  const level = seriesOf(mytholmroyd(), 'level')

  it('has 3,456 readings without a gap', () => {
    expect(level.points).toHaveLength(3456)
    expect(level.points.every(([, value]) => value !== null)).toBe(true)
    const [first] = level.points
    expect(level.points.every(([time], index) => time === (first?.[0] ?? 0) + index * 15 * MINUTE)).toBe(true)
  })

  it('peaks at 5.735 m on Boxing Day at 14:00', () => {
    expect(extreme(level, 'max')).toEqual([5.735, '2015-12-26T14:00'])
  })

  it('rises through 3.9 m three times and through 4.5 m once', () => {
    expect(upCrossings(level, 3.9)).toEqual(['2015-12-12T16:15', '2015-12-25T21:30', '2015-12-26T06:45'])
    expect(upCrossings(level, 4.5)).toEqual(['2015-12-26T08:15'])
  })

  it('rises by at most 0.207 m in 15 minutes, 0.739 m in an hour and 1.677 m in three hours', () => {
    expect(largestRise(level, 15 * MINUTE)).toEqual([0.207, '2015-12-25T17:30'])
    expect(largestRise(level, HOUR)).toEqual([0.739, '2015-12-25T18:15'])
    expect(largestRise(level, 3 * HOUR)).toEqual([1.677, '2015-12-12T16:30'])
  })
})

describe('the Armley recording', () => {
  const level = seriesOf(armley(), 'level')

  it('has 1,632 readings over 17 days and peaks at 5.217 m on 27 December', () => {
    expect(level.points).toHaveLength((17 * DAY) / (15 * MINUTE))
    expect(extreme(level, 'max')).toEqual([5.217, '2015-12-27T02:15'])
  })

  it('rises through 3.0, 3.9 and 4.5 m', () => {
    expect(upCrossings(level, 3)).toEqual(['2015-12-25T22:30'])
    expect(upCrossings(level, 3.9)).toEqual(['2015-12-26T10:15'])
    expect(upCrossings(level, 4.5)).toEqual(['2015-12-26T15:15'])
  })
})
