import { type CallAnswer, type ConsoleCall, calls, type DeskView, ProblemError } from '@tocsin/contract'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Office } from '../rig/office.ts'
import { CalledVillage, PLAN, VILLAGE } from '../rig/village.ts'

/** A screen of somebody signed in: what it was shown, and what it says. */
class Screen {
  readonly calls: ConsoleCall[] = []
  readonly #socket: Socket

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('call', (message: { call: ConsoleCall }) => this.calls.push(message.call))
  }

  static async open(office: Office): Promise<Screen> {
    const socket = io(office.url, {
      transports: ['websocket'],
      extraHeaders: { cookie: office.cookie, origin: office.url },
    })
    const screen = new Screen(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', reject)
    })
    // Asked and answered: the gateway knows of it.
    await socket.emitWithAck('watch', {})
    return screen
  }

  says(name: 'call-drawn' | 'call-opened', key: string): Promise<{ problem?: { status: number } }> {
    return this.#socket.emitWithAck(name, { key })
  }

  answers(answer: Omit<CallAnswer, 'id'>): Promise<{ problem?: { status: number } }> {
    return this.#socket.emitWithAck('call-answer', { ...answer, id: 'tap-1' })
  }

  close(): void {
    this.#socket.close()
  }
}

describe('the duty desk', () => {
  let village: CalledVillage
  const screens: Screen[] = []

  beforeEach(async () => {
    village = await CalledVillage.open()
  })

  afterEach(async () => {
    for (const screen of screens.splice(0)) screen.close()
    await village.close()
  })

  const open = async (office: Office) => {
    const screen = await Screen.open(office)
    screens.push(screen)
    return screen
  }
  const desk = (office: Office = village.operator): Promise<DeskView> => office.call(calls.readDesk, {})
  /** 李小梅 is reached by the console alone; `user` is the one who signs in as her. */
  const reachByConsole = async (user?: string) => {
    const id = village.persons['李小梅'] ?? ''
    const body = { name: '李小梅', language: 'zh' as const, roles: [{ role: '预警员', area: VILLAGE }] }
    await village.engineer.call(calls.changePerson, {
      params: { id },
      body: { ...body, channels: [{ kind: 'console' as const }] },
    })
    if (user !== undefined) {
      await village.admin.call(calls.changeUser, { params: { id: user }, body: { person: id } })
    }
  }
  const facts = async () => (await village.callout()).persons[0]?.calls[0]?.facts

  it('is called at the console: shown, drawn, opened and answered are four facts', async () => {
    await reachByConsole('sun')
    const screen = await open(village.operator)
    const stranger = await open(village.officer)
    await village.level(4.0)
    await expect.poll(() => screen.calls.length).toBe(1)
    const [call] = screen.calls
    expect(call).toMatchObject({ name: '李小梅', mine: true, asks: true, level: 'yellow', exercise: false })
    expect(call?.text).toContain('白河桥水位 4 m')
    await expect.poll(async () => (await facts())?.acceptedAt).not.toBeNull()
    expect(await facts()).toMatchObject({ deliveredAt: null, readAt: null, answeredAt: null })

    const key = call?.key ?? ''
    expect((await screen.says('call-drawn', key)).problem).toBeUndefined()
    expect(await facts()).toMatchObject({ readAt: null, answeredAt: null })
    expect((await facts())?.deliveredAt).not.toBeNull()
    expect((await desk()).calls.map((one) => one.key)).toEqual([key])

    // Nobody answers for somebody else, and a read call is not answered.
    expect(stranger.calls).toEqual([])
    expect((await stranger.answers({ key, code: 'on-post' })).problem?.status).toBe(403)
    expect((await screen.says('call-opened', key)).problem).toBeUndefined()
    expect((await village.callout()).state.kind).toBe('running')

    expect((await screen.answers({ key, code: 'households-moved', households: 7 })).problem).toBeUndefined()
    const { state, persons } = await village.callout()
    expect(state.kind).toBe('met')
    expect(persons[0]?.answers).toMatchObject([{ code: 'households-moved', households: 7, via: 'console' }])
    expect((await desk()).calls).toEqual([])
  })

  it('shows a call also to the colleague on the same shift, who cannot answer it', async () => {
    await reachByConsole('sun')
    await village.admin.call(calls.changeUser, {
      params: { id: 'zhou' },
      body: { person: village.persons['值班员'] ?? '' },
    })
    const now = village.clock.now()
    await village.officer.call(calls.createShifts, {
      body: {
        shifts: [
          {
            desk: 'lushan',
            from: now - 60_000,
            to: now + 3_600_000,
            leader: village.persons['李小梅'] ?? '',
            officer: village.persons['值班员'] ?? '',
          },
        ],
      },
    } as never)
    const colleague = await open(village.officer)
    await village.level(4.0)
    await expect.poll(() => colleague.calls.map(({ mine }) => mine)).toEqual([false])
    const key = colleague.calls[0]?.key ?? ''
    expect((await colleague.says('call-drawn', key)).problem).toBeUndefined()
    expect((await colleague.answers({ key, code: 'on-post' })).problem?.status).toBe(403)
  })

  it('is not called in an empty room', async () => {
    await reachByConsole('sun')
    await village.level(4.0)
    expect((await village.callout()).notices.map(({ kind }) => kind)).toContain('unreachable')
    const { channels } = await village.operator.call(calls.getCalloutSettings, {})
    expect(channels.find(({ kind }) => kind === 'console')?.status).toBe('down')
  })

  it('is one user’s person, and a person of the directory', async () => {
    await reachByConsole('sun')
    const bind = (id: string, person: string) =>
      village.admin.call(calls.changeUser, { params: { id }, body: { person } })
    await expect(bind('zhou', village.persons['李小梅'] ?? '')).rejects.toBeInstanceOf(ProblemError)
    await expect(bind('zhou', 'person-999')).rejects.toBeInstanceOf(ProblemError)
    await village.admin.call(calls.changeUser, { params: { id: 'sun' }, body: { person: null } })
    expect(await bind('zhou', village.persons['李小梅'] ?? '')).toMatchObject({ username: 'zhou' })
  })

  it('is told who has not answered, until somebody says that they have seen it; that stops no call', async () => {
    await village.level(4.0)
    await village.outcome('李小梅', { kind: 'no-answer' })
    await village.pass(61)
    await village.outcome('李小梅', { kind: 'no-answer' })
    await village.pass(61)
    const [before] = (await desk()).attention
    expect(before?.silent.map(({ name, attempts }) => [name, attempts])).toEqual([['李小梅', 2]])
    expect(before?.unseen).toMatchObject([{ kind: 'not-answered', person: '李小梅' }])

    const body = { keys: before?.unseen.map(({ key }) => key) ?? [] }
    const after = await village.operator.call(calls.seeNotices, {
      params: { id: before?.callout ?? '' },
      body,
    })
    expect(after.attention[0]).toMatchObject({
      unseen: [],
      seen: { by: 'sun' },
      silent: [{ name: '李小梅' }],
    })
    await village.pass(180)
    expect(await village.names()).toEqual(['刘镇长'])
    await village.restart()
    expect((await desk()).attention[0]?.seen).toMatchObject({ by: 'sun' })
  })

  it('is told that nobody dials, and the attempts are not used up meanwhile', async () => {
    await village.level(4.0)
    await village.pass(59)
    expect((await desk()).undialled).toBeNull()
    await village.pass(121)
    const { undialled, attention } = await desk()
    expect(undialled?.count).toBe(1)
    expect(attention[0]?.unseen.map(({ kind }) => kind)).toEqual(['not-dialled'])
    const { persons } = await village.callout()
    expect(persons[0]?.calls.map(({ attempt, facts: { madeAt } }) => [attempt, madeAt])).toEqual([[1, null]])

    const [task] = await village.queue()
    await village.operator.call(calls.takeTelephoneTask, { body: { key: task?.key ?? '' } })
    const { tasks } = await village.operator.call(calls.listTelephoneTasks, {})
    expect(tasks[0]).toMatchObject({ purpose: 'call', takenBy: { id: 'sun', name: 'sun' } })
    await village.outcome('李小梅', { kind: 'no-answer' })
    await village.pass(61)
    expect(await village.names()).toEqual(['李小梅'])
    expect((await desk()).undialled).toBeNull()
  })

  it('orders nobody to move before somebody authorised lets it through; then every message says so', async () => {
    const { plans } = await village.engineer.call(calls.listPlans, {})
    await village.engineer.call(calls.changePlan, {
      params: { id: plans[0]?.id ?? '' },
      body: { ...PLAN, ordersMove: ['red'], reason: '红色即转移' },
    })
    await village.level(4.6)
    const { id, state, ordersMove } = await village.callout()
    expect([state.kind, ordersMove]).toEqual(['waiting', true])
    expect(await village.names()).toEqual([])
    await expect(village.operator.call(calls.releaseCallout, { params: { id } })).rejects.toBeInstanceOf(
      ProblemError,
    )
    await village.officer.call(calls.releaseCallout, { params: { id } })
    const [task] = await village.queue()
    expect(task?.script).toContain('请立即组织转移')
    expect(task?.script).toContain('白河桥')
  })

  it('refuses a plan that orders people to move at a level that it is not for', async () => {
    const body = { ...PLAN, levels: ['blue' as const], ordersMove: ['red' as const] }
    const refusal = await village.engineer.call(calls.createPlan, { body }).catch((error: unknown) => error)
    if (!(refusal instanceof ProblemError)) throw new Error('it was not refused')
    expect(refusal.problem.errors?.map(({ path }) => path)).toContain('ordersMove')
  })
})
