import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type DailyReport, dailyReport, type ImportReport } from '@tocsin/contract'
import { DAY, HOUR, MINUTE } from '@tocsin/core'
import { openDuckdbHistory } from '@tocsin/gateway/history/duckdb'
import type { PositionedObservation } from '@tocsin/gateway/history/history'
import { KEPT } from '@tocsin/gateway/history/keeping'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { Office } from '../rig/office.ts'

const CLI = join(import.meta.dirname, '..', '..', 'apps', 'gateway', 'src', 'history', 'cli.ts')
const PARQUET = 'application/vnd.apache.parquet'
/** 08:00 in Shanghai: the hydrological day begins. */
const FIRST = Date.UTC(2026, 5, 28)
const LEVEL = 'bridge/level'
const RAIN = 'bridge/rain'

function observed(
  datastream: string,
  phenomenonTime: number,
  value: number,
  position: number,
): PositionedObservation {
  const how = { flag: 'good' as const, checks: [], timeliness: 'new' as const }
  return { datastream, phenomenonTime, receivedAt: phenomenonTime + 200, value, position, ...how }
}

/** Five days of a level that rises by a centimetre an hour, and 0.5 mm each hour, stamped with its end. */
function settled(): PositionedObservation[] {
  return Array.from({ length: 5 * 24 }, (_, hour) => [
    observed(LEVEL, FIRST + hour * HOUR, 1 + hour / 100, 2 * hour + 1),
    observed(RAIN, FIRST + (hour + 1) * HOUR, 0.5, 2 * hour + 2),
  ]).flat()
}

async function prepare(dataDir: string, observations: readonly PositionedObservation[]): Promise<void> {
  const history = await openDuckdbHistory({ path: join(dataDir, 'history.duckdb') })
  await history.append(observations)
  await history.compact({ now: FIRST + 3 * DAY + 2 * HOUR, keeping: KEPT })
  await history.stop()
}

describe('the history of years, as an engineer meets it', () => {
  const folder = temporaryFolder()
  const other = temporaryFolder()
  const files = temporaryFolder()
  const gateway = new GatewayProcess({ dataDir: folder.path })
  let office: Office
  const get = (path: string) => fetch(`${gateway.url}${path}`, { headers: { cookie: office.cookie } })

  beforeAll(async () => {
    await gateway.start()
    office = await Office.signIn(gateway.url)
    await office.register({
      id: 'bridge',
      name: '白河桥',
      area: 'lushan/xincun',
      datastreams: [
        { name: 'level', property: 'water-level', unit: 'm', intervalMs: HOUR },
        { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: HOUR, form: 'increment' },
      ],
    })
    await gateway.stop()
    await prepare(folder.path, settled())
    await gateway.start()
    office = await Office.signIn(gateway.url)
  })
  afterAll(async () => {
    await gateway.stop()
    for (const one of [folder, other, files]) one.remove()
  })

  it('reads extremes, means and amounts by hydrological day, the amount stamped 08:00 in the day that ends then', async () => {
    const answer = await get('/api/observations/daily?from=2026-06-28&to=2026-07-03')
    const report: DailyReport = dailyReport.parse(await answer.json())
    expect(report.days).toHaveLength(7)
    expect(report.days[0]).toBe(FIRST)
    const [level, rain] = report.datastreams
    expect(level?.datastream).toBe(LEVEL)
    expect(level?.max).toEqual([1.23, 1.47, 1.71, 1.95, 2.19, null])
    expect(level?.maxAt?.[0]).toBe(FIRST + 23 * HOUR)
    expect(level?.min?.[1]).toBe(1.24)
    expect(level?.count).toEqual([24, 24, 24, 24, 24, 0])
    expect(rain?.sum).toEqual([12, 12, 12, 12, 12, null])
    expect(rain?.max).toBeUndefined()
  })

  it('reads days that begin at midnight, of one property, and says what makes no days', async () => {
    const answer = await get(
      '/api/observations/daily?from=2026-06-28&to=2026-06-29&dayStart=0&property=rainfall',
    )
    const { days, datastreams } = dailyReport.parse(await answer.json())
    expect(days[0]).toBe(FIRST - 8 * HOUR)
    expect(datastreams.map(({ sum }) => sum)).toEqual([[8, 12]])
    for (const query of [
      'from=2026-02-30',
      'from=2026-07-02&to=2026-07-01',
      'from=2026-07-01&dayStart=24',
      '',
    ]) {
      const refused = await get(`/api/observations/daily?${query}`)
      expect(refused.status, query).toBe(422)
      expect(((await refused.json()) as { errors: unknown[] }).errors).toHaveLength(1)
    }
  })

  it('says in its health what is kept, for how long', async () => {
    const { parts } = (await (await get('/api/health')).json()) as {
      parts: Record<string, { detail: string }>
    }
    expect(parts['keeping']?.detail).toContain('raw values are kept for 2 years, hourly ones for ever')
  })

  it('gives a station’s observations as Parquet and CSV, and takes the file in elsewhere, once', async () => {
    const csv = await (
      await get(`/api/observations.csv?station=bridge&from=${FIRST}&to=${FIRST + 2 * MINUTE}`)
    ).text()
    expect(csv.split('\n').slice(0, 2)).toEqual([
      'datastream,phenomenon_time,received_at,value,flag,checks',
      'bridge/level,2026-06-28 00:00:00,2026-06-28 00:00:00.2,1.0,good,""',
    ])
    const file = await (await get('/api/observations.parquet?station=bridge')).arrayBuffer()
    const bring = async () => {
      const headers = { cookie: office.cookie, origin: gateway.url, 'content-type': PARQUET }
      const answer = await fetch(`${gateway.url}/api/observations.parquet`, {
        method: 'POST',
        headers,
        body: file,
      })
      expect(answer.status).toBe(200)
      return (await answer.json()) as ImportReport
    }
    expect(await bring()).toEqual({
      rows: 240,
      added: 0,
      known: 240,
      differing: 0,
      unusable: 0,
      unknownDatastreams: [],
    })
    const spoiled = await fetch(`${gateway.url}/api/observations.parquet`, {
      method: 'POST',
      headers: { cookie: office.cookie, origin: gateway.url, 'content-type': PARQUET },
      body: 'level,rain',
    })
    expect(spoiled.status).toBe(422)
    expect(await spoiled.text()).toContain('no Parquet file')
    expect(readdirSync(join(folder.path, 'exchange'))).toEqual([])
  })

  it('is exported whole, month by month, and imported into another box, by one command each', async () => {
    const { token } = (await office.call((await import('@tocsin/contract')).calls.createToken, {
      body: { name: 'archive', role: 'engineer' },
    })) as { token: string }
    const run = (...words: string[]) => {
      const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, ...words], { encoding: 'utf8' })
      expect(stderr).toBe('')
      expect(status).toBe(0)
      return stdout
    }
    const from = ['--from', '2026-06-01T00:00Z', '--to', '2026-08-01T00:00Z']
    run('export', files.path, '--url', gateway.url, '--token', token, ...from)
    expect(readdirSync(files.path)).toEqual(['observations-202606.parquet', 'observations-202607.parquet'])
    await prepare(other.path, [])
    const all = readdirSync(files.path).map((file) => join(files.path, file))
    expect(run('import', ...all, '--data-dir', other.path)).toMatch(/143 added(.|\n)*97 added/)
    expect(run('import', ...all, '--data-dir', other.path)).toMatch(
      / 0 added, 143 known(.|\n)* 0 added, 97 known/,
    )
    expect(run('export', join(files.path, 'again'), '--data-dir', other.path)).toContain(
      'observations-202606.parquet: 143 rows',
    )
  })
})
