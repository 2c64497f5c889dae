import { describe, expect, it } from 'vitest'
import { elapsedText, shortAge, timeText, zoneName, zoneOffset } from './format.ts'

const at = Date.UTC(2026, 10, 24, 6, 2, 11)

describe('times of the site', () => {
  it('are written in the site zone, 24 h, whatever the browser thinks', () => {
    expect(timeText('Asia/Shanghai').time(at)).toBe('14:02:11')
    expect(timeText('America/New_York').time(at)).toBe('01:02:11')
    expect(timeText('Asia/Shanghai').time(Date.UTC(2026, 10, 24, 16, 0, 0))).toBe('00:00:00')
  })
  it('carry the day, or the year, only where it differs from now', () => {
    const text = timeText('Asia/Shanghai')
    expect(text.moment(at, at + 1000)).toBe('14:02:11')
    expect(text.moment(at, at + 86_400_000)).toBe('11-24 14:02:11')
    expect(text.moment(at, at + 60 * 86_400_000)).toBe('2026-11-24 14:02:11')
    expect(text.shortMoment(at, at + 86_400_000)).toBe('11-24 14:02')
  })
  it('name the zone by its offset', () => {
    expect(zoneOffset('Asia/Shanghai', at)).toBe(8 * 3_600_000)
    expect(zoneName('Asia/Shanghai', at)).toBe('UTC+8')
    expect(zoneName('Asia/Kolkata', at)).toBe('UTC+5:30')
    expect(zoneName('America/New_York', at)).toBe('UTC−5')
  })
})

describe('a clock that runs', () => {
  const f = (age: number, text: string) =>
    it(`shows ${text} after ${age} ms`, () => expect(elapsedText(age)).toBe(text))
  f(-500, '0:00')
  f(41_999, '0:41')
  f(725_000, '12:05')
  f(3_725_000, '1:02:05')
  f(3 * 86_400_000, '3 d')
})

describe('an age', () => {
  const f = (age: number, text: string) =>
    it(`of ${age} ms is ${text}`, () => expect(shortAge(age)).toBe(text))
  f(-500, '0 s')
  f(999, '0 s')
  f(59_999, '59 s')
  f(60_000, '1 min')
  f(3_600_000, '1 h')
  f(47 * 3_600_000, '47 h')
  f(48 * 3_600_000, '2 d')
})
