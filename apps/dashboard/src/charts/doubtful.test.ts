import { describe, expect, it } from 'vitest'
import { doubtfulSpans } from './doubtful.ts'
import type { Point } from './joined-series.ts'

const point = (time: number, more: Partial<Point> = {}): Point => ({
  time,
  value: 1,
  low: 1,
  high: 1,
  flag: 'good',
  late: false,
  ...more,
})

describe('doubtful stretches of a chart', () => {
  it('are none where all is well', () => {
    expect(doubtfulSpans([], [point(0), point(60)], 60)).toEqual([])
  })
  it('join neighbours of a kind, and keep kinds apart', () => {
    const points = [
      point(60, { late: true }),
      point(120, { late: true }),
      point(180, { late: true, flag: 'suspect' }),
      point(240),
      point(300, { late: true }),
    ]
    expect(doubtfulSpans([], points, 60)).toEqual([
      { from: 30, to: 150, kind: 'late' },
      { from: 150, to: 210, kind: 'suspect' },
      { from: 270, to: 330, kind: 'late' },
    ])
  })
  it('show the worst of a bucket', () => {
    const flagged = [
      { from: 0, to: 100, suspect: 1, fail: 0, late: 9 },
      { from: 100, to: 200, suspect: 1, fail: 2, late: 0 },
      { from: 200, to: 300, suspect: 0, fail: 0, late: 3 },
    ]
    expect(doubtfulSpans(flagged, [], 10).map(({ kind }) => kind)).toEqual(['suspect', 'fail', 'late'])
  })
})
