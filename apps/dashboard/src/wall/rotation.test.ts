import { describe, expect, it } from 'vitest'
import { maskedName, screenful } from './rotation.ts'

describe('a list on the wall', () => {
  it('shows every line in turn', () => {
    for (const [count, fit, pinned] of [
      [23, 6, 0],
      [23, 6, 2],
      [1, 6, 0],
      [7, 1, 0],
      [5, 2, 3],
    ] as const) {
      const { pages } = screenful(count, fit, 0, pinned)
      const seen = new Set(Array.from({ length: pinned }, (_, line) => line))
      for (let turn = 0; turn < pages; turn++) {
        const { from, to } = screenful(count, fit, turn, pinned)
        for (let line = from; line < to; line++) seen.add(line)
      }
      expect(seen.size, `${count} lines, ${fit} fit, ${pinned} pinned`).toBe(count)
    }
  })
  it('stands still when all of it fits', () => {
    expect(screenful(4, 6, 17)).toEqual({ from: 0, to: 4, page: 0, pages: 1 })
  })
  it('has nothing of an empty list', () => {
    expect(screenful(0, 6, 3)).toEqual({ from: 0, to: 0, page: 0, pages: 1 })
  })
  it('names nobody in full', () => {
    expect(maskedName('李小梅')).toBe('李**')
    expect(maskedName('Li Wei')).toBe('L. W.')
  })
})
