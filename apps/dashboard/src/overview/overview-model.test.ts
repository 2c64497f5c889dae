import type { StationView, WarningView } from '@tocsin/contract'
import type { Level } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { exampleWarning } from '../warnings/warning-example.ts'
import { dataHealth, leadingDatastream, shownWarnings, stationRows, tiles } from './overview-model.ts'

const station = (id: string, more: Partial<StationView> = {}): StationView => ({
  id,
  name: id,
  area: 'lushan',
  datastreams: [
    { name: 'battery', property: 'battery', unit: 'V', intervalMs: 300_000 },
    { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 300_000, form: 'increment' },
    { name: 'level', property: 'water-level', unit: 'm', intervalMs: 300_000 },
  ],
  latenessMs: 600_000,
  latest: {},
  connected: true,
  lastSeenAt: 0,
  faults: [],
  counts: { readings: 0, duplicates: 0, rejected: 0 },
  ...more,
})
const warning = (subject: string, level: Level, more: Partial<WarningView> = {}) =>
  exampleWarning({ id: `${subject}:${level}`, subject, level, ...more })

describe('the stations of the overview', () => {
  it('come worst first: warnings, then what is away, then what is faulty, then by name', () => {
    const rows = stationRows(
      [
        station('calm'),
        station('faulty', { faults: [{ kind: 'clock', since: 0, detail: '' }] }),
        station('away', { connected: false }),
        station('yellow'),
        station('red'),
      ],
      [warning('yellow/level', 'yellow'), warning('red/level', 'yellow'), warning('red/rain', 'red')],
    )
    expect(rows.map(({ station }) => station.id)).toEqual(['red', 'yellow', 'away', 'faulty', 'calm'])
    expect(rows[0]).toMatchObject({ warnings: 2, worst: { level: 'red' } })
  })
  it('are watched for what is in trouble, else for what tells most', () => {
    expect(leadingDatastream(station('a'), null)?.name).toBe('level')
    expect(leadingDatastream(station('a'), warning('a/rain', 'red'))?.name).toBe('rain')
  })
  it('are silent past twice their slowest interval, or when they never spoke', () => {
    const health = dataHealth(
      [
        station('a', { lastSeenAt: 0 }),
        station('b', { lastSeenAt: 1 }),
        station('c', { lastSeenAt: null, connected: false }),
      ],
      600_001,
    )
    expect(health).toEqual({ total: 3, online: 2, silent: 2, faulty: 0 })
  })

  it('calls nobody silent who was heard on the socket since', () => {
    const heard = dataHealth([station('a', { lastSeenAt: 0 })], 600_001, () => 600_000)
    expect(heard.silent).toBe(0)
  })
})

describe('the warnings of the overview', () => {
  it('are cut short, but never a red or orange that nobody has', () => {
    const reds = Array.from({ length: 12 }, (_, index) => warning(`s${index}/level`, 'red'))
    const yellows = Array.from({ length: 12 }, (_, index) => warning(`s${index}/rain`, 'yellow'))
    expect(shownWarnings([...reds, ...yellows])).toHaveLength(12)
    expect(shownWarnings(yellows)).toHaveLength(8)
  })
  it('tell whether it grows', () => {
    const open = [
      warning('a/level', 'red', { raisedAt: 0 }),
      warning('b/level', 'red', { raisedAt: 3_000_000 }),
    ]
    expect(tiles(open, 3_600_000)[0]).toMatchObject({ open: 2, raisedLately: 1 })
  })
})
