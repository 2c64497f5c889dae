import { calls } from '@tocsin/contract'
import { DAY, MINUTE } from '@tocsin/core'
import { eventually, type Office } from './office.ts'
import { ReportingStation } from './station.ts'
import { AREAS, PLAN, RIVER, VILLAGE } from './village.ts'

const SHANG = 'lushan/baihe/shangcun'

/** A town with something on every page: people, households, a roster, rules of every standing, a flood that is over and one that is on. */
export async function inhabit(office: Office, mqttPort: number): Promise<void> {
  const now = Date.now()
  await office.call(calls.saveAreas, {
    body: { areas: [...AREAS, { path: SHANG, name: '上村', kind: 'village' }] },
  })
  const person = async (name: string, role: string, area: string, address: string) =>
    (
      await office.call(calls.createPerson, {
        body: { name, language: 'zh', roles: [{ role, area }], channels: [{ kind: 'telephone', address }] },
      })
    ).id
  const li = await person('李小梅', '预警员', VILLAGE, '13900005678')
  const liu = await person('刘镇长', '镇长', 'lushan/baihe', '13800001234')
  const zhou = await person('周值班', '值班', 'lushan', '13700008888')
  for (const [name, persons, specialNeeds] of [
    ['刘老汉', 2, '卧床不起'],
    ['孙桂英', 5, undefined],
  ] as const) {
    await office.call(calls.createHousehold, {
      body: { area: VILLAGE, name, persons, helper: li, ...(specialNeeds && { specialNeeds }) },
    })
  }
  const midnight = now - (now % DAY)
  const { shifts } = await office.call(calls.createShifts, {
    body: {
      shifts: [0, 1].map((day) => ({
        desk: 'lushan',
        from: midnight + day * DAY,
        to: midnight + (day + 1) * DAY,
        leader: liu,
        officer: zhou,
      })),
    },
  })
  const [outgoing, incoming] = shifts
  if (outgoing && incoming) {
    await office.call(calls.openHandOver, {
      body: { outgoing: outgoing.id, incoming: incoming.id, undone: ['桥头站去人看'] },
    })
  }

  const rain = { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: MINUTE, form: 'increment' }
  const level = { name: 'level', property: 'water-level', unit: 'm', intervalMs: MINUTE, span: [0, 12] }
  const secret = await office.register({
    id: 'bridge',
    name: '白河桥',
    area: VILLAGE,
    datastreams: [level, rain],
  } as never)
  await office.register({ id: 'upper', name: '上村雨量', area: SHANG, datastreams: [rain] } as never)
  await office.call(calls.createTable, {
    body: {
      name: '雨量指标',
      kind: 'accumulation',
      unit: 'mm',
      columns: [
        { level: 'orange', window: '1h' },
        { level: 'red', window: '1h' },
      ],
      rows: [{ subject: { area: VILLAGE }, name: '新村', cells: [40, 60], source: '2024 年山洪评价' }],
    },
  })
  const river = await office.addRule(RIVER)
  await office.addRule({
    name: '上涨过快',
    state: 'shadow',
    appliesTo: { datastreams: ['bridge/level'] },
    response: '加密观测',
    condition: { kind: 'rate', direction: 'rising', window: '1h' },
    levels: { orange: { raiseAt: 0.8 } },
  } as never)
  const { tables } = await office.call(calls.listTables, {})
  await office.addRule({
    name: '新村雨量',
    appliesTo: { area: VILLAGE, property: 'rainfall' },
    response: '巡查低洼院落',
    condition: { kind: 'accumulation', table: tables[0]?.id },
    levels: {},
  } as never)
  await office.addRule({
    name: '雨大水高',
    appliesTo: { area: 'lushan' },
    response: '组织转移',
    condition: { kind: 'composite' },
    levels: { red: { allOf: [{ rule: river.id, level: 'red' }] } },
  })
  await office.call(calls.createPlan, { body: PLAN })
  await office.call(calls.setTrial, { body: { trial: null, reason: '验收' } })

  const device = await ReportingStation.connect('bridge', secret, mqttPort)
  for (let minute = 180; minute > 60; minute--) {
    await device.reports(now - minute * MINUTE, { level: 3.1, rain: minute % 10 === 0 ? 2.2 : 0 })
  }
  // The first flood: raised, telephoned, answered, over, closed.
  await device.reports(now - 3 * MINUTE, { level: 4.1, rain: 12 })
  const task = () =>
    eventually('somebody to telephone', async () => {
      const { tasks } = await office.call(calls.listTelephoneTasks, {})
      return tasks[0]
    })
  const { key } = await task()
  await office.call(calls.enterTelephoneOutcome, {
    body: { key, outcome: { kind: 'answered', code: 'households-moved', households: 23 } },
  })
  const [first] = await office.openWarnings()
  if (first) await office.acknowledge(first.id, '已派人核查')
  await device.reports(now - 2 * MINUTE, { level: 3.0, rain: 0 })
  await eventually('the first flood to close', async () => {
    const closed = await office.openWarnings('closed')
    return closed.length > 0 ? true : undefined
  })
  // A drill that reaches nobody, ended.
  const drill = await office.call(calls.startCallout, {
    body: {
      kind: 'order',
      source: '年度演练',
      text: '演练：白河桥水位超限',
      area: VILLAGE,
      level: 'yellow',
      exercise: true,
      channels: 'simulated',
      ordersMove: false,
    },
  })
  await office.call(calls.cancelCallout, { params: { id: drill.id } })
  // The second one is on: nobody has it, and somebody is being telephoned.
  await device.reports(now, { level: 4.62, rain: 9 })
  await task()
  await device.publishes('not json')
  await device.leaves()
  await office.call(calls.createUser, {
    body: { username: 'zhou', name: '周值班', role: 'duty-officer', password: 'another-password-of-no-use' },
  })
}
