import { describe, expect, it } from 'vitest'
import { type Entry, matching } from './palette-entries.ts'

const entry = (group: Entry['group'], text: string, hint?: string): Entry => ({
  id: `${group} ${text}`,
  group,
  text,
  ...(hint !== undefined && { hint }),
  run() {},
})
const ENTRIES = [
  entry('page', 'Stations'),
  entry('station', '白河桥', 'bridge · lushan/xincun'),
  entry('station', 'Upper bridge', 'upper'),
  entry('rule', 'Bridge level'),
]
const texts = (query: string) => matching(ENTRIES, query).map(({ text }) => text)

describe('the palette', () => {
  it('finds by every word that was typed, in whatever order and case', () => {
    expect(texts('LEVEL bridge')).toEqual(['Bridge level'])
    expect(texts('白河')).toEqual(['白河桥'])
    expect(texts('nothing of the sort')).toEqual([])
  })
  it('puts what begins with the query before what only has it, and what is found by its hint last', () => {
    expect(texts('bridge')).toEqual(['Bridge level', 'Upper bridge', '白河桥'])
  })
  it('reads full-width letters as what they are', () => {
    expect(texts('ｂｒｉｄｇｅ ｌｅｖｅｌ')).toEqual(['Bridge level'])
  })
  it('shows a few of each group while nothing is typed, and every page and action', () => {
    const many = [
      ...Array.from({ length: 20 }, (_, index) => entry('station', `S${index}`)),
      ...Array.from({ length: 20 }, (_, index) => entry('page', `P${index}`)),
    ]
    const shown = matching(many, ' ')
    expect(shown.filter(({ group }) => group === 'station')).toHaveLength(6)
    expect(shown.filter(({ group }) => group === 'page')).toHaveLength(20)
  })
})
