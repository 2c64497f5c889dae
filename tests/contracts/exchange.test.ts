import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DAY, MINUTE } from '@tocsin/core'
import { openDuckdbHistory } from '@tocsin/gateway/history/duckdb'
import { UnfitFile } from '@tocsin/gateway/history/duckdb-exchange'
import { KEPT } from '@tocsin/gateway/history/keeping'
import { afterAll, describe, expect, it } from 'vitest'
import { NOON, observation } from './history.ts'

const folder = mkdtempSync(join(tmpdir(), 'tocsin-exchange-'))
const exchange = join(folder, 'exchange')
mkdirSync(exchange)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const open = (name: string) => openDuckdbHistory({ path: join(folder, name), exchange })
const ALL = { from: -8e15, to: 8e15 }
const everything = { datastreams: undefined, range: ALL, kind: 'raw', format: 'parquet' } as const
const LATER = NOON + 3 * DAY
const range = { from: NOON, to: NOON + DAY }

describe('the history as a Parquet file', () => {
  it('comes back whole: flags, checks, corrections, compacted or not, and bringing it again changes nothing', async () => {
    const history = await open('whole.duckdb')
    await history.append([
      observation('a/level', NOON, 9, 1),
      observation('a/level', NOON + MINUTE, -0.1 - 0.2, 2, {
        flag: 'suspect',
        checks: ['gross-range', 'spike'],
      }),
      observation('白河桥/水位', NOON, 2.5, 3, {
        flag: 'fail',
        checks: ['sentinel'],
        receivedAt: NOON + 777,
      }),
    ])
    await history.compact({ now: LATER, keeping: KEPT })
    await history.append([observation('a/level', NOON, 4, 4), observation('b/rain', NOON, 0.2, 5)])
    const file = join(exchange, 'whole.parquet')
    expect(await history.writeFile(everything, file)).toBe(4)

    const other = await open('other.duckdb')
    const imported = await other.readFile(file)
    expect(imported).toMatchObject({ rows: 4, added: 4, known: 0, differing: 0, unusable: 0 })
    expect([...imported.datastreams].sort()).toEqual(['a/level', 'b/rain', '白河桥/水位'])
    for (const name of ['a/level', 'b/rain', '白河桥/水位']) {
      const read = await other.read(name, range, 10)
      expect(read).toEqual(await history.read(name, range, 10))
      expect(read.length).toBeGreaterThan(0)
    }
    expect(await other.readFile(file)).toMatchObject({ added: 0, known: 4 })
    await other.compact({ now: LATER, keeping: KEPT })
    expect(await other.readFile(file)).toMatchObject({ added: 0, known: 4 })
    expect(await history.readFile(file)).toMatchObject({ added: 0, known: 4 })
    await Promise.all([history.stop(), other.stop()])
  })

  it('never takes the place of what is there, and a correction takes its place', async () => {
    const [history, other] = [await open('one.duckdb'), await open('two.duckdb')]
    const file = join(exchange, 'differing.parquet')
    await other.append([observation('a/level', NOON, 100, 1), observation('a/level', NOON + 1, 101, 2)])
    await other.writeFile(everything, file)
    await history.append([observation('a/level', NOON, 1, 7)])
    expect(await history.readFile(file)).toMatchObject({ added: 1, differing: 1 })
    expect(await history.read('a/level', range, 9)).toMatchObject([{ value: 1 }, { value: 101 }])
    await history.append([observation('a/level', NOON + 1, 2, 8)])
    expect(await history.read('a/level', range, 9)).toMatchObject([{ value: 1 }, { value: 2 }])
    await Promise.all([history.stop(), other.stop()])
  })

  it('holds the datastreams and the time asked for, also as hours and days, and as CSV', async () => {
    const history = await open('some.duckdb')
    const all = Array.from({ length: 180 }, (_, index) =>
      observation(
        ['a/level', 'b/level', 'c/level'][index % 3] as string,
        NOON + index * MINUTE,
        index,
        index + 1,
      ),
    )
    await history.append(all)
    await history.compact({ now: LATER, keeping: KEPT })
    const some = {
      datastreams: ['a/level', 'c/level', 'nobody/level'],
      range: { from: NOON, to: NOON + 60 * MINUTE },
    }
    const file = join(exchange, 'some.parquet')
    expect(await history.writeFile({ ...some, kind: 'raw', format: 'parquet' }, file)).toBe(40)
    expect(await history.writeFile({ ...some, kind: 'hourly', format: 'parquet' }, file)).toBe(2)
    expect(
      await history.writeFile({ ...everything, kind: 'daily', format: 'csv' }, join(exchange, 'a.csv')),
    ).toBe(3)
    await history.stop()
  })

  it('is refused in words when it is none, or has not what it takes', async () => {
    const history = await open('unfit.duckdb')
    const file = join(exchange, 'unfit.parquet')
    writeFileSync(file, 'time,value\n')
    await expect(history.readFile(file)).rejects.toThrow(UnfitFile)
    await history.append([observation('a/level', NOON, 1, 1)])
    await history.compact({ now: LATER, keeping: KEPT })
    await history.writeFile({ ...everything, kind: 'hourly' }, file)
    await expect(history.readFile(file)).rejects.toThrow('it has no column phenomenon_time, value')
    await history.stop()
  })

  it('is written and read in its folder and nowhere else', async () => {
    const history = await open('fenced.duckdb')
    await history.append([observation('a/level', NOON, 1, 1)])
    await expect(history.writeFile(everything, join(folder, 'outside.parquet'))).rejects.toThrow(
      'Cannot access',
    )
    await history.stop()
  })
})
