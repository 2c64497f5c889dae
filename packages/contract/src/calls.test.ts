import { expect, it } from 'vitest'
import * as said from './calls.ts'

const domains = Object.entries(said).filter(([name]) => name !== 'calls')
const names = domains.flatMap(([, domain]) => Object.keys(domain))

it('joins the calls of every domain', () => {
  expect(names.filter((name) => !(name in said.calls))).toEqual([])
})

// An object takes the last of two of the same name, without a word.
it('has no call that two domains say', () => {
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  expect(names).toHaveLength(Object.keys(said.calls).length)
})
