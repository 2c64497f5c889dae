import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openDuckdbHistory } from '@tocsin/gateway/history/duckdb'
import { afterAll, describe, expect, it } from 'vitest'
import { historyContract, NOON, observation } from './history.ts'

const FOR_EVER = { raw: undefined, hourly: undefined, daily: undefined }
const folder = mkdtempSync(join(tmpdir(), 'tocsin-duckdb-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

historyContract('DuckDB', () => openDuckdbHistory({ path: join(folder, 'contract.duckdb') }))

historyContract('DuckDB, compacted after every append', async () => {
  const history = await openDuckdbHistory({ path: join(folder, 'compacted.duckdb') })
  return {
    ...history,
    async append(observations) {
      await history.append(observations)
      await history.compact({ now: Date.UTC(2101, 0, 1), keeping: FOR_EVER })
    },
  }
})

const hour = { from: NOON, to: NOON + 3_600_000 }

describe('the DuckDB history', () => {
  it('keeps everything over a restart, with the checkpoint', async () => {
    const path = join(folder, 'restart.duckdb')
    const before = await openDuckdbHistory({ path })
    expect(await before.checkpoint()).toBe(0)
    await before.ship([observation('bridge/level', NOON, 3.9, 12)], 15)
    await before.stop()
    const after = await openDuckdbHistory({ path })
    expect(await after.checkpoint()).toBe(15)
    await after.ship(
      [observation('weir/level', NOON, 1.5, 16), observation('bridge/level', NOON + 1, 4, 17)],
      17,
    )
    expect(await after.read('bridge/level', hour, 10)).toMatchObject([{ value: 3.9 }, { value: 4 }])
    expect(await after.read('weir/level', hour, 10)).toMatchObject([{ value: 1.5 }])
    await after.stop()
  })

  it('reads what is not shipped yet as if it were', async () => {
    const history = await openDuckdbHistory({ path: ':memory:' })
    await history.ship([observation('a/level', NOON, 1, 1), observation('a/level', NOON + 2, 3, 2)], 2)
    const unshipped = [
      observation('a/level', NOON, 10, 3),
      observation('a/level', NOON + 1, 2, 4),
      observation('a/level', NOON + 2, 99, 1),
    ]
    expect(await history.readWith(unshipped, 'a/level', hour, 2)).toMatchObject([{ value: 10 }, { value: 2 }])
    expect(await history.bucketsWith(unshipped, 'a/level', hour, 1)).toMatchObject([
      { min: 2, max: 10, count: 3, sum: 15 },
    ])
    expect(
      await history.readWith([observation('new/level', NOON, 5, 9)], 'new/level', hour, 9),
    ).toMatchObject([{ value: 5 }])
    expect(await history.checkpoint()).toBe(2)
    await history.stop()
  })

  it('tells the newest of every datastream in a range, corrected, and what rain adds up to', async () => {
    const history = await openDuckdbHistory({ path: ':memory:' })
    const hours = (count: number) => count * 3_600_000
    await history.ship(
      [
        observation('a/level', NOON, 1, 1),
        observation('a/level', NOON + 5, 2, 2),
        observation('a/level', NOON + 5, 2.5, 3),
        observation('b/level', NOON - hours(20), 7, 4),
        observation('a/rain', NOON, 4, 5),
        observation('a/rain', NOON + hours(7), 1, 6),
        observation('a/rain', NOON + hours(7), 2, 7),
        observation('a/rain', NOON + hours(9), 99, 8, { flag: 'fail' }),
        observation('b/rain', NOON + hours(1), 0.5, 9),
      ],
      9,
    )
    const day = { from: NOON, to: NOON + hours(24) }
    expect(new Map(await history.latest({ from: NOON, to: NOON + hours(1) }))).toEqual(
      new Map([
        ['a/level', { phenomenonTime: NOON + 5, value: 2.5, flag: 'good' }],
        ['a/rain', { phenomenonTime: NOON, value: 4, flag: 'good' }],
      ]),
    )
    // Over several pieces; what fails a check is no rain, and who is not asked for is not told.
    expect(await history.sums(['a/rain', 'nowhere/rain'], day)).toEqual([['a/rain', { mm: 6, count: 2 }]])
    expect(await history.sums([], day)).toEqual([])
    await history.stop()
  })

  it('tells where observations are suspect, impossible or late, as wide as the buckets beside them', async () => {
    const history = await openDuckdbHistory({ path: ':memory:' })
    const late = { ...observation('a/level', NOON + 30, 2, 3), receivedAt: NOON + 30 + 5001 }
    await history.ship(
      [
        observation('a/level', NOON, 1, 1),
        { ...observation('a/level', NOON + 12, 3, 2), flag: 'suspect' },
        { ...late, receivedAt: NOON + 30 + 5000 },
      ],
      3,
    )
    const unshipped = [
      { ...late, position: 4 },
      { ...observation('a/level', NOON + 31, 99, 5), flag: 'fail' as const },
    ]
    const range = { from: NOON, to: NOON + 35 }
    expect(await history.flaggedWith([], 'a/level', range, 3, 5000)).toEqual([
      { from: NOON + 12, to: NOON + 24, suspect: 1, fail: 0, late: 0 },
    ])
    expect(await history.flaggedWith(unshipped, 'a/level', range, 3, 5000)).toEqual([
      { from: NOON + 12, to: NOON + 24, suspect: 1, fail: 0, late: 0 },
      { from: NOON + 24, to: NOON + 35, suspect: 0, fail: 1, late: 1 },
    ])
    await history.stop()
  })

  it('refuses a file that is no database, and says which', async () => {
    await expect(openDuckdbHistory({ path: join(import.meta.dirname, 'duckdb.test.ts') })).rejects.toThrow(
      /duckdb/i,
    )
  })

  it('has every acknowledged row and a checkpoint that fits them after a kill -9', async () => {
    const path = join(folder, 'killed.duckdb')
    for (let round = 0; round < 5; round++) {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'duckdb-writer.ts'), path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let acknowledged = 0
      createInterface({ input: child.stdout }).on('line', (line) => {
        acknowledged = Number(line)
        if (acknowledged > 0) setTimeout(() => child.kill('SIGKILL'), 20 + round * 35)
      })
      await once(child, 'exit')
      const history = await openDuckdbHistory({ path })
      const checkpoint = await history.checkpoint()
      expect(checkpoint).toBeGreaterThanOrEqual(acknowledged)
      const stored = await history.read('ledger/level', { from: 0, to: checkpoint + 10_000 }, 1_000_000)
      expect(stored.length).toBe(checkpoint)
      await history.stop()
    }
  })
})
