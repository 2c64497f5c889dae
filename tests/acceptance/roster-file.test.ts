import { calls, ProblemError } from '@tocsin/contract'
import { HOUR } from '@tocsin/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CalledVillage } from '../rig/village.ts'

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64')

/** From the evening of 2026-07-01 on, as an office keeps it. */
const ROSTER = `庐山县防汛值班表,,,,
日期,时段,带班领导,主班,副班
7月1日,08:00-20:00,刘镇长,值班员,
7月2日,08:00-20:00,刘镇长,值班员,李小梅
7月2日,20:00-次日08:00,刘镇长,李小梅,无
`

describe('a roster from a spreadsheet', () => {
  let village: CalledVillage

  beforeEach(async () => {
    village = await CalledVillage.open()
  })
  afterEach(() => village.close())

  const look = (text: string) =>
    village.officer.call(calls.readRosterFile, {
      body: { fileName: '值班表.csv', content: base64(text), area: 'lushan' },
    })
  const save = (text: string, seen: string | null) =>
    village.officer.call(calls.importRoster, {
      body: { fileName: '值班表.csv', content: base64(text), area: 'lushan', seen: seen ?? '' },
    })
  const shifts = async () => {
    const now = village.clock.now()
    const answer = await village.officer.call(calls.listShifts, {
      query: { from: now - 48 * HOUR, to: now + 72 * HOUR },
    })
    return answer.shifts
  }

  it('comes in after a look, goes out again, and is then unchanged', async () => {
    const seen = await look(ROSTER)
    expect(seen.faults).toEqual([])
    expect(seen.notes).toContain('1 shifts are over already and not entered, the first in row 3')
    expect(seen.rows.map(({ row, outcome, name }) => [row, outcome, name])).toEqual([
      [4, 'new', '庐山县 07-02 08:00'],
      [5, 'new', '庐山县 07-02 20:00'],
    ])
    expect(await shifts()).toEqual([])
    await save(ROSTER, seen.seen)
    expect((await shifts()).map(({ leader, officer, deputy }) => [leader, officer, deputy])).toEqual([
      [village.persons['刘镇长'], village.persons['值班员'], village.persons['李小梅']],
      [village.persons['刘镇长'], village.persons['李小梅'], undefined],
    ])
    for (const format of ['xlsx', 'csv', 'csv-gbk']) {
      const file = await fetch(`${village.gateway.url}/api/roster/file?format=${format}`, {
        headers: { cookie: village.operator.cookie },
      })
      const content = Buffer.from(await file.arrayBuffer()).toString('base64')
      const again = await village.officer.call(calls.readRosterFile, {
        body: { fileName: `值班表.${format}`, content },
      })
      expect([format, again.faults, again.counts]).toEqual([format, [], { new: 0, changed: 0, unchanged: 2 }])
    }
    // Somebody else at night: one change, by name.
    const changed = await look(ROSTER.replace('李小梅,无', '值班员,无'))
    expect(changed.rows.map(({ outcome, changes }) => [outcome, changes])).toEqual([
      ['unchanged', []],
      ['changed', [{ path: 'officer', before: '李小梅', after: '值班员' }]],
    ])
  })

  it('is refused by row where shifts overlap, somebody is unknown, or two names share a cell; nothing is lost', async () => {
    await save(ROSTER, (await look(ROSTER)).seen)
    const before = await shifts()
    const wrong = `日期,时段,带班领导,主班
7月2日,12:00-22:00,刘镇长,值班员
7月3日,08:00-20:00,王某某,值班员
7月3日,12:00-次日08:00,刘镇长,值班员、李小梅
`
    const { faults, seen } = await look(wrong)
    expect(seen).toBeNull()
    expect(faults.map(({ cell, message }) => `${cell} ${message}`)).toEqual([
      'A2 overlaps shift-1 of lushan, 07-02 08:00 to 07-02 20:00',
      'C3 there is no person 王某某',
      'A4 overlaps row 3, 07-03 08:00 to 07-03 20:00',
      'D4 "值班员、李小梅" names several people',
    ])
    await expect(save(wrong, 'anything')).rejects.toBeInstanceOf(ProblemError)
    expect(await shifts()).toEqual(before)
  })
})
