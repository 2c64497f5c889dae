import { calls, type PlanBody, ProblemError, type RuleBody } from '@tocsin/contract'
import { MINUTE } from '@tocsin/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSmtpSink } from '../contracts/smtp-sink.ts'
import { CalledVillage, PLAN, VILLAGE } from '../rig/village.ts'

describe('a village is called', () => {
  let village: CalledVillage

  beforeEach(async () => {
    village = await CalledVillage.open()
  })

  afterEach(() => village.close())

  it('as soon as the water is too high, until somebody has answered', async () => {
    await village.level(4.0)
    expect(await village.names()).toEqual(['李小梅'])
    const [task] = await village.queue()
    expect(task?.script).toContain('白河桥水位 4 m')
    expect(task?.script).toContain('立即上堤巡查')

    const taken = await village.operator.call(calls.takeTelephoneTask, { body: { key: task?.key ?? '' } })
    expect(taken.link).toBe('tel:13900005678')
    expect(
      village.gateway.access.audit
        .entries()
        .some(({ action, actor }) => action === 'takeTelephoneTask' && actor === 'sun'),
    ).toBe(true)

    await village.outcome('李小梅', { kind: 'answered', code: 'households-moved', households: 23 })
    const after = await village.callout()
    expect(after.state.kind).toBe('met')
    expect(after.persons[0]?.answers).toMatchObject([
      { code: 'households-moved', households: 23, via: 'telephone', recordedBy: 'sun', late: false },
    ])
    expect(after.persons[0]?.calls[0]?.facts.answeredAt).not.toBeNull()
    expect(await village.names()).toEqual([])
    await village.pass(600)
    expect(await village.names()).toEqual([])
  })

  it('again and again, then the township, when nobody answers', async () => {
    await village.level(4.0)
    await village.outcome('李小梅', { kind: 'no-answer' })
    expect(await village.names()).toEqual([])
    await village.pass(61)
    expect(await village.names()).toEqual(['李小梅'])
    await village.outcome('李小梅', { kind: 'no-answer' })
    await village.pass(240)
    expect(await village.names()).toEqual(['刘镇长'])
    const { silent, persons: called } = await village.callout()
    expect(silent).toBe(1)
    expect(called.find(({ name }) => name === '李小梅')?.silentSince).not.toBeNull()
    await village.outcome('刘镇长', { kind: 'answered', code: 'on-post' })
    expect((await village.callout()).state.kind).toBe('met')
  })

  it('at once by the next step when one cannot come', async () => {
    await village.level(4.0)
    await village.outcome('李小梅', { kind: 'answered', code: 'cannot' })
    await village.pass(2)
    expect(await village.names()).toEqual(['刘镇长'])
    expect((await village.callout()).state.kind).toBe('running')
  })

  it('not less because the warning was acknowledged at the console, nor because the water fell', async () => {
    await village.level(4.0)
    const [warning] = await village.officer.openWarnings()
    await village.officer.call(calls.acknowledge, { params: { id: warning?.id ?? '' }, body: {} })
    await village.pass(60)
    await village.level(3.0)
    expect(await village.names()).toEqual(['李小梅'])
    const { ledger, notices } = await village.callout()
    expect(ledger.map(({ type }) => type)).toContain('cleared')
    expect(notices.map(({ kind }) => kind)).toContain('cleared')
  })

  it('anew for a graver level: an answer to yellow is none to red', async () => {
    await village.level(4.0)
    await village.outcome('李小梅', { kind: 'answered', code: 'on-post' })
    await village.pass(60)
    await village.level(4.6)
    expect(await village.names()).toEqual(['李小梅'])
    const { level: present, state } = await village.callout()
    expect([present, state.kind]).toEqual(['red', 'running'])
  })

  it('also after a restart, where the calls stood', async () => {
    await village.level(4.0)
    const before = await village.callout()
    await village.restart()
    expect(await village.names()).toEqual(['李小梅'])
    expect((await village.callout()).persons[0]?.calls.map(({ key }) => key)).toEqual(
      before.persons[0]?.calls.map(({ key }) => key),
    )
    await village.outcome('李小梅', { kind: 'answered', code: 'on-post' })
    await village.restart()
    expect((await village.callout()).state.kind).toBe('met')
    expect(await village.names()).toEqual([])
  })

  it('no more once an all-clear is given, which is told to whoever was called', async () => {
    await village.level(4.0)
    const { id } = await village.callout()
    const [queued] = await village.queue()
    await village.operator.call(calls.takeTelephoneTask, { body: { key: queued?.key ?? '' } })
    await village.officer.call(calls.giveAllClear, { params: { id } })
    expect((await village.callout()).state).toMatchObject({ kind: 'ended', how: 'all-clear', by: 'zhou' })
    await village.pass(2)
    const [task] = (await village.operator.call(calls.listTelephoneTasks, {})).tasks
    expect(task?.purpose).toBe('all-clear')
    expect(task?.script).toContain('解除告警')
    // It asks nothing, so nothing can be answered to it.
    const enter = (outcome: { kind: 'told' } | { kind: 'answered'; code: 'on-post' }) =>
      village.operator.call(calls.enterTelephoneOutcome, { body: { key: task?.key ?? '', outcome } })
    await expect(enter({ kind: 'answered', code: 'on-post' })).rejects.toBeInstanceOf(ProblemError)
    expect((await enter({ kind: 'told' })).tasks).toEqual([])
    await expect(village.officer.call(calls.giveAllClear, { params: { id } })).rejects.toBeInstanceOf(
      ProblemError,
    )
  })

  it('by nobody but the duty desk while the box is on trial', async () => {
    await village.admin.call(calls.setTrial, {
      body: { trial: { desk: 'lushan' }, reason: '设备检修' },
    })
    await village.officer.call(calls.createShifts, {
      body: {
        shifts: [
          {
            desk: 'lushan',
            from: village.clock.now() - MINUTE,
            to: village.clock.now() + 600 * MINUTE,
            officer: village.persons['值班员'] ?? '',
          },
        ],
      },
    } as never)
    await village.level(4.0)
    expect(await village.names()).toEqual(['值班员'])
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
    await village.operator.call(calls.startCallout, { body })
    const [task] = await village.queue()
    expect(task?.script).toContain('演练')
    expect(task?.script).toContain('今夜有暴雨，请到岗值守')
    // A real warning ends it at once.
    await village.level(4.0)
    const { callouts } = await village.operator.call(calls.listCallouts, { query: {} })
    expect(callouts.map(({ exercise, state }) => [exercise, state.kind])).toEqual([
      [false, 'running'],
      [true, 'ended'],
    ])
  })

  it('by nobody for a sensor that is silent: that is the engineer’s to mend', async () => {
    await village.admin.addRule({
      name: '无数据',
      appliesTo: { datastreams: ['bridge/level'] },
      response: '检修',
      condition: { kind: 'absence' },
      levels: { yellow: { after: '3 intervals' } },
    } as RuleBody)
    await village.pass(240)
    await village.gateway.settle()
    expect(await village.officer.openWarnings()).toHaveLength(1)
    expect((await village.operator.call(calls.listCallouts, { query: {} })).callouts).toEqual([])
  })

  it('by e-mail too, where a relay is set up: sent is not answered', async () => {
    const relay = await openSmtpSink()
    try {
      await village.restart({
        smtp: {
          host: '127.0.0.1',
          port: relay.port,
          security: 'none',
          user: undefined,
          password: undefined,
          from: '值班室 <duty@county.example>',
        },
      })
      const { persons: all } = await village.engineer.call(calls.listPersons, { query: {} })
      const li = all.find(({ name }) => name === '李小梅')
      await village.engineer.call(calls.changePerson, {
        params: { id: li?.id ?? '' },
        body: {
          name: '李小梅',
          language: 'zh',
          roles: [{ role: '预警员', area: VILLAGE }],
          channels: [{ kind: 'email', address: 'li@village.example' }],
        },
      })
      await village.level(4.0)
      await expect.poll(() => relay.mails.length).toBe(1)
      expect(relay.mails[0]?.to).toBe('li@village.example')
      expect(relay.mails[0]?.text).toContain('三级(黄色)')
      await expect
        .poll(async () => (await village.callout()).persons[0]?.calls[0]?.facts.acceptedAt)
        .not.toBeNull()
      const { state, answered: count, persons: called } = await village.callout()
      expect([state.kind, count, called[0]?.calls[0]?.facts.readAt]).toEqual(['running', 0, null])
    } finally {
      await relay.stop()
    }
  })

  it('by no plan that calls nobody: such a plan is refused, with the step and the reason', async () => {
    const body = { ...PLAN, levels: ['blue'] as PlanBody['levels'], steps: [{ ...PLAN.steps[0], who: [] }] }
    const refusal = await village.engineer
      .call(calls.createPlan, { body } as never)
      .catch((error: unknown) => error)
    if (!(refusal instanceof ProblemError)) throw new Error('it was not refused')
    expect(refusal.problem.status).toBe(422)
    expect(refusal.problem.errors?.[0]?.path).toBe('steps[0].who')
  })
})
