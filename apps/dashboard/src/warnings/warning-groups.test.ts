import { MINUTE } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { exampleWarning } from './warning-example.ts'
import { floodOf, grouped } from './warning-groups.ts'

const AT = 1_764_000_000_000
const at = (minute: number, level: 'red' | 'yellow' = 'yellow', area = 'lushan/xincun') =>
  exampleWarning({
    id: `${level}-${area}-${minute}`,
    level,
    gravest: level,
    area,
    raisedAt: AT + minute * MINUTE,
  })

describe('a flood of warnings', () => {
  it('begins above ten in ten minutes and lasts until there are fewer than five', () => {
    const times = (count: number) => Array.from({ length: count }, (_, index) => AT - index * 1000)
    expect(floodOf(times(10), AT, false)).toEqual({ on: false, count: 10 })
    expect(floodOf(times(11), AT, false)).toEqual({ on: true, count: 11 })
    expect(floodOf(times(5), AT, true).on).toBe(true)
    expect(floodOf(times(4), AT, true).on).toBe(false)
    expect(floodOf(times(50), AT + 10 * MINUTE, true)).toEqual({ on: false, count: 0 })
  })
  it('folds what one rule raised in one area within ten minutes, and loses none', () => {
    const list = [at(12), at(9), at(4), at(1, 'yellow', 'lushan/other'), at(-30)]
    const groups = grouped(list)
    expect(groups.map(({ warnings }) => warnings.length)).toEqual([3, 1, 1])
    expect(groups.flatMap(({ warnings }) => warnings)).toHaveLength(list.length)
  })
  it('leaves red alone, one by one', () => {
    expect(grouped([at(2, 'red'), at(1, 'red')])).toHaveLength(2)
  })
})
