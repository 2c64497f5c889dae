import { HOUR, MINUTE } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { accumulation, rises } from './curves.ts'

const bar = (from: number, sum: number) => ({ from, to: from + 1000, sum })

describe('the curve of accumulated rain', () => {
  it('begins at nothing at the left edge and ends with all that fell', () => {
    const { times, totals } = accumulation([bar(0, 5), bar(1000, 0.1), bar(2000, 0.2)], 1000, 3000)
    expect(times).toEqual([0, 1, 2, 2.999])
    expect(totals).toEqual([null, 0, 0.1, 0.3])
  })
  it('breaks where bars are missing', () => {
    const { times, sums, totals } = accumulation([bar(0, 5), bar(4000, 1)], 0, 6000)
    expect(times).toEqual([0, 0.999, 1, 4, 4.999])
    expect(sums).toEqual([5, null, null, 1, null])
    expect(totals).toEqual([0, 5, null, 5, 6])
  })
})

describe('the rate of rise', () => {
  const points = (...values: [number, number][]) =>
    values.map(([minute, value]) => ({ time: minute * MINUTE, value, flag: 'good' as const }))
  it('is the change over the span before', () => {
    expect(rises(points([0, 1], [30, 1.2], [60, 1.5], [90, 1.7]), HOUR, HOUR)).toEqual([
      null,
      expect.closeTo(0.4),
      expect.closeTo(0.5),
      expect.closeTo(0.5),
    ])
  })
  it('is not told over a hole, nor from a value that cannot be true', () => {
    expect(rises(points([0, 1], [300, 5]), HOUR, HOUR)).toEqual([null, null])
    const bad = points([0, 1], [60, 99])
    expect(rises([bad[0] as (typeof bad)[0], { ...bad[1], flag: 'fail' } as never], HOUR, HOUR)).toEqual([
      null,
      null,
    ])
  })
})
