import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { DAY } from '@tocsin/core'
import { type DuckdbHistory, openDuckdbHistory } from '@tocsin/gateway/history/duckdb'
import type { PositionedObservation } from '@tocsin/gateway/history/history'
import { KEPT } from '@tocsin/gateway/history/keeping'
import type { ObservationScan, ScanRequest } from '@tocsin/gateway/history/scan'
import { readScan, serveScan } from '@tocsin/gateway/history/scan-port'
import { flagOf } from '@tocsin/gateway/history/stored-codes'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { NOON, observation } from './history.ts'

const folder = mkdtempSync(join(tmpdir(), 'tocsin-scan-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const RANGE = { from: NOON, to: NOON + 100_000 }
const NAMES = ['a/level', 'b/level', 'c/rain', 'never/seen']

function request(more: Partial<ScanRequest> = {}): ScanRequest {
  const datastreams = more.datastreams ?? NAMES
  return { datastreams, range: RANGE, lateness: datastreams.map(() => 1000), lateSince: NOON, ...more }
}

type Row = [time: number, datastream: string, value: number, flag: string]

/** Everything that a scan brings, and how it came. */
async function rowsOf(scan: ObservationScan, datastreams: readonly string[] = NAMES) {
  const rows: Row[] = []
  const sizes: number[] = []
  for (;;) {
    const batch = await scan.next()
    if (batch === undefined) break
    sizes.push(batch.rows)
    for (let row = 0; row < batch.rows; row++) {
      rows.push([
        batch.times[row] as number,
        datastreams[batch.datastreams[row] as number] as string,
        batch.values[row] as number,
        flagOf(batch.flags[row] as number),
      ])
    }
  }
  await scan.close()
  return { rows, sizes }
}

/** The same by the plain way: every datastream read by itself, then sorted. */
async function rowsRead(history: DuckdbHistory, datastreams: readonly string[] = NAMES): Promise<Row[]> {
  const rows: { number: number; row: Row }[] = []
  for (const [number, name] of datastreams.entries()) {
    for (const { phenomenonTime, value, flag } of await history.read(name, RANGE, 1_000_000)) {
      rows.push({ number, row: [phenomenonTime, name, value, flag] })
    }
  }
  return rows.sort((a, b) => a.row[0] - b.row[0] || a.number - b.number).map(({ row }) => row)
}

describe('a scan of the history', () => {
  it('brings what reading brings, in order of time, of every correction the latest, in batches of any size, compacted or not', async () => {
    const flags = ['good', 'suspect', 'fail', 'not-evaluated'] as const
    const stored = fc.record({
      datastream: fc.integer({ min: 0, max: 2 }),
      // Few times, so that corrections are common; some beyond the range.
      time: fc.integer({ min: -3, max: 43 }),
      value: fc.double({ min: -5, max: 5, noNaN: true }),
      flag: fc.constantFrom(...flags),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(stored, { maxLength: 400 }),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 60 }),
        fc.shuffledSubarray(NAMES, { minLength: 1 }),
        fc.integer({ min: 0, max: 3 }),
        async (all, batchRows, entrySize, wanted, compactedEvery) => {
          const history = await openDuckdbHistory({ path: ':memory:' })
          const observations = all.map(
            ({ datastream, time, value, flag }, index): PositionedObservation => ({
              ...observation(NAMES[datastream] as string, NOON + time * 2500, value, 0),
              flag,
              // Several readings of one entry bear one position.
              position: Math.floor(index / 3) + 1,
            }),
          )
          for (let start = 0; start < observations.length; start += 3 * entrySize) {
            await history.append(observations.slice(start, start + 3 * entrySize))
            if (compactedEvery > 0 && (start / entrySize / 3) % compactedEvery === 0) {
              await history.compact({ now: NOON + 40 * DAY, keeping: KEPT })
            }
          }
          const scan = await history.scan(request({ datastreams: wanted, batchRows }))
          const { rows } = await rowsOf(scan, wanted)
          expect(rows).toEqual(await rowsRead(history, wanted))
          expect(scan.survey.rows).toBeGreaterThanOrEqual(rows.length)
          await history.stop()
        },
      ),
      { numRuns: 60, seed: 20_250_701 },
    )
  })

  it('keeps batches near the size asked for, however unevenly the rows lie in time', async () => {
    const history = await openDuckdbHistory({ path: ':memory:' })
    const crowd = Array.from({ length: 9000 }, (_, index) => observation('a/level', NOON + index, index, 1))
    const few = Array.from({ length: 90 }, (_, index) =>
      observation('b/level', NOON + index * 1000, index, 2),
    )
    await history.append([...crowd, ...few])
    const { rows, sizes } = await rowsOf(await history.scan(request({ batchRows: 1000 })))
    expect(rows).toHaveLength(9090)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1100)
    await history.stop()
  })

  it('counts what came late, from the time asked for', async () => {
    const history = await openDuckdbHistory({ path: ':memory:' })
    const received = (time: number, after: number, position: number) => ({
      ...observation('a/level', NOON + time, 1, position),
      receivedAt: NOON + time + after,
    })
    await history.append([
      received(0, 5000, 1),
      received(10, 1000, 2),
      received(20, 1001, 3),
      received(30, 9, 4),
    ])
    const scan = await history.scan(request({ lateSince: NOON + 5 }))
    expect(scan.survey).toEqual({ rows: 4, late: 1, begins: [NOON, null, null, null] })
    await scan.close()
    await history.stop()
  })

  it('sees through a port what it sees directly, one batch ahead and no further', async () => {
    const history = await openDuckdbHistory({ path: ':memory:' })
    await history.append(
      Array.from({ length: 5000 }, (_, index) => observation('a/level', NOON + index * 10, index, 1)),
    )
    let asked = 0
    const { port1, port2 } = new MessageChannel()
    serveScan(port1, async () => {
      const scan = await history.scan(request({ batchRows: 500 }))
      const next = () => {
        asked++
        return scan.next()
      }
      return { ...scan, next }
    })
    const scan = await readScan(port2)
    await scan.next()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(asked).toBe(2)
    const { rows } = await rowsOf(scan)
    expect(rows).toHaveLength(4500)
    await history.stop()
  })

  it('tells the reader at the other end when the history stops under it, and stops in spite of it', async () => {
    const history = await openDuckdbHistory({ path: ':memory:' })
    await history.append(
      Array.from({ length: 3000 }, (_, index) => observation('a/level', NOON + index, index, 1)),
    )
    const { port1, port2 } = new MessageChannel()
    const served = serveScan(port1, () => history.scan(request({ batchRows: 100 })))
    const scan = await readScan(port2)
    expect((await scan.next())?.rows).toBeGreaterThan(0)
    await history.stop()
    await expect(rowsOf(scan)).rejects.toThrow('closed')
    await served.close()
    await scan.close()
  })

  it('is refused in words when its file cannot be opened', async () => {
    const { port1, port2 } = new MessageChannel()
    serveScan(port1, () => Promise.reject(new Error('no such file')))
    await expect(readScan(port2)).rejects.toThrow('no such file')
    port2.close()
  })

  it('goes through a file opened to be read alone, also one whose last writer was killed', async () => {
    const path = join(folder, 'read-only.duckdb')
    const history = await openDuckdbHistory({ path: join(folder, 'written.duckdb') })
    await history.ship([observation('a/level', NOON, 3.9, 1)], 1)
    // As a kill -9 leaves it: what was shipped lies in DuckDB's log only.
    copyFileSync(join(folder, 'written.duckdb'), path)
    copyFileSync(join(folder, 'written.duckdb.wal'), `${path}.wal`)
    await history.stop()
    const reading = await openDuckdbHistory({ path, readOnly: true })
    const { rows } = await rowsOf(await reading.scan(request()))
    expect(rows).toEqual([[NOON, 'a/level', 3.9, 'good']])
    await expect(reading.ship([observation('a/level', NOON, 4, 2)], 2)).rejects.toThrow(/readonly/)
    await reading.stop()
    await expect(openDuckdbHistory({ path: join(folder, 'none.duckdb'), readOnly: true })).rejects.toThrow()
  })
})
