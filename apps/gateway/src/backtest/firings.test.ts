import type { Firing } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { differenceOf, median, meetings, overlapOf } from './firings.ts'

const firing = (subject: string, from: number, to: number | null, gravest: Firing['gravest'] = 'yellow') => ({
  subject,
  from,
  to,
  gravest,
})
const none = () => 0

/** By index: which of the others each one meets, in order of their beginnings; -1: none. */
function f(name: string, ones: Firing[], others: Firing[], expected: number[], slack = 0): void {
  it(name, () => {
    const found = meetings(ones, others, () => slack)
    expect(found.map(({ other }) => (other === undefined ? -1 : others.indexOf(other)))).toEqual(expected)
  })
}

f('meets what shares a moment', [firing('a', 10, 20)], [firing('a', 15, 30)], [0])
f('meets what ends as it begins', [firing('a', 10, 20)], [firing('a', 5, 10)], [0])
f('does not meet what ended before', [firing('a', 10, 20)], [firing('a', 5, 9)], [-1])
f('does not meet another subject', [firing('a', 10, 20)], [firing('b', 10, 20)], [-1])
f('meets what is not over yet', [firing('a', 10, 20)], [firing('a', 1, null)], [0])
f(
  'is met by what is not over yet, when it began before that',
  [firing('a', 10, null)],
  [firing('a', 90, 95)],
  [0],
)
f('meets the first of several', [firing('a', 10, 50)], [firing('a', 40, 45), firing('a', 12, 15)], [1])
f(
  'passes over what ended',
  [firing('a', 1, 2), firing('a', 10, 20)],
  [firing('a', 3, 4), firing('a', 19, 30)],
  [-1, 1],
)
f('meets what lies no further away than the slack', [firing('a', 10, 20)], [firing('a', 23, 30)], [0], 3)
f('does not meet what lies further away', [firing('a', 10, 20)], [firing('a', 24, 30)], [-1], 3)

it('tells the real ones that were missed from the tried ones that are extra, and how much earlier the matched are', () => {
  const tried = [firing('a', 8, 20), firing('a', 50, 60), firing('b', 1, 2)]
  const real = [firing('a', 10, 20), firing('a', 100, 110), firing('b', 2, 5)]
  expect(overlapOf(tried, real, none)).toEqual({
    real: 3,
    matched: 2,
    missed: 1,
    extra: 1,
    missedFirings: [firing('a', 100, 110)],
    extraFirings: [firing('a', 50, 60)],
    earlierMs: { median: 1.5, least: 1, most: 2 },
  })
  expect(overlapOf([], [], none).earlierMs).toBeNull()
})

it('lists no more than two hundred of each, and counts all', () => {
  const many = Array.from({ length: 300 }, (_, index) => firing('a', index * 10, index * 10 + 5))
  const { extra, extraFirings } = overlapOf(many, [], none)
  expect([extra, extraFirings.length]).toEqual([300, 200])
})

it('tells two versions apart: only one, only the other, earlier, graver', () => {
  const a = [firing('a', 10, 20), firing('a', 30, 40, 'red'), firing('a', 90, 95)]
  const b = [firing('a', 12, 20), firing('a', 30, 41), firing('a', 60, 70)]
  expect(differenceOf(a, b)).toEqual({
    both: 2,
    onlyA: 1,
    onlyB: 1,
    onlyAFirings: [firing('a', 90, 95)],
    onlyBFirings: [firing('a', 60, 70)],
    moved: [
      { a: firing('a', 10, 20), b: firing('a', 12, 20), earlierMs: 2 },
      { a: firing('a', 30, 40, 'red'), b: firing('a', 30, 41), earlierMs: 0 },
    ],
  })
})

it('takes the middle of an odd number, and between the middle two of an even one', () => {
  expect([median([]), median([7]), median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([null, 7, 2, 2.5])
})
