import { expect, it } from 'vitest'
import { codeIn } from './display-code.ts'

it('finds the code of a wall display behind the hash, and nothing else there', () => {
  expect(codeIn('#code=abcde-fghjk')).toBe('abcde-fghjk')
  expect(codeIn('code=abcde')).toBe('abcde')
  expect(codeIn('')).toBeUndefined()
  expect(codeIn('#main')).toBeUndefined()
})
