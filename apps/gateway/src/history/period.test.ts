import { describe, expect, it } from 'vitest'
import { overlaps, periodNamed, periodOf } from './period.ts'

describe('a period of the history', () => {
  it('is a month of UTC, the last of a year included', () => {
    expect(periodOf(Date.UTC(2026, 11, 31, 23, 59))).toEqual({
      name: '202612',
      from: Date.UTC(2026, 11),
      to: Date.UTC(2027, 0),
    })
    expect(periodOf(Date.UTC(2027, 0)).name).toBe('202701')
  })

  it('is one for all that lies before 1990, however long before', () => {
    expect(periodOf(Date.UTC(1989, 11, 31)).name).toBe('older')
    expect(periodOf(-8e15).name).toBe('older')
    expect(periodOf(Date.UTC(1990, 0)).name).toBe('199001')
  })

  it('is found again by its name, and nothing else is', () => {
    for (const time of [0, Date.UTC(2026, 6, 9), Date.UTC(12_345, 1)]) {
      const period = periodOf(time)
      expect(periodNamed(period.name)).toEqual(period)
    }
    for (const name of ['', 'new', '2026', '20260x']) expect(periodNamed(name)).toBeUndefined()
  })

  it('overlaps what it shares a moment with', () => {
    const july = periodOf(Date.UTC(2026, 6))
    expect(overlaps(july, { from: july.to, to: july.to + 1 })).toBe(false)
    expect(overlaps(july, { from: july.to - 1, to: july.to + 1 })).toBe(true)
  })
})
