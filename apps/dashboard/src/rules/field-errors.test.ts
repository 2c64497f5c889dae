import { ProblemError } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { fieldErrors, unplaced } from './field-errors.ts'

const refused = new ProblemError({
  type: '/problems/validation',
  title: 'The body is wrong',
  status: 400,
  errors: [
    { path: 'datastreams[0].name', message: 'too long', expected: 'at most 32 characters' },
    { path: '/levels/yellow/clearBelow', message: '4 would clear', expected: 'a value under raiseAt 3.9' },
  ],
})

it('every error finds its field, however its path is written', () => {
  expect(fieldErrors(refused)).toEqual({
    'datastreams.0.name': 'too long: at most 32 characters',
    'levels.yellow.clearBelow': '4 would clear: a value under raiseAt 3.9',
  })
})
it('an error without a field is not swallowed', () => {
  expect(unplaced(fieldErrors(refused), ['datastreams.0.name'])).toEqual([
    'levels.yellow.clearBelow: 4 would clear: a value under raiseAt 3.9',
  ])
})
it('a lost connection is not a wrong field', () => {
  expect(fieldErrors(new Error('offline'))).toEqual({})
})
