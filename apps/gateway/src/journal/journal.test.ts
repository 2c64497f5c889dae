import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { JournalEntry } from '@tocsin/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../clock.ts'
import { silentLog } from '../log.ts'
import { decodeEntry, encodeEntry } from './codec.ts'
import { JournalGap, journalPath, type PositionedEntry } from './file.ts'
import { Journal } from './journal.ts'

const T = 1_764_000_000_000

function readings(at: number, value = 3.21): JournalEntry {
  const reading = { datastream: 's/level', phenomenonTime: at - 1000, receivedAt: at, value }
  return { type: 'readings', at, station: 's', readings: [reading], rejections: [] }
}

describe('the journal', () => {
  let dataDir: string
  let journal: Journal
  let handed: PositionedEntry[]

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'tocsin-journal-'))
    await open()
  })
  afterEach(async () => {
    await journal.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  async function open(): Promise<void> {
    handed = []
    journal = new Journal({ dataDir, clock: new ManualClock(T), log: silentLog })
    await journal.start(0, (entries) => handed.push(...entries))
  }

  const append = (entry: JournalEntry) =>
    new Promise<void>((resolve, reject) =>
      journal.append(entry, (failure) => (failure ? reject(failure) : resolve())),
    )

  function kept(after = 0): PositionedEntry[] {
    const reader = journal.reader()
    try {
      return [...reader.entries(after, journal.last)]
    } finally {
      reader.close()
    }
  }

  it('numbers entries from 1 without gaps and hands them on in order', async () => {
    await Promise.all([
      append(readings(T)),
      append(readings(T + 1)),
      append({ type: 'clock', at: T + 2, cause: 'due' }),
    ])
    await append(readings(T + 3))
    expect(handed.map(({ position, entry }) => [position, entry.at - T])).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 3],
    ])
    expect(kept()).toEqual(handed)
    expect(kept(2).map(({ position }) => position)).toEqual([3, 4])
  })

  it('calls back only when another process could read the entry', async () => {
    await append(readings(T))
    const other = new DatabaseSync(journalPath(dataDir), { readOnly: true })
    expect(other.prepare('SELECT max(last) AS last FROM commits').get()).toMatchObject({ last: 1 })
    other.close()
  })

  it('commits what gathers meanwhile as one group', async () => {
    const before = journal.commits
    await Promise.all(Array.from({ length: 500 }, (_, index) => append(readings(T + index))))
    expect(journal.commits - before).toBeLessThan(10)
    expect(kept()).toHaveLength(500)
  })

  it('goes on after a restart where it stood', async () => {
    await append(readings(T))
    await journal.stop()
    await open()
    await append(readings(T + 1))
    expect(handed.map(({ position }) => position)).toEqual([2])
    expect(kept()).toHaveLength(2)
  })

  it('finishes what was handed in before it stops', async () => {
    const done = append(readings(T))
    await journal.stop()
    await done
    await open()
    expect(journal.last).toBe(1)
  })

  it('refuses readings while somebody asks for it, and takes what people do', async () => {
    journal.refuseReadings('disk', 'disk short')
    await expect(append(readings(T))).rejects.toThrow('disk short')
    await append({ type: 'clock', at: T, cause: 'due' })
    journal.refuseReadings('disk', undefined)
    await append(readings(T))
    expect(kept().map(({ entry }) => entry.type)).toEqual(['clock', 'readings'])
  })

  it('says that nothing can be written, refuses readings, keeps the rest, and recovers by itself', async () => {
    // What a broken file does to every insert.
    const saboteur = new DatabaseSync(journalPath(dataDir))
    saboteur.exec(
      "CREATE TRIGGER broken BEFORE INSERT ON commits BEGIN SELECT raise(ABORT, 'the disk is gone'); END",
    )
    await expect(append(readings(T))).rejects.toThrow('the disk is gone')
    expect(journal.failure).toMatchObject({ detail: 'the disk is gone' })
    await expect(append(readings(T + 1))).rejects.toThrow('the disk is gone')
    const command = append({ type: 'clock', at: T + 2, cause: 'due' })
    saboteur.exec('DROP TRIGGER broken')
    saboteur.close()
    await command
    expect(journal.failure).toBeUndefined()
    await append(readings(T + 3))
    expect(kept().map(({ position, entry }) => [position, entry.type])).toContainEqual([
      journal.last,
      'readings',
    ])
    expect(handed.map(({ position }) => position)).toEqual(kept().map(({ position }) => position))
  })

  it('says when what is asked for was pruned', async () => {
    for (let index = 0; index < 5; index++) await append(readings(T + index))
    journal.prune(3, T + 100)
    await append(readings(T + 10))
    expect(journal.oldest()).toBe(4)
    expect(() => kept()).toThrow(JournalGap)
    expect(kept(3)).toHaveLength(3)
  })

  it('never forgets its newest entry, which tells where to go on', async () => {
    for (let index = 0; index < 3; index++) await append(readings(T + index))
    journal.prune(3, T + 100)
    await journal.stop()
    await open()
    await append(readings(T + 10))
    expect(handed.map(({ position }) => position)).toEqual([4])
  })

  it('goes on after what was judged, also when its file was taken away', async () => {
    await append(readings(T))
    await journal.stop()
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${journalPath(dataDir)}${suffix}`, { force: true })
    handed = []
    journal = new Journal({ dataDir, clock: new ManualClock(T), log: silentLog })
    await journal.start(41, (entries) => handed.push(...entries))
    await append(readings(T + 1))
    expect(handed.map(({ position }) => position)).toEqual([42])
  })

  it('forgets more commits than it takes in one go', { timeout: 30_000 }, async () => {
    for (let index = 0; index < 1200; index++) await append(readings(T + index))
    journal.prune(1200, T + 100_000)
    await expect.poll(() => journal.oldest(), { timeout: 10_000 }).toBe(1200)
  })

  it('prunes nothing that is younger than asked', async () => {
    await append(readings(T))
    journal.prune(1, T)
    await append(readings(T + 1))
    expect(journal.oldest()).toBe(1)
  })
})

describe('an entry as text', () => {
  const f = (name: string, entry: JournalEntry, line?: string) =>
    it(`${name} comes back as it was`, () => {
      const text = encodeEntry(entry)
      if (line !== undefined) expect(text).toBe(line)
      expect(text).not.toContain('\n')
      expect(decodeEntry(text)).toEqual(entry)
    })
  f('a reading', readings(T, 3.996), `["r",${T},"s",[["level",${T - 1000},3.996]]]`)
  f('a rejection', {
    ...(readings(T) as JournalEntry & { type: 'readings' }),
    rejections: [{ path: '', reason: 'not JSON', excerpt: 'a\n"b"' }],
  })
  const rejected = {
    ...(readings(T) as JournalEntry & { type: 'readings' }),
    rejections: [{ path: '', reason: 'not JSON', excerpt: 'a' }],
    frame: { dialect: 'tocsin', hex: '61' },
  }
  f('a rejection with its frame', rejected)
  f('a command', {
    type: 'command',
    at: T,
    by: { kind: 'person', id: 'wang', name: '王敏' },
    command: { kind: 'acknowledge', warning: 'w1-1', note: 'line\nbreak' },
  })
})
