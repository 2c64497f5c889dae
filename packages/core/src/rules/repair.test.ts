import { describe, expect, it } from 'vitest'
import type { Rule } from '../model/index.ts'
import { compileRule } from './compile.ts'
import { repairRule } from './repair.ts'

const LEVEL = {
  id: 'r',
  version: 1,
  name: 'r',
  appliesTo: { area: 'a' },
  condition: { kind: 'threshold', direction: 'above' },
  levels: { red: { raiseAt: 4 } },
} as const
const ALL = { ...LEVEL, condition: { kind: 'composite' } } as const

describe('a rule that an earlier version took', () => {
  it.each<readonly [string, object, object]>([
    ['a clear value equal to the one that raises', { levels: { red: { raiseAt: 4, clearBelow: 4 } } }, {}],
    ['an empty list of seasons', { schedule: { zone: 'UTC', seasons: [] } }, { schedule: { zone: 'UTC' } }],
    [
      'hours of no day',
      { schedule: { zone: 'UTC', hours: [{ from: '22:00', to: '06:00', days: [] }] } },
      { schedule: { zone: 'UTC', hours: [{ from: '22:00', to: '06:00' }] } },
    ],
    [
      'an empty list of flags beside checks',
      { condition: { kind: 'sensor-fault' }, levels: { red: { flags: [], checks: ['spike'] } } },
      { condition: { kind: 'sensor-fault' }, levels: { red: { checks: ['spike'] } } },
    ],
    [
      'a member that is named twice',
      { ...ALL, levels: { red: { allOf: [{ rule: 'x' }, { rule: 'y' }, { rule: 'x', area: 'a' }] } } },
      { ...ALL, levels: { red: { allOf: [{ rule: 'x' }, { rule: 'y' }] } } },
    ],
  ])('is mended with the same meaning: %s', (_, change, mended) => {
    const broken = { ...LEVEL, ...change } as unknown as Rule
    expect(compileRule(broken).ok).toBe(false)
    expect(repairRule(broken)?.rule).toEqual({ ...LEVEL, ...mended })
  })

  it.each<readonly [string, object]>([
    ['it clears above what raises', { levels: { red: { raiseAt: 4, clearBelow: 5 } } }],
    [
      'a member counted twice among so many',
      { ...ALL, levels: { red: { atLeast: 2, of: [{ rule: 'x' }, { rule: 'x' }, { rule: 'y' }] } } },
    ],
    ['an empty list of flags alone', { condition: { kind: 'sensor-fault' }, levels: { red: { flags: [] } } }],
    [
      'one fault of two has no one answer',
      { schedule: { zone: 'UTC', hours: [] }, levels: { red: { raiseAt: 4, clearBelow: 5 } } },
    ],
  ])('is left to the engineer when %s', (_, change) => {
    const broken = { ...LEVEL, ...change } as unknown as Rule
    expect(compileRule(broken).ok).toBe(false)
    expect(repairRule(broken)).toBeUndefined()
  })

  it('is left as it is when nothing is wrong with it', () => {
    expect(repairRule(LEVEL as unknown as Rule)).toBeUndefined()
  })
})
