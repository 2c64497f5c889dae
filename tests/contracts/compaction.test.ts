import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DAY, HOUR, MINUTE } from '@tocsin/core'
import { type DuckdbHistory, openDuckdbHistory } from '@tocsin/gateway/history/duckdb'
import type { PositionedObservation } from '@tocsin/gateway/history/history'
import { KEPT } from '@tocsin/gateway/history/keeping'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { observation } from './history.ts'
import { killedRound } from './killed-round.ts'

const folder = mkdtempSync(join(tmpdir(), 'tocsin-compaction-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const FOR_EVER = { raw: undefined, hourly: undefined, daily: undefined }
/** The last days of June and July, so that months meet in the middle. */
const BEGIN = Date.UTC(2026, 5, 20)
const END = BEGIN + 45 * DAY
const NAMES = ['a/level', 'b/level', 'c/rain']
const LATER = END + 10 * DAY

let files = 0
const fresh = () => openDuckdbHistory({ path: join(folder, `${++files}.duckdb`) })

/** Both must answer alike, however a range is cut. */
async function expectAlike(
  compacted: DuckdbHistory,
  plain: DuckdbHistory,
  more: readonly PositionedObservation[] = [],
) {
  for (const window of [
    { from: BEGIN + 3 * DAY + 1, to: BEGIN + 6 * DAY },
    { from: BEGIN + 10 * DAY - 7, to: BEGIN + 11 * DAY },
  ]) {
    // What the map asks for, of what has been shipped.
    expect(new Map(await compacted.latest(window))).toEqual(new Map(await plain.latest(window)))
    expect(new Map(await compacted.sums(NAMES, window))).toEqual(new Map(await plain.sums(NAMES, window)))
  }
  for (const name of NAMES) {
    const unshipped = more.filter(({ datastream }) => datastream === name)
    const all = { from: BEGIN, to: END }
    expect(await compacted.readWith(unshipped, name, all, 100_000)).toEqual(
      await plain.readWith(unshipped, name, all, 100_000),
    )
    for (const [from, to, count] of [
      [BEGIN, END, 7],
      [BEGIN + 5 * HOUR + 7, END - 11 * MINUTE, 100],
      [BEGIN + 3 * DAY + 1, BEGIN + 30 * DAY + 1, 5],
      [BEGIN + 9 * DAY, BEGIN + 12 * DAY, 500],
      [BEGIN + 20, BEGIN + 30 * DAY, 60],
    ] as const) {
      const of = (history: DuckdbHistory) => {
        const inside = unshipped.filter(({ phenomenonTime }) => phenomenonTime >= from && phenomenonTime < to)
        return history.bucketsWith(inside, name, { from, to }, count)
      }
      expect(await of(compacted)).toEqual(await of(plain))
    }
  }
}

/** Days from 08:00 of a zone an hour off, and from 00:00 UTC: put together of hours, and of days. Equal extremes may be of any of their times. */
async function expectDaysAlike(compacted: DuckdbHistory, plain: DuckdbHistory) {
  for (const first of [BEGIN - HOUR, BEGIN]) {
    const bounds = Array.from({ length: 46 }, (_, day) => first + day * DAY)
    const of = async (history: DuckdbHistory) => {
      const { minTimes, maxTimes, ...rest } = await history.dailies([...NAMES, 'never/seen'], bounds)
      expect(minTimes).toHaveLength(rest.mins.length)
      expect(maxTimes).toHaveLength(rest.maxes.length)
      return rest
    }
    expect(await of(compacted)).toEqual(await of(plain))
  }
}

const arbitrary = fc.record({
  name: fc.constantFrom(...NAMES),
  // A coarse step, so that corrections are common, with whole hours and days among them.
  time: fc.integer({ min: 0, max: (45 * DAY) / (30 * MINUTE) - 1 }),
  // Eighths add up exactly, in any order.
  value: fc.integer({ min: -80, max: 80 }).map((eighths) => eighths / 8),
  flag: fc.constantFrom(
    'good' as const,
    'good' as const,
    'suspect' as const,
    'fail' as const,
    'not-evaluated' as const,
  ),
})

function numbered(
  all: readonly { name: string; time: number; value: number; flag: PositionedObservation['flag'] }[],
  first = 1,
) {
  return all.map(({ name, time, value, flag }, index) =>
    observation(name, BEGIN + time * 30 * MINUTE, value, first + index, { flag }),
  )
}

describe('compaction', () => {
  it('changes no answer, whatever is late, corrected or not shipped yet, however often and whenever it runs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            batch: fc.array(arbitrary, { maxLength: 120 }),
            now: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
          }),
          { minLength: 1, maxLength: 6 },
        ),
        fc.array(arbitrary, { maxLength: 10 }),
        async (steps, unshipped) => {
          const [compacted, plain] = await Promise.all([fresh(), openDuckdbHistory({ path: ':memory:' })])
          let position = 1
          for (const { batch, now } of steps) {
            const observations = numbered(batch, position)
            position += batch.length
            await compacted.append(observations)
            await plain.append(observations)
            if (now !== undefined) await compacted.compact({ now: BEGIN + now * DAY, keeping: FOR_EVER })
          }
          await expectAlike(compacted, plain, numbered(unshipped, position))
          await expectDaysAlike(compacted, plain)
          await compacted.compact({ now: LATER, keeping: FOR_EVER })
          await compacted.compact({ now: LATER, keeping: FOR_EVER })
          await expectAlike(compacted, plain)
          await expectDaysAlike(compacted, plain)
          await Promise.all([compacted.stop(), plain.stop()])
        },
      ),
      { numRuns: 25, seed: 20_260_701 },
    )
  })

  it('leaves days that are not over alone, and moves those that are', async () => {
    const history = await fresh()
    const noon = BEGIN + DAY / 2
    await history.append([observation('a/level', noon, 1, 1), observation('a/level', noon + DAY, 2, 2)])
    const within = { keeping: FOR_EVER }
    expect((await history.compact({ now: noon, ...within })).compacted).toEqual([])
    expect((await history.compact({ now: BEGIN + DAY + 30 * MINUTE, ...within })).compacted).toEqual([])
    expect((await history.compact({ now: BEGIN + DAY + HOUR, ...within })).compacted).toEqual([
      { period: '202606', moved: 1, rows: 1 },
    ])
    expect((await history.compact({ now: BEGIN + 2 * DAY + HOUR, ...within })).compacted).toEqual([
      { period: '202606', moved: 1, rows: 2 },
    ])
    expect((await history.compact({ now: BEGIN + 3 * DAY, ...within })).compacted).toEqual([])
    await history.stop()
  })

  it('goes on behind a restart where it was', async () => {
    const path = join(folder, 'restarted.duckdb')
    const before = await openDuckdbHistory({ path })
    await before.ship([observation('a/level', BEGIN, 1, 1), observation('a/level', BEGIN + 1, 2, 2)], 2)
    await before.compact({ now: LATER, keeping: FOR_EVER })
    await before.stop()
    const after = await openDuckdbHistory({ path })
    await after.ship([observation('a/level', BEGIN, 9, 3)], 3)
    expect(await after.read('a/level', { from: BEGIN, to: END }, 9)).toMatchObject([
      { value: 9 },
      { value: 2 },
    ])
    await after.compact({ now: LATER + DAY, keeping: FOR_EVER })
    expect(await after.read('a/level', { from: BEGIN, to: END }, 9)).toMatchObject([
      { value: 9 },
      { value: 2 },
    ])
    await after.stop()
  })

  it('waits for a scan that is under way, and lets everything else go on', async () => {
    const history = await fresh()
    await history.append(
      Array.from({ length: 3000 }, (_, index) =>
        observation('a/level', BEGIN + index * MINUTE, index, index + 1),
      ),
    )
    const scan = await history.scan({
      datastreams: ['a/level'],
      range: { from: BEGIN, to: END },
      lateness: [HOUR],
      lateSince: BEGIN,
      batchRows: 1000,
    })
    expect((await scan.next())?.rows).toBeGreaterThan(0)
    const compacting = history.compact({ now: LATER, keeping: FOR_EVER })
    const done = await Promise.race([
      compacting.then(() => 'done'),
      new Promise((resolve) => setTimeout(resolve, 300, 'waits')),
    ])
    expect(done).toBe('waits')
    await history.append([observation('a/level', END, 1, 5000)])
    expect(await history.read('a/level', { from: BEGIN, to: END + 1 }, 5000)).toHaveLength(3001)
    let rows = 0
    for (let batch = await scan.next(); batch !== undefined; batch = await scan.next()) rows += batch.rows
    expect(rows).toBeGreaterThan(1000)
    await scan.close()
    // What came after it had begun is left for the next time.
    expect((await compacting).compacted.map(({ moved }) => moved)).toEqual([3000])
    expect(await history.read('a/level', { from: BEGIN, to: END + 1 }, 5000)).toHaveLength(3001)
    await history.stop()
  })

  it('is given up when the history stops, and leaves it as it was', async () => {
    const path = join(folder, 'stopped.duckdb')
    const history = await openDuckdbHistory({ path })
    await history.append(
      Array.from({ length: 500 }, (_, index) => observation('a/level', BEGIN + index, index, index + 1)),
    )
    const slices: (() => void)[] = []
    const compacting = history.compact({
      now: LATER,
      keeping: FOR_EVER,
      slow: () => new Promise((resolve) => slices.push(resolve)),
    })
    await expect.poll(() => slices.length).toBe(1)
    slices[0]?.()
    await expect.poll(() => slices.length).toBe(2)
    const stopped = history.stop()
    slices[1]?.()
    await expect(compacting).rejects.toThrow('closed')
    await stopped
    const again = await openDuckdbHistory({ path })
    expect(await again.read('a/level', { from: BEGIN, to: END }, 1000)).toHaveLength(500)
    expect((await again.compact({ now: LATER, keeping: FOR_EVER })).compacted).toMatchObject([{ moved: 500 }])
    await again.stop()
  })
})

describe('what is kept', () => {
  const YEAR = 365 * DAY

  it('answers from hours when raw values are given up, from days when hours are, without a gap', async () => {
    const [history, plain] = await Promise.all([fresh(), openDuckdbHistory({ path: ':memory:' })])
    const all = Array.from({ length: 45 * 24 * 4 }, (_, index) =>
      observation('a/level', BEGIN + index * 15 * MINUTE, (index % 97) / 8, index + 1),
    )
    await history.append(all)
    await plain.append(all)
    // Something has come lately: what came last years ago says nothing of the date.
    const heard = (now: number) => history.append([observation('z/level', now, 1, 1_000_000)])
    // June is older than two years by then, July is not.
    const now = Date.UTC(2026, 6, 2) + 2 * YEAR
    const silent = await history.compact({ now: now - DAY, keeping: KEPT })
    expect(silent.givenUp, 'nothing was heard for long').toEqual([])
    await heard(now)
    const report = await history.compact({ now, keeping: KEPT })
    expect(report.givenUp).toEqual(['raw_202606_1'])
    const june = { from: BEGIN, to: Date.UTC(2026, 6, 1) }
    const july = { from: june.to, to: END }
    expect(await history.read('a/level', june, 10)).toEqual([])
    expect(await history.read('a/level', july, 10)).toHaveLength(10)
    const whole = { from: BEGIN, to: END }
    expect(await history.buckets('a/level', whole, 50)).toEqual(await plain.buckets('a/level', whole, 50))
    // Finer than an hour is not to be had any more: the hours themselves come.
    const fine = await history.buckets('a/level', { from: BEGIN, to: BEGIN + 2 * HOUR }, 500)
    expect(fine.map(({ from, to, count }) => [from - BEGIN, to - BEGIN, count])).toEqual([
      [0, HOUR, 4],
      [HOUR, 2 * HOUR, 4],
    ])
    expect(await history.buckets('a/level', { from: july.from, to: july.from + 2 * HOUR }, 500)).toHaveLength(
      8,
    )

    await heard(now + 40 * DAY)
    await history.compact({
      now: now + 40 * DAY,
      keeping: { raw: 31 * DAY, hourly: 2 * YEAR, daily: undefined },
    })
    expect(await history.buckets('a/level', { from: BEGIN, to: END }, 5)).toEqual(
      await plain.buckets('a/level', whole, 5),
    )
    const days = await history.buckets('a/level', { from: BEGIN, to: BEGIN + 2 * DAY }, 500)
    expect(days.map(({ count }) => count)).toEqual([96, 96])
    await Promise.all([history.stop(), plain.stop()])
  })

  it('lets what comes for a time whose raw values are given up fill what is empty, and change nothing else', async () => {
    const history = await fresh()
    await history.append([observation('a/level', BEGIN, 3, 1), observation('a/level', BEGIN + HOUR, 4, 2)])
    const now = BEGIN + 3 * YEAR
    await history.append([observation('z/level', now, 1, 1)])
    expect((await history.compact({ now, keeping: KEPT })).givenUp).toEqual(['raw_202606_1'])
    const hours = () => history.buckets('a/level', { from: BEGIN, to: BEGIN + 5 * HOUR }, 5)
    const late = [
      observation('a/level', BEGIN + MINUTE, 100, 3),
      observation('a/level', BEGIN + 2 * HOUR + MINUTE, 7, 4),
      observation('a/level', BEGIN + 2 * HOUR + 2 * MINUTE, 9, 5),
    ]
    const expected = [
      { min: 3, max: 3, count: 1 },
      { min: 4, max: 4, count: 1 },
      { min: 7, max: 9, count: 2 },
    ]
    for (let round = 0; round < 3; round++) {
      await history.append(late)
      expect(await hours()).toMatchObject(expected)
      await history.compact({ now: now + round * 7 * DAY, keeping: KEPT })
      expect(await hours()).toMatchObject(expected)
    }
    await history.stop()
  })
})

describe('a compaction that is killed at any moment', () => {
  it('has happened or has not: nothing is missing, nothing there twice, and roll-ups are what a computation from scratch says', async () => {
    const path = join(folder, 'killed.duckdb')
    const plain = await openDuckdbHistory({ path: ':memory:' })
    let kills = 0
    for (let round = 0; round < 8; round++) {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'compactor.ts'), path, String(round)],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      )
      let said = ''
      child.stdout.on('data', (chunk) => {
        said += chunk
        if (said.includes('compacting')) setTimeout(() => child.kill('SIGKILL'), 5 + round * 23)
      })
      await once(child, 'exit')
      expect(said).toContain('compacting')
      if (child.signalCode === 'SIGKILL') kills++
      await plain.append(killedRound(round))
      const history = await openDuckdbHistory({ path })
      await expectAlike(history, plain)
      await history.stop()
    }
    expect(kills).toBeGreaterThan(3)
    const history = await openDuckdbHistory({ path })
    await history.compact({ now: LATER, keeping: FOR_EVER })
    await expectAlike(history, plain)
    await Promise.all([history.stop(), plain.stop()])
  })
})
