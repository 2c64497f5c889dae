import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type RuleBody, type StationBody, type TableBody } from '@tocsin/contract'
import { MINUTE } from '@tocsin/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PlainBroker, startPlainBroker } from '../plain-broker.ts'
import { type Fleet, type FleetOptions, startFleet } from './fleet.ts'
import { readNotes } from './notes.ts'
import { DEMO_RULES } from './rules.ts'
import { demoStations } from './stations.ts'
import { DEMO_TABLES } from './tables.ts'

const SECRET = 'z'.repeat(22)

/** The part of a gateway's HTTP that a fleet needs: stations and rules, in memory. */
async function startOffice() {
  const stations = new Map<string, StationBody>()
  const rules: RuleBody[] = []
  const tables: TableBody[] = []
  const server = createServer(async (request, response) => {
    const text = (await request.toArray()).join('')
    const body = text === '' ? undefined : JSON.parse(text)
    const answer = (status: number, value: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    }
    const rule = (saved: RuleBody, index: number) => ({
      ...saved,
      id: `r${index}`,
      version: 1,
      state: 'active',
    })
    const table = (saved: TableBody, index: number) => ({ ...saved, id: `t${index}`, version: 1 })
    if (request.method === 'GET' && request.url === '/api/tables') {
      const summary = (saved: TableBody, index: number) => ({
        id: `t${index}`,
        version: 1,
        name: saved.name,
        kind: saved.kind,
        rows: saved.rows.length,
        rules: [],
      })
      answer(200, { tables: tables.map(summary) })
    } else if (request.method === 'GET') answer(200, { rules: rules.map(rule) })
    else if (request.url === '/api/tables') {
      tables.push(body)
      answer(201, table(body, tables.length - 1))
    } else if (request.url === '/api/rules') {
      rules.push(body)
      answer(201, rule(body, rules.length - 1))
    } else if (stations.has(body.id)) answer(409, { type: '/problems/exists', title: 'exists', status: 409 })
    else {
      stations.set(body.id, body)
      answer(201, {
        ...body,
        latenessMs: 0,
        latest: {},
        connected: false,
        lastSeenAt: null,
        faults: [],
        counts: { readings: 0, duplicates: 0, rejected: 0 },
        secret: SECRET,
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, stations, rules, stop: () => server.close() }
}

let folder: string
let broker: PlainBroker
let office: Awaited<ReturnType<typeof startOffice>>
let fleet: Fleet | undefined

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-fleet-'))
  broker = await startPlainBroker(SECRET)
  office = await startOffice()
})
afterEach(async () => {
  await fleet?.stop()
  fleet = undefined
  office.stop()
  await broker.stop()
  rmSync(folder, { recursive: true })
})

const file = () => join(folder, 'stations.json')
const options = (): FleetOptions => ({
  session: createClient({ baseUrl: office.url }),
  url: broker.url,
  stations: demoStations(),
  rules: DEMO_RULES,
  tables: DEMO_TABLES,
  file: file(),
  say: () => {},
})
const countOf = (id: string) =>
  broker.received.filter(({ client }) => client === id).reduce((sum, { items }) => sum + items.length, 0)

describe('the fleet of the demo', () => {
  it('registers what is missing and back-fills the days before its start', async () => {
    fleet = await startFleet(options())
    await fleet.backfilled()
    expect([...office.stations.keys()]).toEqual(demoStations().map(({ body }) => body.id))
    expect(office.rules).toHaveLength(DEMO_RULES.length)
    expect(countOf('baihe-bridge')).toBeGreaterThanOrEqual(7 * 24 * 60)
    const ahead = fleet.moments.map(({ at }) => at - Date.now())
    expect(ahead.every((ms) => ms > 0 && ms < 6 * MINUTE)).toBe(true)
  })

  it('goes on after a restart where it stood: same flood, same secrets, nothing sent twice', async () => {
    fleet = await startFleet(options())
    await fleet.backfilled()
    const { moments } = fleet
    await fleet.stop()
    const before = countOf('baihe-bridge')
    fleet = await startFleet(options())
    await fleet.backfilled()
    expect(fleet.moments).toEqual(moments)
    expect(countOf('baihe-bridge') - before).toBeLessThanOrEqual(2)
    expect(office.rules).toHaveLength(DEMO_RULES.length)
  })

  it('begins afresh when the gateway has forgotten everything', async () => {
    fleet = await startFleet(options())
    await fleet.backfilled()
    await fleet.stop()
    const before = countOf('baihe-bridge')
    office.stations.clear()
    fleet = await startFleet(options())
    await fleet.backfilled()
    expect(countOf('baihe-bridge') - before).toBeGreaterThanOrEqual(7 * 24 * 60)
  })

  it('gives rules that name a table or one another the ids of the gateway', async () => {
    fleet = await startFleet(options())
    const id = (name: string) => `r${office.rules.findIndex((rule) => rule.name === name)}`
    const rain = office.rules.find(({ name }) => name === '山洪累计雨量')
    expect(rain?.condition).toEqual({ kind: 'accumulation', table: 't0' })
    expect(office.rules.find(({ name }) => name === '上坪雨大水涨')?.levels).toEqual({
      red: {
        allOf: [
          { rule: id('山洪累计雨量'), level: 'orange' },
          { rule: id('上坪溪水位'), level: 'yellow' },
        ],
      },
    })
  })

  it('leaves a rule as it is that somebody has changed', async () => {
    const [first] = DEMO_RULES
    if (first) office.rules.push({ ...first, response: 'changed by an engineer' })
    fleet = await startFleet(options())
    expect(office.rules.filter(({ name }) => name === first?.name)).toEqual([
      { ...first, response: 'changed by an engineer' },
    ])
  })

  it('keeps its notes for the owner only, for they hold secrets', async () => {
    fleet = await startFleet(options())
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(readNotes(file())?.secrets['baihe-bridge']).toBe(SECRET)
  })
})
