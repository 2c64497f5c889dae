import { calls, type PlanBody, ProblemError, type Role, type RuleBody } from '@tocsin/contract'
import { MINUTE, SECOND } from '@tocsin/core'
import { ManualClock } from '@tocsin/gateway/clock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSmtpSink } from '../contracts/smtp-sink.ts'
import { temporaryFolder } from '../rig/gateway-process.ts'
import { startGatewayUnderTest } from '../rig/gateway-under-test.ts'
import { Office } from '../rig/office.ts'
import { ReportingStation } from '../rig/station.ts'

/** 2026-07-01 22:00 in Shanghai. */
const T = Date.UTC(2026, 6, 1, 14)
const PASSWORD = 'a long pass phrase for tests'
const VILLAGE = 'lushan/baihe/xincun'

const AREAS = [
  { path: 'lushan', name: '庐山县', kind: 'county' },
  { path: 'lushan/baihe', name: '白河镇', kind: 'township' },
  { path: VILLAGE, name: '新村', kind: 'village' },
] as const

const RIVER: RuleBody = {
  name: '白河桥水位',
  appliesTo: { datastreams: ['bridge/level'] },
  response: '立即上堤巡查',
  condition: { kind: 'threshold', direction: 'above' },
  levels: { yellow: { raiseAt: 3.9, clearBelow: 3.7 }, red: { raiseAt: 4.5 } },
}

const PLAN: PlanBody = {
  name: '新村叫应',
  area: VILLAGE,
  levels: ['yellow', 'red'],
  gate: { kind: 'automatic' },
  steps: [
    {
      after: '0s',
      who: [{ role: '预警员', at: 'village' }],
      channels: 'in-turn',
      quorum: { kind: 'anyone' },
      attempts: 2,
      every: '1m',
    },
    {
      after: '5m',
      who: [{ role: '镇长', at: 'township' }],
      channels: 'in-turn',
      quorum: { kind: 'anyone' },
      attempts: 2,
      every: '1m',
    },
  ],
  loops: false,
}

describe('a village is called', () => {
  let clock: ManualClock
  let folder: ReturnType<typeof temporaryFolder>
  let gateway: Awaited<ReturnType<typeof startGatewayUnderTest>>
  let admin: Office
  let engineer: Office
  let officer: Office
  let operator: Office
  let secret: string
  const persons: Record<string, string> = {}

  async function signIn(): Promise<void> {
    admin = await Office.signIn(gateway.url)
    engineer = await Office.signIn(gateway.url, 'chen', PASSWORD)
    officer = await Office.signIn(gateway.url, 'zhou', PASSWORD)
    operator = await Office.signIn(gateway.url, 'sun', PASSWORD)
  }

  async function restart(): Promise<void> {
    await gateway.stop()
    gateway = await startGatewayUnderTest(folder.path, { clock })
    await signIn()
  }

  beforeEach(async () => {
    clock = new ManualClock(T)
    folder = temporaryFolder()
    gateway = await startGatewayUnderTest(folder.path, { clock })
    admin = await Office.signIn(gateway.url)
    const roles: Record<string, Role> = { chen: 'engineer', zhou: 'duty-officer', sun: 'operator' }
    for (const [username, role] of Object.entries(roles)) {
      await admin.call(calls.createUser, { body: { username, name: username, role, password: PASSWORD } })
    }
    await signIn()
    await engineer.call(calls.saveAreas, { body: { areas: [...AREAS] } })
    const enter = async (name: string, role: string, area: string, number: string) => {
      const body = {
        name,
        language: 'zh' as const,
        roles: [{ role, area }],
        channels: [{ kind: 'telephone' as const, address: number }],
      }
      const { id } = await engineer.call(calls.createPerson, { body })
      persons[name] = id
    }
    await enter('李小梅', '预警员', VILLAGE, '13900005678')
    await enter('刘镇长', '镇长', 'lushan/baihe', '13800001234')
    await enter('值班员', '值班', 'lushan', '13700008888')
    secret = await admin.register({
      id: 'bridge',
      name: '白河桥',
      area: VILLAGE,
      datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: MINUTE, span: [0, 12] }],
    } as never)
    await admin.addRule(RIVER)
    await engineer.call(calls.createPlan, { body: PLAN })
    await admin.call(calls.setTrial, { body: { trial: null } })
  })

  afterEach(async () => {
    await gateway.stop()
    folder.remove()
  })

  async function level(value: number): Promise<void> {
    const device = await ReportingStation.connect('bridge', secret, gateway.mqttPort)
    await device.reports(clock.now(), { level: value })
    await device.leaves()
    await gateway.settle()
  }

  /** Lets time pass second by second, as the gateway looks at it. */
  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      clock.advance(SECOND)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  const queue = () =>
    operator
      .call(calls.listTelephoneTasks, {})
      .then(({ tasks }) => tasks.map(({ name, key, script }) => ({ name, key, script })))
  const names = async () => (await queue()).map(({ name }) => name)
  const callout = async () => {
    const { callouts } = await operator.call(calls.listCallouts, { query: {} })
    const [first] = callouts
    if (first === undefined) throw new Error('there is no call-out')
    return operator.call(calls.getCallout, { params: { id: first.id } })
  }
  const outcome = async (name: string, what: Parameters<typeof enterOutcome>[1]) => {
    const task = (await queue()).find((one) => one.name === name)
    if (task === undefined) throw new Error(`nobody is to telephone ${name}`)
    await enterOutcome(task.key, what)
  }
  const enterOutcome = (
    key: string,
    what:
      | { kind: 'answered'; code: 'on-post' | 'cannot' | 'households-moved'; households?: number }
      | { kind: 'no-answer' | 'wrong-number' },
  ) => operator.call(calls.enterTelephoneOutcome, { body: { key, outcome: what } })

  it('as soon as the water is too high, until somebody has answered', async () => {
    await level(4.0)
    expect(await names()).toEqual(['李小梅'])
    const [task] = await queue()
    expect(task?.script).toContain('白河桥水位 4 m')
    expect(task?.script).toContain('立即上堤巡查')

    const taken = await operator.call(calls.takeTelephoneTask, { body: { key: task?.key ?? '' } })
    expect(taken.link).toBe('tel:13900005678')
    expect(
      gateway.access.audit
        .entries()
        .some(({ action, actor }) => action === 'takeTelephoneTask' && actor === 'sun'),
    ).toBe(true)

    await outcome('李小梅', { kind: 'answered', code: 'households-moved', households: 23 })
    const after = await callout()
    expect(after.state.kind).toBe('met')
    expect(after.persons[0]?.answers).toMatchObject([
      { code: 'households-moved', households: 23, via: 'telephone', recordedBy: 'sun', late: false },
    ])
    expect(after.persons[0]?.calls[0]?.facts.answeredAt).not.toBeNull()
    expect(await names()).toEqual([])
    await pass(600)
    expect(await names()).toEqual([])
  })

  it('again and again, then the township, when nobody answers', async () => {
    await level(4.0)
    await outcome('李小梅', { kind: 'no-answer' })
    expect(await names()).toEqual([])
    await pass(61)
    expect(await names()).toEqual(['李小梅'])
    await outcome('李小梅', { kind: 'no-answer' })
    await pass(240)
    expect(await names()).toEqual(['刘镇长'])
    const { silent, persons: called } = await callout()
    expect(silent).toBe(1)
    expect(called.find(({ name }) => name === '李小梅')?.silentSince).not.toBeNull()
    await outcome('刘镇长', { kind: 'answered', code: 'on-post' })
    expect((await callout()).state.kind).toBe('met')
  })

  it('at once by the next step when one cannot come', async () => {
    await level(4.0)
    await outcome('李小梅', { kind: 'answered', code: 'cannot' })
    await pass(2)
    expect(await names()).toEqual(['刘镇长'])
    expect((await callout()).state.kind).toBe('running')
  })

  it('not less because the warning was acknowledged at the console, nor because the water fell', async () => {
    await level(4.0)
    const [warning] = await officer.openWarnings()
    await officer.call(calls.acknowledge, { params: { id: warning?.id ?? '' }, body: {} })
    await pass(60)
    await level(3.0)
    expect(await names()).toEqual(['李小梅'])
    const { ledger, notices } = await callout()
    expect(ledger.map(({ type }) => type)).toContain('cleared')
    expect(notices.map(({ kind }) => kind)).toContain('cleared')
  })

  it('anew for a graver level: an answer to yellow is none to red', async () => {
    await level(4.0)
    await outcome('李小梅', { kind: 'answered', code: 'on-post' })
    await pass(60)
    await level(4.6)
    expect(await names()).toEqual(['李小梅'])
    const { level: present, state } = await callout()
    expect([present, state.kind]).toEqual(['red', 'running'])
  })

  it('also after a restart, where the calls stood', async () => {
    await level(4.0)
    const before = await callout()
    await restart()
    expect(await names()).toEqual(['李小梅'])
    expect((await callout()).persons[0]?.calls.map(({ key }) => key)).toEqual(
      before.persons[0]?.calls.map(({ key }) => key),
    )
    await outcome('李小梅', { kind: 'answered', code: 'on-post' })
    await restart()
    expect((await callout()).state.kind).toBe('met')
    expect(await names()).toEqual([])
  })

  it('no more once an all-clear is given, which is told to whoever was called', async () => {
    await level(4.0)
    const { id } = await callout()
    await officer.call(calls.giveAllClear, { params: { id } })
    expect((await callout()).state).toMatchObject({ kind: 'ended', how: 'all-clear', by: 'zhou' })
    await pass(2)
    const [task] = await queue()
    expect(task?.script).toContain('解除告警')
    await expect(officer.call(calls.giveAllClear, { params: { id } })).rejects.toBeInstanceOf(ProblemError)
  })

  it('by nobody but the duty desk while the box is on trial', async () => {
    await admin.call(calls.setTrial, { body: { trial: { desk: 'lushan' } } })
    await officer.call(calls.createShifts, {
      body: {
        shifts: [
          { desk: 'lushan', from: T - MINUTE, to: T + 600 * MINUTE, officer: persons['值班员'] ?? '' },
        ],
      },
    } as never)
    await level(4.0)
    expect(await names()).toEqual(['值班员'])
  })

  it('by hand, for an order from above, marked as an exercise when it is one', async () => {
    const body = {
      kind: 'order' as const,
      source: '县防指 2026-17 号',
      text: '今夜有暴雨，请到岗值守',
      area: 'lushan',
      level: 'yellow' as const,
      exercise: true,
      ordersMove: false,
    }
    await operator.call(calls.startCallout, { body })
    const [task] = await queue()
    expect(task?.script).toContain('演练')
    expect(task?.script).toContain('今夜有暴雨，请到岗值守')
    // A real warning ends it at once.
    await level(4.0)
    const { callouts } = await operator.call(calls.listCallouts, { query: {} })
    expect(callouts.map(({ exercise, state }) => [exercise, state.kind])).toEqual([
      [false, 'running'],
      [true, 'ended'],
    ])
  })

  it('by nobody for a sensor that is silent: that is the engineer’s to mend', async () => {
    await admin.addRule({
      name: '无数据',
      appliesTo: { datastreams: ['bridge/level'] },
      response: '检修',
      condition: { kind: 'absence' },
      levels: { yellow: { after: '3 intervals' } },
    } as RuleBody)
    await pass(240)
    await gateway.settle()
    expect(await officer.openWarnings()).toHaveLength(1)
    expect((await operator.call(calls.listCallouts, { query: {} })).callouts).toEqual([])
  })

  it('by e-mail too, where a relay is set up: sent is not answered', async () => {
    const relay = await openSmtpSink()
    try {
      await gateway.stop()
      const smtp = {
        host: '127.0.0.1',
        port: relay.port,
        security: 'none' as const,
        user: undefined,
        password: undefined,
        from: '值班室 <duty@county.example>',
      }
      gateway = await startGatewayUnderTest(folder.path, { clock, smtp })
      await signIn()
      const { persons: all } = await engineer.call(calls.listPersons, { query: {} })
      const li = all.find(({ name }) => name === '李小梅')
      await engineer.call(calls.changePerson, {
        params: { id: li?.id ?? '' },
        body: {
          name: '李小梅',
          language: 'zh',
          roles: [{ role: '预警员', area: VILLAGE }],
          channels: [{ kind: 'email', address: 'li@village.example' }],
        },
      })
      await level(4.0)
      await expect.poll(() => relay.mails.length).toBe(1)
      expect(relay.mails[0]?.to).toBe('li@village.example')
      expect(relay.mails[0]?.text).toContain('三级(黄色)')
      await expect.poll(async () => (await callout()).persons[0]?.calls[0]?.facts.acceptedAt).not.toBeNull()
      const { state, answered: count, persons: called } = await callout()
      expect([state.kind, count, called[0]?.calls[0]?.facts.readAt]).toEqual(['running', 0, null])
    } finally {
      await relay.stop()
    }
  })

  it('by no plan that calls nobody: such a plan is refused, with the step and the reason', async () => {
    const body = { ...PLAN, levels: ['blue'] as PlanBody['levels'], steps: [{ ...PLAN.steps[0], who: [] }] }
    const refusal = await engineer.call(calls.createPlan, { body } as never).catch((error: unknown) => error)
    if (!(refusal instanceof ProblemError)) throw new Error('it was not refused')
    expect(refusal.problem.status).toBe(422)
    expect(refusal.problem.errors?.[0]?.path).toBe('steps[0].who')
  })
})
