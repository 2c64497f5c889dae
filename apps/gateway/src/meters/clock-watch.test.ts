import { HOUR, Judge, MINUTE, type Station } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { ClockWatch } from './clock-watch.ts'
import { surveyStations } from './station-survey.ts'

const NOON = Date.UTC(2026, 6, 1, 4)
const ids = ['a', 'b', 'c', 'd']
const station = (id: string): Station => ({
  id,
  name: id,
  area: 'lushan',
  datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: MINUTE }],
})

/** Four stations, each with one reading whose time is so far from its receipt. */
function surveyOf(offsets: readonly (number | undefined)[], now = NOON) {
  const judge = new Judge()
  const stations = ids.map(station)
  let position = 0
  for (const one of stations) {
    judge.take(
      { type: 'config', at: NOON, by: { kind: 'system' }, change: { kind: 'station', station: one } },
      ++position,
    )
  }
  for (const [index, offset] of offsets.entries()) {
    if (offset === undefined) continue
    const id = ids[index] as string
    const reading = {
      datastream: `${id}/level`,
      phenomenonTime: NOON + offset,
      receivedAt: NOON,
      value: 1,
    }
    judge.take({ type: 'readings', at: NOON, station: id, readings: [reading], rejections: [] }, ++position)
  }
  return surveyStations(stations, judge, now)
}

describe('the stations, counted', () => {
  it('are heard while their newest reading is no older than each is allowed', () => {
    expect(surveyOf([0, -1000, undefined, 0])).toEqual({ stations: 4, heard: 3, heardLately: 3, ahead: 0 })
    expect(surveyOf([0, 0, 0, 0], NOON + 30 * MINUTE)).toMatchObject({ heard: 0, heardLately: 4 })
    expect(surveyOf([0, 0, 0, 0], NOON + 2 * HOUR)).toMatchObject({ heard: 0, heardLately: 0 })
  })
})

describe('the clock of the box', () => {
  it('is taken for slow when most stations are ahead of it, not when one is', () => {
    const clock = new ClockWatch()
    expect(clock.part(surveyOf([HOUR, 0, 0, 0])).code).toBe('clock-well')
    expect(clock.part(surveyOf([HOUR, HOUR, HOUR, 0]))).toMatchObject({
      status: 'degraded',
      code: 'clock-slow',
      values: { ahead: 3, heard: 4 },
    })
    expect(clock.part(surveyOf([HOUR, HOUR, undefined, undefined])).code).toBe('clock-well')
  })

  it('is told of once it was set by more than a few seconds', () => {
    const clock = new ClockWatch()
    const none = surveyOf([])
    clock.stepped(900, NOON)
    expect(clock.part(none).code).toBe('clock-well')
    clock.stepped(-10 * MINUTE, NOON)
    expect(clock.part(none)).toMatchObject({
      status: 'degraded',
      detail: 'was set by 10 minutes back at 2026-07-01T04:00:00.000Z',
    })
    expect(clock.steps).toBe(2)
  })
})
