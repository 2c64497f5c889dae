import { afterEach, expect, it } from 'vitest'
import { selection } from './selection.ts'

afterEach(() => selection.clear())
const picked = () => [...selection.get()].sort().join('')

it('takes one, lets it go again, and takes a range from the last that was taken', () => {
  selection.toggle('b')
  selection.toggle('e')
  selection.extend('c', ['a', 'b', 'c', 'd', 'e'])
  expect(picked()).toBe('bcde')
  selection.toggle('d')
  expect(picked()).toBe('bce')
  selection.clear()
  expect(picked()).toBe('')
})
it('ranges upwards as downwards, and from a row itself when none was taken', () => {
  selection.extend('c', ['a', 'b', 'c'])
  expect(picked()).toBe('c')
  selection.toggle('c')
  selection.toggle('c')
  selection.extend('a', ['a', 'b', 'c'])
  expect(picked()).toBe('abc')
})
