import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Access, createAccess } from '../access/access.ts'
import { systemClock } from '../clock.ts'
import { silentLog } from '../log.ts'
import { openDatabase } from '../registry/database.ts'
import {
  clearRemains,
  demonstrationFolder,
  hasDemonstration,
  makeDemonstration,
  removeDemonstration,
} from './folder.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tocsin-demonstration-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

/** Does something with those who may sign in by a folder's database. */
async function within<T>(folder: string, work: (access: Access) => Promise<T> | T): Promise<T> {
  const database = openDatabase(join(folder, 'tocsin.db'))
  try {
    return await work(createAccess({ database, clock: systemClock, log: silentLog }))
  } finally {
    database.close()
  }
}

const signIn = (password: string) => (access: Access) =>
  access.signIn({ username: 'admin', password }, '127.0.0.1').then(({ ok }) => ok)

it('lets those in who may sign in at the box, and takes their new passwords back', async () => {
  await within(dataDir, (access) => access.ensureFirstUser('the first password'))
  makeDemonstration(dataDir)
  const folder = demonstrationFolder(dataDir)
  expect(hasDemonstration(dataDir)).toBe(true)
  expect(await within(folder, signIn('the first password'))).toBe(true)
  await within(folder, async ({ users }) => {
    await users.setPassword('admin', 'another that nobody knows')
    await users.create(
      { username: 'guest', name: 'Guest', role: 'viewer', password: 'somebody of the demo' },
      'admin',
    )
  })
  removeDemonstration(dataDir)
  expect(hasDemonstration(dataDir)).toBe(false)
  expect(readdirSync(dataDir).filter((name) => name.startsWith('demonstration'))).toEqual([])
  expect(await within(dataDir, signIn('another that nobody knows'))).toBe(true)
  expect(await within(dataDir, ({ users }) => users.list().map(({ username }) => username))).toEqual([
    'admin',
  ])
  expect(await within(dataDir, ({ users }) => users.hasFirstPassword('admin'))).toBe(false)
})

it('clears what a crash left of a switch, and nothing else', async () => {
  await within(dataDir, (access) => access.ensureFirstUser('the first password'))
  makeDemonstration(dataDir)
  for (const remains of ['demonstration.new', 'demonstration.old']) mkdirSync(join(dataDir, remains))
  clearRemains(dataDir)
  expect(existsSync(demonstrationFolder(dataDir))).toBe(true)
  expect(readdirSync(dataDir).filter((name) => /demonstration\./.test(name))).toEqual([])
})
