import { describe, expect, it } from 'vitest'
import { tookText } from './took.ts'

describe('a time between two moments', () => {
  const f = (title: string, ms: number | null, text: string) =>
    it(title, () => {
      expect(tookText(ms)).toBe(text)
    })
  f('that did not both happen is a dash', null, '—')
  f('is told to the second', 71_000, '1 min 11 s')
  f('leaves out what is nothing', 3_600_000, '1 h')
  f('of none is no time', 0, '0 s')
  f('rounds up into the next minute', 59_700, '1 min')
  f('runs backwards where a clock was ahead', -5000, '−5 s')
})
