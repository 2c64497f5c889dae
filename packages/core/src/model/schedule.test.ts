import { describe, expect, it } from 'vitest'
import { inSchedule, nextChange, type Schedule } from './schedule.ts'
import { DAY, type Instant, MINUTE } from './time.ts'

/** Opens and closes between two times, found by looking at every minute. */
function minuteByMinute(schedule: Schedule, from: Instant, to: Instant): string[] {
  const changes: string[] = []
  let open = inSchedule(schedule, from)
  for (let at = from + MINUTE; at <= to; at += MINUTE) {
    if (inSchedule(schedule, at) === open) continue
    open = !open
    changes.push(new Date(at).toISOString())
  }
  return changes
}

function oneByOne(schedule: Schedule, from: Instant, to: Instant): string[] {
  const changes: string[] = []
  for (let at = nextChange(schedule, from); at !== undefined && at <= to; at = nextChange(schedule, at)) {
    changes.push(new Date(at).toISOString())
  }
  return changes
}

const HOURS = [
  ['22:00', '06:00'],
  ['02:30', '03:00'],
  ['01:15', '01:45'],
  ['00:00', '01:00'],
  ['23:30', '00:30'],
  ['02:00', '02:15'],
  ['00:15', '00:45'],
  ['01:50', '02:10'],
  ['12:00', '24:00'],
] as const

const SEASONS = [
  { from: '03-29', to: '04-05' },
  { from: '10-25', to: '11-01' },
]

describe('nextChange', () => {
  it.each([
    ['Asia/Shanghai', '2026-05-01'],
    ['Europe/London', '2026-03-28'],
    ['Europe/London', '2026-10-24'],
    ['America/New_York', '2026-03-07'],
    ['America/New_York', '2026-10-31'],
    ['Australia/Lord_Howe', '2026-04-03'],
    ['Australia/Lord_Howe', '2026-10-02'],
    ['America/Sao_Paulo', '2018-11-03'],
    ['Africa/Cairo', '2026-04-23'],
    ['Asia/Gaza', '2026-03-27'],
    ['Pacific/Apia', '2011-12-29'],
  ])('finds in %s around %s what every minute shows', (zone, day) => {
    const from = Date.parse(`${day}T00:00:00Z`)
    for (const [start, end] of HOURS) {
      for (const more of [{}, { seasons: SEASONS }]) {
        const schedule = { zone, hours: [{ from: start, to: end }], ...more }
        const to = from + 3 * DAY
        expect(oneByOne(schedule, from, to), JSON.stringify(schedule)).toEqual(
          minuteByMinute(schedule, from, to),
        )
      }
    }
  })

  it('sees of two hours the one that begins first, also from the midst of a minute', () => {
    const hours = [
      { from: '18:00', to: '20:00' },
      { from: '06:00', to: '08:00' },
    ]
    const schedule = { zone: 'Asia/Shanghai', hours }
    expect(nextChange(schedule, Date.parse('2026-05-01T04:00:30.500+08:00'))).toBe(
      Date.parse('2026-05-01T06:00:00+08:00'),
    )
  })
})
