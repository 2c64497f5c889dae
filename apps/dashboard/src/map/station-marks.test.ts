import type { LatestValue, MapCourse, StationView, WarningView } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { byConcern, sameMarks, stationMarks, stationMarksAt } from './station-marks.ts'

const MINUTE = 60_000
const station = (id: string, more: Partial<StationView> = {}) =>
  ({
    id,
    name: id,
    area: 'lushan',
    position: { longitude: 110, latitude: 31 },
    datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: MINUTE }],
    latest: {},
    connected: true,
    lastSeenAt: 1,
    faults: [],
    ...more,
  }) as unknown as StationView
const warning = (subject: string, level: string, more: object = {}) =>
  ({
    id: subject,
    subject,
    level,
    gravest: level,
    state: 'open',
    acknowledged: null,
    clearedAt: null,
    needsConfirmation: false,
    ...more,
  }) as unknown as WarningView
const value = (at: number): LatestValue => ({ phenomenonTime: at, receivedAt: at, value: 4, flag: 'good' })

describe('a station on the map', () => {
  it('bears its worst warning, and what nobody has before what somebody does', () => {
    const acknowledged = { acknowledged: { by: 'li', name: 'Li', at: 1, level: 'red' } }
    const [mark] = stationMarks(
      [station('bridge')],
      [
        warning('bridge/level', 'yellow'),
        warning('bridge/rain', 'red', acknowledged),
        warning('weir/level', 'red'),
      ],
      () => value(0),
      0,
    )
    expect(mark).toMatchObject({ level: 'red', state: 'acknowledged', warnings: 2 })
  })

  it('is stale after two intervals, offline when it is away, and never heard of when it is', () => {
    const now = 10 * MINUTE
    const condition = (one: StationView, latest?: LatestValue) =>
      stationMarks([one], [], () => latest, now)[0]?.condition
    expect(condition(station('a'), value(9 * MINUTE))).toBe('live')
    expect(condition(station('a'), value(7 * MINUTE))).toBe('stale')
    expect(condition(station('a', { connected: false }), value(9 * MINUTE))).toBe('offline')
    expect(condition(station('a', { lastSeenAt: null }))).toBe('never')
  })

  it('stays the same mark while only the value of a calm one changes, so that the map is not drawn again', () => {
    const at = (now: number, open: WarningView[] = []) =>
      stationMarks([station('a')], open, () => ({ ...value(now), value: now }), now)
    expect(sameMarks(at(1), at(2))).toBe(true)
    expect(sameMarks(at(1), at(2, [warning('a/level', 'blue')]))).toBe(false)
    expect(sameMarks(at(1, [warning('a/level', 'blue')]), at(2, [warning('a/level', 'blue')]))).toBe(false)
  })

  it('stands in the list by level, then by who has it, then by silence', () => {
    const marks = stationMarks(
      [station('calm'), station('away', { connected: false }), station('blue'), station('red')],
      [warning('blue/level', 'blue'), warning('red/level', 'red')],
      () => value(0),
      0,
    )
    expect(marks.toSorted(byConcern).map(({ id }) => id)).toEqual(['red', 'blue', 'away', 'calm'])
  })
})

describe('a station in the replay', () => {
  const step = (at: number, level: 'red' | 'yellow' | null, acknowledged = false, cleared = false) => ({
    at,
    level,
    acknowledged,
    cleared,
  })
  const course: MapCourse = {
    from: 0,
    to: 100,
    complete: true,
    warnings: [
      {
        id: 'w',
        subject: 'bridge/level',
        area: 'lushan',
        steps: [step(10, 'yellow'), step(20, 'red'), step(30, 'red', true), step(40, null)],
      },
    ],
  }
  const at = (t: number) => stationMarksAt([station('bridge')], course, undefined, t)[0]

  it('has the level and the state of that moment', () => {
    expect(at(9)).toMatchObject({ level: null, state: null })
    expect(at(10)).toMatchObject({ level: 'yellow', state: 'unacknowledged' })
    expect(at(29)).toMatchObject({ level: 'red', state: 'unacknowledged' })
    expect(at(30)).toMatchObject({ level: 'red', state: 'acknowledged' })
    expect(at(40)).toMatchObject({ level: null })
  })

  it('has the value of that moment, and says when it was old already', () => {
    const moment = (phenomenonTime: number) => ({
      at: 0,
      values: { 'bridge/level': { phenomenonTime, value: 3, flag: 'good' as const } },
    })
    const mark = (t: number, of: number) => stationMarksAt([station('bridge')], course, moment(of), t)[0]
    expect(mark(10 * MINUTE, 9 * MINUTE)).toMatchObject({ value: 3, condition: 'live' })
    expect(mark(10 * MINUTE, 2 * MINUTE)).toMatchObject({ value: 3, condition: 'stale' })
    expect(stationMarksAt([station('bridge')], course, undefined, 5)[0]).toMatchObject({ condition: 'never' })
  })
})
