import type { Area } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { readPasted } from '../tables/csv-reader.ts'
import { readRosterSheet } from './roster-sheet.ts'

/** 2026-06-30 12:00 in Shanghai. */
const NOW = Date.UTC(2026, 5, 30, 4)
const AREAS: Area[] = [
  { path: 'lushan', name: '庐山县', kind: 'county' },
  { path: 'lushan/baihe', name: '白河镇', kind: 'township' },
]

function read(text: string, timeZone = 'Asia/Shanghai') {
  const sheet = readPasted(text)
  if (!sheet.ok) throw new Error(sheet.fault.message)
  const { shifts, faults } = readRosterSheet(sheet.sheet, {
    areas: AREAS,
    timeZone,
    now: NOW,
    desk: 'lushan',
  })
  return {
    shifts: shifts.map(({ row, desk, from, to, staff }) => [
      row,
      desk,
      new Date(from).toISOString().slice(0, 16),
      new Date(to).toISOString().slice(0, 16),
      staff,
    ]),
    faults: faults.map(({ cell, message }) => `${cell} ${message}`),
  }
}

describe('a roster as offices keep it', () => {
  it('goes by day and hours, a night shift into the next day', () =>
    expect(
      read(
        '防汛值班表,,,,\n日期,时段,带班领导,主班,备班\n7月1日,8:00-20:00,陈县长,何主任,无\n2026/7/1,20:00—次日8:00,,李小梅,\n制表：何主任,,,,\n',
      ),
    ).toEqual({
      shifts: [
        [
          3,
          'lushan',
          '2026-07-01T00:00',
          '2026-07-01T12:00',
          { leader: '陈县长', officer: '何主任', standby: null },
        ],
        [4, 'lushan', '2026-07-01T12:00', '2026-07-02T00:00', { officer: '李小梅' }],
      ],
      faults: [],
    }))

  it('or by its ends, of a desk that it names', () =>
    expect(read('值班室,开始,结束,主班\n白河镇,2026-07-01 08:00,2026-07-02 08:00,李小梅\n').shifts).toEqual([
      [2, 'lushan/baihe', '2026-07-01T00:00', '2026-07-02T00:00', { officer: '李小梅' }],
    ]))

  it('takes the year that is nearest where none is written', () =>
    expect(read('日期,时段,主班\n1月1日,8:00-20:00,李小梅\n').shifts[0]?.[2]).toBe('2026-01-01T00:00'))

  it('says by cell what it cannot read', () =>
    expect(
      read(
        '日期,时段,主班,值班室\n2月30日,8:00-20:00,李小梅,\n7月1日,白班,李小梅,\n7月1日,8:00-20:00,李小梅,黑河镇\n',
      ).faults,
    ).toEqual([
      'A2 "2月30日" is no day',
      'B3 "白班" does not say from when to when',
      'D4 there is no area 黑河镇 in lushan',
    ]))

  it('keeps eight o’clock on the day on which clocks change', () =>
    expect(
      read('日期,时段,主班\n2026-03-29,08:00-20:00,Li\n', 'Europe/Berlin').shifts[0]?.slice(2, 4),
    ).toEqual(['2026-03-29T06:00', '2026-03-29T18:00']))
})
