import { describe, expect, it } from 'vitest'
import { JoinedSeries } from './joined-series.ts'

const MIN = 60_000
const observed = (minute: number, value: number, receivedAt = minute * MIN) => ({
  datastream: 'bridge/level',
  phenomenonTime: minute * MIN,
  receivedAt,
  value,
  flag: 'good' as const,
})
const raw = (...observations: ReturnType<typeof observed>[]) => ({
  from: 0,
  rawFrom: 0,
  to: Number.POSITIVE_INFINITY,
  buckets: [],
  flagged: [],
  observations,
})
const values = (series: JoinedSeries) => series.points().map(({ time, value }) => `${time / MIN}:${value}`)

describe('history and live values as one series', () => {
  it('join without a gap or a double, whichever came first', () => {
    const series = new JoinedSeries(5 * MIN, false, Number.POSITIVE_INFINITY)
    series.add(observed(10, 3.2))
    series.add(observed(15, 3.3))
    series.setHistory(raw(observed(0, 3.0), observed(5, 3.1), observed(10, 3.2)))
    expect(series.add(observed(20, 3.4))).toBe('joined')
    expect(values(series)).toEqual(['0:3', '5:3.1', '10:3.2', '15:3.3', '20:3.4'])
  })
  it('take the correction of a moment, in either order', () => {
    const series = new JoinedSeries(5 * MIN, false, Number.POSITIVE_INFINITY)
    series.add(observed(5, 9.9, 50 * MIN))
    series.setHistory(raw(observed(0, 3.0), observed(5, 3.1)))
    expect(values(series)).toEqual(['0:3', '5:9.9'])
    series.add(observed(5, 3.1, 5 * MIN))
    expect(values(series)).toEqual(['0:3', '5:9.9'])
  })
  it('put a late value where it belongs', () => {
    const series = new JoinedSeries(5 * MIN, false, Number.POSITIVE_INFINITY)
    series.setHistory(raw(observed(0, 3.0), observed(10, 3.2)))
    expect(series.add(observed(5, 3.1, 12 * MIN))).toBe('joined')
    expect(values(series)).toEqual(['0:3', '5:3.1', '10:3.2'])
  })
  it('ask for the history again when a step may hide values sent in one go', () => {
    const series = new JoinedSeries(5 * MIN, false, Number.POSITIVE_INFINITY)
    series.setHistory(raw(observed(0, 3.0)))
    expect(series.add(observed(5, 3.1))).toBe('joined')
    expect(series.add(observed(30, 3.6))).toBe('read-again')
  })
  it('leave out what a clock that is ahead claims to be of next year', () => {
    const series = new JoinedSeries(5 * MIN, false, Number.POSITIVE_INFINITY)
    series.setHistory(raw(observed(0, 3.0)))
    expect(series.add(observed(500_000, 9, 1 * MIN))).toBe('joined')
    expect(series.add(observed(5, 3.1))).toBe('joined')
    expect(values(series)).toEqual(['0:3', '5:3.1'])
  })
  it('ask again when a late value falls into a bucket, and not when it lies before the chart', () => {
    const bucket = { from: 0, to: 60 * MIN, min: 3, mean: 3.1, max: 3.2, count: 12 }
    const series = new JoinedSeries(5 * MIN, false, Number.POSITIVE_INFINITY)
    series.setHistory({
      from: 0,
      rawFrom: 60 * MIN,
      to: Number.POSITIVE_INFINITY,
      buckets: [bucket],
      flagged: [],
      observations: [],
    })
    expect(series.add(observed(30, 3.1))).toBe('read-again')
    expect(series.add(observed(-30, 3.1))).toBe('joined')
    expect(series.add(observed(61, 3.3))).toBe('joined')
    expect(series.points()).toEqual([
      { time: 30 * MIN, value: 3.1, low: 3, high: 3.2, flag: 'good', late: false },
      { time: 61 * MIN, value: 3.3, low: 3.3, high: 3.3, flag: 'good', late: false },
    ])
  })
  it('of a chart that stands still take nothing that comes after its end, however long it is left open', () => {
    const series = new JoinedSeries(5 * MIN, false, 10 * MIN)
    series.setHistory({ ...raw(observed(0, 3.0)), to: 20 * MIN })
    for (let minute = 5; minute < 50_000; minute += 5) expect(series.add(observed(minute, 3))).toBe('joined')
    expect(values(series)).toEqual(['0:3', '5:3', '10:3', '15:3'])
    series.setHistory({ ...raw(observed(0, 3.0)), to: 10 * MIN })
    expect(values(series)).toEqual(['0:3', '5:3'])
  })
  it('tell what came later than the station may report', () => {
    const series = new JoinedSeries(5 * MIN, false, 10 * MIN)
    series.setHistory(raw(observed(0, 3.0, 10 * MIN), observed(5, 3.1, 15 * MIN + 1)))
    expect(series.points().map(({ late }) => late)).toEqual([false, true])
  })
  it('never count rain twice: buckets own what lies before them, single reports what lies after', () => {
    const bucket = { from: 1, to: 60 * MIN + 1, min: 0, mean: 0.5, max: 2, count: 12, sum: 6 }
    const series = new JoinedSeries(5 * MIN, true, Number.POSITIVE_INFINITY)
    series.add({ ...observed(60, 0.4) })
    series.add({ ...observed(65, 0.6) })
    series.setHistory({
      from: 1,
      rawFrom: 60 * MIN + 1,
      to: Number.POSITIVE_INFINITY,
      flagged: [],
      buckets: [bucket],
      observations: [observed(65, 0.6)],
    })
    expect(series.points().reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(6.6)
  })
})
