import { calls, ProblemError, type RuleBody, type TableBody } from '@tocsin/contract'
import { MINUTE } from '@tocsin/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../rig/gateway-process.ts'
import { startGatewayUnderTest } from '../rig/gateway-under-test.ts'
import { Office } from '../rig/office.ts'

const datastream = (name: string, property: string, unit: string, more: object = {}) => ({
  name,
  property,
  unit,
  intervalMs: MINUTE,
  ...more,
})
const LEVEL = datastream('level', 'water-level', 'm', { span: [0, 12], datum: '吴淞' })
const BATTERY = datastream('battery', 'battery', 'V')

const TABLE: TableBody = {
  name: '水位预警指标',
  kind: 'threshold',
  columns: [{ level: 'yellow' }, { level: 'red' }],
  rows: [{ subject: { datastream: 'bridge/level' }, cells: [3.9, 4.5] }],
}
const BY_TABLE = (table: string, appliesTo: RuleBody['appliesTo']): RuleBody => ({
  name: 'River',
  appliesTo,
  condition: { kind: 'threshold', direction: 'above', table },
  levels: {},
})

describe('what a rule or a table says of stations', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let gateway: Awaited<ReturnType<typeof startGatewayUnderTest>>
  let office: Office

  beforeEach(async () => {
    folder = temporaryFolder()
    gateway = await startGatewayUnderTest(folder.path)
    office = await Office.signIn(gateway.url)
    await office.register({
      id: 'bridge',
      name: '白河桥',
      area: 'lushan/xincun',
      datastreams: [LEVEL, BATTERY],
    } as never)
  })

  afterEach(async () => {
    await gateway.stop()
    folder.remove()
  })

  async function faults(asked: Promise<unknown>): Promise<string[]> {
    const refusal = await asked.then(
      () => undefined,
      (error: unknown) => error,
    )
    if (!(refusal instanceof ProblemError)) throw new Error('it was not refused')
    return (refusal.problem.errors ?? []).map(
      ({ path, message, expected }) => `${path}: ${message}; ${expected}`,
    )
  }

  const saveTable = (body: Partial<TableBody>) =>
    office.call(calls.createTable, { body: { ...TABLE, ...body } })

  describe('refuses a table', () => {
    it('in another unit than the datastreams of a row, by row', async () => {
      const rows = [
        { subject: { datastream: 'bridge/level' }, cells: [390, 450] },
        { subject: { station: 'bridge' }, cells: [390, 450] },
        { subject: { area: 'lushan' }, cells: [390, 450] },
      ]
      expect(await faults(saveTable({ unit: 'cm', rows }))).toEqual([
        'rows[0].subject: bridge/level is measured in m, the table is in cm; values in m',
        'rows[1].subject: bridge is measured in m or V, the table is in cm; values in m or V',
        'rows[2].subject: area:lushan is measured in m or V, the table is in cm; values in m or V',
      ])
      expect(await saveTable({ unit: '米' })).toMatchObject({ version: 1 })
    })

    it('over another datum, and a value that the sensor cannot report, by cell', async () => {
      expect(await faults(saveTable({ unit: 'm', datum: '1985国家高程' }))).toEqual([
        'rows[0].subject: bridge/level is measured over 吴淞, the table is over 1985国家高程; values over the datum of the station',
      ])
      const rows = [{ subject: { datastream: 'bridge/level' }, cells: [3.9, 390] }]
      expect(await faults(saveTable({ rows }))).toEqual([
        'rows[0].cells[1]: bridge/level never reports 390; 0 to 12',
      ])
      // Of an area: what none of its gauges can report.
      const area = [{ subject: { area: 'lushan' }, cells: [3.9, 390] }]
      const [fault = ''] = await faults(saveTable({ unit: 'm', rows: area }))
      expect(fault).toMatch(/^rows\[0\]\.cells\[1\]: area:lushan never reports 390; 0 to 12/)
    })

    it('in a file, by cell', async () => {
      const reading = (text: string) =>
        office
          .call(calls.readTableFile, {
            body: { fileName: 'levels.csv', content: Buffer.from(text).toString('base64') },
          })
          .then(({ faults }) => faults.map(({ cell, message }) => `${cell}: ${message}`))
      const other = 'bridge/level is measured in m, the table is in cm'
      expect(await reading('水位指标,,\n单位：cm,,\n站点,警戒水位,保证水位\nbridge/level,390,450\n')).toEqual(
        [`A4: ${other}`],
      )
      expect(await reading('站点,警戒水位(cm),保证水位(cm)\nbridge/level,390,450\n')).toEqual([
        `A2: ${other}`,
      ])
      expect(await reading('站点,警戒水位(m),保证水位(m)\nbridge/level,3.9,450\n')).toEqual([
        'C2: bridge/level never reports 450',
      ])
      expect(await reading('站点,警戒水位(m),保证水位(m)\nbridge/level,3.9,4.5\n')).toEqual([])
    })
  })

  it('refuses a rule whose table is in another unit than what it covers, and a table that its rule could not use', async () => {
    // The battery is in volts: a row for the station may be about it.
    const rows = [{ subject: { station: 'bridge' }, cells: [11, 12] }]
    const volts = await saveTable({ unit: 'V', rows })
    expect(
      await faults(office.addRule(BY_TABLE(volts.id, { area: 'lushan', property: 'water-level' }))),
    ).toEqual([
      'condition.table: rows[0].subject of "水位预警指标": bridge/level is measured in m, the table is in V; values in m',
    ])
    await office.addRule(BY_TABLE(volts.id, { area: 'lushan', property: 'battery' }))
    const change = (body: object) =>
      office.call(calls.changeTable, {
        params: { id: volts.id },
        body: { ...TABLE, rows, ...body, reason: 'metres' } as never,
      })
    expect(await faults(change({ unit: 'm' }))).toEqual([
      'rows[0].subject: bridge/battery is measured in V, the table is in m; values in V',
    ])
  })

  it('refuses a rule over an area whose datastreams are not one thing, and says what is measured there', async () => {
    const rule = (condition: object, more: object = {}): RuleBody =>
      ({
        name: 'Everything',
        appliesTo: { area: 'lushan' },
        condition,
        levels: { red: { raiseAt: 4 } },
        ...more,
      }) as RuleBody
    const mixed = [
      'appliesTo.property: what is measured there is not one thing: water-level (m), battery (V); one of water-level, battery',
    ]
    const above = { kind: 'threshold', direction: 'above' }
    expect(await faults(office.addRule(rule(above)))).toEqual(mixed)
    expect(await faults(office.addRule(rule({ kind: 'mean', direction: 'above', window: '1h' })))).toEqual(
      mixed,
    )
    expect(await faults(office.addRule(rule({ kind: 'rate', direction: 'rising', window: '1h' })))).toEqual(
      mixed,
    )
    await office.addRule(rule(above, { appliesTo: { all: true } }))
    await office.addRule(rule({ kind: 'sensor-fault' }, { levels: { red: {} } }))
    await office.addRule(rule({ kind: 'absence' }, { levels: { red: { after: '1h' } } }))
    // By a table only what has a row in it is judged.
    const table = await saveTable({ unit: 'm' })
    await office.addRule(BY_TABLE(table.id, { area: 'lushan' }))
  })

  it('refuses a rule over an area or a property that there is not; it can be put away when they are gone', async () => {
    const rule = (appliesTo: RuleBody['appliesTo']): RuleBody => ({
      name: 'River',
      appliesTo,
      condition: { kind: 'threshold', direction: 'above' },
      levels: { red: { raiseAt: 4 } },
    })
    expect(await faults(office.addRule(rule({ area: 'lushn', property: 'water-level' })))).toEqual([
      'appliesTo.area: there is no area lushn; the area of a registered station, or one above it',
    ])
    expect(await faults(office.addRule(rule({ property: 'waterlevel' })))).toEqual([
      expect.stringMatching(
        /^appliesTo\.property: nothing measures waterlevel; one of rainfall, water-level, /,
      ),
    ])
    await office.addRule(rule({ property: 'oxygen' }))
    const { id } = await office.addRule(rule({ area: 'lushan/xincun', property: 'water-level' }))
    const moved = { name: '白河桥', area: 'elsewhere', datastreams: [LEVEL, BATTERY] }
    await office.call(calls.changeStation, { params: { id: 'bridge' }, body: moved as never })
    const state = (to: 'draft' | 'shadow') =>
      office.call(calls.changeRuleState, { params: { id }, body: { state: to, reason: 'moved' } })
    expect(await faults(state('shadow'))).toHaveLength(1)
    expect(await state('draft')).toMatchObject({ state: 'draft', version: 2 })
  })

  it('refuses a station without a datastream that a rule in force names, or in another unit than its numbers are', async () => {
    const { id } = await office.addRule({
      name: 'River',
      appliesTo: { datastreams: ['bridge/level'] },
      condition: { kind: 'threshold', direction: 'above' },
      levels: { red: { raiseAt: 4 } },
    })
    const change = (...datastreams: readonly unknown[]) =>
      office.call(calls.changeStation, {
        params: { id: 'bridge' },
        body: { name: '白河桥', area: 'lushan/xincun', datastreams } as never,
      })
    const refused = (detail: string) => ({ problem: { status: 409, type: '/problems/in-use', detail } })
    await expect(change(BATTERY)).rejects.toMatchObject(refused('"River" would lose bridge/level'))
    await expect(change({ ...LEVEL, unit: 'cm' }, BATTERY)).rejects.toMatchObject(
      refused('"River" would judge bridge/level as water-level (m), when it is water-level (cm)'),
    )
    await change({ ...LEVEL, intervalMs: 60_000 })
    await office.call(calls.changeRuleState, { params: { id }, body: { state: 'draft', reason: 'moved' } })
    await change(BATTERY)
  })

  describe('a change', () => {
    const RIVER: RuleBody = {
      name: 'River',
      appliesTo: { datastreams: ['bridge/level'] },
      response: '派人上堤巡查',
      condition: { kind: 'threshold', direction: 'above' },
      levels: { red: { raiseAt: 4 } },
    }

    it('of a rule is refused when somebody else was quicker, and makes no version when nothing changes', async () => {
      const { id } = await office.addRule(RIVER)
      const change = (raiseAt: number, baseVersion?: number) =>
        office.call(calls.changeRule, {
          params: { id },
          body: { ...RIVER, levels: { red: { raiseAt } }, reason: 'r', baseVersion } as never,
        })
      expect(await change(5, 1)).toMatchObject({ version: 2 })
      await expect(change(6, 1)).rejects.toMatchObject({
        problem: {
          status: 409,
          type: '/problems/changed-meanwhile',
          detail: 'Version 2 is the newest by now; nothing was saved',
        },
      })
      expect(await change(5)).toMatchObject({ version: 2, levels: { red: { raiseAt: 5 } } })
      expect(await change(6)).toMatchObject({ version: 3 })
      const { rule, versions } = await office.call(calls.getRule, { params: { id } })
      expect(rule).not.toHaveProperty('baseVersion')
      expect(versions).toHaveLength(3)
    })

    it('of a table likewise', async () => {
      const { id } = await saveTable({})
      const change = (red: number, baseVersion?: number) =>
        office.call(calls.changeTable, {
          params: { id },
          body: {
            ...TABLE,
            rows: [{ subject: { datastream: 'bridge/level' }, cells: [3.9, red] }],
            reason: 'r',
            baseVersion,
          },
        })
      expect(await change(4.6, 1)).toMatchObject({ version: 2 })
      await expect(change(4.7, 1)).rejects.toMatchObject({ problem: { status: 409 } })
      expect(await change(4.6, 2)).toMatchObject({ version: 2 })
    })

    it('that deletes a rule stays to be seen: who, when, why, and all its versions', async () => {
      const { id } = await office.addRule(RIVER)
      const versions = () => office.call(calls.listRuleVersions, { params: { id } })
      expect(await versions()).toMatchObject({ versions: [{ version: 1 }], deleted: null })
      await office.call(calls.deleteRule, { params: { id }, query: { reason: 'the gauge was moved' } })
      const deleted = { by: 'admin', reason: 'the gauge was moved', at: expect.any(Number) }
      expect((await office.call(calls.listDeletedRules, {})).rules).toMatchObject([
        { rule: { id, name: 'River' }, deleted },
      ])
      expect(await versions()).toMatchObject({ versions: [{ version: 1, by: 'admin' }], deleted })
      const none = office.call(calls.listRuleVersions, { params: { id: 'rule-99' } })
      await expect(none).rejects.toMatchObject({ problem: { status: 404 } })
    })
  })
})
