import { expect, it } from 'vitest'
import { Latch } from './latch.ts'

it('becomes bad after enough bad looks in a row, and well after as many that are clearly well', () => {
  const latch = new Latch({ raiseAt: 10, clearBelow: 5, looks: 3 })
  const looks = (...values: number[]) => values.map((value) => latch.look(value))
  expect(looks(10, 11, 1, 10, 10, 10)).toEqual([false, false, false, false, false, true])
  // Between the two limits nothing changes.
  expect(looks(7, 7, 7, 4, 4, 7, 4, 4, 4)).toEqual([true, true, true, true, true, true, true, true, false])
})
