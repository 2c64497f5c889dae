import { calls, type PlanBody } from '@tocsin/contract'
import { runLoadInThreads } from '@tocsin/devices'
import { openSmtpSink } from '../contracts/smtp-sink.ts'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { Office } from '../rig/office.ts'
import { ReportingStation } from '../rig/station.ts'
import { settleCounty } from './county.ts'
import { type Figure, showSpread, spreadOf } from './spread.ts'

const STATIONS = 1000
const RULES = 10
const RATE = 2000
/** One warning each: every village is called once in the whole run. */
const CROSSINGS = 100
const EVERY_MS = 150
/** Every so many villages have a mailbox instead of a telephone: a relay takes one message a second for long. */
const MAILED = 10
const MOST_MS = 500
/** Everybody of a county, called at one moment: how long it keeps others waiting. */
const PERSONS = 506

const STEP: PlanBody['steps'][number] = {
  after: '0s',
  who: [{ role: 'watcher', at: 'village' }],
  channels: 'in-turn',
  quorum: { kind: 'anyone' },
  attempts: 1,
  every: '10m',
}
const PLAN: PlanBody = {
  name: 'bench',
  area: 'bench',
  levels: ['red'],
  gate: { kind: 'automatic' },
  steps: [STEP],
  loops: false,
}

/**
 * From the moment a gauge publishes what crosses the threshold (its own `ts`) to the moment the first message is handed to a channel, at 2,000
 * readings/s from others: to the queue of calls to be telephoned, by the ledger; and to a mail server, by that server's own clock.
 */
export async function callout({ rounds = 3 } = {}): Promise<Figure[]> {
  const folder = temporaryFolder()
  const stations = await settleCounty(folder.path, { stations: STATIONS, rules: RULES })
  const relay = await openSmtpSink()
  const gateway = new GatewayProcess({
    dataDir: folder.path,
    environment: {
      TOCSIN_SMTP_HOST: '127.0.0.1',
      TOCSIN_SMTP_PORT: String(relay.port),
      TOCSIN_SMTP_SECURITY: 'none',
      TOCSIN_SMTP_FROM: 'duty@county.example',
    },
  })
  try {
    await gateway.start()
    const office = await Office.signIn(gateway.url)
    const gauges = await settleVillages(office, gateway.mqttPort, CROSSINGS * rounds)
    const queued: number[] = []
    const mailed: number[] = []
    const acks: number[] = []
    for (let round = 0; round < rounds; round++) {
      const mine = gauges.slice(round * CROSSINGS, (round + 1) * CROSSINGS)
      const seconds = (CROSSINGS * EVERY_MS) / 1000 + 5
      const load = runLoadInThreads(
        { host: '127.0.0.1', port: gateway.mqttPort, stations, rate: RATE, connectsPerSecond: 1000 },
        { seconds, warmUpSeconds: 2, threads: 1 },
      )
      await pause(3000)
      const crossedAt = new Map<string, number>()
      for (const gauge of mine) {
        const ts = Date.now()
        crossedAt.set(gauge.id, ts)
        await gauge.reports(ts, { level: 20 })
        await pause(Math.max(0, ts + EVERY_MS - Date.now()))
      }
      const stats = await load
      if (stats.errors > 0) throw new Error(`the load met ${stats.errors} errors: ${stats.firstError}`)
      acks.push(stats.latency.quantile(0.99))
      const byTelephone = await handedOver(office, crossedAt)
      const byMail = relay.mails.flatMap(({ text, at }) => {
        const id = /v\d+/.exec(text)?.[0] ?? ''
        const from = crossedAt.get(id)
        return from === undefined ? [] : [at - from]
      })
      if (byTelephone.length + byMail.length !== CROSSINGS) {
        throw new Error(`${byTelephone.length + byMail.length} of ${CROSSINGS} villages were called`)
      }
      queued.push(quantile(byTelephone, 0.99))
      mailed.push(quantile(byMail, 1))
      console.log(
        `  round ${round + 1}: telephone p99 ${queued.at(-1)} ms of ${byTelephone.length}, median ${quantile(byTelephone, 0.5)}; mail at most ${mailed.at(-1)} ms of ${byMail.length}`,
      )
    }
    for (const gauge of gauges) await gauge.leaves()
    const county = await callCounty(office, gateway.mqttPort, stations)
    console.log(
      `  ${PERSONS} persons at once: the last in the queue after ${county.lastMs} ms, PUBACK worst ${county.worstAckMs} ms`,
    )
    const first = spreadOf(queued)
    return [
      {
        what: `crossing → handed to a channel, p99, ms (${RATE}/s)`,
        measured: showSpread(first, 0),
        asked: `≤ ${MOST_MS}`,
        held: first.median <= MOST_MS,
      },
      {
        what: 'crossing → the mail server has it, worst, ms',
        measured: showSpread(spreadOf(mailed), 0),
        asked: `≤ ${MOST_MS}`,
        held: spreadOf(mailed).median <= MOST_MS,
      },
      {
        what: `${PERSONS} persons at once: crossing → the last handed over, ms`,
        measured: county.lastMs.toFixed(0),
        asked: '',
        held: undefined,
      },
      {
        what: 'publish → PUBACK meanwhile, worst, ms',
        measured: county.worstAckMs.toFixed(0),
        asked: '',
        held: undefined,
      },
      {
        what: 'publish → PUBACK while villages are called, p99, ms',
        measured: showSpread(spreadOf(acks), 1),
        asked: '',
        held: undefined,
      },
    ]
  } finally {
    await gateway.stop()
    await relay.stop()
    folder.remove()
  }
}

/** Villages with a gauge each, somebody to be called in each, and one plan for all. */
async function settleVillages(office: Office, mqttPort: number, count: number): Promise<ReportingStation[]> {
  const ids = Array.from({ length: count }, (_, number) => `v${number}`)
  await office.call(calls.saveAreas, {
    body: {
      areas: [
        { path: 'bench', name: 'bench', kind: 'county' },
        ...ids.map((id) => ({ path: `bench/${id}`, name: id, kind: 'village' as const })),
      ],
    },
  })
  const gauges: ReportingStation[] = []
  for (const [number, id] of ids.entries()) {
    const area = `bench/${id}`
    const secret = await office.register({
      id,
      name: id,
      area,
      datastreams: [
        { name: 'level', property: 'reservoir-level', unit: 'm', intervalMs: 60_000, span: [0, 30] },
      ],
    } as never)
    const kind = number % MAILED === 0 ? ('email' as const) : ('telephone' as const)
    const address = kind === 'email' ? `${id}@village.example` : `139${String(number).padStart(8, '0')}`
    await office.call(calls.createPerson, {
      body: {
        name: `watcher of ${id}`,
        language: 'en',
        roles: [{ role: 'watcher', area }],
        channels: [{ kind, address }],
      },
    })
    gauges.push(await ReportingStation.connect(id, secret, mqttPort))
  }
  await office.addRule({
    name: 'bench flood',
    appliesTo: { area: 'bench' },
    condition: { kind: 'threshold', direction: 'above' },
    levels: { red: { raiseAt: 15, clearBelow: 14 } },
  })
  await office.call(calls.createPlan, { body: PLAN })
  await office.call(calls.setTrial, { body: { trial: null, reason: 'a test' } })
  return gauges
}

/** A red warning at whose first step everybody of a county is telephoned, under the same load. */
async function callCounty(
  office: Office,
  mqttPort: number,
  stations: Parameters<typeof runLoadInThreads>[0]['stations'],
) {
  const { areas } = await office.call(calls.listAreas, {})
  const county = { path: 'county-all', name: 'all', kind: 'county' as const }
  await office.call(calls.saveAreas, { body: { areas: [...areas, county] } })
  const level = { name: 'level', property: 'reservoir-level', unit: 'm', intervalMs: 60_000, span: [0, 30] }
  const secret = await office.register({
    id: 'dam',
    name: 'dam',
    area: county.path,
    datastreams: [level],
  } as never)
  const rows = Array.from(
    { length: PERSONS },
    (_, number) => `p${number},watcher,137${String(number).padStart(8, '0')}`,
  )
  const content = Buffer.from(['姓名,职务,联系电话', ...rows].join('\n')).toString('base64')
  const file = { fileName: 'all.csv', content, area: county.path }
  const { seen, faults } = await office.call(calls.readPersonFile, { body: file })
  if (seen === null) throw new Error(JSON.stringify(faults))
  await office.call(calls.importPersons, { body: { ...file, seen } })
  await office.addRule({
    name: 'dam',
    appliesTo: { datastreams: ['dam/level'] },
    condition: { kind: 'threshold', direction: 'above' },
    levels: { red: { raiseAt: 15, clearBelow: 14 } },
  })
  await office.call(calls.createPlan, {
    body: {
      ...PLAN,
      area: county.path,
      name: 'everybody',
      steps: [{ ...STEP, who: [{ role: 'watcher', at: 'county' }] }],
    },
  })
  const load = runLoadInThreads(
    { host: '127.0.0.1', port: mqttPort, stations, rate: RATE, connectsPerSecond: 1000 },
    { seconds: 10, warmUpSeconds: 2, threads: 1 },
  )
  await pause(5000)
  const dam = await ReportingStation.connect('dam', secret, mqttPort)
  const ts = Date.now()
  await dam.reports(ts, { level: 20 })
  await dam.leaves()
  const stats = await load
  const { callouts } = await office.call(calls.listCallouts, { query: { limit: 1000 } })
  const id = callouts.find(({ area }) => area === county.path)?.id ?? ''
  const { persons } = await office.call(calls.getCallout, { params: { id } })
  const handed = persons.flatMap((person) => person.calls.map(({ facts }) => facts.acceptedAt ?? Number.NaN))
  if (handed.length !== PERSONS) throw new Error(`${handed.length} of ${PERSONS} were called`)
  return { lastMs: Math.max(...handed) - ts, worstAckMs: stats.latency.quantile(1) }
}

/** How long it took until each village that is telephoned stood in the queue, ms. */
async function handedOver(office: Office, crossedAt: ReadonlyMap<string, number>): Promise<number[]> {
  const { callouts } = await office.call(calls.listCallouts, { query: { limit: 1000 } })
  const delays: number[] = []
  for (const { id, area } of callouts) {
    const crossed = crossedAt.get(area.split('/').at(-1) ?? '')
    if (crossed === undefined) continue
    const { persons } = await office.call(calls.getCallout, { params: { id } })
    const call = persons[0]?.calls.find(({ channel }) => channel.kind === 'telephone')
    // Handed over is in the queue: it is made when somebody dials.
    const queued = call?.facts.acceptedAt
    if (queued != null) delays.push(queued - crossed)
  }
  return delays
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN
}
