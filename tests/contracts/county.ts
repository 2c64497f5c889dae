import { type CountySettings, countySettings } from '@tocsin/contract'
import { rowPages } from '@tocsin/gateway/county/queries'
import type { CountyServer, Session } from '@tocsin/gateway/county/server'
import { SERVERS } from '@tocsin/gateway/county/servers'
import { findTables, readable } from '@tocsin/gateway/county/tables'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DATABASE_PASSWORD, type DatabaseServer } from '../rig/database-server.ts'
import { sl323Schema } from '../rig/hydrology.ts'

/** What every kind of database server must do for us, run against a real one. */
export function countyServerContract(
  kind: 'mysql' | 'postgresql',
  start: () => Promise<DatabaseServer>,
): void {
  const server: CountyServer = SERVERS[kind]
  let real: DatabaseServer
  let session: Session | undefined

  const settings = (more: Partial<CountySettings> = {}): CountySettings => ({
    ...countySettings.parse({
      server: kind,
      host: '127.0.0.1',
      port: real.port,
      database: 'county',
      user: 'tocsin',
      area: 'lushan',
    }),
    ...more,
  })
  const open = async (more: Partial<CountySettings> = {}, password: string = DATABASE_PASSWORD) => {
    await session?.close()
    session = await server.open({ settings: settings(more), password })
    return session
  }
  const rejection = async (work: Promise<unknown>): Promise<string> => {
    try {
      await work
    } catch (error) {
      return (error as Error).message
    }
    throw new Error('expected it to fail')
  }

  beforeAll(async () => {
    real = await start()
    real.run(sl323Schema(kind))
  }, 120_000)
  afterAll(async () => {
    await session?.close()
    await real?.remove()
  })

  it('says what server it is', async () => {
    expect((await open()).version).toMatch(/^(PostgreSQL|MariaDB) \d+/)
  })

  it('finds the tables of the standard, however they are spelled', async () => {
    const tables = await findTables(await open(), server.dialect, undefined)
    expect([...tables.keys()].toSorted()).toEqual(['ST_PPTN_R', 'ST_RIVER_R', 'ST_RSVR_R', 'ST_STBPRP_B'])
    expect([...(tables.get('ST_RIVER_R')?.columns.keys() ?? [])]).toContain('Z')
    expect(readable(tables).map(([name]) => name)).toEqual(['ST_PPTN_R', 'ST_RIVER_R', 'ST_RSVR_R'])
  })

  it('cannot write, though its user could', async () => {
    const writer = await open({ user: 'writer' })
    const message = await rejection(writer.select("INSERT INTO ST_STBPRP_B (STCD) VALUES ('1')", []))
    expect(message).toMatch(/read[- ]only/i)
    expect(await rejection(writer.select('DROP TABLE ST_RSVR_R', []))).toMatch(/read[- ]only/i)
    expect(await writer.select('SELECT COUNT(*) AS n FROM ST_STBPRP_B', [])).toHaveLength(1)
  })

  it('takes values as values: a code that is SQL is a code', async () => {
    const { dialect } = server
    const current = await open()
    const sql = `SELECT ${dialect.placeholder(0)} AS given`
    const nasty = "x'; DROP TABLE ST_RIVER_R; --"
    expect(await current.select(sql, [nasty])).toEqual([{ given: nasty }])
    expect((await findTables(current, dialect, undefined)).has('ST_RIVER_R')).toBe(true)
  })

  it('reads rows station by station in pages, each exactly once, with decimals as they are written', async () => {
    const lines: string[] = []
    for (const station of ['61905401', '61905402', '619054']) {
      for (let minute = 0; minute < 900; minute++) {
        const tm = new Date(Date.UTC(2026, 6, 17, 16, minute)).toISOString().slice(0, 19).replace('T', ' ')
        lines.push(`('${station}', '${tm}', ${(minute / 1000).toFixed(3)}, NULL)`)
      }
    }
    real.run(`DELETE FROM ST_RIVER_R; INSERT INTO ST_RIVER_R (STCD, TM, Z, Q) VALUES ${lines.join(',')};`)
    const current = await open()
    const table = (await findTables(current, server.dialect, undefined)).get('ST_RIVER_R')
    if (table === undefined) throw new Error('no table')
    const rows = []
    const codes = ['619054', '61905401', '61905402', '99999999']
    let pages = 0
    for await (const page of rowPages(
      current,
      server.dialect,
      table,
      'ST_RIVER_R',
      codes,
      '2026-07-17 17:00:00',
    )) {
      pages++
      rows.push(...page)
    }
    expect(pages).toBe(3)
    expect(rows).toHaveLength(3 * 840)
    expect(new Set(rows.map(({ STCD, TM }) => `${String(STCD).trim()} ${TM}`)).size).toBe(rows.length)
    expect(rows[0]).toMatchObject({ TM: '2026-07-17 17:00:00.000000', Z: '0.060', Q: null })
    expect(String(rows[0]?.['STCD']).trim()).toBe('619054')
  })

  it('shows columns that have a zone in the zone that was given', async () => {
    if (kind === 'postgresql') {
      real.run(
        'CREATE SCHEMA zoned; CREATE TABLE zoned.st_river_r (stcd char(8), tm timestamptz, z numeric(7,3)); GRANT USAGE ON SCHEMA zoned TO tocsin; GRANT SELECT ON zoned.st_river_r TO tocsin;',
      )
      real.run("INSERT INTO zoned.st_river_r VALUES ('1', '2026-07-18 00:00:00+00', 3.4)")
    } else {
      real.run(
        "CREATE TABLE st_zoned (tm timestamp NOT NULL); SET time_zone = '+00:00'; INSERT INTO st_zoned VALUES ('2026-07-18 00:00:00');",
      )
    }
    const current = await open({ zone: 'Asia/Shanghai', schema: kind === 'postgresql' ? 'zoned' : undefined })
    const { dialect } = server
    const [row] =
      kind === 'postgresql'
        ? await current.select(
            `SELECT ${dialect.timeText('tm')} AS tm FROM zoned.st_river_r WHERE tm >= ${dialect.time('$1')}`,
            ['2026-07-18 08:00:00'],
          )
        : await current.select(
            `SELECT ${dialect.timeText('tm')} AS tm FROM st_zoned WHERE tm >= ${dialect.time('?')}`,
            ['2026-07-18 08:00:00'],
          )
    expect(row?.['tm']).toMatch(/^2026-07-18 08:00:00/)
  })

  it('has the server end a statement that takes too long', async () => {
    const sql =
      kind === 'postgresql'
        ? "SELECT current_setting('statement_timeout') AS most"
        : 'SELECT @@max_statement_time AS most'
    const [row] = await (await open()).select(sql, [])
    expect(Number.parseFloat(String(row?.['most']))).toBe(20)
  })

  it('refuses a wrong password with a reason in which it does not stand', async () => {
    const message = await rejection(server.open({ settings: settings(), password: 'wrong horse' }))
    expect(message).toMatch(/denied|authentication failed/i)
    expect(message).not.toContain('wrong horse')
  })

  it('refuses where nobody listens, soon', async () => {
    const begun = Date.now()
    expect(await rejection(server.open({ settings: settings({ port: 1 }), password: 'x' }))).toMatch(
      /ECONNREFUSED/,
    )
    expect(Date.now() - begun).toBeLessThan(5000)
  })

  it('says so when the server goes away in the middle, and opens again when it is back', async () => {
    const current = await open()
    await real.kill('SIGKILL')
    expect(await rejection(current.select('SELECT 1 AS one', []))).not.toBe('')
    await current.close()
    await real.start()
    expect(await (await open()).select('SELECT 1 AS one', [])).toHaveLength(1)
  })
}
