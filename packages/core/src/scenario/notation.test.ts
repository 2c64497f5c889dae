import { describe, expect, it } from 'vitest'
import { parseSeries, type Slot } from './notation.ts'
import { formatOffset, parseOffset } from './offset.ts'

const _ = undefined

describe('the notation of a series', () => {
  const f = (text: string, ...expected: Slot[]) =>
    it(`reads ${text || 'nothing'}`, () => {
      expect(parseSeries(text, 100)).toEqual({ ok: true, slots: expected })
    })
  f('')
  f('10 9 8.5 -1', 10, 9, 8.5, -1)
  f('1+0x6', 1, 1, 1, 1, 1, 1, 1)
  f('1x4', 1, 1, 1, 1, 1)
  f('-2+4x3', -2, 2, 6, 10)
  f('1-2x4', 1, -1, -3, -5, -7)
  f('1 _x3 stale _ 2', 1, _, _, _, _, _, 2)
  f('3.6+0.05x3', 3.6, 3.65, 3.7, 3.75)
  f('0.1+0.1x2', 0.1, 0.2, 0.3)
  f('1e3 .5', 1000, 0.5)
  f('NaN Inf null', { json: '"NaN"' }, { json: '1e999' }, { json: 'null' })

  const refused = (text: string, at: number, message: RegExp) =>
    it(`refuses ${text}, and says where`, () => {
      const read = parseSeries(text, 100)
      expect(read).toMatchObject({ ok: false, at })
      expect(read.ok ? '' : read.message).toMatch(message)
    })
  refused('1 2 3y', 4, /"3y"/)
  refused('1+2', 0, /"1\+2"/)
  refused('1x', 0, /"1x"/)
  refused('5 1x99', 2, /more than 100 values/)
  refused('_x1000000000', 0, /more than 100 values/)
})

describe('a time since the start', () => {
  it.each([
    ['0', 0, '0s'],
    ['90s', 90_000, '1m30s'],
    ['1h30m', 5_400_000, '1h30m'],
    ['-10m', -600_000, '-10m'],
    ['+2h', 7_200_000, '2h'],
    ['1.5s', 1500, '1.5s'],
    ['31d', 31 * 86_400_000, '31d'],
  ])('reads %s', (text, offset, canonical) => {
    expect(parseOffset(text)).toBe(offset)
    expect(formatOffset(offset)).toBe(canonical)
  })

  it.each(['', '5', 'm', '-', '1m1h', '5 m', '1w'])('refuses "%s"', (text) => {
    expect(parseOffset(text)).toBeUndefined()
  })
})
