import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { DAY, MINUTE, type Rule, type Station } from '@tocsin/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../clock.ts'
import { Journal } from '../journal/journal.ts'
import { silentLog } from '../log.ts'
import { openDatabase } from '../registry/database.ts'
import { Presence } from '../registry/presence.ts'
import { Registry } from '../registry/registry.ts'
import { createRegistryService } from '../registry/service.ts'
import { takingTurns } from '../registry/turns.ts'
import { createWarningsService } from '../warnings/service.ts'
import { createCheckpoint } from './checkpoint.ts'
import { RulesHost } from './host.ts'
import { createRulesService } from './service.ts'

const T = Date.UTC(2026, 6, 1)
const LI = { kind: 'person', id: 'li', name: '李' } as const
const WANG = { kind: 'person', id: 'wang', name: '王' } as const
const STATION: Station = {
  id: 'bridge',
  name: 'Bridge',
  area: 'a',
  datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: MINUTE }],
}
const RULE: Rule = {
  id: 'rule-1',
  version: 1,
  name: 'River',
  appliesTo: { area: 'a' },
  condition: { kind: 'threshold', direction: 'above' },
  levels: { yellow: { raiseAt: 4, clearBelow: 3.5 }, red: { raiseAt: 5, for: '1m' } },
}

describe('the rules host', () => {
  let dataDir: string
  let database: DatabaseSync
  let clock: ManualClock
  let journal: Journal
  let host: RulesHost
  let told: string[]
  let registry: Registry | undefined

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'tocsin-host-'))
    clock = new ManualClock(T)
    await open()
    await host.configure({ kind: 'station', station: STATION }, LI)
    await host.configure({ kind: 'rule', rule: RULE }, LI)
  })
  afterEach(async () => {
    await close()
    rmSync(dataDir, { recursive: true, force: true })
  })

  async function open(): Promise<void> {
    told = []
    database = openDatabase(join(dataDir, 'tocsin.db'))
    journal = new Journal({ dataDir, clock, log: silentLog })
    host = new RulesHost({ journal, checkpoint: createCheckpoint(database), clock, log: silentLog })
    await journal.start(host.judge.position, (entries) => host.take(entries))
    host.start({
      observed: () => {},
      ruled: (events) => told.push(...events.map(({ event }) => event.type)),
      changed: (change) => registry?.apply(change),
      saved: (position) => told.push(`saved ${position}`),
      faulty: () => {},
      duplicated: () => {},
    })
  }

  async function close(): Promise<void> {
    await journal.stop()
    await host.stop()
    database.close()
  }

  const report = (value: number) =>
    new Promise<void>((resolve, reject) => {
      const at = clock.now()
      const readings = [{ datastream: 'bridge/level', phenomenonTime: at, receivedAt: at, value }]
      journal.append({ type: 'readings', at, station: 'bridge', readings, rejections: [] }, (failure) =>
        failure ? reject(failure) : resolve(),
      )
    })
  const saved = () => database.prepare('SELECT event FROM warning_events ORDER BY number').all().length
  const open_ = () => createWarningsService(database, host).list({ state: 'open', limit: 10 })

  it('tells of an event only when it is saved', async () => {
    database.exec(
      "CREATE TRIGGER broken BEFORE INSERT ON warning_events BEGIN SELECT raise(ABORT, 'no room'); END",
    )
    await report(4.2)
    await expect.poll(() => host.failure?.detail).toBe('no room')
    expect(told.filter((one) => !one.startsWith('saved'))).toEqual([])
    // Nothing more is taken in meanwhile, so that what waits stays bounded.
    await expect(report(4.3)).rejects.toThrow('warnings cannot be saved')
    database.exec('DROP TRIGGER broken')
    await expect
      .poll(() => told.filter((one) => !one.startsWith('saved')), { timeout: 3000 })
      .toEqual(['raised'])
    expect(host.failure).toBeUndefined()
    await report(4.3)
    await host.settle()
    expect(saved()).toBe(1)
  })

  it('judges after a restart what the journal holds beyond the checkpoint, and says nothing twice', async () => {
    await report(4.2)
    await host.settle()
    // What a kill leaves: entries in the journal that no checkpoint knows.
    const before = database.prepare('SELECT position FROM judge_position').get()
    clock.advance(MINUTE)
    database.exec('CREATE TABLE kept AS SELECT * FROM judge_position')
    database.exec('CREATE TABLE kept_streams AS SELECT * FROM judge_streams')
    database.exec('CREATE TABLE kept_warnings AS SELECT * FROM warnings')
    await report(3)
    await host.settle()
    expect(saved()).toBe(2)
    await close()
    database = openDatabase(join(dataDir, 'tocsin.db'))
    database.exec(`DELETE FROM judge_position; INSERT INTO judge_position SELECT * FROM kept;
      DELETE FROM judge_streams; INSERT INTO judge_streams SELECT * FROM kept_streams;
      DELETE FROM warnings; INSERT INTO warnings SELECT * FROM kept_warnings;
      DELETE FROM warning_events WHERE number = 2`)
    expect(database.prepare('SELECT position FROM judge_position').get()).toEqual(before)
    database.close()
    await open()
    await host.settle()
    expect(told.filter((one) => !one.startsWith('saved'))).toEqual(['cleared'])
    expect(saved()).toBe(2)
  })

  it('writes a clock entry when a `for` runs out, and fires without a new reading', async () => {
    await report(5.5)
    await host.settle()
    expect(open_()[0]?.level).toBe('yellow')
    clock.advance(MINUTE)
    await host.settle()
    expect(open_()[0]?.level).toBe('red')
  })

  it('answers a command when it is saved; the second of two operators is told who was first', async () => {
    await report(4.2)
    await host.settle()
    const warnings = createWarningsService(database, host)
    const id = open_()[0]?.id ?? ''
    const [first, second, again] = await Promise.all([
      warnings.acknowledge(id, 'on my way', LI),
      warnings.acknowledge(id, undefined, WANG),
      warnings.acknowledge(id, undefined, LI),
    ])
    expect(first).toEqual({ ok: true, changed: true })
    expect(second).toMatchObject({
      ok: false,
      refusal: { kind: 'acknowledged-by-another', acknowledged: { by: 'li' } },
    })
    expect(again).toEqual({ ok: true, changed: false })
    expect(warnings.get(id)?.events.map(({ type }) => type)).toEqual(['raised', 'acknowledged'])
    expect(await warnings.acknowledge('w0-0', undefined, LI)).toMatchObject({
      refusal: { kind: 'not-found' },
    })
  })

  it('silences nothing for more than a year', async () => {
    await report(4.2)
    await host.settle()
    const warnings = createWarningsService(database, host)
    const id = open_()[0]?.id ?? ''
    const [scope, until] = [{ station: 'bridge' }, T + 400 * DAY]
    const refused = { ok: false, refusal: { kind: 'invalid', faults: [{ path: 'until' }] } }
    expect(await warnings.orderMaintenance({ scope, until, note: 'n' }, LI)).toMatchObject(refused)
    expect(await warnings.shelve(id, until, 'n', LI)).toMatchObject(refused)
    expect(await warnings.shelve(id, T + 300 * DAY, 'n', LI)).toMatchObject({ ok: true })
  })

  it('lists every closed warning once, page by page, also those raised in the same millisecond', async () => {
    const insert = database.prepare(
      "INSERT INTO warnings (id, state, raised_at, subject, warning) VALUES (?, 'closed', ?, 's', ?)",
    )
    for (const [id, raisedAt] of [
      ['w1', 5],
      ['w2', 4],
      ['w3', 4],
      ['w4', 4],
      ['w5', 3],
    ] as const) {
      insert.run(id, raisedAt, JSON.stringify({ id, raisedAt, state: 'closed' }))
    }
    const warnings = createWarningsService(database, host)
    const seen: string[] = []
    let before: number | undefined
    for (let page = 0; page < 5; page++) {
      const listed = warnings.list({ state: 'closed', before, limit: 2 })
      seen.push(...listed.map(({ id }) => id))
      before = listed.at(-1)?.raisedAt
      if (listed.length === 0) break
    }
    expect(seen).toEqual(['w1', 'w2', 'w3', 'w4', 'w5'])
  })

  it('gives a station id to one of two who ask at once, and a rule its next version', async () => {
    registry = new Registry(database, { stations: [STATION], rules: [RULE] })
    const inTurn = takingTurns()
    const presence = new Presence(registry, host.judge)
    const service = createRegistryService({ database, registry, presence, host, clock, inTurn })
    const timeZone = 'Asia/Shanghai'
    const rules = createRulesService({
      database,
      registry,
      host,
      clock,
      inTurn,
      timeZone,
      areas: () => new Map(),
    })
    const body = { ...STATION, id: 'weir', datastreams: [...STATION.datastreams] } as never
    const [one, other] = await Promise.all([
      service.createStation(body, LI),
      service.createStation(body, WANG),
    ])
    expect(one.ok).toBe(true)
    expect(other).toMatchObject({ ok: false, refusal: { kind: 'exists' } })
    const { id: _, version: __, ...rest } = RULE
    const definition = { ...rest, response: 'Watch the river' }
    const wrong = await rules.change(
      'rule-1',
      { ...definition, levels: { yellow: { raiseAt: 4, clearBelow: 6 } } } as never,
      'try',
      LI,
    )
    expect(wrong).toMatchObject({
      ok: false,
      refusal: { kind: 'invalid', faults: [{ path: 'levels.yellow.clearBelow' }] },
    })
    const unknown = await rules.create(
      { ...definition, appliesTo: { datastreams: ['nowhere/level'] } } as never,
      LI,
    )
    expect(unknown).toMatchObject({ ok: false, refusal: { faults: [{ path: 'appliesTo.datastreams[0]' }] } })
    const higher = { ...definition, levels: { yellow: { raiseAt: 4.2 } } } as never
    const changed = await rules.change('rule-1', higher, 'the bank was raised', LI)
    expect(changed).toMatchObject({ ok: true, rule: { version: 2 } })
    expect(rules.versions('rule-1').map(({ version, reason, by }) => [version, reason, by])).toEqual([
      [2, 'the bank was raised', 'li'],
      [1, null, 'li'],
    ])
  })

  it('saves no rule that could never fire, none in force without a response, and takes no member away', async () => {
    registry = new Registry(database, { stations: [STATION], rules: [RULE] })
    const inTurn = takingTurns()
    const rules = createRulesService({
      database,
      registry,
      host,
      clock,
      inTurn,
      timeZone: 'Asia/Shanghai',
      areas: () => new Map(),
    })
    const frame = { name: 'R', appliesTo: { datastreams: ['bridge/level'] }, response: 'Go' }
    const sums = { ...frame, condition: { kind: 'accumulation' }, levels: { red: { anyOf: { '1h': 40 } } } }
    expect(await rules.create(sums as never, LI)).toMatchObject({
      refusal: { faults: [{ path: 'appliesTo.datastreams[0]', expected: 'rainfall' }] },
    })
    const flood = (member: object) => ({
      ...frame,
      appliesTo: { area: 'a' },
      condition: { kind: 'composite' },
      levels: { red: { allOf: [{ rule: 'rule-1', ...member }] } },
    })
    const { id: _, version: __, ...definition } = RULE
    const edit = (change: object) => rules.change('rule-1', { ...definition, ...change } as never, 'why', LI)
    const lesser = { levels: { yellow: { raiseAt: 4 } }, response: 'Watch' }
    expect(await edit({})).toMatchObject({ refusal: { faults: [{ path: 'response' }] } })
    expect(await edit(lesser)).toMatchObject({ ok: true })
    expect(await rules.create(flood({ level: 'red' }) as never, LI)).toMatchObject({
      refusal: { faults: [{ path: 'levels.red.allOf[0].level', expected: 'one of yellow' }] },
    })
    expect(await edit({ response: 'Watch' })).toMatchObject({ ok: true })
    const saved = await rules.create(flood({ level: 'red' }) as never, LI)
    expect(saved).toMatchObject({ ok: true })
    // The composite would wait in vain.
    expect(await edit(lesser)).toMatchObject({ refusal: { kind: 'in-use' } })
    expect(await rules.setState('rule-1', 'draft', 'why', LI)).toMatchObject({ refusal: { kind: 'in-use' } })
    expect(await edit({ state: 'draft' })).toMatchObject({ refusal: { kind: 'in-use' } })
    expect(await rules.setState('rule-1', 'shadow', 'why', LI)).toMatchObject({ ok: true })
    const id = saved.ok ? saved.rule.id : ''
    expect(await rules.setState(id, 'draft', 'why', LI)).toMatchObject({ ok: true })
    expect(await rules.setState('rule-1', 'draft', 'why', LI)).toMatchObject({ ok: true })
    expect(await rules.setState(id, 'active', 'why', LI)).toMatchObject({
      refusal: { faults: [{ path: 'levels.red.allOf[0].rule' }] },
    })
  })
})
