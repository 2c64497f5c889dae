import type { BacktestCourse, BacktestEvent, BacktestOutcome, BacktestResult } from '@tocsin/contract'
import { HOUR, MINUTE } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { beyondRecord, firedColumn, numbersOf, stripsOf } from './strip-model.ts'

const table = {
  columns: [
    { level: 'orange', window: '1h' },
    { level: 'red', window: '1h' },
    { level: 'red', window: '3h' },
  ],
  rows: [{ cells: [30, 40, 60] }],
} as const

const course: BacktestCourse = {
  datastream: 'upper/rain',
  row: 0,
  unit: 'mm',
  bucketMs: HOUR,
  lines: [
    { window: '1h', values: [0], record: { value: 35, at: 5 } },
    { window: '3h', values: [0], record: { value: 75, at: 6 } },
  ],
  gaps: [],
  gapCount: 0,
  gapMs: 0,
  real: [{ subject: 'upper/rain', from: 90 * MINUTE, to: 3 * HOUR, gravest: 'red' }],
}

function resultOf(events: BacktestEvent[], more: Partial<BacktestOutcome> = {}): BacktestResult {
  const warning = { subject: 'upper/rain', events, firingAtStart: null }
  const outcome = { warnings: [warning], leads: null, ...more } as unknown as BacktestOutcome
  return {
    from: 0,
    to: 24 * HOUR,
    outcome,
    comparedWith: null,
    courses: [course],
  } as unknown as BacktestResult
}

const flood: BacktestEvent[] = [
  { type: 'raised', at: HOUR, level: 'orange', windows: { '1h': 31, '3h': 31 } },
  { type: 'level-raised', at: 2 * HOUR, level: 'red', windows: { '1h': 20, '3h': 61 } },
  { type: 'cleared', at: 4 * HOUR },
  { type: 'raised', at: 20 * HOUR, level: 'orange', windows: { '1h': 30 } },
  { type: 'cleared', at: 21 * HOUR },
]
const hourOf = (at: number) => (Math.floor(at / HOUR) + 5) % 24

describe('the strip of a row', () => {
  it('tells which cell made each raise', () => {
    const [strip] = stripsOf(resultOf(flood), table, undefined)
    expect(strip?.draft.marks.map(({ kind, level, column }) => [kind, level, column])).toEqual([
      ['raise', 'orange', 0],
      ['raise', 'red', 2],
      ['clear', null, undefined],
      ['raise', 'orange', 0],
      ['clear', null, undefined],
    ])
    expect(firedColumn({ level: 'red' }, [{ level: 'orange' }, { level: 'red' }], [1, 2])).toBe(1)
  })

  it('counts what was hit, missed and false, the lead, and who is called at night', () => {
    const [strip] = stripsOf(resultOf(flood), table, undefined)
    if (strip === undefined) throw new Error('no strip')
    const persons = (level: string) => (level === 'red' ? 9 : 3)
    expect(numbersOf(strip.draft, strip.known, persons, hourOf)).toEqual({
      raises: 3,
      hits: 1,
      misses: 0,
      false: 1,
      leadMs: 30 * MINUTE,
      calls: 15,
      atNight: 1,
      callsAtNight: 3,
    })
    expect(
      numbersOf(strip.draft, [{ from: 10 * HOUR, to: 11 * HOUR }], () => undefined, hourOf),
    ).toMatchObject({
      hits: 0,
      misses: 1,
      false: 2,
      leadMs: null,
      calls: undefined,
    })
  })

  it('takes the mark for what people want to be warned of, where one is set', () => {
    const leads = { list: [{ datastream: 'bridge/level', at: 3 * HOUR, leadMs: 2 * HOUR }] } as never
    const [strip] = stripsOf(resultOf(flood, { leads }), table, undefined)
    expect(strip?.known).toEqual([{ from: 3 * HOUR, to: 3 * HOUR }])
    expect(numbersOf(strip?.draft as never, strip?.known ?? [], () => 1, hourOf)).toMatchObject({
      hits: 1,
      leadMs: 2 * HOUR,
    })
  })

  it('asks about a cell beyond all that was measured', () => {
    const strips = stripsOf(resultOf([]), table, undefined)
    expect(beyondRecord(strips, table)).toEqual({ 'rows.0.cells.1': { record: 35, at: 5 } })
  })
})
