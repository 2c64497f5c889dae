import { setTimeout as sleep } from 'node:timers/promises'
import { callbackPath, calls, type PersonBody, ProblemError } from '@tocsin/contract'
import { HOUR } from '@tocsin/core'
import mqtt from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openModem } from '../contracts/modem-on-pty.ts'
import { openProvider, signedCallback } from '../contracts/provider-server.ts'
import { openRobotServer, ROBOT_SECRET } from '../contracts/robot-server.ts'
import { CalledVillage, VILLAGE } from '../rig/village.ts'

const SECRET = 'provider-s3cret'
const LI = '13900005678'

/** A provider of an office's own, all of it data. */
const settings = (origin: string, kind: 'voice' | 'sms' = 'voice') => ({
  type: 'http-provider' as const,
  kind,
  url: `${origin}/send`,
  body: {
    contentType: 'application/json',
    template: '{"to":"{{number}}","text":"{{text}}","ref":"{{key}}"}',
  },
  signature: { scheme: 'hmac' as const, header: 'X-Signature', timestampHeader: 'X-Timestamp' },
  idempotencyHeader: 'Idempotency-Key',
  outcome: {
    success: { status: [200, 299] as [number, number], path: 'ok', equals: ['true'] },
    idPath: 'id',
    detailPath: 'error',
    failures: [{ path: 'error', equals: ['no such number'], permanent: true }],
  },
  knows: ['accepted' as const, 'delivered' as const, 'read' as const, 'answered' as const],
  callback: {
    proof: { scheme: 'hmac' as const, header: 'X-Signature', timestampHeader: 'X-Timestamp' },
    body: 'json' as const,
    // It knows its own id only: never the key.
    fields: { providerId: 'id', status: 'state', text: 'text', from: 'from', replyId: 'message' },
    statuses: { answered: 'delivered' as const, finished: 'read' as const, busy: 'failed' as const },
  },
})

type Provider = Awaited<ReturnType<typeof openProvider>>

describe('an administrator sets up how people are reached', () => {
  let village: CalledVillage
  let provider: Provider
  const closings: (() => Promise<void>)[] = []

  beforeEach(async () => {
    village = await CalledVillage.open()
    provider = await openProvider((mood, id) => {
      if (mood === 'refuse') return { status: 401, body: '{"ok":false,"error":"who are you"}' }
      if (mood === 'fail') return { status: 503, body: '{"ok":false,"error":"busy"}' }
      return { status: 200, body: `{"ok":true,"id":"${id}"}` }
    })
  })
  afterEach(async () => {
    for (const close of closings.splice(0)) await close()
    await provider.stop()
    await village.close()
  })

  const setUp = (
    id: string,
    what: Parameters<typeof village.admin.call<typeof calls.createChannel>>[1]['body']['settings'],
    secrets: Record<string, string> = {},
  ) =>
    village.admin.call(calls.createChannel, {
      body: { id, name: id, settings: what, secrets, reason: 'tests' },
    })
  const ownSecrets = { signing: SECRET, callbackSecret: SECRET }

  const reach = async (name: string, channels: PersonBody['channels']) => {
    const { persons } = await village.engineer.call(calls.listPersons, { query: {} })
    const person = persons.find((one) => one.name === name)
    if (person === undefined) throw new Error(`nobody is called ${name}`)
    return await village.engineer.call(calls.changePerson, {
      params: { id: person.id },
      body: { name, language: 'zh', roles: person.roles, channels },
    })
  }
  const report = (id: string, events: object[], secret = SECRET, at = village.clock.now()) => {
    const { headers, rawBody } = signedCallback(JSON.stringify(events), secret, at)
    return post(id, rawBody, headers)
  }
  const post = (id: string, body: string, headers: object) =>
    fetch(`${village.gateway.url}${callbackPath(id)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
  const firstCall = async () => (await village.callout()).persons[0]?.calls[0]
  const channel = async (id: string) => {
    const { channels } = await village.operator.call(calls.listChannels, {})
    const found = channels.find((one) => one.id === id)
    if (found === undefined) throw new Error(`no channel ${id}`)
    return found
  }
  const unread = () => village.operator.call(calls.listReplies, { query: {} }).then(({ replies }) => replies)

  it('a provider for voice, at once and without a restart: called, heard, answered by key', async () => {
    await setUp('voice-1', settings(provider.origin), ownSecrets)
    await reach('李小梅', [{ kind: 'voice', address: LI }])
    await village.level(4.0)
    await expect.poll(() => provider.rung.length).toBe(1)
    expect(provider.rung[0]?.body).toContain(LI)
    await expect.poll(async () => (await firstCall())?.facts.acceptedAt).not.toBeNull()
    expect((await report('voice-1', [{ id: 'p1', state: 'answered' }])).status).toBe(204)
    expect((await firstCall())?.facts).toMatchObject({ readAt: null })
    expect((await firstCall())?.facts.deliveredAt).not.toBeNull()
    await report('voice-1', [{ id: 'p1', state: 'finished', text: '3*23#' }])
    const { state, persons } = await village.callout()
    expect(state.kind).toBe('met')
    expect(persons[0]?.answers).toMatchObject([{ code: 'households-moved', households: 23, via: 'voice' }])
    const { status, lastSuccessAt } = await channel('voice-1')
    expect([status, lastSuccessAt]).toEqual(['up', village.clock.now()])
  })

  it('whose secrets nobody gets back, and who did it and why is written down', async () => {
    const made = await setUp('voice-1', settings(provider.origin), ownSecrets)
    expect(JSON.stringify(made)).not.toContain(SECRET)
    expect(made.secrets).toEqual({ signing: true, callbackSecret: true })
    const { channels } = await village.operator.call(calls.listChannels, {})
    expect(JSON.stringify(channels)).not.toContain(SECRET)
    const entries = village.gateway.access.audit.entries()
    expect(JSON.stringify(entries)).not.toContain(SECRET)
    expect(entries.find(({ action }) => action === 'createChannel')).toMatchObject({
      actor: 'admin',
      subject: 'voice-1',
      detail: { reason: 'tests' },
    })
  })

  it('and is told by path what is wrong with it', async () => {
    const faultsOf = async (work: Promise<unknown>) => {
      const refusal = await work.catch((error: unknown) => error)
      if (!(refusal instanceof ProblemError)) throw new Error('it was not refused')
      return refusal.problem.errors?.map(({ path }) => path)
    }
    const wrong = { ...settings(provider.origin), url: 'https://x.example/{{nummer}}' }
    expect(await faultsOf(setUp('voice-1', wrong, { signing: SECRET }))).toEqual([
      'secrets.callbackSecret',
      'settings.url',
    ])
    await setUp('voice-1', settings(provider.origin), ownSecrets)
    // A secret does not go to another host unless it is given again.
    const change = (url: string) =>
      village.admin.call(calls.changeChannel, {
        params: { id: 'voice-1' },
        body: { name: 'voice-1', settings: { ...settings(url) }, reason: 'moved' },
      })
    expect(await faultsOf(change('https://elsewhere.example'))).toEqual([
      'secrets.signing',
      'secrets.callbackSecret',
    ])
    const operator = village.operator.call(calls.createChannel, {
      body: { id: 'x', name: 'x', settings: settings(provider.origin), reason: 'mine' },
    })
    await expect(operator).rejects.toMatchObject({ problem: { status: 403 } })
  })

  it('no callback counts that is forged, unsigned, too old, or comes twice', async () => {
    await setUp('voice-1', settings(provider.origin), ownSecrets)
    await reach('李小梅', [{ kind: 'voice', address: LI }])
    await village.level(4.0)
    await expect.poll(async () => (await firstCall())?.facts.acceptedAt).not.toBeNull()
    const answer = [{ id: 'p1', text: '1' }]
    expect((await report('voice-1', answer, 'guessed')).status).toBe(403)
    expect((await post('voice-1', JSON.stringify(answer), {})).status).toBe(401)
    expect((await report('voice-1', answer, SECRET, village.clock.now() - 600_000)).status).toBe(403)
    expect((await report('nobody', answer)).status).toBe(404)
    expect((await village.callout()).answered).toBe(0)
    expect((await report('voice-1', answer)).status).toBe(204)
    expect((await report('voice-1', answer)).status).toBe(409)
    expect((await village.callout()).persons[0]?.answers).toHaveLength(1)
  })

  it('a report that comes before the provider has answered is not lost, nor one that comes after a restart', async () => {
    await setUp('voice-1', settings(provider.origin), ownSecrets)
    await reach('李小梅', [{ kind: 'voice', address: LI }])
    provider.become('hang')
    await village.level(4.0)
    await expect.poll(() => provider.requests.length).toBe(1)
    expect((await report('voice-1', [{ id: 'p1', state: 'answered' }])).status).toBe(204)
    provider.release()
    await expect.poll(async () => (await firstCall())?.facts.deliveredAt).not.toBeNull()
    await village.restart()
    await report('voice-1', [{ id: 'p1', state: 'finished', text: '1' }])
    expect((await village.callout()).state.kind).toBe('met')
  })

  it('not even one of the morning message, by a channel that was set up anew', async () => {
    await setUp('sms-1', settings(provider.origin, 'sms'), ownSecrets)
    await reach('李小梅', [{ kind: 'sms', address: LI }])
    const morning = Date.UTC(2026, 6, 2, 0)
    const shift = { desk: 'lushan', from: morning - 8 * HOUR, to: morning + 8 * HOUR }
    const shifts = [{ ...shift, leader: village.persons['李小梅'] }]
    await village.officer.call(calls.createShifts, { body: { shifts } } as never)
    await village.restart({}, () => village.clock.step(morning - 60_000))
    await village.admin.call(calls.changeChannel, {
      params: { id: 'sms-1' },
      body: { name: 'renamed', settings: settings(provider.origin, 'sms'), reason: 'set up anew' },
    })
    provider.become('hang')
    await village.pass(80)
    await expect.poll(() => provider.requests.length).toBe(1)
    expect((await report('sms-1', [{ id: 'p1', state: 'answered' }])).status).toBe(204)
    provider.release()
    const verified = async () => {
      const { persons } = await village.engineer.call(calls.listPersons, { query: {} })
      return persons.find(({ name }) => name === '李小梅')?.channels[0]?.verifiedAt
    }
    await expect.poll(verified).not.toBeNull()
  })

  it('two villages’ warnings in one message are answered by one key, also after a restart', async () => {
    await setUp('voice-1', settings(provider.origin), ownSecrets)
    await reach('李小梅', [{ kind: 'voice', address: LI }])
    provider.become('fail')
    const order = (source: string) =>
      village.operator.call(calls.startCallout, {
        body: { kind: 'order', source, text: source, area: VILLAGE, level: 'yellow' },
      })
    await order('县防指 1 号')
    await order('县防指 2 号')
    await expect.poll(() => provider.requests.length).toBe(2)
    // Both refusals are entered in the same second, so that both are tried again together.
    await sleep(200)
    provider.become('accept')
    await village.pass(20)
    await expect.poll(() => provider.rung.some(({ body }) => /1 号.*2 号|2 号.*1 号/.test(body))).toBe(true)
    const bundle = provider.rung.find(({ body }) => /1 号.*2 号|2 号.*1 号/.test(body))
    const id = provider.idOf(String(bundle?.headers['idempotency-key']))
    await village.restart()
    await report('voice-1', [{ id, text: '1' }])
    const { callouts } = await village.operator.call(calls.listCallouts, { query: {} })
    expect(callouts.map(({ state }) => state.kind)).toEqual(['met', 'met'])
  })

  it('what was set up wrongly condemns no number, and calls go out once it is mended', async () => {
    await setUp('voice-1', settings(provider.origin), ownSecrets)
    const { channels } = await reach('李小梅', [{ kind: 'voice', address: LI }])
    provider.become('refuse')
    const test = () =>
      village.officer.call(calls.testChannel, {
        params: { id: 'voice-1' },
        body: { person: village.persons['李小梅'] ?? '', channel: channels[0]?.id ?? '' },
      })
    await test()
    await expect.poll(async () => (await channel('voice-1')).tests[0]?.failed?.detail).toContain('401')
    expect((await channel('voice-1')).status).toBe('down')
    provider.become('accept')
    await village.admin.call(calls.changeChannel, {
      params: { id: 'voice-1' },
      body: {
        name: 'voice-1',
        settings: settings(provider.origin),
        secrets: { signing: 'the right one' },
        reason: 'the key was wrong',
      },
    })
    await test()
    await expect.poll(async () => (await channel('voice-1')).tests[0]?.acceptedAt).not.toBeNull()
    expect(provider.rung.at(-1)?.body).toContain('【演练】')
    const id = provider.idOf('test%2F2') ?? 'p1'
    await report('voice-1', [{ id, state: 'answered' }])
    expect((await channel('voice-1')).tests[0]?.deliveredAt).not.toBeNull()
    const { persons } = await village.engineer.call(calls.listPersons, { query: {} })
    const li = persons.find(({ name }) => name === '李小梅')
    expect(li?.channels[0]).toMatchObject({ dead: false, verifiedAt: village.clock.now() })
    await village.level(4.0)
    await expect.poll(() => provider.rung.length).toBe(2)
  })

  it('the second provider takes over while the first is down', async () => {
    const second = await openProvider((_mood, id) => ({ status: 200, body: `{"ok":true,"id":"${id}"}` }))
    closings.push(() => second.stop())
    await provider.stop()
    await setUp('voice-1', settings(provider.origin), ownSecrets)
    await setUp('voice-2', settings(second.origin), ownSecrets)
    await reach('李小梅', [{ kind: 'voice', address: LI }])
    await village.level(4.0)
    await expect.poll(() => second.rung.length).toBe(1)
    provider = await openProvider(() => ({ status: 200, body: '{"ok":true}' }))
  })

  it('a provider is given no more a minute than it was set up for: the others wait here, and none fails for it', async () => {
    await setUp('sms-1', { ...settings(provider.origin, 'sms'), perMinute: 5 }, ownSecrets)
    await reach('李小梅', [{ kind: 'sms', address: LI }])
    for (let number = 1; number <= 11; number++) {
      await village.engineer.call(calls.createPerson, {
        body: {
          name: `巡查员${number}`,
          language: 'zh',
          roles: [{ role: '预警员', area: VILLAGE }],
          channels: [{ kind: 'sms', address: `1390000${1000 + number}` }],
        },
      })
    }
    await village.level(4.0)
    await expect.poll(() => provider.rung.length).toBe(5)
    await village.pass(30)
    expect(provider.rung).toHaveLength(5)
    // Nothing waits where it would be given up after a minute.
    expect((await channel('sms-1')).waiting).toBe(0)
    await village.pass(31)
    await expect.poll(() => provider.rung.length).toBe(10)
    await village.pass(60)
    const called = async () => {
      const { persons } = await village.callout()
      return persons.flatMap((person) => person.calls).filter(({ facts }) => facts.failed !== null)
    }
    expect(await called()).toEqual([])
  })

  it('a reply by SMS is bound by its number; one from a stranger counts for nothing and is shown', async () => {
    await setUp('sms-1', settings(provider.origin, 'sms'), ownSecrets)
    await reach('李小梅', [{ kind: 'sms', address: LI }])
    await village.level(4.0)
    await expect.poll(async () => (await firstCall())?.facts.acceptedAt).not.toBeNull()
    await report('sms-1', [{ from: '+8613712340000', text: '1', message: 'm1' }])
    await report('sms-1', [{ from: `+86${LI}`, text: '水位 2.3', message: 'm2' }])
    expect((await village.callout()).answered).toBe(0)
    expect(await unread()).toMatchObject([
      { text: '水位 2.3', why: 'no-answer-in-it', persons: [{ name: '李小梅' }], callouts: [{ open: true }] },
      { text: '1', why: 'unknown-number', persons: [], from: '137****0000' },
    ])
    await report('sms-1', [{ from: `+86${LI}`, text: '2', message: 'm3' }])
    // The provider tells it once more in another report.
    await report('sms-1', [{ from: `+86${LI}`, text: '2', message: 'm3' }, {}])
    const { state, persons } = await village.callout()
    expect(state.kind).toBe('met')
    expect(persons[0]?.answers).toMatchObject([{ code: 'action-started', via: 'sms', late: false }])
    expect(await unread()).toHaveLength(2)
  })

  it('what a loudspeaker sends back is no answer of anybody, by SMS or under the call itself', async () => {
    await setUp('sms-1', settings(provider.origin, 'sms'), ownSecrets)
    await setUp('speakers', { type: 'loudspeaker-by-number', carrier: 'sms-1', command: '8888#{{text}}' })
    const SPEAKER = '13900009999'
    await reach('李小梅', [{ kind: 'loudspeaker', address: SPEAKER }])
    await village.level(4.0)
    await expect.poll(() => provider.rung.length).toBe(1)
    expect(provider.rung[0]?.body).toContain('8888#')
    await expect.poll(async () => (await firstCall())?.facts.acceptedAt).not.toBeNull()
    await report('sms-1', [{ from: SPEAKER, text: 'OK', message: 'm1' }])
    expect(await unread()).toMatchObject([{ text: 'OK', why: 'broadcast' }])
    await report('sms-1', [{ id: 'p1', text: '1', message: 'm2' }])
    expect((await firstCall())?.facts.answeredAt).toBeNull()
    expect(await village.callout()).toMatchObject({ answered: 0, state: { kind: 'running' } })
  })

  it('what a provider says failed goes again under its own key, and takes no newer call with it', async () => {
    await setUp('sms-1', settings(provider.origin, 'sms'), ownSecrets)
    await reach('李小梅', [{ kind: 'sms', address: LI }])
    const order = (source: string) =>
      village.operator.call(calls.startCallout, {
        body: { kind: 'order', source, text: source, area: VILLAGE, level: 'yellow' },
      })
    await order('县防指 1 号')
    await expect.poll(async () => (await firstCall())?.facts.acceptedAt).not.toBeNull()
    // Between two looks of the host, so that it is sent again, 15 seconds later, in the very moment in which another order comes.
    village.clock.advance(300)
    await report('sms-1', [{ id: 'p1', state: 'busy' }])
    village.clock.advance(15_000)
    await order('县防指 2 号')
    await expect.poll(() => provider.rung.some(({ body }) => body.includes('县防指 2 号'))).toBe(true)
  })

  it('an operator records what somebody wrote in words, and one that comes too late is kept as late', async () => {
    await setUp('sms-1', settings(provider.origin, 'sms'), ownSecrets)
    await reach('李小梅', [{ kind: 'sms', address: LI }])
    await village.level(4.0)
    await expect.poll(async () => (await firstCall())?.facts.acceptedAt).not.toBeNull()
    await report('sms-1', [{ from: LI, text: '我们都已经在堤上了', message: 'm1' }])
    const [reply] = await unread()
    const { id: callout } = await village.callout()
    const params = { id: String(reply?.id) }
    const body = {
      as: 'answer' as const,
      callout,
      person: village.persons['李小梅'] ?? '',
      code: 'on-post' as const,
    }
    await village.operator.call(calls.settleReply, { params, body })
    expect((await village.callout()).persons[0]?.answers).toMatchObject([
      { code: 'on-post', recordedBy: 'sun' },
    ])
    expect(await unread()).toEqual([])
    await expect(village.operator.call(calls.settleReply, { params, body })).rejects.toMatchObject({
      problem: { status: 409 },
    })
    await village.officer.call(calls.giveAllClear, { params: { id: callout } })
    await report('sms-1', [{ from: LI, text: '3 5', message: 'm2' }])
    const answers = (await village.callout()).persons.flatMap((person) => person.answers)
    expect(answers).toContainEqual(
      expect.objectContaining({ code: 'households-moved', households: 5, late: true }),
    )
  })

  it('of several open call-outs a reply says by its tag which it is to', async () => {
    await setUp('sms-1', settings(provider.origin, 'sms'), ownSecrets)
    await reach('李小梅', [{ kind: 'sms', address: LI }])
    const order = (source: string) =>
      village.operator.call(calls.startCallout, {
        body: { kind: 'order', source, text: source, area: VILLAGE, level: 'yellow' },
      })
    const one = await order('县防指 1 号')
    await expect.poll(() => provider.rung.length).toBe(1)
    await village.pass(2)
    const two = await order('县防指 2 号')
    await expect.poll(() => provider.rung.length).toBe(2)
    const tag = /回复：([A-Z]\d)/.exec(provider.rung[1]?.body ?? '')?.[1]
    expect(tag).toBe('A1')
    await report('sms-1', [{ from: LI, text: '1', message: 'm1' }])
    expect(await unread()).toMatchObject([{ why: 'which-one' }])
    await report('sms-1', [{ from: LI, text: `${tag} 1`, message: 'm2' }])
    const states = async (id: string) =>
      (await village.operator.call(calls.getCallout, { params: { id } })).state.kind
    expect([await states(one.id), await states(two.id)]).toEqual(['running', 'met'])
  })

  it('a robot in a group is told, and a loudspeaker at the gateway’s own broker confirms that it sounded', async () => {
    const robot = await openRobotServer('dingtalk', { perMinute: 20, lockMs: 1000 }, () =>
      village.clock.now(),
    )
    closings.push(() => robot.stop())
    await setUp('duty-group', { type: 'robot', robot: 'dingtalk' }, { url: robot.url, secret: ROBOT_SECRET })
    await setUp('speakers', { type: 'loudspeaker-by-mqtt' })
    const { secret } = await village.admin.call(calls.createSpeaker, {
      body: { id: 'xincun-1', name: '新村大喇叭' },
    })
    const other = await village.admin.call(calls.createSpeaker, { body: { id: 'heba', name: '河坝' } })
    const dial = (id: string, password: string) =>
      mqtt.connectAsync(`mqtt://127.0.0.1:${village.gateway.mqttPort}`, {
        clientId: `speaker:${id}`,
        username: `speaker:${id}`,
        password,
        reconnectPeriod: 0,
      })
    const speaker = await dial('xincun-1', secret)
    closings.push(() => speaker.endAsync(true))
    const heard: { id: string; text: string }[] = []
    speaker.on('message', (_topic, payload) => {
      const command = JSON.parse(payload.toString()) as { id: string; text: string }
      heard.push(command)
      const state = JSON.stringify({ id: command.id, state: 'sounded' })
      void speaker.publishAsync('speaker/xincun-1/state', state, { qos: 1 })
    })
    await speaker.subscribeAsync('speaker/xincun-1/cmd', { qos: 1 })
    // Each only its own.
    const stranger = await dial('heba', other.secret)
    closings.push(() => stranger.endAsync(true))
    const [refused] = await stranger
      .subscribeAsync('speaker/xincun-1/cmd')
      .catch(() => [{ qos: 128 }] as { qos: number }[])
    expect(refused?.qos).toBe(128)
    await expect(dial('xincun-1', 'wrong')).rejects.toThrow()

    await village.enter('群', '群', VILLAGE, '13700001111')
    await reach('李小梅', [
      { kind: 'robot', address: 'duty-group' },
      { kind: 'loudspeaker', address: 'mqtt:xincun-1' },
      { kind: 'telephone', address: LI },
    ])
    const { plans } = await village.engineer.call(calls.listPlans, {})
    const { id, version: _, ...plan } = plans[0] as (typeof plans)[number]
    const steps = plan.steps.map((step) => ({ ...step, channels: 'all' as const }))
    await village.engineer.call(calls.changePlan, {
      params: { id },
      body: { ...plan, steps, reason: 'all at once' },
    })
    const readings = async () => (await village.admin.site()).counts.readings
    await village.level(4.0)
    const before = await readings()
    await expect.poll(() => robot.posted.length).toBe(1)
    await expect.poll(() => heard.length).toBe(1)
    expect(heard[0]?.text).toContain('白河桥水位')
    await expect
      .poll(async () => {
        const { persons } = await village.callout()
        const call = persons[0]?.calls.find((one) => one.channel.kind === 'loudspeaker')
        return call?.facts.deliveredAt ?? null
      })
      .not.toBeNull()
    expect((await village.callout()).answered).toBe(0)
    expect(await readings()).toBe(before)
    const { speakers } = await village.operator.call(calls.listSpeakers, {})
    expect(speakers.find((one) => one.id === 'xincun-1')).toMatchObject({
      connected: true,
      lastState: { state: 'sounded' },
    })
  })

  it('a modem at a serial port sends, and its reply is bound by the number', async () => {
    const modem = await openModem()
    closings.push(() => modem.stop())
    await setUp('modem', { type: 'sms-modem', path: modem.path, partsPerMinute: 600 })
    await expect.poll(async () => (await channel('modem')).status, { timeout: 20_000 }).toBe('up')
    await reach('李小梅', [{ kind: 'sms-modem', address: LI }])
    await village.level(4.0)
    await expect.poll(() => modem.shown().length, { timeout: 20_000 }).toBe(1)
    expect(modem.shown()[0]).toContain('白河桥水位')
    modem.receive(`+86${LI}`, '1')
    await expect.poll(async () => (await village.callout()).state.kind, { timeout: 20_000 }).toBe('met')
  })

  it('a modem that is only just being opened, after a restart, costs nobody an attempt', async () => {
    const modem = await openModem()
    closings.push(() => modem.stop())
    await setUp('modem', { type: 'sms-modem', path: modem.path, partsPerMinute: 600 })
    await expect.poll(async () => (await channel('modem')).status, { timeout: 20_000 }).toBe('up')
    await reach('李小梅', [{ kind: 'sms-modem', address: LI }])
    await village.level(4.0)
    await expect.poll(() => modem.shown().length, { timeout: 20_000 }).toBe(1)
    await expect.poll(async () => (await firstCall())?.facts.acceptedAt).not.toBeNull()
    // The second attempt falls due while the gateway is away.
    await village.restart({}, () => village.clock.advance(65_000))
    await expect.poll(() => modem.shown().length, { timeout: 20_000 }).toBe(2)
    const { notices } = await village.callout()
    expect(notices.map(({ kind }) => kind)).not.toContain('unreachable')
  })

  it('Aliyun’s reports come by an address with a secret in it, and are answered as Aliyun expects', async () => {
    const aliyun = await openProvider((_mood, id) => ({
      status: 200,
      body: `{"Code":"OK","BizId":"${id}"}`,
    }))
    closings.push(() => aliyun.stop())
    await setUp(
      'aliyun',
      {
        type: 'aliyun-sms',
        keyId: 'LTAI5',
        templateCode: 'SMS_1',
        templateParam: '{"text":"{{message}}"}',
        signName: '县防办',
        endpoint: aliyun.origin,
      },
      { keySecret: SECRET },
    )
    await reach('李小梅', [{ kind: 'sms', address: LI }])
    const before = await village.admin.call(calls.renewCallbackToken, { params: { id: 'aliyun' } })
    const { path } = await village.admin.call(calls.renewCallbackToken, { params: { id: 'aliyun' } })
    await village.level(4.0)
    await expect.poll(async () => (await firstCall())?.facts.acceptedAt).not.toBeNull()
    const key = (await firstCall())?.key
    const body = JSON.stringify([{ out_id: key, success: true, biz_id: 'p1' }])
    const send = (to: string) =>
      fetch(`${village.gateway.url}${to}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
    expect((await send(before.path)).status).toBe(403)
    const taken = await send(path)
    expect([taken.status, ((await taken.json()) as { code: number }).code]).toEqual([200, 0])
    expect((await firstCall())?.facts.deliveredAt).not.toBeNull()
    // Aliyun repeats itself when our answer was lost: it is answered the same, and nothing is entered twice.
    expect((await send(path)).status).toBe(200)
  })
})
