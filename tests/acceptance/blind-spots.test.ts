import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { calls } from '@tocsin/contract'
import { HOUR, MINUTE, SECOND } from '@tocsin/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSmtpSink } from '../contracts/smtp-sink.ts'
import { Office } from '../rig/office.ts'
import { CalledVillage, PLAN, VILLAGE } from '../rig/village.ts'
import { openWatcher } from '../rig/watcher.ts'

describe('a village that cannot be warned says so itself', () => {
  let village: CalledVillage

  beforeEach(async () => {
    village = await CalledVillage.open({ morningMinute: undefined })
  })
  afterEach(() => village.close())

  const blind = async () => {
    const { villages } = await village.operator.call(calls.getBlindSpots, {})
    const [first] = villages
    return {
      canWarn: first?.canWarn,
      spots: first?.spots.filter(({ weight }) => weight !== 'advice').map(({ kind }) => kind),
    }
  }
  const warnings = async () => {
    const { open } = await village.operator.call(calls.listBoxWarnings, {})
    return open.map(({ spot, kind, reason }) => [spot ?? kind, reason.zh])
  }
  const health = async () => (await Office.health(village.gateway.url)).parts['blindSpots']

  it('while its only gauge is silent, and no longer when that is heard again', async () => {
    await village.level(2)
    await village.pass(10)
    expect(await blind()).toEqual({ canWarn: true, spots: [] })
    const { villages } = await village.operator.call(calls.getBlindSpots, {})
    expect(
      villages[0]?.levels.map(({ level, names, channels, withinMs }) => [level, names, channels, withinMs]),
    ).toEqual([
      ['red', ['李小梅'], ['telephone'], MINUTE],
      ['yellow', ['李小梅'], ['telephone'], MINUTE],
    ])
    // Five minutes after the last reading it says nothing of now any more.
    await village.pass(5 * 60)
    expect(await blind()).toEqual({ canWarn: false, spots: ['gauges-silent'] })
    expect(await warnings()).toEqual([])
    await village.pass(3 * 60)
    expect(await warnings()).toEqual([
      ['gauges-silent', '新村：有规则的站点都没有可用数据：白河桥 (level)（最后一次 07-01 22:00）'],
    ])
    expect(await health()).toMatchObject({
      status: 'degraded',
      code: 'villages-cannot',
      detail: '1 of 1 villages cannot be warned',
    })
    // What comes once and goes again is no end yet.
    await village.level(2)
    await village.pass(60)
    expect((await blind()).canWarn).toBe(true)
    expect(await warnings()).toHaveLength(1)
    for (let minute = 0; minute < 3; minute++) {
      await village.level(2)
      await village.pass(60)
    }
    expect(await warnings()).toEqual([])
    expect((await health())?.status).toBe('ok')
    const { over } = await village.operator.call(calls.listBoxWarnings, {})
    expect(over[0]?.clearedAt).not.toBeNull()
  })

  it('over a restart once, with who has taken note', async () => {
    await village.pass(8 * 60)
    const { open } = await village.operator.call(calls.listBoxWarnings, {})
    expect(open.map(({ spot }) => spot)).toEqual(['gauges-silent'])
    await village.operator.call(calls.acknowledgeBoxWarnings, {
      body: { ids: open.map(({ id }) => id), note: '已派人去看' },
    })
    await village.restart()
    await village.pass(5 * 60)
    const after = await village.operator.call(calls.listBoxWarnings, {})
    expect(after.open.map(({ id, acknowledged }) => [id, acknowledged?.name, acknowledged?.note])).toEqual([
      [open[0]?.id, 'sun', '已派人去看'],
    ])
    expect(after.over).toEqual([])
  })

  it('when its plan is withdrawn, and when the plan calls nobody any more', async () => {
    await village.level(2)
    const { plans } = await village.engineer.call(calls.listPlans, {})
    const id = plans[0]?.id ?? ''
    await village.engineer.call(calls.deletePlan, { params: { id }, query: { reason: '试验' } })
    expect(await blind()).toEqual({ canWarn: false, spots: ['no-plan'] })
    await village.engineer.call(calls.createPlan, { body: PLAN })
    expect((await blind()).canWarn).toBe(true)
    for (const name of ['李小梅', '刘镇长']) {
      await village.engineer.call(calls.deletePerson, {
        params: { id: village.persons[name] ?? '' },
        query: { reason: '调离' },
      })
    }
    expect(await blind()).toEqual({ canWarn: false, spots: ['plan-without-people'] })
  })

  it('and tells the desk at once of a grave warning for which no plan calls anybody', async () => {
    const { plans } = await village.engineer.call(calls.listPlans, {})
    const { id, version: _, ...plan } = plans[0] as (typeof plans)[number]
    await village.engineer.call(calls.changePlan, {
      params: { id },
      body: { ...plan, levels: ['yellow'], reason: '只管黄色' },
    })
    await village.level(4.6)
    await village.pass(12)
    const notCalled = async () => {
      const { open } = await village.operator.call(calls.listBoxWarnings, {})
      return open.filter(({ kind }) => kind === 'not-called')
    }
    expect(await notCalled()).toMatchObject([
      {
        urgent: true,
        reason: { zh: expect.stringContaining('新村一级(红色)告警「白河桥水位」没有叫应任何人') },
      },
    ])
    await village.level(3.0)
    await village.pass(12)
    expect(await notCalled()).toEqual([])
  })

  it('when its rule is no longer in force', async () => {
    await village.level(2)
    const [rule] = (await village.admin.rules()).filter(({ name }) => name === '白河桥水位')
    await village.engineer.call(calls.changeRuleState, {
      params: { id: rule?.id ?? '' },
      body: { state: 'shadow', reason: '试运行' },
    })
    expect((await blind()).spots).toContain('no-rule')
  })

  it('beforehand, when nobody is on duty from tomorrow morning on', async () => {
    const { plans } = await village.engineer.call(calls.listPlans, {})
    const step = { ...PLAN.steps[0], who: [{ duty: 'officer', at: 'county' }] }
    const body = { ...PLAN, steps: [step], reason: '由值班室叫应' }
    const now = village.clock.now()
    const shift = {
      desk: 'lushan',
      from: now - HOUR,
      to: now + 10 * HOUR,
      officer: village.persons['值班员'],
    }
    await village.officer.call(calls.createShifts, { body: { shifts: [shift] } } as never)
    await village.engineer.call(calls.changePlan, { params: { id: plans[0]?.id ?? '' }, body } as never)
    await village.level(2)
    expect(await blind()).toEqual({ canWarn: true, spots: ['roster-empty'] })
    await village.pass(130)
    expect(await warnings()).toEqual([
      ['roster-empty', '新村：07-02 08:00 起没有人值班，方案“新村叫应”叫不到任何人'],
    ])
  })

  it('when the e-mail relay by which alone its people are reached is down', async () => {
    const relay = await openSmtpSink()
    const smtp = {
      host: '127.0.0.1',
      port: relay.port,
      security: 'none' as const,
      user: undefined,
      password: undefined,
      from: '值班室 <duty@county.example>',
    }
    await village.restart({ smtp })
    for (const [name, role, area] of [
      ['李小梅', '预警员', VILLAGE],
      ['刘镇长', '镇长', 'lushan/baihe'],
    ] as const) {
      await village.engineer.call(calls.changePerson, {
        params: { id: village.persons[name] ?? '' },
        body: {
          name,
          language: 'zh',
          roles: [{ role, area }],
          channels: [{ kind: 'email', address: `${role.length}@village.example` }],
        },
      })
    }
    await village.level(2)
    const email = async () => {
      const { channels } = await village.operator.call(calls.getCalloutSettings, {})
      return channels.find(({ kind }) => kind === 'email')?.status
    }
    village.clock.advance(31 * SECOND)
    await expect.poll(email).toBe('up')
    expect((await blind()).canWarn).toBe(true)
    await relay.stop()
    village.clock.advance(5 * MINUTE)
    await village.level(2)
    await expect.poll(email).toBe('down')
    expect(await blind()).toEqual({ canWarn: false, spots: ['nobody-reachable'] })
    await village.pass(70)
    await village.level(2)
    await village.pass(70)
    expect((await warnings()).map(([kind]) => kind).sort()).toEqual(['channel-down', 'nobody-reachable'])
  })

  it('and a call-out host that stands is told at the desk, outside, and in the figures', async () => {
    const watcher = await openWatcher()
    try {
      await village.restart({ heartbeatUrl: `${watcher.url}/ping/secret` })
      await expect.poll(() => watcher.heard).toEqual(['POST /ping/secret ok'])
      await village.level(2)
      const database = new DatabaseSync(join(village.folder.path, 'tocsin.db'))
      database.exec(
        "CREATE TRIGGER spoilt BEFORE UPDATE ON callout_followed BEGIN SELECT raise(ABORT, 'the disk is spoilt'); END",
      )
      await village.level(4.0)
      await village.pass(60)
      await expect
        .poll(() => watcher.heard.at(-1))
        .toContain('POST /ping/secret/fail callout: nobody is called')
      const { open } = await village.operator.call(calls.listBoxWarnings, {})
      expect(open.map(({ kind, urgent }) => [kind, urgent])).toEqual([['callout-stands', true]])
      const metrics = await (
        await fetch(`${village.gateway.url}/metrics`, { headers: { cookie: village.operator.cookie } })
      ).text()
      expect(metrics).toContain('tocsin_box_warnings_unacknowledged 1')
      database.exec('DROP TRIGGER spoilt')
      database.close()
      await village.pass(70)
      await expect.poll(() => watcher.heard.at(-1)).toBe('POST /ping/secret ok')
      expect((await village.operator.call(calls.listBoxWarnings, {})).open).toEqual([])
    } finally {
      await watcher.close()
    }
  })
})
