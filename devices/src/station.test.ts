import { MINUTE, SECOND } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import type { Device } from './device.ts'
import type { Instrument } from './instruments/index.ts'
import type { ReadingsItem } from './readings-item.ts'
import { createStation } from './station.ts'

const T = Date.UTC(2026, 6, 1)
const clockwork: Instrument = { name: 'level', everyMs: 15 * SECOND, at: (time) => (time - T) / SECOND }

/** A device that is never connected: what it was given stays in sight. */
function notebook(): Device & { readonly items: ReadingsItem[] } {
  const items: ReadingsItem[] = []
  return {
    id: 'bridge',
    items,
    record: (more) => items.push(...more),
    start() {},
    stop: () => Promise.resolve(),
    drained: () => Promise.resolve(),
    connected: false,
    pending: 0,
    dropped: 0,
  }
}

async function startedAt(now: number, sentUpTo: number): Promise<number[]> {
  const device = notebook()
  const station = createStation({ device, instruments: [clockwork], sentUpTo, now: () => now })
  station.start()
  await station.stop()
  return device.items.map(({ ts }) => (ts - T) / SECOND)
}

describe('a station that starts', () => {
  it('back-fills each minute since it was last heard, and then reports the present', async () => {
    expect(await startedAt(T + 5 * MINUTE + 31 * SECOND, T)).toEqual([60, 120, 180, 240, 300, 330])
  })

  it('goes on at its own pace when it was away for moments only', async () => {
    expect(await startedAt(T + 61 * SECOND, T)).toEqual([15, 30, 45, 60])
  })

  it('does not report the present twice', async () => {
    expect(await startedAt(T + 5 * MINUTE, T)).toEqual([60, 120, 180, 240, 300])
    expect(await startedAt(T + 5 * SECOND, T)).toEqual([])
  })

  it('looks back 31 days at most', async () => {
    const times = await startedAt(T + 400 * 24 * 60 * MINUTE, T)
    expect(times).toHaveLength(31 * 24 * 60)
  })
})
