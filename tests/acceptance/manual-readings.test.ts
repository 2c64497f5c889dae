import { callbackPath, calls, type PersonBody, type StationBody } from '@tocsin/contract'
import { DAY, HOUR, MINUTE } from '@tocsin/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openModem } from '../contracts/modem-on-pty.ts'
import { openProvider, signedCallback } from '../contracts/provider-server.ts'
import { CalledVillage, VILLAGE } from '../rig/village.ts'

const SECRET = 'provider-s3cret'
const LI = '13900005678'

const STAFF: StationBody['datastreams'][number] = {
  name: 'staff',
  property: 'water-level',
  unit: 'm',
  intervalMs: DAY,
  span: [0, 12],
  manual: true,
}
const BUCKET: StationBody['datastreams'][number] = {
  name: 'bucket',
  property: 'rainfall',
  unit: 'mm',
  intervalMs: DAY,
  form: 'increment',
  manual: true,
}
const SENSOR: StationBody['datastreams'][number] = {
  name: 'level',
  property: 'water-level',
  unit: 'm',
  intervalMs: MINUTE,
  span: [0, 12],
}

/** 群测群防: people of the village read a staff gauge and a bucket, and tell the office. */
describe('village watchers', () => {
  let village: CalledVillage
  const closings: (() => Promise<void>)[] = []

  beforeEach(async () => {
    village = await CalledVillage.open({ publicUrl: 'https://warn.example.org' })
    await village.engineer.call(calls.changeStation, {
      params: { id: 'bridge' },
      body: { name: '白河桥', area: VILLAGE, datastreams: [SENSOR, STAFF, BUCKET] },
    })
    await village.admin.addRule({
      name: '水尺',
      appliesTo: { area: VILLAGE, property: 'water-level' },
      condition: { kind: 'threshold', direction: 'above' },
      levels: { orange: { raiseAt: 4.2, clearBelow: 4 } },
    })
  })
  afterEach(async () => {
    for (const close of closings.splice(0)) await close()
    await village.close()
  })

  const reach = async (name: string, channels: PersonBody['channels']) => {
    const id = village.persons[name] ?? ''
    const { persons } = await village.engineer.call(calls.listPersons, { query: {} })
    const roles = persons.find((one) => one.id === id)?.roles ?? []
    await village.engineer.call(calls.changePerson, {
      params: { id },
      body: { name, language: 'zh', roles, channels },
    })
  }
  const reports = (query: { station?: string; area?: string; notes?: 'yes' } = { station: 'bridge' }) =>
    village.operator.call(calls.listManualReports, { query }).then((answer) => answer.reports)
  const observations = (datastream: string) =>
    village.operator.observations(datastream, village.clock.now() - DAY, village.clock.now() + HOUR)
  const unread = () => village.operator.call(calls.listReplies, { query: {} }).then(({ replies }) => replies)
  const settled = () => village.gateway.settle()

  describe('by SMS, with a provider', () => {
    let provider: Awaited<ReturnType<typeof openProvider>>
    let number = 0
    const sent = () => provider.rung.map(({ body }) => JSON.parse(body) as { to: string; text: string })

    beforeEach(async () => {
      provider = await openProvider((_mood, id) => ({ status: 200, body: `{"ok":true,"id":"${id}"}` }))
      closings.push(() => provider.stop())
      await village.admin.call(calls.createChannel, {
        body: {
          id: 'sms-1',
          name: '短信',
          settings: {
            type: 'http-provider',
            kind: 'sms',
            url: `${provider.origin}/send`,
            body: { contentType: 'application/json', template: '{"to":"{{number}}","text":"{{text}}"}' },
            signature: { scheme: 'hmac', header: 'X-Signature', timestampHeader: 'X-Timestamp' },
            idempotencyHeader: 'Idempotency-Key',
            outcome: { success: { status: [200, 299], path: 'ok', equals: ['true'] }, idPath: 'id' },
            knows: ['accepted', 'delivered', 'read', 'answered'],
            callback: {
              proof: { scheme: 'hmac', header: 'X-Signature', timestampHeader: 'X-Timestamp' },
              body: 'json',
              fields: { providerId: 'id', status: 'state', text: 'text', from: 'from', replyId: 'message' },
              statuses: { finished: 'delivered' },
            },
          },
          secrets: { signing: SECRET, callbackSecret: SECRET },
          reason: 'tests',
        },
      })
      await reach('李小梅', [{ kind: 'sms', address: LI }])
    })

    async function writes(text: string, from = `+86${LI}`, message = `m${++number}`): Promise<void> {
      const { headers, rawBody } = signedCallback(
        JSON.stringify([{ from, text, message }]),
        SECRET,
        village.clock.now(),
      )
      const answer = await fetch(`${village.gateway.url}${callbackPath('sms-1')}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: rawBody,
      })
      expect(answer.ok).toBe(true)
      await settled()
    }

    it('“水位 2.3” is the reading of the village’s staff gauge, by whom and from where, and she is told so', async () => {
      await writes('水位 2.3')
      expect(await reports()).toMatchObject([
        {
          kind: 'reading',
          station: 'bridge',
          datastream: 'staff',
          value: 2.3,
          by: { name: '李小梅' },
          way: 'sms',
          from: '139****5678',
          kept: true,
        },
      ])
      expect(await observations('bridge/staff')).toMatchObject([
        { value: 2.3, flag: 'good', checks: ['manual'] },
      ])
      await expect.poll(() => sent().length).toBe(1)
      expect(sent()[0]).toEqual({ to: LI, text: '已收到：白河桥 水位 2.3 m，22:00。如有误请重发。' })
      expect(await unread()).toEqual([])
      // The sensor's own datastream is the sensor's.
      expect(await observations('bridge/level')).toEqual([])
    })

    it('rules judge it as they judge a sensor, and the warning says that a person read it', async () => {
      await writes('水位已到4.35米，还在涨')
      const [warning] = (await village.operator.openWarnings()).filter(
        ({ subject }) => subject === 'bridge/staff',
      )
      expect(warning).toMatchObject({ level: 'orange', needsConfirmation: false })
      expect(warning?.evidence.readings).toMatchObject([{ value: 4.35, checks: ['manual'] }])
      expect(await reports({ area: VILLAGE, notes: 'yes' })).toMatchObject([{ text: '还在涨', value: 4.35 }])
    })

    it('the same message told twice is one reading', async () => {
      await writes('雨量 15', `+86${LI}`, 'same')
      const { headers, rawBody } = signedCallback(
        JSON.stringify([{ from: LI, text: '雨量 15', message: 'same' }, {}]),
        SECRET,
        village.clock.now(),
      )
      await fetch(`${village.gateway.url}${callbackPath('sms-1')}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: rawBody,
      })
      await settled()
      expect(await observations('bridge/bucket')).toMatchObject([{ value: 15 }])
      expect(await reports()).toHaveLength(1)
    })

    it('what cannot be true is not taken; she is told why, and an operator sees the text', async () => {
      await writes('水位 23')
      expect(await reports()).toEqual([])
      expect(await observations('bridge/staff')).toEqual([])
      await expect.poll(() => sent().length).toBe(1)
      expect(sent()[0]?.text).toBe('23 m 不在合理范围（0 m 到 12 m）内，没有记录。请看清读数后重发。')
      expect(await unread()).toMatchObject([{ text: '水位 23', persons: [{ name: '李小梅' }] }])
    })

    it('a number of nothing is asked about; with two gauges the place is asked for, and then taken', async () => {
      await writes('2.3')
      await expect.poll(() => sent().at(-1)?.text).toBe('没看懂读数。请这样发：水位 2.3，或：雨量 15。')
      await village.admin.register({ id: 'mill', name: '水磨坊', area: VILLAGE, datastreams: [STAFF] })
      await writes('水位 2.3')
      await expect
        .poll(() => sent().at(-1)?.text)
        .toBe('您负责的有：白河桥、水磨坊。请写明是哪一处，如“白河桥 水位 2.3”。')
      expect(await reports()).toEqual([])
      await writes('水磨坊水位2.3')
      expect(await observations('mill/staff')).toMatchObject([{ value: 2.3 }])
      expect(await observations('bridge/staff')).toEqual([])
    })

    it('what she sees otherwise is a note of her village, and still waits for an operator to read it', async () => {
      await writes('后山有裂缝，往下掉土')
      expect(await reports({ area: 'lushan', notes: 'yes' })).toMatchObject([
        {
          kind: 'note',
          station: 'bridge',
          area: VILLAGE,
          text: '后山有裂缝，往下掉土',
          by: { name: '李小梅' },
        },
      ])
      expect(await unread()).toMatchObject([{ text: '后山有裂缝，往下掉土', why: 'no-answer-in-it' }])
      expect(sent()).toEqual([])
    })

    it('a stranger reports nothing; an answer to a call is an answer and no reading', async () => {
      await writes('水位 2.3', '+8613712340000')
      expect(await reports()).toEqual([])
      expect(await unread()).toMatchObject([{ why: 'unknown-number' }])
      await village.level(4.0)
      await expect
        .poll(async () => (await village.callout()).persons[0]?.calls[0]?.facts.acceptedAt)
        .not.toBeNull()
      await writes('2')
      expect((await village.callout()).persons[0]?.answers).toMatchObject([{ code: 'action-started' }])
      expect(await reports()).toEqual([])
    })

    it('a telephone that answers by itself is not talked to for ever', async () => {
      for (let round = 0; round < 14; round++) await writes('水位 99')
      await expect.poll(() => sent().length).toBe(10)
      await new Promise((resolve) => setTimeout(resolve, 200))
      expect(sent()).toHaveLength(10)
    })
  })

  it('by the modem: a reading comes in and its answer leaves by the same card', async () => {
    const modem = await openModem()
    closings.push(() => modem.stop())
    await village.admin.call(calls.createChannel, {
      body: {
        id: 'modem',
        name: '短信猫',
        settings: { type: 'sms-modem', path: modem.path, partsPerMinute: 600 },
        reason: 'tests',
      },
    })
    const status = async () => {
      const { channels } = await village.operator.call(calls.listChannels, {})
      return channels.find(({ id }) => id === 'modem')?.status
    }
    await expect.poll(status, { timeout: 20_000 }).toBe('up')
    await reach('李小梅', [{ kind: 'sms-modem', address: LI }])
    modem.receive(`+86${LI}`, '水位2.3米')
    await expect.poll(async () => (await observations('bridge/staff')).length, { timeout: 20_000 }).toBe(1)
    await expect.poll(() => modem.shown()[0], { timeout: 20_000 }).toContain('已收到：白河桥 水位 2.3 m')
  })

  describe('by a page', () => {
    async function link(): Promise<string> {
      const body = { person: village.persons['李小梅'] ?? '', station: 'bridge' }
      const made = await village.operator.call(calls.createWatcherLink, { body })
      expect(made.url).toBe(`https://warn.example.org${made.path}`)
      return `${village.gateway.url}${made.path}`
    }
    const send = async (
      url: string,
      fields: Record<string, string>,
      headers: Record<string, string> = {},
    ) => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          origin: village.gateway.url,
          ...headers,
        },
        body: new URLSearchParams(fields),
      })
      await settled()
      return { status: answer.status, html: await answer.text() }
    }

    it('she opens her link without signing in and reports; it stands at the station with her name', async () => {
      const url = await link()
      const page = await fetch(url)
      const html = await page.text()
      expect(page.status).toBe(200)
      expect(html).toContain('李小梅，您好')
      expect(html).toContain('白河桥 · 水位 (m)')
      expect(html).not.toContain('<script')
      expect(page.headers.get('cache-control')).toBe('no-store')
      expect(page.headers.get('referrer-policy')).toBe('same-origin')
      expect(Buffer.byteLength(html)).toBeLessThan(30_000)
      const taken = await send(url, {
        stream: 'bridge/staff',
        value: '2米3',
        ago: '30',
        text: '水变浑',
        key: 'once-1234',
      })
      expect(taken.status).toBe(200)
      expect(taken.html).toContain('白河桥 2.3 m · 7-1 21:30')
      const [report] = await reports()
      expect(report).toMatchObject({
        value: 2.3,
        way: 'link',
        text: '水变浑',
        by: { name: '李小梅' },
        kept: true,
      })
      expect(report?.phenomenonTime).toBe(village.clock.now() - 30 * MINUTE)
      // Pressed twice.
      await send(url, { stream: 'bridge/staff', value: '2米3', ago: '30', text: '水变浑', key: 'once-1234' })
      expect(await reports()).toHaveLength(1)
    })

    it('refuses what cannot be true with the reason, and keeps what she typed', async () => {
      const url = await link()
      const refused = await send(url, { stream: 'bridge/staff', value: '23', text: '<b>急</b>' })
      expect(refused.status).toBe(422)
      expect(refused.html).toContain('23 m 不在合理范围（0 m 到 12 m）内')
      expect(refused.html).toContain('value="23"')
      expect(refused.html).toContain('&lt;b&gt;急&lt;/b&gt;')
      expect((await send(url, { stream: 'bridge/staff', value: 'abc' })).html).toContain('读数应是数字')
      expect((await send(url, { stream: 'bridge/staff' })).html).toContain('请填读数')
      expect((await send(url, { stream: 'bridge/level', value: '2' })).status).toBe(422)
      expect(await reports()).toEqual([])
    })

    it('a note alone is taken', async () => {
      const url = await link()
      expect((await send(url, { stream: '', text: '路断了' })).html).toContain('已记下您写的情况')
      expect(await reports()).toMatchObject([{ kind: 'note', text: '路断了', station: 'bridge' }])
    })

    it('an address that is none, one that was taken away, and one of somebody who has gone open nothing', async () => {
      const url = await link()
      expect((await fetch(`${village.gateway.url}/report/nonsense`)).status).toBe(404)
      const { links } = await village.operator.call(calls.listWatcherLinks, { query: { station: 'bridge' } })
      await village.operator.call(calls.removeWatcherLink, { params: { id: links[0]?.id ?? 0 } })
      expect((await fetch(url)).status).toBe(404)
      expect((await send(url, { stream: 'bridge/staff', value: '2.3' })).status).toBe(404)
      const other = await link()
      await village.engineer.call(calls.deletePerson, {
        params: { id: village.persons['李小梅'] ?? '' },
        query: { reason: '迁出' },
      })
      expect((await fetch(other)).status).toBe(404)
      expect(await reports()).toEqual([])
    })

    it('is for whoever is signed in and stands in the directory, and no other site may send it', async () => {
      const own = `${village.gateway.url}/report`
      expect((await fetch(own)).status).toBe(401)
      const { users } = await village.admin.call(calls.listUsers, {})
      const sun = users.find(({ username }) => username === 'sun')
      await village.admin.call(calls.changeUser, {
        params: { id: sun?.username ?? '' },
        body: { person: village.persons['李小梅'] ?? '' },
      })
      const { cookie } = village.operator
      expect(await (await fetch(own, { headers: { cookie } })).text()).toContain('白河桥 · 水位')
      expect((await send(own, { stream: 'bridge/staff', value: '2.5' }, { cookie })).status).toBe(200)
      expect(await reports()).toMatchObject([{ value: 2.5, way: 'page' }])
      const foreign = await send(
        own,
        { stream: 'bridge/staff', value: '9' },
        { cookie, origin: 'https://evil.example' },
      )
      expect(foreign.status).toBe(403)
      expect(await reports()).toHaveLength(1)
    })
  })

  it('an operator enters what was told by telephone, in that person’s name; a device cannot', async () => {
    const person = village.persons['李小梅'] ?? ''
    const report = await village.operator.call(calls.enterManualReport, {
      params: { id: 'bridge' },
      body: { datastream: 'staff', value: 3.1, person, text: '电话报' },
    })
    expect(report).toMatchObject({ kept: true, way: 'console', by: { person, name: '李小梅' }, from: 'sun' })
    await expect(
      village.operator.call(calls.enterManualReport, {
        params: { id: 'bridge' },
        body: { datastream: 'level', value: 3 },
      }),
    ).rejects.toMatchObject({ problem: { errors: [{ path: 'datastream' }] } })
    await expect(
      village.operator.call(calls.enterManualReport, {
        params: { id: 'bridge' },
        body: { datastream: 'staff', value: 3, phenomenonTime: village.clock.now() - 2 * DAY },
      }),
    ).rejects.toMatchObject({ problem: { errors: [{ path: 'phenomenonTime' }] } })
  })

  it('a silent watcher is no silent sensor, and a restart changes nothing of what was read', async () => {
    await village.admin.addRule({
      name: '静默',
      appliesTo: { area: 'lushan' },
      condition: { kind: 'absence' },
      levels: { blue: { after: '3 intervals' } },
    })
    await village.operator.call(calls.enterManualReport, {
      params: { id: 'bridge' },
      body: { datastream: 'staff', value: 4.5 },
    })
    await settled()
    const before = await village.operator.openWarnings()
    expect(before.map(({ subject }) => subject)).toEqual(['bridge/staff'])
    await village.restart()
    expect((await village.operator.openWarnings()).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
    const { coverage } = await village.operator.call(calls.readCoverage, {})
    const kinds = (id: string) =>
      coverage.find(({ datastream }) => datastream === id)?.rules.map(({ kind }) => kind)
    expect(kinds('bridge/level')).toContain('absence')
    expect(kinds('bridge/staff')).not.toContain('absence')
  })
})
