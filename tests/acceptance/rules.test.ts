import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { calls, ProblemError, type RuleBody, type TableBody } from '@tocsin/contract'
import { HOUR, MINUTE } from '@tocsin/core'
import { ManualClock } from '@tocsin/gateway/clock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../rig/gateway-process.ts'
import { startGatewayUnderTest } from '../rig/gateway-under-test.ts'
import { Office } from '../rig/office.ts'
import { ReportingStation } from '../rig/station.ts'

const T = Date.UTC(2026, 6, 1, 4)
const LEVEL = {
  name: 'level',
  property: 'water-level',
  unit: 'm',
  intervalMs: MINUTE,
  span: [0, 12],
} as const
const RAIN = {
  name: 'rain',
  property: 'rainfall',
  unit: 'mm',
  intervalMs: 5 * MINUTE,
  form: 'increment',
} as const

const RIVER: RuleBody = {
  name: 'River at the bridge',
  appliesTo: { datastreams: ['bridge/level'] },
  response: '派人上堤巡查，通知沿河住户',
  condition: { kind: 'threshold', direction: 'above' },
  levels: { yellow: { raiseAt: 3.9, clearBelow: 3.7 }, red: { raiseAt: 4.5 } },
}
const INDICES: TableBody = {
  name: '山洪预警指标',
  kind: 'accumulation',
  columns: [
    { level: 'orange', window: '1h' },
    { level: 'red', window: '1h' },
  ],
  rows: [
    { subject: { area: 'lushan/xincun' }, cells: [40, 60] },
    { subject: { station: 'ridge' }, cells: [30, 45] },
  ],
}

describe('an engineer', () => {
  let clock: ManualClock
  let folder: ReturnType<typeof temporaryFolder>
  let gateway: Awaited<ReturnType<typeof startGatewayUnderTest>>
  let office: Office
  const secrets: Record<string, string> = {}

  beforeEach(async () => {
    clock = new ManualClock(T)
    folder = temporaryFolder()
    gateway = await startGatewayUnderTest(folder.path, { clock })
    office = await Office.signIn(gateway.url)
    const station = async (id: string, area: string, datastreams: readonly unknown[]) => {
      secrets[id] = await office.register({ id, name: id, area, datastreams } as never)
    }
    await station('bridge', 'lushan/xincun', [LEVEL, RAIN])
    await station('ridge', 'lushan/xincun', [RAIN])
  })

  afterEach(async () => {
    await gateway.stop()
    folder.remove()
  })

  /** What is wrong, as `path: message`, of a body that is refused. */
  async function faults(asked: Promise<unknown>): Promise<string[]> {
    const refusal = await asked.then(
      () => undefined,
      (error: unknown) => error,
    )
    if (!(refusal instanceof ProblemError)) throw new Error('it was not refused')
    return (refusal.problem.errors ?? []).map(({ path, message }) => `${path}: ${message}`)
  }

  async function reports(id: string, values: Readonly<Record<string, number>>): Promise<void> {
    const device = await ReportingStation.connect(id, secrets[id] ?? '', gateway.mqttPort)
    await device.reports(clock.now(), values)
    await device.leaves()
    await gateway.settle()
  }

  const titles = async () =>
    (await office.openWarnings()).map(({ rule, subject, level }) => `${rule.name} ${subject} ${level}`).sort()

  describe('is refused, with the field and the reason, when saving', () => {
    const f = (name: string, change: object, ...expected: string[]) =>
      it(name, async () => {
        expect(await faults(office.addRule({ ...RIVER, ...change } as RuleBody))).toEqual(expected)
      })

    f(
      'a clear value that is not under the raise value',
      { levels: { yellow: { raiseAt: 3.9, clearBelow: 3.9 } } },
      'levels.yellow.clearBelow: 3.9 would clear the very value that raises at 3.9',
    )
    f(
      'a window of nothing',
      {
        appliesTo: { property: 'rainfall' },
        condition: { kind: 'accumulation' },
        levels: { red: { anyOf: { '0m': 5 } } },
      },
      'levels.red.anyOf.0m: 0m is no window to look back over',
    )
    f(
      'a datastream of a station that is not there',
      { appliesTo: { datastreams: ['nowhere/level'] } },
      'appliesTo.datastreams[0]: there is no datastream nowhere/level',
    )
    f(
      'a table that is not there',
      {
        appliesTo: { property: 'rainfall' },
        condition: { kind: 'accumulation', table: 'table-9' },
        levels: {},
      },
      'condition.table: there is no table table-9',
    )
    f(
      'a member that is not there',
      {
        appliesTo: { area: 'lushan' },
        condition: { kind: 'composite' },
        levels: { red: { allOf: [{ rule: 'rule-99' }] } },
      },
      'levels.red.allOf[0].rule: there is no rule rule-99',
    )
    f(
      'a season on a day that no year has',
      { schedule: { zone: 'Asia/Shanghai', seasons: [{ from: '05-01', to: '09-31' }] } },
      'schedule.seasons[0].to: "09-31" is no day',
    )

    it('a composite that refers to itself, by itself or by way of another', async () => {
      const river = await office.addRule(RIVER)
      const composite = (rule: string): RuleBody => ({
        name: 'Both',
        appliesTo: { area: 'lushan' },
        condition: { kind: 'composite' },
        response: '撤离',
        levels: { red: { allOf: [{ rule: river.id }, { rule, level: 'red' }] } },
      })
      const first = await office.addRule(composite(river.id))
      const second = await office.addRule(composite(first.id))
      const change = (rule: string) =>
        office.call(calls.changeRule, {
          params: { id: first.id },
          body: { ...composite(rule), reason: 'try' } as never,
        })
      expect(await faults(change(first.id))).toEqual(['levels.red.allOf[1].rule: refers to itself'])
      expect(await faults(change(second.id))).toEqual([
        `levels.red.allOf[1].rule: refers to itself by way of ${second.id}`,
      ])
    })

    it('a table with a hole, an unknown station, or its levels upside down', async () => {
      const save = (rows: TableBody['rows']) =>
        faults(office.call(calls.createTable, { body: { ...INDICES, rows } }))
      expect(await save([{ subject: { area: 'lushan/xincun' }, cells: [40] }])).toEqual([
        'rows[0].cells: 1 cells, but 2 columns',
      ])
      expect(await save([{ subject: { station: 'nowhere' }, cells: [40, 60] }])).toEqual([
        'rows[0].subject.station: there is no station nowhere',
      ])
      expect(await save([{ subject: { area: 'lushan' }, cells: [60, 40] }])).toEqual([
        "rows[0].cells[1]: 40 mm is not over orange's 60 mm",
      ])
    })

    it('a rule that is to wake people and does not say what is to be done', async () => {
      const { response: _, ...silent } = RIVER
      const draft = await office.addRule({ ...silent, state: 'draft' })
      const activate = office.call(calls.changeRuleState, {
        params: { id: draft.id },
        body: { state: 'active', reason: 'ready' },
      })
      expect(await faults(activate)).toEqual([
        'response: a rule that wakes people must say what is to be done',
      ])
      expect(await faults(office.addRule({ ...silent, state: 'active' }))).toHaveLength(1)
    })
  })

  it('tries a rule as a shadow, which rings nobody and tells what it would have done, before it is made active', async () => {
    const rule = await office.addRule({ ...RIVER, state: 'shadow' })
    await reports('bridge', { level: 4.6 })
    expect(await office.openWarnings()).toEqual([])
    const shadow = await office.call(calls.readShadow, { params: { id: rule.id }, query: {} })
    expect(
      shadow.warnings.map(({ subject, level, events }) => [subject, level, events.map(({ type }) => type)]),
    ).toEqual([['bridge/level', 'red', ['raised']]])
    await office.call(calls.changeRuleState, {
      params: { id: rule.id },
      body: { state: 'active', reason: 'a week without a false one' },
    })
    // What is so now is told at once.
    expect(await titles()).toEqual(['River at the bridge bridge/level red'])
    expect((await office.openWarnings())[0]?.rule.version).toBe(2)
  })

  it('reads the rule as a sentence in both languages, and is told why it has not fired yet', async () => {
    const rule = await office.addRule({ ...RIVER, levels: { yellow: { raiseAt: 3.9, for: '10m' } } })
    await reports('bridge', { level: 4 })
    clock.advance(30_000)
    const { sentence } = await office.call(calls.getRule, { params: { id: rule.id } })
    expect(sentence.zh).toMatch(/3\.90? m/)
    expect(sentence.en).toMatch(/3\.90? m/)
    const { evaluations } = await office.call(calls.explainRule, { params: { id: rule.id } })
    expect(evaluations).toMatchObject([
      {
        subject: 'bridge/level',
        state: 'pending',
        evaluatedAt: T,
        waiting: [{ level: 'yellow', since: T, dueAt: T + 10 * MINUTE }],
        levels: [
          { level: 'yellow', comparisons: [{ compared: 'value', actual: 4, limit: 3.9, holds: true }] },
        ],
      },
    ])
    expect(evaluations[0]?.text.en).toMatch(/9 min/)
    expect(evaluations[0]?.text.zh).toMatch(/9 分/)
  })

  it('keeps every version with author, reason and difference, and goes back to one', async () => {
    const rule = await office.addRule(RIVER)
    const levels = { yellow: { raiseAt: 3.6 }, red: { raiseAt: 4.5 } }
    await office.call(calls.changeRule, {
      params: { id: rule.id },
      body: { ...RIVER, levels, reason: 'the dike has sunk' } as never,
    })
    await office.call(calls.revertRule, {
      params: { id: rule.id },
      body: { version: 1, reason: 'it was mended' },
    })
    const { rule: now, versions } = await office.call(calls.getRule, { params: { id: rule.id } })
    expect(now).toMatchObject({ version: 3, levels: RIVER.levels })
    expect(versions.map(({ version, by, reason }) => [version, by, reason])).toEqual([
      [3, 'admin', 'it was mended'],
      [2, 'admin', 'the dike has sunk'],
      [1, 'admin', null],
    ])
    expect(versions[1]?.changes).toEqual([
      { path: 'levels.yellow.raiseAt', before: 3.9, after: 3.6 },
      { path: 'levels.yellow.clearBelow', before: 3.7 },
    ])
  })

  it('deletes a rule while it fires: it is cleared with that reason by who said so, and its id is never given again', async () => {
    const rule = await office.addRule(RIVER)
    await reports('bridge', { level: 4.6 })
    const [warning] = await office.openWarnings()
    await office.call(calls.deleteRule, { params: { id: rule.id }, query: { reason: 'the gauge was moved' } })
    expect((await office.warning(warning?.id ?? '')).events.at(-1)).toMatchObject({
      type: 'cleared',
      reason: 'rule-deleted',
      by: { kind: 'person', id: 'admin' },
      note: 'the gauge was moved',
    })
    expect((await office.rules()).map(({ id }) => id)).not.toContain(rule.id)
    expect((await office.addRule(RIVER)).id).not.toBe(rule.id)
  })

  it('cannot delete what another rule refers to', async () => {
    const river = await office.addRule(RIVER)
    await office.addRule({
      name: 'Both',
      appliesTo: { area: 'lushan' },
      condition: { kind: 'composite' },
      levels: { red: { anyOf: [{ rule: river.id }] } },
    })
    const deletion = office.call(calls.deleteRule, { params: { id: river.id }, query: { reason: 'no more' } })
    await expect(deletion).rejects.toMatchObject({ problem: { status: 409, type: '/problems/in-use' } })
  })

  describe('with a county’s table', () => {
    async function tableRule(): Promise<{ table: string; rule: string }> {
      const table = await office.call(calls.createTable, { body: INDICES })
      const rule = await office.addRule({
        name: 'Flash flood',
        appliesTo: { area: 'lushan', property: 'rainfall' },
        response: '准备转移',
        condition: { kind: 'accumulation', table: table.id },
        levels: {},
      })
      return { table: table.id, rule: rule.id }
    }

    it('judges each gauge by its own row, and names the table’s version in the warning', async () => {
      const { table } = await tableRule()
      await reports('bridge', { rain: 35 })
      await reports('ridge', { rain: 35 })
      expect(await titles()).toEqual(['Flash flood ridge/rain orange'])
      expect((await office.openWarnings())[0]?.table).toEqual({ id: table, version: 1 })
    })

    it('covers a new station that fits at once, and lists what no rule covers', async () => {
      await tableRule()
      await office.register({
        id: 'weir',
        name: 'Weir',
        area: 'lushan/xincun/upper',
        datastreams: [RAIN],
      } as never)
      await office.register({ id: 'far', name: 'Far', area: 'lushan/dongcun', datastreams: [RAIN] } as never)
      const { coverage, uncovered } = await office.call(calls.readCoverage, {})
      expect(uncovered).toEqual(['bridge/level', 'far/rain'])
      const of = (datastream: string) => coverage.find((one) => one.datastream === datastream)
      expect(of('weir/rain')).toMatchObject({
        rules: [{ kind: 'accumulation' }, { id: 'sensor-fault' }],
        withoutRow: [],
      })
      // The rule is meant for it, and nobody has said from how much rain on.
      expect(of('far/rain')?.withoutRow).toHaveLength(1)
    })

    it('changes a value, and what has fallen already is judged by it at once', async () => {
      const { table } = await tableRule()
      await reports('bridge', { rain: 35 })
      expect(await titles()).toEqual([])
      const rows = INDICES.rows.map((row, index) => (index === 0 ? { ...row, cells: [32, 60] } : row))
      const body = { ...INDICES, rows, reason: 'wet soil' }
      await office.call(calls.changeTable, { params: { id: table }, body })
      expect(await titles()).toEqual(['Flash flood bridge/rain orange'])
      const { versions } = await office.call(calls.getTable, { params: { id: table }, query: {} })
      expect(versions[0]).toMatchObject({
        version: 2,
        reason: 'wet soil',
        changes: [{ path: 'rows[0].cells[0]', before: 40, after: 32 }],
      })
      await office.call(calls.revertTable, {
        params: { id: table },
        body: { version: 1, reason: 'dry again' },
      })
      const { table: now } = await office.call(calls.getTable, { params: { id: table }, query: {} })
      expect(now).toMatchObject({ version: 3, rows: INDICES.rows })
    })

    it('is not robbed of a column that its rule speaks of, or that a composite waits for', async () => {
      const { table, rule } = await tableRule()
      const change = (columns: TableBody['columns'], cells: readonly number[]) =>
        faults(
          office.call(calls.changeTable, {
            params: { id: table },
            body: {
              ...INDICES,
              columns,
              rows: [{ subject: { area: 'lushan/xincun' }, cells: [...cells] }],
              reason: 'only one',
            },
          }),
        )
      const alarm = await office.addRule({
        name: 'Rain and river',
        appliesTo: { area: 'lushan' },
        response: '撤离',
        condition: { kind: 'composite' },
        levels: { red: { allOf: [{ rule, level: 'red' }] } },
      })
      // The composite would wait for ever for a red that is in no column any more.
      expect(await change([{ level: 'orange', window: '1h' }], [40])).toEqual([
        'columns: "Rain and river" waits for "Flash flood" at red, which no column is about any more',
      ])
      await office.call(calls.deleteRule, { params: { id: alarm.id }, query: { reason: 'no more' } })
      await office.call(calls.changeRule, {
        params: { id: rule },
        body: {
          name: 'Flash flood',
          appliesTo: { area: 'lushan', property: 'rainfall' },
          response: '准备转移',
          condition: { kind: 'accumulation', table },
          levels: { red: { clearFor: '1h' } },
          reason: 'slowly',
        } as never,
      })
      expect(await change([{ level: 'orange', window: '1h' }], [40])).toEqual([
        'columns: the rule "Flash flood" speaks of red, which no column is about any more',
      ])
    })

    it('takes it from a spreadsheet and gives it back, in .xlsx and in GBK', async () => {
      const { table } = await tableRule()
      for (const [format, fileName] of [
        ['xlsx', 'indices.xlsx'],
        ['csv', 'indices.csv'],
        ['csv-gbk', 'indices-gbk.csv'],
      ] as const) {
        const response = await fetch(`${gateway.url}/api/tables/${table}/file?format=${format}`, {
          headers: { cookie: office.cookie },
        })
        expect(response.status).toBe(200)
        const content = Buffer.from(await response.arrayBuffer()).toString('base64')
        const reading = await office.call(calls.readTableFile, { body: { fileName, content } })
        expect(reading.faults).toEqual([])
        expect(reading.table).toMatchObject({ columns: INDICES.columns, rows: INDICES.rows })
      }
    })

    it('is shown what is wrong in a file cell by cell, and nothing is saved by looking', async () => {
      const content = Buffer.from('村,1小时准备转移,1小时立即转移\nlushan/xincun,40,\n山外,30,45\n').toString(
        'base64',
      )
      const reading = await office.call(calls.readTableFile, { body: { fileName: 'indices.csv', content } })
      expect(reading.table).toBeNull()
      expect(reading.faults.map(({ cell }) => cell)).toEqual(['C2', 'A3'])
      expect((await office.call(calls.listTables, {})).tables).toEqual([])
    })
  })

  it('orders maintenance: what breaches meanwhile is judged and recorded, and told when it ends', async () => {
    await office.addRule(RIVER)
    await office.call(calls.orderMaintenance, {
      body: { scope: { station: 'bridge' }, until: T + HOUR, note: 'the cable is replaced' },
    })
    clock.advance(20 * MINUTE)
    await reports('bridge', { level: 4.6 })
    const [warning] = await office.openWarnings()
    expect(warning?.suppression).toMatchObject({ kind: 'maintenance', until: T + HOUR })
    clock.advance(39 * MINUTE)
    await gateway.settle()
    clock.advance(MINUTE)
    await gateway.settle()
    // Nobody is signed in any more after so long.
    office = await Office.signIn(gateway.url)
    const { events, suppression } = await office.warning(warning?.id ?? '')
    expect(suppression).toBeNull()
    expect(events.map(({ type }) => type)).toEqual(['raised', 'suppressed', 'data-lost', 'unsuppressed'])
  })

  it('is told of a dead sensor on a box where nobody has written a rule yet', async () => {
    expect((await office.rules()).map(({ id, state }) => [id, state])).toEqual([['sensor-fault', 'active']])
    await reports('bridge', { level: 99 })
    expect(await titles()).toEqual(['传感器故障 Sensor fault bridge/level yellow'])
  })

  it('shelves one warning until a stated end, which a higher level ends', async () => {
    await office.addRule(RIVER)
    await reports('bridge', { level: 4 })
    const [warning] = await office.openWarnings()
    const id = warning?.id ?? ''
    const body = { until: T + HOUR, note: 'known, the sluice is open' }
    const shelved = await office.call(calls.shelveWarning, { params: { id }, body })
    expect(shelved.shelved).toMatchObject({ until: T + HOUR, by: 'admin' })
    clock.advance(MINUTE)
    await reports('bridge', { level: 4.6 })
    expect((await office.warning(id)).shelved).toBeNull()
  })

  it('finds everything as it was after a restart: rules, tables, shadows, maintenance', async () => {
    const table = await office.call(calls.createTable, { body: INDICES })
    await office.addRule({
      name: 'Flash flood',
      appliesTo: { area: 'lushan', property: 'rainfall' },
      condition: { kind: 'accumulation', table: table.id },
      levels: {},
    })
    const shadow = await office.addRule({ ...RIVER, state: 'shadow' })
    const deleted = await office.addRule(RIVER)
    await reports('bridge', { level: 4.6, rain: 41 })
    await office.call(calls.deleteRule, { params: { id: deleted.id }, query: { reason: 'a mistake' } })
    const work = { scope: { area: 'lushan' }, until: T + HOUR, note: 'drill' }
    await office.call(calls.orderMaintenance, { body: work })
    const seen = async () => ({
      rules: await office.rules(),
      warnings: await office.openWarnings('all'),
      shadow: await office.call(calls.readShadow, { params: { id: shadow.id }, query: {} }),
      maintenance: await office.call(calls.listMaintenance, {}),
      coverage: await office.call(calls.readCoverage, {}),
    })
    const before = await seen()
    await gateway.stop()
    gateway = await startGatewayUnderTest(folder.path, { clock })
    office = await Office.signIn(gateway.url)
    expect(await seen()).toEqual(before)
    // And it goes on from there.
    clock.advance(MINUTE)
    await reports('bridge', { level: 3 })
    const { warnings } = await office.call(calls.readShadow, { params: { id: shadow.id }, query: {} })
    expect(warnings[0]?.events.map(({ type }) => type)).toEqual(['raised', 'cleared'])
  })
})

describe('rules that an earlier version saved, and this one refuses', () => {
  it('are mended where that can mean one thing only; else they are kept, listed with what is wrong, and judged once they are changed', async () => {
    const folder = temporaryFolder()
    const clock = new ManualClock(T)
    let gateway = await startGatewayUnderTest(folder.path, { clock })
    let office = await Office.signIn(gateway.url)
    const secret = await office.register({
      id: 'bridge',
      name: 'bridge',
      area: 'lushan',
      datastreams: [LEVEL],
    } as never)
    const [clear, band] = [await office.addRule(RIVER), await office.addRule({ ...RIVER, name: 'Other' })]
    await gateway.stop()
    // As a version did that did not look so closely: one whose clear value is the one that raises, and one that clears what raises.
    const database = new DatabaseSync(join(folder.path, 'tocsin.db'))
    const write = database.prepare('UPDATE rule_versions SET definition = ? WHERE rule = ?')
    const seasons = { zone: 'Asia/Shanghai', seasons: [] }
    write.run(
      JSON.stringify({ ...clear, schedule: seasons, levels: { yellow: { raiseAt: 3.9, clearBelow: 3.9 } } }),
      clear.id,
    )
    write.run(JSON.stringify({ ...band, levels: { red: { raiseAt: 4.5, clearBelow: 5 } } }), band.id)
    database.close()

    gateway = await startGatewayUnderTest(folder.path, { clock })
    office = await Office.signIn(gateway.url)
    await gateway.settle()
    const { rule, versions } = await office.call(calls.getRule, { params: { id: clear.id } })
    expect(rule).toMatchObject({ version: 2, levels: { yellow: { raiseAt: 3.9 } } })
    expect(rule.schedule).toEqual({ zone: 'Asia/Shanghai' })
    expect(versions[0]).toMatchObject({
      by: 'system',
      reason: expect.stringContaining('schedule.seasons'),
    })
    const broken = {
      rule: band.id,
      name: 'Other',
      faults: [
        {
          path: 'levels.red.clearBelow',
          message: '5 would clear the very value that raises at 4.5',
          expected: 'a value under raiseAt 4.5',
        },
      ],
    }
    expect((await office.call(calls.listBrokenRules, {})).rules).toEqual([broken])
    const { status, parts } = await office.call(calls.getHealth, {})
    expect([status, parts['rules']?.status]).toEqual(['degraded', 'degraded'])
    expect(parts['rules']?.detail).toContain(`${band.id} (levels.red.clearBelow: 5 would clear`)

    await office.call(calls.changeRule, {
      params: { id: band.id },
      body: { ...RIVER, name: 'Other', reason: 'it was wrong' },
    } as never)
    expect((await office.call(calls.listBrokenRules, {})).rules).toEqual([])
    const device = await ReportingStation.connect('bridge', secret, gateway.mqttPort)
    await device.reports(clock.now(), { level: 4 })
    await device.leaves()
    await gateway.settle()
    expect((await office.openWarnings()).map((one) => one.rule.name).sort()).toEqual([
      'Other',
      'River at the bridge',
    ])
    await gateway.stop()
    folder.remove()
  })
})

it('an engineer imports the table of a real county as the county keeps it', async () => {
  const folder = temporaryFolder()
  const gateway = await startGatewayUnderTest(folder.path)
  const office = await Office.signIn(gateway.url)
  const fixtures = join(import.meta.dirname, '../../apps/gateway/src/tables/fixtures')
  const name = 'jianghua-rain.xlsx'
  const content = readFileSync(join(fixtures, name)).toString('base64')
  // Before its stations are registered every row is a fault, at its cell.
  const reading = await office.call(calls.readTableFile, { body: { fileName: name, content } })
  expect(reading.table).toBeNull()
  expect(reading.faults.length).toBeGreaterThan(0)
  for (const { cell, expected } of reading.faults) {
    expect(cell).toMatch(/^[A-Z]+\d+$/)
    expect(expected).not.toBe('')
  }
  await gateway.stop()
  folder.remove()
})
