import type { HouseholdView } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { householdBodyOf, householdDraftOf, isTicked, notMoved, zonesOf } from './household-zones.ts'

const tick = (name: 'told' | 'moved' | 'returned', done = true) => ({
  tick: name,
  done,
  at: 0,
  by: { id: 'chen', name: 'Chen' },
})
const household = (id: string, area: string, persons: number, more: Partial<HouseholdView> = {}) => ({
  id,
  area,
  name: id,
  persons,
  specialNeeds: null,
  special: false,
  standing: { told: null, moved: null, returned: null },
  ...more,
})
const list: HouseholdView[] = [
  household('c', 'lushan/b', 4),
  household('b', 'lushan/a', 2, { standing: { told: tick('told'), moved: tick('moved'), returned: null } }),
  household('a', 'lushan/a', 3, {
    standing: { told: tick('told'), moved: tick('moved', false), returned: null },
  }),
]
const compare = (a: string, b: string) => a.localeCompare(b)

it('sums up each danger zone; a tick taken back counts as not set', () => {
  const [first, second] = zonesOf(list, compare)
  expect(first?.households.map(({ id }) => id)).toEqual(['a', 'b'])
  expect([first?.all, first?.ticked.told, first?.ticked.moved]).toEqual([
    { households: 2, persons: 5 },
    { households: 2, persons: 5 },
    { households: 1, persons: 2 },
  ])
  expect([second?.area, second?.ticked.told.households]).toEqual(['lushan/b', 0])
  expect(list.map((one) => isTicked(one, 'moved'))).toEqual([false, true, false])
  expect(notMoved(list).map(({ id }) => id)).toEqual(['c', 'a'])
})

it('survives being opened and saved again, and sends nothing for what is empty', () => {
  const one = household('a', 'lushan/a', 3, {
    specialNeeds: 'bedridden',
    helper: 'p1',
    destination: 'school',
  })
  expect(householdBodyOf(householdDraftOf(one, ''))).toEqual({
    area: 'lushan/a',
    name: 'a',
    persons: 3,
    specialNeeds: 'bedridden',
    helper: 'p1',
    destination: 'school',
  })
  const empty = householdDraftOf(undefined, 'lushan/a')
  expect(householdBodyOf({ ...empty, name: 'b', persons: '2' })).toEqual({
    area: 'lushan/a',
    name: 'b',
    persons: 2,
  })
})
