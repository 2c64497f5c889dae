import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { calls, type StationBody } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { ADMIN_PASSWORD } from '../rig/gateway-process.ts'
import { eventually, Office } from '../rig/office.ts'
import { startOffice } from '../rig/office-under-test.ts'

const READY_WITHIN_MS = 60_000
const PASSWORD = 'quiet river under the old bridge'

/** Switches, and waits until the gateway stands so. */
async function turn(office: Office, on: boolean): Promise<void> {
  await office.call(calls.switchDemonstration, { body: { on } })
  await eventually(
    `the demonstration ${on ? 'on' : 'off'}`,
    async () => {
      const view = await office.call(calls.getDemonstration, {}).catch(() => undefined)
      if (view?.state === 'failed') throw new Error(view.detail)
      const site = await office.site().catch(() => undefined)
      return site?.demo === on && view?.state === (on ? 'on' : 'off') ? true : undefined
    },
    READY_WITHIN_MS,
  )
}

/**
 * What the box keeps of its own, table by table, but for what every start writes: how far it has judged, how full the disk is,
 * presence, and the audit log by itself.
 */
function kept(dataDir: string): Record<string, unknown[]> {
  const database = new DatabaseSync(join(dataDir, 'tocsin.db'), { readOnly: true })
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all()
    .map(({ name }) => String(name))
    .filter((name) => !['audit', 'disk_samples', 'judge_position', 'known_addresses'].includes(name))
  const content = Object.fromEntries(
    tables.map((name) => [
      name,
      database
        .prepare(`SELECT * FROM "${name}"`)
        .all()
        .map((row) => ({ ...row, seen_at: undefined })),
    ]),
  )
  database.close()
  return content
}

const auditOf = (dataDir: string) => {
  const database = new DatabaseSync(join(dataDir, 'tocsin.db'), { readOnly: true })
  const lines = database.prepare('SELECT actor, action, subject FROM audit ORDER BY id').all()
  database.close()
  return lines.map(({ actor, action, subject }) => `${actor} ${action} ${subject}`)
}

/** Every file below a folder in which one of the words stands, in UTF-8. */
function filesWith(folder: string, words: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('compiled'))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => {
      const bytes = readFileSync(path)
      return words.some((word) => bytes.includes(word))
    })
}

describe('the demonstration', () => {
  it('is one switch: a village below a dam that warns and calls, and afterwards nothing of it is left', async () => {
    const { folder, gateway, office } = await startOffice()
    await office.call(calls.saveAreas, {
      body: { areas: [{ path: 'own', name: 'Own county', kind: 'county' }] },
    })
    const own = await office.call(calls.createPerson, {
      body: { name: 'Own person', channels: [{ kind: 'telephone', address: '+447700900999' }] },
    })
    await gateway.stop()
    const before = kept(folder.path)
    await gateway.start()

    await turn(office, true)
    // Whoever was signed in still is, and nothing of the box's own is to be seen.
    expect((await office.call(calls.whoAmI, {})).username).toBe('admin')
    const { persons } = await office.call(calls.listPersons, { query: {} })
    expect(persons.length).toBeGreaterThan(8)
    expect(persons.map(({ name }) => name)).not.toContain('Own person')
    expect((await office.stations()).every(({ position }) => position !== undefined)).toBe(true)
    const { households } = await office.call(calls.listHouseholds, { query: {} })
    expect(households.length).toBeGreaterThan(3)
    const { villages } = await office.call(calls.getBlindSpots, {})
    expect(villages.filter(({ canWarn }) => !canWarn).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['石门村', '高岭村']),
    )
    // Days before are there, and a crossing lies about a minute ahead.
    const { moments } = await office.call(calls.getDemonstration, {})
    expect(Math.min(...moments.map(({ at }) => at)) - Date.now()).toBeLessThan(110_000)
    const week = await office.observations('baihe-bridge/level', Date.now() - 6 * 86_400_000, Date.now())
    expect(week.length).toBeGreaterThan(8000)

    // No channel that reaches anybody can be set up, and what is there is simulated.
    await expect(
      office.call(calls.createChannel, {
        body: {
          id: 'mail',
          name: 'mail',
          settings: { type: 'smtp', host: '127.0.0.1', port: 25, security: 'none', from: 'a@b.example' },
          secrets: {},
          reason: 'a relay that is real',
        },
      }),
    ).rejects.toThrow('reaches no real channel')
    const { channels } = await office.call(calls.listChannels, {})
    for (const { id } of channels) expect(id).toMatch(/^(telephone|console|simulated-.*)$/)

    // The flood comes, a warning is raised, and the people of the village answer.
    const callout = await eventually(
      'an answered call-out',
      async () => {
        const { callouts } = await office.call(calls.listCallouts, { query: {} })
        return callouts.find(({ exercise, answered }) => !exercise && answered > 0)
      },
      240_000,
    )
    expect(callout.origin.kind).toBe('warning')

    // A restart goes on in it; a password changed in it stays changed.
    await gateway.stop()
    await gateway.start()
    expect((await office.site()).demo).toBe(true)
    await office.call(calls.changePassword, { body: { current: ADMIN_PASSWORD, next: PASSWORD } })
    const again = await Office.signIn(gateway.url, 'admin', PASSWORD)
    await turn(again, false)
    expect((await again.call(calls.listPersons, { query: {} })).persons).toMatchObject([{ id: own.id }])
    expect((await again.call(calls.whoAmI, {})).firstPassword).toBe(false)
    expect(await again.stations()).toEqual([])
    await gateway.stop()

    const after = kept(folder.path)
    const { users: usersBefore, sessions: _, ...othersBefore } = before
    const { users: usersAfter, sessions: __, ...othersAfter } = after
    expect(othersAfter).toEqual(othersBefore)
    expect(usersAfter).toMatchObject([{ username: 'admin', person: null, first_password: 0 }])
    expect(usersBefore).toHaveLength(1)
    expect(existsSync(join(folder.path, 'demonstration'))).toBe(false)
    expect(readdirSync(folder.path).filter((name) => name.startsWith('demonstration'))).toEqual([])
    expect(filesWith(folder.path, ['baihe-bridge', '新村', '鹿山县', '演示·'])).toEqual([])
    // That it was, who began and who ended it: that is the box's own to know.
    expect(auditOf(folder.path).filter((line) => line.includes('switchDemonstration'))).toEqual([
      'admin switchDemonstration demonstration',
      'admin switchDemonstration demonstration',
    ])
  }, 420_000)

  it('is refused where there are real stations, and to anybody but an administrator', async () => {
    const { gateway, office } = await startOffice()
    await office.call(calls.createUser, {
      body: { username: 'zhou', name: 'Zhou', role: 'engineer', password: PASSWORD },
    })
    const engineer = await Office.signIn(gateway.url, 'zhou', PASSWORD)
    await expect(engineer.call(calls.switchDemonstration, { body: { on: true } })).rejects.toThrow()
    const bridge: StationBody = {
      id: 'bridge',
      name: 'Bridge',
      area: 'own',
      datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 300_000 }],
    }
    await office.register(bridge)
    expect((await office.call(calls.getDemonstration, {})).hindrance).toBe('has-stations')
    await expect(office.call(calls.switchDemonstration, { body: { on: true } })).rejects.toThrow(
      'stations of its own',
    )
    expect((await office.site()).demo).toBe(false)
  })
})
