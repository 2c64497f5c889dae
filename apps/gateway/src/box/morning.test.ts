import { HOUR } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { localClock } from './morning.ts'
import { morningText } from './morning-words.ts'

describe('the office’s clock', () => {
  // Clocks go forward on 2026-03-29 at 01:00 UTC, and back on 2026-10-25.
  it.each([
    ['2026-03-28T08:00:00Z', '2026-03-28', 8 * 60],
    ['2026-03-29T07:00:00Z', '2026-03-29', 8 * 60],
    ['2026-10-24T07:00:00Z', '2026-10-24', 8 * 60],
    ['2026-10-25T08:00:00Z', '2026-10-25', 8 * 60],
  ])('at %s says eight in London', (at, day, minute) =>
    expect(localClock('Europe/London')(Date.parse(at))).toEqual({ day, minute }),
  )
  it('meets eight once on each day of the year', () => {
    const clockAt = localClock('Europe/London')
    const days = new Set<string>()
    let eights = 0
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += HOUR) {
      const { day, minute } = clockAt(at)
      if (minute !== 8 * 60) continue
      eights += 1
      days.add(day)
    }
    expect([eights, days.size]).toEqual([365, 365])
  })
})

it('the message fits into three parts of an SMS', () => {
  const figures = {
    stations: 128,
    heard: 120,
    openWarnings: 3,
    villages: 400,
    cannot: 12,
    rosterProblems: 2,
    down: [],
    trial: true,
    moment: '07-02 08:00',
  }
  expect(morningText(figures).zh.length).toBeLessThanOrEqual(3 * 67)
})
