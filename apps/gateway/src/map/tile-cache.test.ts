import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { TileCache } from './tile-cache.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-tiles-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const cache = (mostBytes = 1000, full = false) =>
  new TileCache({ folder, mostBytes, full: () => full, now: () => 5 })

it('keeps tiles over a restart', async () => {
  await cache().put('a-1-0-0', Buffer.alloc(10, 1))
  expect((await cache().get('a-1-0-0'))?.bytes.length).toBe(10)
  expect(await cache().get('a-1-0-1')).toBeUndefined()
})

it('stays within its size: what was not looked at for the longest goes first', async () => {
  const small = cache(100)
  for (const name of ['one', 'two', 'three', 'four']) await small.put(name, Buffer.alloc(24))
  await small.get('one')
  await small.put('five', Buffer.alloc(24))
  expect(readdirSync(folder).sort()).toEqual(['five', 'four', 'one'])
  expect(small.bytes).toBe(72)
})

it('writes nothing while the disk is needed for warnings', async () => {
  await cache(1000, true).put('one', Buffer.alloc(10))
  expect(readdirSync(folder)).toEqual([])
})
