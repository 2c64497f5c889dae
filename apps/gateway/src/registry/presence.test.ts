import { Judge, MINUTE, type Station } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { Presence } from './presence.ts'
import type { Registry } from './registry.ts'

const BRIDGE: Station = {
  id: 'bridge',
  name: '白河桥',
  area: 'lushan',
  datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: MINUTE }],
}
const registry = { station: () => BRIDGE } as unknown as Registry

describe('a station that sends more than is read of one', () => {
  const faults = (presence: Presence) =>
    presence.view('bridge')?.faults.map(({ kind, since }) => [kind, since])

  it('shows it from the first time on, until a minute after the last', () => {
    const presence = new Presence(registry, new Judge())
    expect(presence.slowed('bridge', 200, 1000)).toBe(true)
    expect(presence.slowed('bridge', 200, 5000)).toBe(false)
    expect(faults(presence)).toEqual([['rate', 1000]])
    expect(presence.heard('bridge', 1, 0, 5000 + MINUTE)).toBe(false)
    expect(faults(presence)).toEqual([['rate', 1000]])
    expect(presence.heard('bridge', 1, 0, 5001 + MINUTE)).toBe(true)
    expect(faults(presence)).toEqual([])
  })

  it('shows it no more when it is gone', () => {
    const presence = new Presence(registry, new Judge())
    presence.slowed('bridge', 200, 1000)
    presence.connected('bridge', false)
    expect(faults(presence)).toEqual([])
  })
})
