import { HOUR, MINUTE } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { Crossings, type Mark } from './crossings.ts'

const MARK: Mark = { value: 5, direction: 'above', datastreams: ['a/level'], warnedBy: 'itself' }

/** Crossings of a series at one value in ten minutes, as indexes into it. */
function f(name: string, values: number[], expected: number[], mark = MARK): void {
  it(name, () => {
    const crossings = new Crossings(mark, { from: 0, to: values.length * 10 * MINUTE })
    for (const [index, value] of values.entries()) crossings.take('a/level', index * 10 * MINUTE, value)
    expect(crossings.crossings.map(({ at }) => at / (10 * MINUTE))).toEqual(expected)
  })
}

describe('a mark is crossed', () => {
  f('when it is reached', [4, 4.9, 5, 6], [2])
  f('once, however the value goes to and fro about it', [4, 5, 4.9, 5.1, 4.8, 5.2, 5, 4.9, 5], [1])
  f('again after an hour short of it', [4, 5, 4, 4, 4, 4, 4, 4, 5], [1, 8])
  f('not by what lay beyond it from the start', [6, 7, 6], [])
  f('downwards, where that is the danger', [21, 19.5, 19, 20], [1], {
    ...MARK,
    value: 19.5,
    direction: 'below',
  })
})

it('counts crossings within the range only, and takes none of before for a new one', () => {
  const crossings = new Crossings(MARK, { from: 30, to: 60 })
  for (const [time, value] of [
    [10, 4],
    [20, 5],
    [25, 4],
    [35, 5],
  ] as const) {
    crossings.take('a/level', time, value)
  }
  expect(crossings.crossings).toEqual([])
})

describe('lead time', () => {
  const crossings = new Crossings(MARK, { from: 0, to: 100 * HOUR })
  const level = (hour: number, value: number) => crossings.take('a/level', hour * HOUR, value)
  for (const [hour, value] of [
    [0, 4],
    [10, 5],
    [20, 4],
    [30, 5],
    [40, 4],
    [50, 5],
    [60, 4],
  ] as const) {
    level(hour, value)
  }
  const firing = (from: number, to: number | null, subject = 'a/level') => ({
    subject,
    from: from * HOUR,
    to: to === null ? null : to * HOUR,
    gravest: 'red' as const,
  })

  it('is what lies between the raise that still stands and the crossing; negative when it came too late; null when never', () => {
    const { list, ...sums } = crossings.leads([firing(1, 2), firing(7, 21), firing(33, 35)])
    expect(list.map(({ leadMs }) => leadMs)).toEqual([3 * HOUR, -3 * HOUR, null])
    expect(sums).toEqual({
      value: 5,
      direction: 'above',
      crossings: 3,
      warned: 1,
      medianMs: 0,
      leastMs: -3 * HOUR,
    })
  })

  it('counts the warnings of other subjects only where that was asked for', () => {
    const rain = [firing(8, null, 'hill/rain')]
    expect(crossings.leads(rain).warned).toBe(0)
    const any = new Crossings({ ...MARK, warnedBy: 'any' }, { from: 0, to: 100 * HOUR })
    any.take('a/level', 0, 4)
    any.take('a/level', 10 * HOUR, 5)
    expect(any.leads(rain)).toMatchObject({ warned: 1, medianMs: 2 * HOUR })
  })
})
