import type { VillageReachView } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { levelsShown, listed, minutesOf } from './blind-spot-list.ts'

const reached = (level: 'red' | 'yellow') => ({
  level,
  plan: null,
  step: null,
  persons: 0,
  names: [],
  channels: [],
  withinMs: null,
})
const village = (name: string, more: Partial<VillageReachView> = {}): VillageReachView => ({
  village: name,
  name,
  above: [],
  canWarn: true,
  gauges: { all: 1, ruled: 1, heard: 1 },
  levels: [],
  spots: [],
  ...more,
})

describe('the list of villages', () => {
  const advice = {
    weight: 'advice' as const,
    kind: 'unverified' as const,
    levels: [],
    reason: { zh: '', en: '' },
  }
  const villages = [
    village('a', { spots: [advice], levels: [reached('yellow')] }),
    village('b', { levels: [reached('red')] }),
  ]
  it('leaves out those in which nothing is amiss, unless all are wanted', () => {
    expect(listed(villages, false).map(({ name }) => name)).toEqual(['a'])
    expect(listed(villages, true)).toHaveLength(2)
  })
  it('has a column for each level that any of them has rules or a plan for', () =>
    expect(levelsShown(villages)).toEqual(['red', 'yellow']))
  it('counts a minute that has begun', () => expect([0, 60_000, 61_000].map(minutesOf)).toEqual([1, 1, 2]))
})
