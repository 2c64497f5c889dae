import type { PersonRecord } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { newPerson, nextKey, personBodyOf, personDraftOf, personsOf, raised } from './person-draft.ts'

const wang: PersonRecord = {
  id: 'p1',
  name: 'Wang',
  language: 'zh',
  roles: [{ role: 'secretary', area: 'lushan/baihe' }],
  channels: [
    { id: 'c1', kind: 'voice', address: '138****1234', readable: true, verifiedAt: null, dead: false },
    {
      id: 'c2',
      kind: 'sms',
      address: '138****1234',
      readable: true,
      verifiedAt: null,
      dead: false,
      hours: [{ from: '08:00', to: '20:00' }],
    },
  ],
  deputy: 'p2',
  changedAt: 0,
}

describe('a person as typed', () => {
  it('is sent back with channels by their ids: a masked number is never an address', () => {
    expect(personBodyOf(personDraftOf(wang))).toEqual({
      name: 'Wang',
      language: 'zh',
      roles: wang.roles,
      channels: [
        { id: 'c1', kind: 'voice' },
        { id: 'c2', kind: 'sms', hours: [{ from: '08:00', to: '20:00' }] },
      ],
      deputy: 'p2',
    })
  })
  it('leaves out empty lines at the end, and keeps those before so that faults keep their place', () => {
    const draft = newPerson('lushan')
    expect(personBodyOf({ ...draft, name: ' Li ' })).toEqual({
      name: 'Li',
      language: 'zh',
      roles: [],
      channels: [],
    })
    const roles = [...draft.roles, { key: 1, role: 'watch', area: 'lushan' }]
    expect(personBodyOf({ ...draft, roles }).roles).toHaveLength(2)
  })
  it('changes the order in which channels are tried', () => {
    expect(raised(['a', 'b', 'c'], 2)).toEqual(['a', 'c', 'b'])
    expect(raised(['a', 'b'], 0)).toEqual(['a', 'b'])
    expect(nextKey([{ key: 4 }])).toBe(5)
  })
})

it('finds who has a role in an area or below, by name or role', () => {
  const free: PersonRecord = { ...wang, id: 'p2', name: 'Li', roles: [] }
  const found = (area: string | undefined, search = '') =>
    personsOf([wang, free], area, search).map(({ id }) => id)
  expect(found('lushan')).toEqual(['p1'])
  expect(found(undefined)).toEqual(['p1', 'p2'])
  expect(found('other')).toEqual([])
  expect(found(undefined, 'SECRET')).toEqual(['p1'])
})
