import { calls } from '@tocsin/contract'
import { MINUTE, SECOND } from '@tocsin/core'
import { selfSigned } from '@tocsin/gateway/broker/testing/self-signed'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { openListeningBroker } from '../rig/listening-system.ts'
import { eventually, Office } from '../rig/office.ts'
import { ReportingStation } from '../rig/station.ts'

const PASSWORD = 'the-password-at-the-broker'
const MOST_WAITING = 10_000

type Broker = Awaited<ReturnType<typeof openListeningBroker>>

/** Values of observations that were heard, in the order in which they came. */
function valuesOf({ heard }: Broker): number[] {
  return heard.flatMap(({ body }) =>
    ((body['observations'] ?? []) as { value: number }[]).map(({ value }) => value),
  )
}

function lostOf({ heard }: Broker): number {
  return heard.reduce((sum, { body }) => sum + Number(body['lost'] ?? 0), 0)
}

describe('another system’s MQTT broker, over TLS', () => {
  const folder = temporaryFolder()
  const gateway = new GatewayProcess({ dataDir: folder.path })
  const trusted = selfSigned('127.0.0.1')
  let office: Office
  let station: ReportingStation
  let secret: string
  let broker: Broker
  let next = 0

  const settings = (url: string, ca?: string) => ({
    kind: 'mqtt' as const,
    url,
    user: 'tocsin',
    topic: 'county/{kind}',
    observations: true,
    everySeconds: 1,
    ...(ca !== undefined && { ca }),
  })
  const setUp = (id: string, url: string, ca?: string) =>
    office.call(calls.createOutgoing, {
      body: { id, name: id, settings: settings(url, ca), secret: PASSWORD, reason: '上报' } as never,
    })
  const tried = (id: string) => office.call(calls.testOutgoing, { params: { id } })
  const view = async (id: string) =>
    (await office.call(calls.listOutgoing, {})).outgoing.find((one) => one.id === id)

  /** Reports values that go on from the ones before, a second apart, ending now: none of them is worth a warning. */
  async function report(count: number): Promise<void> {
    for (let left = count; left > 0; left -= 1000) {
      const size = Math.min(1000, left)
      const begin = Date.now() - 5 * MINUTE
      const items = Array.from({ length: size }, (_, index) => ({
        ts: begin + Math.floor((index * 4 * MINUTE) / size),
        values: { level: next++ / 1e6 },
      }))
      await station.publishes(JSON.stringify(items))
    }
  }
  const inOrder = (values: readonly number[]) =>
    values.every((value, index) => value > (values[index - 1] ?? -1))

  beforeAll(async () => {
    broker = await openListeningBroker('tocsin', PASSWORD, trusted)
    await gateway.start()
    office = await Office.signIn(gateway.url)
    await office.call(calls.setTrial, { body: { trial: null, reason: '试运行结束' } })
    secret = await office.register({
      id: 'bridge',
      name: '白河桥',
      area: 'lushan/xincun',
      latenessMs: 31 * 24 * 60 * MINUTE,
      datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: SECOND }],
    })
    await office.addRule({
      name: 'River at the bridge',
      appliesTo: { datastreams: ['bridge/level'] },
      condition: { kind: 'threshold', direction: 'above' },
      levels: { orange: { raiseAt: 4, clearBelow: 3 } },
    })
    station = await ReportingStation.connect('bridge', secret, gateway.mqttPort)
  }, 60_000)
  afterAll(async () => {
    await gateway.stop()
    await broker.leave()
    folder.remove()
  })

  it('is told only when its certificate is vouched for by the authority that was given, and stands for its address', async () => {
    const strange = selfSigned('127.0.0.2')
    const elsewhere = await openListeningBroker('tocsin', PASSWORD, selfSigned('127.0.0.1'))
    // Nobody can listen there who minds what the certificate is for.
    const misnamed = await openListeningBroker('tocsin', PASSWORD, strange, { checks: false })
    try {
      await setUp('stranger', elsewhere.url, trusted.cert)
      expect(await tried('stranger')).toMatchObject({
        ok: false,
        detail: expect.stringMatching(/certificate/i),
      })
      await setUp('nobody', elsewhere.url)
      expect(await tried('nobody')).toMatchObject({
        ok: false,
        detail: expect.stringMatching(/certificate/i),
      })
      await setUp('misnamed', misnamed.url, strange.cert)
      expect(await tried('misnamed')).toMatchObject({
        ok: false,
        detail: expect.stringMatching(/altnames|does not match/i),
      })
      expect([...elsewhere.heard, ...misnamed.heard]).toEqual([])
      for (const id of ['stranger', 'nobody', 'misnamed']) {
        await office.call(calls.removeOutgoing, { params: { id }, query: { reason: '试验' } })
      }
    } finally {
      await elsewhere.leave()
      await misnamed.leave()
    }
    await setUp('town', broker.url, trusted.cert)
    expect(await tried('town')).toEqual({ ok: true, detail: '' })
    expect(broker.heard.at(-1)).toMatchObject({ topic: 'county/tests', qos: 1, body: { type: 'test' } })
  })

  it('that is away for long gets the newest ten thousand observations in their order, and is told how many it missed', async () => {
    await report(10)
    await eventually('the first ones', () => (valuesOf(broker).length === 10 ? true : undefined))
    await broker.leave()
    const more = 14_000
    await report(more)
    await eventually(
      'them to be given up',
      async () => ((await view('town'))?.lost ? true : undefined),
      30_000,
    )
    await broker.comesBack()
    const all = 10 + more
    await eventually(
      'the newest',
      () => (valuesOf(broker).at(-1) === (all - 1) / 1e6 ? true : undefined),
      60_000,
    )
    const values = valuesOf(broker)
    expect(inOrder(values)).toBe(true)
    // What was under way when the broker went was not waiting any more.
    expect(values.length - 10).toBeGreaterThanOrEqual(MOST_WAITING)
    expect(values.length - 10).toBeLessThanOrEqual(MOST_WAITING + 1000)
    expect(values.slice(-MOST_WAITING)[0]).toBe((all - MOST_WAITING) / 1e6)
    expect(values.length + lostOf(broker)).toBe(all)
    expect((await view('town'))?.lost).toBe(all - values.length)
    const { lines } = await office.call(calls.readOutgoingLog, { params: { id: 'town' } })
    expect(lines.some(({ outcome, kind }) => outcome === 'lost' && kind === 'observations')).toBe(true)
  }, 120_000)

  it('that is away over a restart misses the observations that waited, and no warning: these come each, in the order in which they were written', async () => {
    await broker.leave()
    const before = valuesOf(broker).length
    await report(50)
    for (const level of [5, 1, 5]) {
      await station.reports(Date.now(), { level })
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await eventually('it to be failing', async () =>
      (await view('town'))?.state === 'failing' ? true : undefined,
    )
    await gateway.kill()
    await gateway.start()
    office = await Office.signIn(gateway.url)
    station = await ReportingStation.connect('bridge', secret, gateway.mqttPort)
    await broker.comesBack()
    const [warning] = await office.openWarnings('all')
    const written = (await office.warning(warning?.id ?? '')).events.map(({ id }) => id)
    expect(written.length).toBeGreaterThanOrEqual(3)
    const told = () => [
      ...new Set(broker.heard.filter(({ body }) => body.type === 'warning').map(({ body }) => body['id'])),
    ]
    await eventually('every event', () => (told().length === written.length ? true : undefined), 45_000)
    expect(told()).toEqual(written)
    await report(1)
    await eventually(
      'what is new',
      () => (valuesOf(broker).at(-1) === (next - 1) / 1e6 ? true : undefined),
      30_000,
    )
    expect(valuesOf(broker).slice(before)).toEqual([(next - 1) / 1e6])
  }, 120_000)
})
