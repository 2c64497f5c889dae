import { DAY, HOUR, MINUTE, SECOND } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { replayedLevel, replayedRain, reports } from './instruments/index.ts'
import { crossing, kentucky, mytholmroyd, seriesOf, spanOf, walk } from './recordings/index.ts'
import { chooseShift, currentShift, type Moment } from './replay.ts'

const at = (text: string) => Date.parse(`${text}:00Z`)
const NOW = at('2026-07-01T08:00') + 12_345

describe('a shift', () => {
  const flood = mytholmroyd()
  const boxingDay: Moment = { series: 'level', threshold: 3.9, after: at('2015-12-26T00:00') }

  it('brings the crossing about a minute ahead of the start', () => {
    const { shiftMs } = chooseShift(flood, boxingDay, NOW, 75 * SECOND)
    const crossesAt = crossing(seriesOf(flood, 'level'), 3.9, boxingDay.after) + shiftMs
    expect(crossesAt - NOW).toBeGreaterThanOrEqual(45 * SECOND)
    expect(crossesAt - NOW).toBeLessThanOrEqual(105 * SECOND)
  })

  it('is kept over a restart until the recording has ended, and then chosen anew', () => {
    const first = currentShift(flood, boxingDay, NOW, 75 * SECOND, undefined)
    expect(currentShift(flood, boxingDay, NOW + 9 * DAY, 75 * SECOND, first)).toBe(first)
    const over = spanOf(flood).to + first.shiftMs + MINUTE
    const second = currentShift(flood, boxingDay, over, 75 * SECOND, first)
    expect(second.shiftMs).toBeGreaterThan(first.shiftMs)
  })

  it('is not taken from another recording', () => {
    const other = { recording: 'kentucky-2014', shiftMs: 5 }
    expect(currentShift(flood, boxingDay, NOW, MINUTE, other).recording).toBe('mytholmroyd-2015')
  })
})

describe('a replayed level', () => {
  const level = seriesOf(mytholmroyd(), 'level')
  const shift = 10 * 365 * DAY
  const station = replayedLevel(level, shift, 15 * SECOND)

  it('has every recorded reading at its shifted time', () => {
    for (const [time, value] of level.points) expect(station.at(time + shift)).toBe(value)
  })

  it('runs in straight lines between recorded readings', () => {
    const [, before] = level.points.find(([time]) => time === at('2015-12-26T06:30')) ?? []
    const [, after] = level.points.find(([time]) => time === at('2015-12-26T06:45')) ?? []
    const middle = at('2015-12-26T06:30') + 7.5 * MINUTE + shift
    expect(station.at(middle)).toBeCloseTo(((before ?? 0) + (after ?? 0)) / 2, 3)
  })

  it('holds its last value after the recording and reports nothing before it', () => {
    expect(station.at(at('2016-02-01T00:00') + shift)).toBe(1.512)
    expect(station.at(at('2015-11-30T00:00') + shift)).toBeNull()
  })

  it('reports nothing within the one gap of the Kentucky River', () => {
    const river = replayedLevel(seriesOf(kentucky(), 'level'), 0, 15 * SECOND)
    expect(river.at(at('2014-02-05T01:30'))).not.toBeNull()
    expect(river.at(at('2014-02-05T02:00'))).toBeNull()
    expect(river.at(at('2014-02-05T02:45'))).not.toBeNull()
  })
})

describe('replayed rain', () => {
  const rain = seriesOf(kentucky(), 'rain')
  const gauge = replayedRain(rain, 0, MINUTE)
  const { from, to } = spanOf(kentucky())
  const hundredths = (mm: number) => Math.round(mm / 0.254)

  it('adds up to the recording exactly, in whole tips', () => {
    const recorded = rain.points.reduce((sum, [, mm]) => sum + hundredths(mm ?? 0), 0)
    let replayed = 0
    for (const { values } of reports([gauge], MINUTE, from - HOUR, to + HOUR)) {
      const mm = values['rain'] ?? 0
      expect(mm).toBeCloseTo(hundredths(mm) * 0.254, 9)
      replayed += hundredths(mm)
    }
    expect(replayed).toBe(recorded)
    expect(recorded).toBeGreaterThan(500)
  })

  it('keeps the sum of every recorded quarter of an hour', () => {
    const wet = rain.points.filter(([, mm]) => (mm ?? 0) > 0)
    expect(wet.length).toBeGreaterThan(100)
    for (const [end, mm] of wet) {
      let sum = 0
      for (const { values } of reports([gauge], MINUTE, end - 15 * MINUTE, end))
        sum += hundredths(values['rain'] ?? 0)
      expect(sum).toBe(hundredths(mm ?? 0))
    }
  })

  it('does not take missing rain for 0', () => {
    const [missing] = rain.points.find(([, mm]) => mm === null) ?? []
    expect(gauge.at(missing ?? 0)).toBeNull()
  })
})

describe('walking through a recording', () => {
  it('gives every recorded time once, oldest first', () => {
    const items = [...walk(mytholmroyd(), { from: at('2015-12-26T06:30'), to: at('2015-12-26T07:00') })]
    expect(items).toEqual([
      { ts: at('2015-12-26T06:30'), values: { level: 3.892 } },
      { ts: at('2015-12-26T06:45'), values: { level: 3.979 } },
      { ts: at('2015-12-26T07:00'), values: { level: 4.06 } },
    ])
  })

  it('joins the series of one time and leaves out what is missing', () => {
    const items = [...walk(kentucky(), { series: ['level', 'rain'] })]
    expect(items).toHaveLength(6871)
    expect(items[0]?.values).toEqual({ level: 3.5844, rain: 0 })
    expect(items.filter(({ values }) => values['rain'] === undefined)).toHaveLength(37)
  })

  it('can move the flood to another year', () => {
    const [first] = walk(mytholmroyd(), { shiftMs: DAY })
    expect(first?.ts).toBe(at('2015-12-02T00:00'))
  })
})
