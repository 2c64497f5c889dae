import { expect, it } from 'vitest'
import { readDuration } from './read-duration.ts'

it('takes durations as people type them', () => {
  const typed = ['2分钟', '30秒', '1小时', ' 3 天 ', '１小时', '1.5h', '90 min', '3个周期', '3 intervals']
  expect(typed.map(readDuration)).toEqual([
    '2m',
    '30s',
    '1h',
    '3d',
    '1h',
    '1.5h',
    '90m',
    '3 intervals',
    '3 intervals',
  ])
})
it('leaves alone what is no duration, so that its fault quotes what was typed', () => {
  expect(['', '1x', '很久', '分钟'].map(readDuration)).toEqual(['', '1x', '很久', '分钟'])
})
