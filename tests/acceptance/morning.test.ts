import { calls } from '@tocsin/contract'
import { HOUR, MINUTE } from '@tocsin/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSmtpSink } from '../contracts/smtp-sink.ts'
import { CalledVillage } from '../rig/village.ts'

/** 2026-07-02 07:59 in Shanghai. */
const BEFORE_EIGHT = Date.UTC(2026, 6, 1, 23, 59)

describe('each morning the leader on duty hears that the box is alive', () => {
  let village: CalledVillage
  let relay: Awaited<ReturnType<typeof openSmtpSink>>

  beforeEach(async () => {
    relay = await openSmtpSink()
    village = await CalledVillage.open({
      smtp: {
        host: '127.0.0.1',
        port: relay.port,
        security: 'none',
        user: undefined,
        password: undefined,
        from: '值班室 <duty@county.example>',
      },
    })
  })
  afterEach(async () => {
    await village.close()
    await relay.stop()
  })

  async function onDuty(slots: Record<'leader' | 'officer', string | undefined>): Promise<void> {
    const shift = { desk: 'lushan', from: BEFORE_EIGHT - 12 * HOUR, to: BEFORE_EIGHT + 12 * HOUR, ...slots }
    await village.officer.call(calls.createShifts, { body: { shifts: [shift] } } as never)
  }
  async function byMail(name: string): Promise<string> {
    const { id } = await village.engineer.call(calls.createPerson, {
      body: {
        name,
        language: 'zh',
        roles: [],
        channels: [{ kind: 'email', address: `${name.length}${name.codePointAt(0)}@county.example` }],
      },
    })
    return id
  }
  const itIs = (at: number) => village.restart({}, () => village.clock.step(at))
  const settle = () => new Promise((resolve) => setTimeout(resolve, 150))
  const notices = async () => {
    const { open } = await village.operator.call(calls.listBoxWarnings, {})
    return open.filter(({ kind }) => kind === 'morning-message').map(({ reason }) => reason.zh)
  }

  it('at eight, once, whatever restarts', async () => {
    await onDuty({ leader: await byMail('陈县长'), officer: await byMail('何主任') })
    await itIs(BEFORE_EIGHT)
    await settle()
    expect(relay.mails).toEqual([])
    await village.pass(80)
    await expect.poll(() => relay.mails.length).toBe(1)
    expect(relay.mails[0]?.text).toContain('【报平安】07-02 08:00 监测预警系统运行正常。')
    expect(relay.mails[0]?.text).toContain('1 个站点，收到 0 个；未解除告警 0 条；')
    expect(relay.mails[0]?.text).toContain('不用回复')
    await village.restart()
    await village.pass(80)
    await settle()
    expect(relay.mails).toHaveLength(1)
    // It is no call-out.
    expect((await village.operator.call(calls.listCallouts, { query: {} })).callouts).toEqual([])
    // And the next morning again.
    const tomorrow = { desk: 'lushan', from: BEFORE_EIGHT + 12 * HOUR, to: BEFORE_EIGHT + 36 * HOUR }
    const shifts = [{ ...tomorrow, leader: await byMail('李副县长') }]
    await village.officer.call(calls.createShifts, { body: { shifts } } as never)
    await itIs(BEFORE_EIGHT + 24 * HOUR + 2 * MINUTE)
    await expect.poll(() => relay.mails.length).toBe(2)
  })

  it('late, where the box was away at eight; not in the afternoon', async () => {
    await onDuty({ leader: undefined, officer: await byMail('何主任') })
    await itIs(BEFORE_EIGHT + 3 * HOUR)
    await expect.poll(() => relay.mails.length).toBe(1)
    await itIs(BEFORE_EIGHT + 29 * HOUR)
    await settle()
    expect(relay.mails).toHaveLength(1)
  })

  it('again until it goes out, and the desk is told meanwhile', async () => {
    await onDuty({ leader: await byMail('陈县长'), officer: undefined })
    relay.answer(450)
    await itIs(BEFORE_EIGHT)
    await village.pass(80)
    await settle()
    await village.pass(150)
    expect(await notices()).toEqual([expect.stringContaining('早间报平安发不到陈县长：email')])
    relay.answer('accept')
    await village.pass(5 * 60)
    await expect.poll(() => relay.mails.length).toBe(1)
    await village.pass(150)
    expect(await notices()).toEqual([])
  })

  it('or the desk is told that nobody is on duty', async () => {
    await itIs(BEFORE_EIGHT + 2 * MINUTE)
    await village.pass(150)
    expect(await notices()).toEqual(['没有带班领导或主班值班，早间报平安没有发出'])
    expect(relay.mails).toEqual([])
  })
})
