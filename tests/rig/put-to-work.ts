import { calls } from '@tocsin/contract'
import { MINUTE } from '@tocsin/core'
import { bringFile } from './import-file.ts'
import type { Office } from './office.ts'
import { ReportingStation } from './station.ts'

/** Nothing listens there: what is sent to it fails, and what is asked of it does not answer. */
const NOBODY = 'http://127.0.0.1:9'

/**
 * Gives an office what nothing simulates: a call-out that is half answered, a system that is told, a database that does not answer, a file
 * with faults, and a gauge of its own that is read by hand, sends what cannot be read, and is under maintenance.
 * Twice is once. Answers the path of an answer page, where a drill runs.
 */
export async function putToWork(office: Office, mqttPort: number): Promise<string | undefined> {
  const { outgoing } = await office.call(calls.listOutgoing, {})
  if (outgoing.length === 0) await setUp(office, mqttPort)
  await answerHalf(office)
  return answerPage(office)
}

async function setUp(office: Office, mqttPort: number): Promise<void> {
  const { areas } = await office.call(calls.listAreas, {})
  const area = (areas.find(({ kind }) => kind === 'village') ?? areas[0])?.path
  if (area === undefined) throw new Error('the office has no area')
  const secret = await office.register({
    id: 'gate',
    name: '老闸口',
    area,
    datastreams: [
      { name: 'level', property: 'water-level', unit: 'm', intervalMs: 10 * MINUTE, span: [0, 12] },
      { name: 'staff', property: 'water-level', unit: 'm', intervalMs: 60 * MINUTE, manual: true },
    ],
  } as never)
  const device = await ReportingStation.connect('gate', secret, mqttPort)
  await device.reports(Date.now() - 20 * MINUTE, { level: 2.31 })
  await device.publishes('level=2.4')
  await device.publishes(JSON.stringify({ values: { depth: 2.4 } }))
  await device.leaves()
  const stranger = ReportingStation.connect('gate-2', 'guessed', mqttPort)
  await stranger.then((one) => one.leaves()).catch(() => {})
  await office.call(calls.enterManualReport, {
    params: { id: 'gate' },
    body: { datastream: 'staff', value: 2.48, text: '水尺 2.48，上游有漂木' },
  })
  await office.call(calls.orderMaintenance, {
    body: { scope: { station: 'gate' }, until: Date.now() + 50 * MINUTE, note: '清洗探头' },
  })
  await office.call(calls.createOutgoing, {
    body: {
      id: 'province',
      name: '省平台',
      enabled: true,
      settings: {
        kind: 'webhook',
        url: `${NOBODY}/warnings`,
        warnings: true,
        observations: false,
        everySeconds: 10,
      },
      secret: 'a-key-that-both-sides-know',
      reason: '上报',
    },
  })
  await office.call(calls.createCountyDatabase, {
    body: {
      id: 'county',
      name: '县水文局',
      enabled: true,
      settings: {
        server: 'mysql',
        host: '127.0.0.1',
        port: 9,
        database: 'hydrology',
        user: 'reader',
        tls: 'off',
        zone: 'Asia/Shanghai',
        everySeconds: 60,
        overlapHours: 24,
        area,
      },
      password: 'of-no-use',
      reason: '接入',
    },
  })
  const file =
    'time,level\n2026-01-01 08:00,2.10\n2026-01-01 09:00,two\n2026-01-01 10:00,2.24\nyesterday,2.3\n'
  await bringFile(office, 'gate-2026.csv', Buffer.from(file), {
    format: 'csv',
    time: { columns: ['time'], format: 'YYYY-MM-DD HH:mm', zone: '+08:00' },
    columns: [{ column: 'level', datastream: 'gate/level', unit: 'm' }],
  })
}

/** One of those who are called has answered, in every call-out that runs. */
async function answerHalf(office: Office): Promise<void> {
  const { callouts } = await office.call(calls.listCallouts, { query: {} })
  for (const { id } of callouts.filter(({ exercise, state }) => !exercise && state.kind === 'running')) {
    const { persons } = await office.call(calls.getCallout, { params: { id } })
    const ringing = persons.find(({ state }) => state === 'ringing')
    if (ringing === undefined || persons.some(({ answers }) => answers.length > 0)) continue
    await office.call(calls.recordAnswer, {
      params: { id },
      body: { person: ringing.person, code: 'households-moved', households: 12 },
    })
  }
}

/** Links are made for exercises. */
async function answerPage(office: Office): Promise<string | undefined> {
  const { callouts } = await office.call(calls.listCallouts, { query: {} })
  for (const { id } of callouts.filter(({ exercise }) => exercise)) {
    const { persons } = await office.call(calls.getCallout, { params: { id } })
    const [called] = persons
    if (called === undefined) continue
    const { path } = await office.call(calls.createAnswerLink, {
      params: { id },
      body: { person: called.person },
    })
    return path
  }
  return undefined
}
