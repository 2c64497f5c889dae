import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { calls } from '@tocsin/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASE_PASSWORD, type DatabaseServer } from '../rig/database-server.ts'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { beijing, sl323Schema } from '../rig/hydrology.ts'
import { eventually, Office } from '../rig/office.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const AREA = 'lushan'
const [RAIN, RIVER, RESERVOIR, STRANGER] = ['61905401', '61905402', '61905403', '61905409']

/** The county keeps its readings in a database of its own (SL 323); the office has it read. The same whichever server it is. */
export function describeCountyDatabase(
  kind: 'mysql' | 'postgresql',
  startServer: () => Promise<DatabaseServer>,
): void {
  describe(`the county’s database, ${kind}`, () => {
    const folder = temporaryFolder()
    const gateway = new GatewayProcess({ dataDir: folder.path })
    let database: DatabaseServer
    let office: Office
    /** The newest full hour: everything is told in it. */
    const top = Math.floor(Date.now() / HOUR) * HOUR
    /** What the county wrote of the river, as it stands there now. */
    const levels = new Map<number, number>()

    function river(...rows: readonly (readonly [at: number, level: number])[]): void {
      for (const [at, level] of rows) levels.set(at, level)
      const values = rows.map(([at, level]) => `('${RIVER}', '${beijing(at)}', ${level}, 12.5)`)
      database.run(`INSERT INTO ST_RIVER_R (STCD, TM, Z, Q) VALUES ${values.join(',')};`)
    }
    const rain = (at: number, mm: number, intv: string) =>
      database.run(
        `INSERT INTO ST_PPTN_R (STCD, TM, DRP, INTV) VALUES ('${RAIN}', '${beijing(at)}', ${mm}, ${intv});`,
      )
    const view = async () => {
      const { databases } = await office.call(calls.listCountyDatabases, {})
      if (databases[0] === undefined) throw new Error('no database')
      return databases[0]
    }
    const seen = async (datastream: string) => {
      const found = await office.observations(datastream, top - 40 * HOUR, Date.now() + HOUR)
      return new Map(found.map(({ phenomenonTime, value }) => [phenomenonTime, value]))
    }
    const settings = () => ({
      server: kind,
      host: '127.0.0.1',
      port: database.port,
      database: 'county',
      user: 'tocsin',
      area: AREA,
      everySeconds: 5,
    })

    beforeAll(async () => {
      database = await startServer()
      database.run(sl323Schema(kind))
      database.run(`INSERT INTO ST_STBPRP_B (STCD, STNM, RVNM, LGTD, LTTD, STTP, DTMNM) VALUES
      ('${RAIN}', '高家沟', NULL, 110.120000, 31.270000, 'PP', NULL), ('${RIVER}', '白河桥', '白河', 110.130000, 31.280000, 'ZQ', '黄海'),
      ('${RESERVOIR}', '龙潭水库', '白河', 0, 0, 'RR', '吴淞'), ('${STRANGER}', '邻县站', NULL, 111.0, 32.0, 'ZZ', NULL);`)
      river(
        ...Array.from({ length: 20 }, (_, index) => [top - (20 - index) * HOUR, 2 + index / 100] as const),
      )
      database.run(`INSERT INTO ST_RIVER_R (STCD, TM, Z) VALUES ('${STRANGER}', '${beijing(top)}', 9.99);
      INSERT INTO ST_RSVR_R (STCD, TM, RZ, INQ, W, OTQ) VALUES ('${RESERVOIR}', '${beijing(top)}', 461.48, 35.2, 12.345, 30);`)
      for (let hour = 3; hour > 0; hour--) rain(top - hour * HOUR, 0, '1.00')
      await gateway.start()
      office = await Office.signIn(gateway.url)
    }, 120_000)
    afterAll(async () => {
      await gateway.stop()
      await database?.remove()
      folder.remove()
    })

    it('is set up, tried, and shows its stations; none of them enters by itself', async () => {
      const body = {
        id: 'county',
        name: '县水文局',
        settings: settings(),
        password: DATABASE_PASSWORD,
        reason: '接入',
      }
      await office.call(calls.createCountyDatabase, { body })
      const tried = await office.call(calls.testCountyDatabase, { params: { id: 'county' } })
      expect(tried).toMatchObject({ ok: true, detail: '' })
      expect(tried.tables.every(({ found, missing }) => found && missing.length === 0)).toBe(true)
      await eventually('it is read', async () => ((await view()).state === 'reading' ? true : undefined))
      const { stations } = await office.call(calls.listCountyStations, { params: { id: 'county' } })
      expect(stations).toHaveLength(4)
      expect(stations.find(({ code }) => code === RIVER)).toMatchObject({
        name: '白河桥',
        type: 'ZQ',
        river: '白河',
        position: { longitude: 110.13, latitude: 31.28 },
        adopted: null,
        measures: [
          { datastream: 'level', unit: 'm', intervalMs: HOUR, newestAt: top - HOUR },
          { datastream: 'flow', unit: 'm³/s', intervalMs: HOUR },
        ],
      })
      expect(stations.find(({ code }) => code === RESERVOIR)?.position).toBeNull()
      expect(await office.stations()).toEqual([])
      expect((await view()).counts.readings).toBe(0)
    })

    it('stations are adopted at once with what they measure, and the last day comes with them', async () => {
      const outcome = await office.call(calls.adoptCountyStations, {
        params: { id: 'county' },
        body: {
          stations: [
            { code: RAIN },
            { code: RIVER, area: 'lushan/xincun' },
            { code: RESERVOIR },
            { code: 'nobody' },
          ],
        },
      })
      expect(outcome.adopted.map(({ code }) => code)).toEqual([RAIN, RIVER, RESERVOIR])
      expect(outcome.refused).toEqual([{ code: 'nobody', reason: 'the database has no such station' }])
      await eventually('the river is known', async () =>
        (await seen(`${RIVER}/level`)).size === levels.size ? true : undefined,
      )
      expect(await seen(`${RIVER}/level`)).toEqual(levels)
      // Its stations come one after another.
      const stations = await eventually('the reservoir is known', async () => {
        const all = await office.stations()
        return all.find(({ id }) => id === RESERVOIR)?.latest['outflow'] === undefined ? undefined : all
      })
      expect(stations.find(({ id }) => id === RIVER)).toMatchObject({
        name: '白河桥',
        area: 'lushan/xincun',
        connected: true,
        latenessMs: 2 * HOUR,
        datastreams: [
          { name: 'level', unit: 'm', datum: '黄海', intervalMs: HOUR },
          { name: 'flow', unit: 'm³/s' },
        ],
      })
      expect(stations.find(({ id }) => id === RESERVOIR)?.latest).toMatchObject({
        reservoirLevel: { value: 461.48 },
        inflow: { value: 35.2 },
        storage: { value: 12.345 },
        outflow: { value: 30 },
      })
      expect(stations.map(({ id }) => id)).not.toContain(STRANGER)
    })

    it('a new row is judged, and raises a warning', async () => {
      await office.addRule({
        name: '白河水位',
        appliesTo: { datastreams: [`${RIVER}/level`] },
        condition: { kind: 'threshold', direction: 'above' },
        levels: { yellow: { raiseAt: 3.9, clearBelow: 3.7 } },
      })
      river([top, 4.12])
      const warning = await eventually('a warning', async () => (await office.openWarnings())[0])
      expect(warning).toMatchObject({ subject: `${RIVER}/level`, level: 'yellow', area: 'lushan/xincun' })
    })

    it('a corrected value and a row that came late are seen as they stand there now', async () => {
      const late = top - 30 * MINUTE
      river([late, 3.01])
      levels.set(top, 4.02)
      database.run(`UPDATE ST_RIVER_R SET Z = 4.02 WHERE STCD = '${RIVER}' AND TM = '${beijing(top)}';`)
      await eventually('both', async () => {
        const found = await seen(`${RIVER}/level`)
        return found.get(late) === 3.01 && found.get(top) === 4.02 ? true : undefined
      })
      expect(await seen(`${RIVER}/level`)).toEqual(levels)
    })

    it('five minutes of rain and the hour that holds them count once, whichever comes first', async () => {
      rain(top - 10 * MINUTE, 4, '0.05')
      rain(top - 5 * MINUTE, 5.5, '0.05')
      rain(top, 12, '1.00')
      const total = async () => [...(await seen(`${RAIN}/rain`)).values()].reduce((sum, mm) => sum + mm, 0)
      await eventually('12 mm', async () => ((await total()) === 12 ? true : undefined))
      // A part that comes after its hour takes from it what it brings.
      rain(top - 20 * MINUTE, 1.5, '0.05')
      await eventually('the late part', async () =>
        (await seen(`${RAIN}/rain`)).has(top - 20 * MINUTE) ? true : undefined,
      )
      await eventually('12 mm still', async () => ((await total()) === 12 ? true : undefined))
      expect((await seen(`${RAIN}/rain`)).get(top)).toBe(1)
    })

    it('a gateway that is killed goes on where it was: nothing lost, nothing twice', async () => {
      await gateway.kill()
      river([top + 5 * MINUTE, 4.3], [top - 15 * MINUTE, 3.5])
      await gateway.start()
      office = await Office.signIn(gateway.url)
      await eventually('what came meanwhile', async () =>
        (await seen(`${RIVER}/level`)).size === levels.size ? true : undefined,
      )
      expect(await seen(`${RIVER}/level`)).toEqual(levels)
      // Of all that was read again, only what is new went in.
      const { counts } = await view()
      expect(counts.rows).toBeGreaterThan(20)
      expect(counts.changed).toBe(2)
      expect((await office.site()).counts.duplicates).toBe(0)
    })

    it('a database that is away is said so, tried again, and read from where it was', async () => {
      await database.kill('SIGKILL')
      await eventually('failing', async () => ((await view()).state === 'failing' ? true : undefined))
      expect((await view()).detail).not.toBe('')
      const health = await Office.health(gateway.url)
      expect(health.parts['county']).toMatchObject({
        status: 'degraded',
        detail: '1 of 1 hydrology databases cannot be read',
      })
      expect((await office.stations()).find(({ id }) => id === RIVER)?.connected).toBe(false)
      await database.start()
      river([top + 6 * MINUTE, 4.4])
      await eventually(
        'read again',
        async () => ((await seen(`${RIVER}/level`)).has(top + 6 * MINUTE) ? true : undefined),
        30_000,
      )
      expect(await seen(`${RIVER}/level`)).toEqual(levels)
      expect((await Office.health(gateway.url)).parts['county']?.status).toBe('ok')
    })

    it('paused it is left alone; a new password is asked for before the old one goes to another host', async () => {
      const change = { name: '县水文局', enabled: false, settings: settings(), reason: '检修' }
      await office.call(calls.changeCountyDatabase, { params: { id: 'county' }, body: change })
      expect((await view()).state).toBe('paused')
      river([top + 7 * MINUTE, 4.5])
      await new Promise((resolve) => setTimeout(resolve, 6000))
      expect((await seen(`${RIVER}/level`)).has(top + 7 * MINUTE)).toBe(false)
      const elsewhere = { ...change, settings: { ...settings(), host: 'localhost' } }
      await expect(
        office.call(calls.changeCountyDatabase, { params: { id: 'county' }, body: elsewhere }),
      ).rejects.toMatchObject({ problem: { status: 422, errors: [{ path: 'password' }] } })
      await office.call(calls.changeCountyDatabase, {
        params: { id: 'county' },
        body: { ...change, enabled: true },
      })
      await eventually('what came meanwhile', async () =>
        (await seen(`${RIVER}/level`)).has(top + 7 * MINUTE) ? true : undefined,
      )
    })

    it('keeps the password to itself', async () => {
      const shown = JSON.stringify(await office.call(calls.listCountyDatabases, {}))
      expect(shown).not.toContain(DATABASE_PASSWORD)
      expect((await view()).password).toBe(true)
      expect(gateway.output).not.toContain(DATABASE_PASSWORD)
      for (const file of ['tocsin.db', 'tocsin.db-wal']) {
        expect(readFileSync(join(folder.path, file)).includes(Buffer.from(DATABASE_PASSWORD))).toBe(false)
      }
    })

    it('says in plain words what is wrong with one that cannot be read', async () => {
      const body = {
        id: 'wrong',
        name: '错',
        settings: settings(),
        password: 'wrong',
        enabled: false,
        reason: '试',
      }
      await office.call(calls.createCountyDatabase, { body })
      const tried = await office.call(calls.testCountyDatabase, { params: { id: 'wrong' } })
      expect(tried.ok).toBe(false)
      expect(tried.detail).toMatch(/denied|authentication failed/i)
      await office.call(calls.removeCountyDatabase, { params: { id: 'wrong' }, query: { reason: '试完' } })
      expect((await office.call(calls.listCountyDatabases, {})).databases).toHaveLength(1)
    })
  })
}
