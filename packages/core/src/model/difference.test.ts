import { describe, expect, it } from 'vitest'
import { differences } from './difference.ts'

describe('the differences of two versions', () => {
  const f = (name: string, before: unknown, after: unknown, expected: unknown) =>
    it(name, () => expect(differences(before, after)).toEqual(expected))

  f('are none between equals', { a: [1, { b: null }] }, { a: [1, { b: null }] }, [])
  f(
    'name what changed by its path',
    { levels: { red: { raiseAt: 4 } } },
    { levels: { red: { raiseAt: 4.5 } } },
    [{ path: 'levels.red.raiseAt', before: 4, after: 4.5 }],
  )
  f('tell what came and what went', { a: 1, b: { c: 2 } }, { a: 1, d: [3] }, [
    { path: 'b', before: { c: 2 } },
    { path: 'd', after: [3] },
  ])
  f(
    'go into lists by place',
    { rows: [{ cells: [1, null] }] },
    { rows: [{ cells: [1, 5] }, { cells: [] }] },
    [
      { path: 'rows[0].cells[1]', before: null, after: 5 },
      { path: 'rows[1]', after: { cells: [] } },
    ],
  )
  f('do not take a number for a text', { a: 1 }, { a: '1' }, [{ path: 'a', before: 1, after: '1' }])
})
