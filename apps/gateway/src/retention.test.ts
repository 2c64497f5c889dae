import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DAY } from '@tocsin/core'
import { afterAll, describe, expect, it } from 'vitest'
import { ManualClock } from './clock.ts'
import { silentLog } from './log.ts'
import { openDatabase } from './registry/database.ts'
import { JOURNAL_KEPT, Retention } from './retention.ts'

describe('retention', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-retention-'))
  const database = openDatabase(join(folder, 'tocsin.db'))
  afterAll(() => {
    database.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const NOW = 100 * DAY

  function pruned(situation: {
    low: boolean
    judged: number
    duckdb: number
    influx: number
  }): [number, number][] {
    const calls: [number, number][] = []
    const { low, judged, duckdb, influx } = situation
    new Retention({
      journal: { prune: (upTo, before) => calls.push([upTo, before]), oldest: () => 1 },
      host: { judge: { position: judged } },
      history: { shippedTo: (of) => (of === 'history' ? duckdb : Math.min(duckdb, influx)) },
      disk: { low },
      database,
      clock: new ManualClock(NOW),
      log: silentLog,
    }).prune()
    return calls
  }

  it('keeps seven days, and whatever a history still waits for', () => {
    expect(pruned({ low: false, judged: 90, duckdb: 80, influx: 50 })).toEqual([[50, NOW - JOURNAL_KEPT]])
  })

  it('keeps what is not judged yet', () => {
    expect(pruned({ low: false, judged: 30, duckdb: 80, influx: 80 })).toEqual([[30, NOW - JOURNAL_KEPT]])
  })

  it('gives up the backlog of InfluxDB when the disk runs short, before readings are refused', () => {
    expect(pruned({ low: true, judged: 90, duckdb: 80, influx: 50 })).toEqual([[80, Number.MAX_SAFE_INTEGER]])
  })
})
