import { expect, it } from 'vitest'
import { steady } from './use-steady-order.ts'

it('keeps the order that somebody looks at, drops who is gone, and puts who is new at the end', () => {
  expect(steady(['d', 'c', 'e', 'a'], (one) => one, ['a', 'b', 'c'])).toEqual(['a', 'c', 'd', 'e'])
})
