import type { RuleView, StationView, WarningView } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { freeStationId, type SetupFacts, setupProgress } from './setup-model.ts'

const EMPTY: SetupFacts = {
  firstPassword: true,
  areas: [],
  stations: [],
  rules: [],
  warnings: [],
  persons: [],
  plans: [],
  callouts: [],
}
const next = (facts: Partial<SetupFacts>) => setupProgress({ ...EMPTY, ...facts }).next

const village = { path: 'lushan/xincun', name: '新村', kind: 'village' } as const
const silent = { id: 'bridge', latest: {} } as unknown as StationView
const heard = { id: 'bridge', latest: { level: { value: 3 } } } as unknown as StationView
const rule = (id: string, kind: string) => ({ id, condition: { kind } }) as unknown as RuleView
const warning = (rule: string, acknowledged: object | null) =>
  ({ rule: { id: rule }, acknowledged, closedAt: null }) as unknown as WarningView

describe('the first run', () => {
  it('begins at an empty box with the password', () => {
    expect(next({})).toBe('password')
  })
  it('takes it up where it stands, by what is there', () => {
    const known = { firstPassword: false, areas: [village] }
    expect(next(known)).toBe('station')
    expect(next({ ...known, stations: [silent] })).toBe('station')
    expect(next({ ...known, stations: [heard] })).toBe('rule')
  })
  it('takes a rule about the sensors themselves for none', () => {
    const known = { firstPassword: false, areas: [village], stations: [heard] }
    expect(next({ ...known, rules: [rule('r0', 'sensor-fault')] })).toBe('rule')
    const rules = [rule('r0', 'sensor-fault'), rule('r1', 'threshold')]
    expect(next({ ...known, rules })).toBe('warning')
    expect(next({ ...known, rules, warnings: [warning('r0', {})] })).toBe('warning')
    expect(next({ ...known, rules, warnings: [warning('r1', null)] })).toBe('warning')
    expect(next({ ...known, rules, warnings: [warning('r1', {})] })).toBe('person')
  })
  it('is not kept by a step that was done before the one above it', () => {
    const { steps, done } = setupProgress({ ...EMPTY, stations: [heard] })
    expect(done).toBe(2)
    expect(steps.filter((one) => one.done).map(({ step }) => step)).toEqual(['devices', 'station'])
  })
})

it('proposes an id that is free', () => {
  expect(freeStationId([])).toBe('station-1')
  expect(freeStationId([{ id: 'station-1' }, { id: 'bridge' }])).toBe('station-2')
})
