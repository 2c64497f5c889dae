import type { Observation } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { LatestValues } from './latest-values.ts'

const observed = (
  datastream: string,
  value: number,
  phenomenonTime: number,
  more: Partial<Observation> = {},
): Observation => ({
  datastream,
  phenomenonTime,
  receivedAt: phenomenonTime + 5,
  value,
  flag: 'good',
  checks: [],
  timeliness: 'new',
  position: 1,
  ...more,
})

/** Everybody watches everything; `hill` watches the hill alone. */
const started = () => new LatestValues<string>((station) => (station === 'hill' ? ['all', 'hill'] : ['all']))
const values = (json: string[]) => json.map((one) => [JSON.parse(one).datastream, JSON.parse(one).value])

describe('the latest values', () => {
  it('are in the shape of the contract', () => {
    const latest = started()
    latest.take([observed('bridge/level', 3.21, 100)])
    expect(latest.since(0, 'all').map((one) => JSON.parse(one))).toEqual([
      { datastream: 'bridge/level', phenomenonTime: 100, receivedAt: 105, value: 3.21, flag: 'good' },
    ])
  })

  it('after a change are what changed since, each datastream once, with its newest value', () => {
    const latest = started()
    latest.take([observed('a/x', 1, 100), observed('b/x', 1, 100), observed('a/x', 2, 101)])
    const seen = latest.change
    latest.take([observed('b/x', 3, 102)])
    latest.take([observed('c/x', 4, 102), observed('b/x', 5, 103)])
    expect(values(latest.since(seen, 'all'))).toEqual([
      ['c/x', 4],
      ['b/x', 5],
    ])
    expect(values(latest.since(0, 'all'))).toHaveLength(3)
    expect(latest.since(latest.change, 'all')).toEqual([])
  })

  it('are those that one watches', () => {
    const latest = started()
    expect([...latest.take([observed('bridge/x', 1, 100)])]).toEqual(['all'])
    expect([...latest.take([observed('hill/x', 1, 100), observed('hill/y', 1, 100)])]).toEqual([
      'all',
      'hill',
    ])
    expect(values(latest.since(0, 'hill'))).toEqual([
      ['hill/x', 1],
      ['hill/y', 1],
    ])
  })

  it('do not go back when older ones arrive', () => {
    const latest = started()
    latest.take([observed('a/x', 1, 200)])
    const seen = latest.change
    const touched = latest.take([observed('a/x', 9, 150, { timeliness: 'back-fill', receivedAt: 210 })])
    expect([...touched]).toEqual([])
    expect(latest.since(seen, 'all')).toEqual([])
    latest.take([observed('a/x', 2, 200)])
    expect(values(latest.since(seen, 'all'))).toEqual([['a/x', 2]])
  })

  it('follow a back-fill that is the newest there is, but not a late value from before a restart', () => {
    const latest = started()
    latest.take([observed('a/x', 1, 100, { timeliness: 'back-fill' })])
    latest.take([observed('b/x', 1, 100, { timeliness: 'late' })])
    expect(values(latest.since(0, 'all'))).toEqual([['a/x', 1]])
  })

  it('are not stuck at a device that was once a year ahead', () => {
    const latest = started()
    latest.take([observed('a/x', 1, 9_000_000, { timeliness: 'ahead', receivedAt: 100 })])
    latest.take([observed('a/x', 2, 101)])
    expect(values(latest.since(0, 'all'))).toEqual([['a/x', 2]])
  })

  it('keep their order through thousands of changes', () => {
    const latest = started()
    const newest = new Map<string, number>()
    let random = 7
    for (let change = 1; change <= 3000; change++) {
      random = (random * 1_103_515_245 + 12_345) % 2_147_483_648
      const datastream = `s${random % 50}/x`
      newest.delete(datastream)
      newest.set(datastream, change)
      latest.take([observed(datastream, change, change)])
    }
    expect(values(latest.since(0, 'all'))).toEqual([...newest])
    expect(values(latest.since(2990, 'all'))).toEqual([...newest].filter(([, change]) => change > 2990))
  })
})
