import { calls } from '@tocsin/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { type Heard, openHookServer, openListeningBroker } from '../rig/listening-system.ts'
import { eventually, Office } from '../rig/office.ts'
import { ReportingStation } from '../rig/station.ts'

const KEY = 'a-key-that-both-sides-know'
const PASSWORD = 'the-password-at-the-broker'

/** Events of warnings that somebody heard, each once, in the order in which they first came. */
function eventsOf(heard: readonly Heard[]): string[] {
  return [
    ...new Set(heard.filter(({ body }) => body.type === 'warning').map(({ body }) => String(body['id']))),
  ]
}

describe('the province’s platform and the town’s broker are told', () => {
  const folder = temporaryFolder()
  const gateway = new GatewayProcess({ dataDir: folder.path })
  let office: Office
  let station: ReportingStation
  let hook: Awaited<ReturnType<typeof openHookServer>>
  let broker: Awaited<ReturnType<typeof openListeningBroker>>
  let secret: string
  let level = 0

  const view = async (id: string) => {
    const found = (await office.call(calls.listOutgoing, {})).outgoing.find((one) => one.id === id)
    if (found === undefined) throw new Error(`no target ${id}`)
    return found
  }
  const states = async (id: string, state: string) =>
    eventually(
      `${id} to be ${state}`,
      async () => ((await view(id)).state === state ? true : undefined),
      20_000,
    )

  /** The river rises past the next threshold, or falls under all of them: something that there is an event of. */
  async function happens(times: number): Promise<void> {
    for (let time = 0; time < times; time++) {
      level = level === 5 ? 1 : 5
      await station.reports(Date.now(), { level })
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  /** All events that are stored, in the order in which they were written. */
  async function written(): Promise<string[]> {
    const warnings = await office.openWarnings('all')
    const events = await Promise.all(warnings.map(async ({ id }) => (await office.warning(id)).events))
    return events.flat().map(({ id }) => id)
  }
  async function arrives(heard: readonly Heard[]): Promise<void> {
    await eventually(
      'every event to arrive',
      async () => ((await written()).every((id) => eventsOf(heard).includes(id)) ? true : undefined),
      45_000,
    )
    expect(eventsOf(heard)).toEqual(await written())
  }
  async function dies(): Promise<void> {
    await gateway.kill()
    await gateway.start()
    office = await Office.signIn(gateway.url)
    station = await ReportingStation.connect('bridge', secret, gateway.mqttPort)
  }

  beforeAll(async () => {
    hook = await openHookServer(KEY)
    broker = await openListeningBroker('tocsin', PASSWORD)
    await gateway.start()
    office = await Office.signIn(gateway.url)
    secret = await office.register({
      id: 'bridge',
      name: '白河桥',
      area: 'lushan/xincun',
      datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 60_000 }],
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
    await hook.leave()
    await broker.leave()
    folder.remove()
  })

  it('once an administrator has set them up, with a secret that never comes out again; and not where machines keep their own', async () => {
    const settings = { kind: 'webhook', url: hook.url, observations: true, everySeconds: 1 } as const
    const body = { id: 'province', name: '省平台', settings, reason: '上报' }
    const refused = async (change: object, path: string) =>
      expect(
        office.call(calls.createOutgoing, { body: { ...body, ...change } as never }),
      ).rejects.toMatchObject({
        problem: { status: 422, errors: [{ path }] },
      })
    await refused({}, 'secret')
    await refused({ secret: 'short' }, 'secret')
    await refused(
      { secret: KEY, settings: { ...settings, url: 'http://169.254.169.254/latest' } },
      'settings.url',
    )
    const made = await office.call(calls.createOutgoing, { body: { ...body, secret: KEY } as never })
    expect(JSON.stringify(made)).not.toContain(KEY)
    await office.call(calls.createOutgoing, {
      body: {
        id: 'town',
        name: '镇平台',
        settings: {
          kind: 'mqtt',
          url: broker.url,
          user: 'tocsin',
          topic: 'county/{kind}/{area}/{station}',
          observations: true,
          everySeconds: 1,
        },
        secret: PASSWORD,
        reason: '上报',
      } as never,
    })
    const elsewhere = { ...settings, url: 'http://127.0.0.1:1/hook' }
    await expect(
      office.call(calls.changeOutgoing, {
        params: { id: 'province' },
        body: { name: '省平台', settings: elsewhere, reason: '改' } as never,
      }),
    ).rejects.toMatchObject({ problem: { status: 422, errors: [{ path: 'secret' }] } })
    for (const id of ['province', 'town']) {
      expect(await office.call(calls.testOutgoing, { params: { id } })).toEqual({ ok: true, detail: '' })
    }
    expect(hook.heard.at(-1)?.body).toMatchObject({ type: 'test', exercise: true })
    expect(broker.heard.at(-1)).toMatchObject({ topic: 'county/tests', qos: 1 })
  })

  it('of every event in its order, and of observations beside them; while the box is on trial, as an exercise', async () => {
    await happens(2)
    await arrives(hook.heard)
    expect(
      hook.heard.filter(({ body }) => body.type === 'warning').map(({ body }) => body['exercise']),
    ).toEqual([true, true])
    await office.call(calls.setTrial, { body: { trial: null, reason: '试运行结束' } })
    await happens(2)
    await arrives(hook.heard)
    await arrives(broker.heard)
    const first = broker.heard.find(({ body }) => body.type === 'warning' && body['exercise'] === false)
    expect(first).toMatchObject({
      topic: 'county/warnings/lushan/xincun/bridge',
      qos: 1,
      body: {
        exercise: false,
        event: { type: 'raised-again', level: 'orange' },
        warning: { subject: 'bridge/level' },
      },
    })
    for (const heard of [hook.heard, broker.heard]) {
      await eventually('observations to arrive', () => {
        const values = heard.flatMap(({ body }) => (body['observations'] ?? []) as { value: number }[])
        return values.length >= 4 ? true : undefined
      })
    }
  })

  it('though they fail, are slow, go away and come back, and the gateway is killed meanwhile', async () => {
    hook.is('failing')
    await broker.leave()
    await happens(6)
    await states('province', 'failing')
    await states('town', 'failing')
    expect((await view('province')).waiting).toBeGreaterThan(0)
    await dies()
    await happens(4)
    await states('province', 'failing')
    hook.is('slow')
    await broker.comesBack()
    // It has the first of them, and its answer never came: the same event comes again, with the same key.
    await eventually('it to be heard', () => (hook.answers.at(-1) === 200 ? true : undefined), 20_000)
    await dies()
    hook.is('well')
    await arrives(hook.heard)
    await arrives(broker.heard)
    const keys = new Map(hook.heard.map(({ key, body }) => [String(body['id']), key]))
    expect(hook.heard.every(({ key, body }) => keys.get(String(body['id'])) === key)).toBe(true)
    await hook.leave()
    await happens(2)
    await states('province', 'failing')
    await hook.comesBack()
    await arrives(hook.heard)
    const { lines } = await office.call(calls.readOutgoingLog, { params: { id: 'province' } })
    expect(new Set(lines.map(({ outcome }) => outcome))).toEqual(new Set(['sent', 'failed']))
    expect(JSON.stringify(lines)).not.toContain('secret words')
  }, 180_000)

  it('without following a redirect; and what they refuse stands aside until somebody decides', async () => {
    hook.is('redirecting')
    await happens(1)
    await eventually('a redirect', () => (hook.answers.at(-1) === 302 ? true : undefined))
    await states('province', 'failing')
    expect((await view('province')).detail).toBe('it answered 302')
    hook.is('refusing')
    await eventually(
      'it to stand aside',
      async () => ((await view('province')).setAside > 0 ? true : undefined),
      60_000,
    )
    hook.is('well')
    await happens(2)
    await eventually(
      'the next ones',
      async () => ((await view('province')).waiting === 0 ? true : undefined),
      60_000,
    )
    expect((await Office.health(office.url)).parts['outgoing']).toMatchObject({ status: 'degraded' })
    const aside = (await written()).filter((id) => !eventsOf(hook.heard).includes(id))
    expect(aside).toHaveLength((await view('province')).setAside)
    const body = { decision: 'send', reason: '对方已修复' } as const
    await office.call(calls.settleOutgoing, { params: { id: 'province' }, body })
    await eventually(
      'it to be sent',
      async () => ((await view('province')).setAside === 0 ? true : undefined),
      60_000,
    )
    expect((await written()).filter((id) => !eventsOf(hook.heard).includes(id))).toEqual([])
    expect((await Office.health(office.url)).parts['outgoing']).toMatchObject({ status: 'ok' })
  }, 180_000)
})
