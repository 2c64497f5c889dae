import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../model/index.ts'
import { fromUtf8 } from './bytes.ts'
import { type Sl323Row, sl323, sl323Period, sl323Time } from './sl323.ts'

const context = { receivedAt: Date.UTC(2026, 6, 18, 4), zone: 'Asia/Shanghai' }

function rain(...rows: readonly (readonly [tm: string, drp: unknown, intv: unknown, known?: true])[]) {
  const document = {
    table: 'ST_PPTN_R',
    rows: rows.map(
      ([tm, drp, intv, known]) =>
        ({ STCD: '61905400', TM: `2026-07-18 ${tm}`, DRP: drp, INTV: intv, known }) as Sl323Row,
    ),
  }
  const [received] = sl323.receive(undefined, fromUtf8(JSON.stringify(document)), context).received
  return received?.values.map(({ value }) => value)
}

describe('rain of SL 323', () => {
  it('counts what was told in short periods not again in the hour that holds them', () => {
    expect(rain(['09:30:00', 3, 0.05], ['09:35:00', 4.5, '0.05'], ['10:00:00', 9, 1])).toEqual([3, 4.5, 1.5])
  })

  it('takes off what is given, not what was written, where periods lie in one another', () => {
    const rows = [
      ['09:05:00', 2, 0.05],
      ['10:00:00', 5, 1],
      ['14:00:00', 8, 6],
    ] as const
    expect(rain(...rows)).toEqual([2, 3, 3])
  })

  it('does not take off what ended as the period began', () => {
    expect(rain(['09:00:00', 7, 1], ['10:00:00', 2, 1])).toEqual([7, 2])
  })

  it('never gives less than nothing when the hour says less than its parts', () => {
    expect(rain(['09:55:00', 4, 0.05], ['10:00:00', 3.5, 1])).toEqual([4, 0])
  })

  it('gives nothing of a row that is only there for its period', () => {
    expect(rain(['09:55:00', 4, 0.05, true], ['10:00:00', 6.5, 1])).toEqual([2.5])
  })

  it('keeps an amount whose period nobody wrote down', () => {
    expect(rain(['09:55:00', 4, null], ['10:00:00', 6.5, null])).toEqual([4, 6.5])
  })
})

describe('columns of SL 323', () => {
  it('reads INTV as hours and minutes, not as a decimal of hours', () => {
    expect(sl323Period('1.30')).toBe(HOUR + 30 * MINUTE)
    expect(sl323Period(0.05)).toBe(5 * MINUTE)
    expect(sl323Period(0.1)).toBe(10 * MINUTE)
    expect(sl323Period(24)).toBe(24 * HOUR)
    for (const none of [0.75, 0, -1, 25, null, 'x', undefined]) expect(sl323Period(none)).toBeUndefined()
  })

  it('reads TM in the zone of the database', () => {
    expect(sl323Time('2026-07-18 08:00:00', 'Asia/Shanghai')).toBe(Date.UTC(2026, 6, 18))
    expect(sl323Time('2026-07-18 08:00:00.500000', 'UTC')).toBe(Date.UTC(2026, 6, 18, 8) + 500)
    for (const none of ['2026-02-30 08:00:00', '2026-07-18', 0, undefined]) {
      expect(sl323Time(none, 'Asia/Shanghai')).toBeUndefined()
    }
  })

  it('refuses a document that is of no table it knows', () => {
    const [received] = sl323.receive(undefined, fromUtf8('{"table":"ST_WAS_R","rows":[]}'), context).received
    expect(received).toMatchObject({ purpose: 'refused', values: [] })
    expect(received?.rejections[0]?.reason).toContain('ST_PPTN_R, ST_RIVER_R, ST_RSVR_R')
  })
})
