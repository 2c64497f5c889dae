import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { calls, type Role } from '@tocsin/contract'
import { HOUR, MINUTE } from '@tocsin/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openSmtpSink } from '../contracts/smtp-sink.ts'
import { type FlowItem, FlowsEditor, openCounterpart } from '../rig/flows.ts'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { eventually, Office } from '../rig/office.ts'
import { ReportingStation } from '../rig/station.ts'

const PASSWORD = 'a long pass phrase for tests'
const folder = temporaryFolder()
const gateway = new GatewayProcess({ dataDir: folder.path, environment: { TOCSIN_FLOWS: 'on' } })
let office: Office
let engineer: Office
let editor: FlowsEditor
let bridge: ReportingStation
const closings: (() => unknown)[] = []

const user = async (username: string, role: Role) => {
  await office.call(calls.createUser, { body: { username, name: username, role, password: PASSWORD } })
  return Office.signIn(gateway.url, username, PASSWORD)
}

beforeAll(async () => {
  await gateway.start()
  office = await Office.signIn(gateway.url)
  engineer = await user('chen', 'engineer')
  editor = new FlowsEditor(engineer)
  const secret = await office.register({
    id: 'bridge',
    name: '白河桥',
    area: 'lushan/xincun',
    datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: MINUTE, span: [0, 12] }],
  })
  bridge = await ReportingStation.connect('bridge', secret, gateway.mqttPort)
  await office.addRule({
    name: 'River at the bridge',
    appliesTo: { datastreams: ['bridge/level'] },
    condition: { kind: 'threshold', direction: 'above' },
    levels: { yellow: { raiseAt: 3.9, clearBelow: 3.7 }, red: { raiseAt: 4.5, clearBelow: 4.2 } },
  })
  await editor.reaches('running')
})

afterAll(async () => {
  await bridge?.leaves()
  for (const close of closings) await close()
  await gateway.stop()
  folder.remove()
})

const counterpart = async (...answer: Parameters<typeof openCounterpart>) => {
  const opened = await openCounterpart(...answer)
  closings.push(() => opened.close())
  return opened
}

describe('the editor', () => {
  it('opens for engineers with the session of the console, and asks for no second password', async () => {
    const page = await editor.request('', { headers: { accept: 'text/html' } })
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('Node-RED')
    const settings = (await (await editor.request('settings')).json()) as { user: { username: string } }
    expect(settings.user.username).toBe('chen')
  })

  it('is closed to operators, to strangers, and to pages of other sites', async () => {
    const operator = new FlowsEditor(await user('sun', 'operator'))
    expect((await operator.request('settings')).status).toBe(403)
    const sent = await operator.request('', { headers: { accept: 'text/html' } })
    expect([sent.status, sent.headers.get('location')]).toEqual([302, '/system?tab=flows'])

    const anonymous = { headers: { cookie: '' } }
    expect((await editor.request('settings', anonymous)).status).toBe(401)
    const page = await editor.request('', { headers: { cookie: '', accept: 'text/html' } })
    expect(page.headers.get('location')).toBe('/sign-in?next=%2Fsystem%3Ftab%3Dflows')

    const foreign = { method: 'POST', body: '{}', headers: { origin: 'http://elsewhere.example' } }
    expect((await editor.request('flows', foreign)).status).toBe(403)
  })

  it('believes no client that says who it is', async () => {
    const operator = await user('ma', 'operator')
    const claims = { headers: { 'x-tocsin-user': 'admin' } }
    expect((await new FlowsEditor(operator).request('settings', claims)).status).toBe(403)
    // A port of the loopback is open to every program of the host; it lets nobody in without the gateway's word.
    const settings = (await (await editor.request('settings', claims)).json()) as {
      user: { username: string }
    }
    expect(settings.user.username).toBe('chen')
  })

  it('lists the examples where Import → Examples looks for them', async () => {
    const names = readdirSync(join(import.meta.dirname, '..', '..', 'apps', 'flows', 'examples'))
    expect(names.length).toBe(4)
    for (const name of names)
      expect((await editor.example(name.replace('.json', ''))).length).toBeGreaterThan(3)
  })

  it('writes into the audit log who deployed', async () => {
    await editor.deploy([])
    const database = new DatabaseSync(join(folder.path, 'tocsin.db'), { readOnly: true })
    const written = database.prepare("SELECT actor FROM audit WHERE action = 'flows.deployed'").all()
    database.close()
    expect(written).toEqual([{ actor: 'chen' }])
  })
})

describe('the examples', () => {
  beforeEach(async () => {
    // The river is low again, and nothing stands.
    await bridge.reports(Date.now(), { level: 1 })
    await eventually('no warning to stand', async () =>
      (await office.openWarnings()).some(
        ({ subject, clearedAt }) => subject === 'bridge/level' && clearedAt === null,
      )
        ? undefined
        : true,
    )
    for (const { id, acknowledged } of await office.openWarnings())
      if (!acknowledged) await office.acknowledge(id)
  })

  it('a siren sounds when a warning becomes red, and stops when it no longer is', async () => {
    const siren = await counterpart()
    await editor.importExample('siren-on-red', {
      SIREN_ON_URL: `${siren.url}/on`,
      SIREN_OFF_URL: `${siren.url}/off`,
    })
    await eventually(
      'the siren to be told that nothing stands',
      () => siren.asked.at(-1) === '/off' || undefined,
    )
    await bridge.reports(Date.now(), { level: 4 })
    await bridge.reports(Date.now() + 1, { level: 4.6 })
    await eventually('the siren', () => siren.asked.at(-1) === '/on' || undefined)
    await bridge.reports(Date.now() + 2, { level: 4 })
    await eventually('the siren to stop', () => siren.asked.at(-1) === '/off' || undefined)
    expect(siren.asked).toEqual(['/off', '/on', '/off'])
  })

  it('a siren that cannot be reached is called again, for what is wanted by then', async () => {
    const siren = await counterpart((_request, response) => {
      if (siren.asked.length === 1) response.writeHead(500)
      response.end()
    })
    await bridge.reports(Date.now(), { level: 5 })
    await editor.importExample(
      'siren-on-red',
      { SIREN_ON_URL: `${siren.url}/on`, SIREN_OFF_URL: `${siren.url}/off` },
      (item) => (item.type === 'delay' ? { ...item, timeout: '1' } : item),
    )
    await eventually('the second call', () => (siren.asked.length >= 2 ? true : undefined))
    expect(siren.asked).toEqual(['/on', '/on'])
  })

  it('the rain of the hydrological day goes out by e-mail', async () => {
    const sink = await openSmtpSink()
    closings.push(() => sink.stop())
    const secret = await office.register({
      id: 'gauge',
      name: '老坝口雨量站',
      area: 'lushan',
      latenessMs: 31 * 24 * HOUR,
      datastreams: [
        { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 5 * MINUTE, form: 'increment' },
      ],
    })
    const gauge = await ReportingStation.connect('gauge', secret, gateway.mqttPort)
    // In Shanghai 08:00 is 00:00 UTC.
    const end = Math.floor(Date.now() / (24 * HOUR)) * 24 * HOUR
    await gauge.reports(end - 5 * HOUR, { rain: 12.5 })
    await gauge.reports(end - 4 * HOUR, { rain: 7.25 })
    await gauge.reports(end + 1, { rain: 99 })
    await gauge.leaves()
    await eventually('the history to have it', async () => {
      const { backlog } = await office.call(calls.getSite, {})
      return backlog.history === 0 && backlog.judge === 0 ? true : undefined
    })
    await editor.importExample('daily-rain-report', {
      SMTP_PORT: String(sink.port),
      REPORT_FROM: 'tocsin@county.example',
      REPORT_TO: 'duty@county.example',
    })
    await editor.press('rain-daily')
    const mail = await eventually('the mail', () => sink.mails[0])
    expect(mail.to).toBe('duty@county.example')
    // 19.75 mm, rounded as printed.
    expect(mail.text).toMatch(/老坝口雨量站：19\.[78] mm/)
    expect(mail.text).not.toContain('99')
  })

  it('what a weather service says becomes readings of a station, judged like any other', async () => {
    const now = Math.floor(Date.now() / 1000)
    const service = await counterpart((_request, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ current: { time: now, rain: 1.4, temperature_2m: 39.5 } }))
    })
    const secret = await office.register({
      id: 'weather',
      name: '天气服务',
      area: 'lushan',
      datastreams: [
        { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 10 * MINUTE, form: 'increment' },
        { name: 'temperature', property: 'temperature', unit: '°C', intervalMs: 10 * MINUTE },
      ],
    })
    await office.addRule({
      name: 'Heat',
      appliesTo: { datastreams: ['weather/temperature'] },
      condition: { kind: 'threshold', direction: 'above' },
      levels: { yellow: { raiseAt: 38, clearBelow: 37 } },
    })
    const withSecret = (item: FlowItem) =>
      item.type === 'tocsin station' ? { ...item, credentials: { secret } } : item
    await editor.importExample('weather-service', { WEATHER_URL: `${service.url}/now` }, withSecret)
    const latest = await eventually('the readings', async () => {
      const station = (await office.stations()).find(({ id }) => id === 'weather')
      return station?.latest['temperature'] && station.latest
    })
    expect(latest['rain']).toMatchObject({ value: 1.4, phenomenonTime: now * 1000 })
    const warning = await eventually('the rule to judge it', async () =>
      (await office.openWarnings()).find(({ subject }) => subject === 'weather/temperature'),
    )
    expect(warning.level).toBe('yellow')
    // The secret was taken and is given to nobody.
    expect(await (await editor.request('flows')).text()).not.toContain(secret)
    expect(readFileSync(join(folder.path, 'flows', 'flows_cred.json'), 'utf8')).not.toContain(secret)
  })

  it('a camera’s picture is kept when a warning is raised', async () => {
    const picture = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0xff, 0xd9])
    const camera = await counterpart((_request, response) => {
      response.setHeader('content-type', 'image/jpeg')
      response.end(picture)
    })
    await editor.importExample('camera-snapshot', { CAMERA_URL: `${camera.url}/now.jpg` })
    await bridge.reports(Date.now(), { level: 4 })
    const snapshots = join(folder.path, 'flows', 'files', 'snapshots')
    const kept = () => (existsSync(snapshots) ? readdirSync(snapshots) : [])
    const name = await eventually('the picture', () =>
      kept().find((one) => statSync(join(snapshots, one)).size === picture.length),
    )
    expect(name).toMatch(/-yellow\.jpg$/)
    expect(readFileSync(join(snapshots, name))).toEqual(picture)
  })
})
