import { calls, ProblemError } from '@tocsin/contract'
import { MINUTE, SECOND } from '@tocsin/core'
import { openArchive } from '@tocsin/gateway/tables/archive'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Office } from '../rig/office.ts'
import { CalledVillage, RIVER, VILLAGE } from '../rig/village.ts'

async function get(office: Office, path: string): Promise<{ status: number; bytes: Buffer; type: string }> {
  const response = await fetch(`${office.url}${path}`, { headers: { cookie: office.cookie } })
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, bytes, type: response.headers.get('content-type') ?? '' }
}

const wordsOf = async (office: Office, path: string) => {
  const { status, bytes } = await get(office, path)
  expect(status, path).toBe(200)
  const archive = await openArchive(bytes)
  expect(await archive.text('[Content_Types].xml')).toContain('wordprocessingml.document.main')
  const xml = (await archive.text('word/document.xml')) ?? ''
  return xml.replace(/<\/w:p>/g, '\n').replace(/<[^>]+>/g, '')
}

describe('after the event', () => {
  let village: CalledVillage
  beforeEach(async () => {
    village = await CalledVillage.open()
  })
  afterEach(() => village.close())

  /** The water rises, 李小梅 is reached on the second try and reports 23 households, it falls again, and the all-clear is given. */
  async function flood(): Promise<string> {
    await village.level(3.5)
    await village.pass(60)
    await village.level(4.6)
    await village.dial('李小梅')
    await village.pass(10)
    await village.outcome('李小梅', { kind: 'no-answer' })
    await village.pass(61)
    await village.outcome('李小梅', { kind: 'answered', code: 'households-moved', households: 23 })
    await village.pass(600)
    await village.level(3.0)
    const { id } = await village.callout()
    await village.pass(30)
    await village.officer.call(calls.giveAllClear, { params: { id } })
    await village.pass(2)
    const { warnings } = await village.operator.call(calls.listWarnings, { query: { state: 'all' } })
    return warnings[0]?.id ?? ''
  }
  const recordOf = (id: string) => village.operator.call(calls.getWarningRecord, { params: { id } })

  it('the record holds what the ledger holds, and the times add up', async () => {
    const record = await recordOf(await flood())
    const { persons } = await village.callout()
    const asked = persons.filter(({ generation }) => generation === 1)
    const [round] = record.rounds
    expect(round?.persons.map(({ person }) => person)).toEqual(asked.map(({ person }) => person))
    expect(round?.persons[0]?.attempts.map(({ facts }) => facts)).toEqual(
      asked[0]?.calls.map(({ facts }) => facts),
    )
    expect(round?.persons[0]?.attempts).toHaveLength(2)

    const ms = (kind: string) => record.intervals.find((one) => one.kind === kind)?.ms
    expect(ms('crossing-raise')).toBe(0)
    expect(ms('raise-first-call')).toBeLessThanOrEqual(SECOND)
    expect(ms('raise-first-answer')).toBe(71 * SECOND)
    expect(ms('raise-quorum')).toBe(71 * SECOND)
    expect(ms('raise-clear')).toBe(671 * SECOND)
    expect(ms('clear-all-clear')).toBe(30 * SECOND)
    const at = (kind: string) => record.milestones.find((one) => one.kind === kind)?.at ?? 0
    expect(at('first-answer') - at('raised')).toBe(ms('raise-first-answer'))
    expect(at('all-clear') - at('raised')).toBe((ms('raise-clear') ?? 0) + (ms('clear-all-clear') ?? 0))

    expect(record.crossing).toMatchObject({ value: 4.6 })
    expect(record.rule?.text.zh).toContain('4.5')
    expect(record.moved).toMatchObject([{ households: 23, villages: [VILLAGE] }])
    expect(record.told.map(({ person }) => record.names.persons[person])).toEqual(['李小梅'])
    expect(Object.values(record.names.contacts)).toEqual(['139****5678'])
    expect(Math.max(...(record.series?.buckets ?? []).map(({ max }) => max))).toBe(4.6)
  })

  it('the call-out form opens, and holds the village, the person, the attempts and no full number', async () => {
    const id = await flood()
    const text = await wordsOf(village.operator, `/api/warnings/${id}/record.docx`)
    for (const word of [
      '叫应记录表',
      '新村',
      '李小梅',
      '预警员',
      '139****5678',
      '已转移 23 户',
      '人工电话',
      '第2次',
      'sun',
    ])
      expect(text).toContain(word)
    // 22:01:00 in Shanghai, and the office's own zone.
    expect(text).toContain('2026-07-01 22:01:00')
    expect(text).toContain('1 分 11 秒')
    expect(text).not.toContain('13900005678')
    const english = await wordsOf(village.operator, `/api/warnings/${id}/record.docx?language=en`)
    expect(english).toContain('households moved 23')
    expect(english).toContain('1 min 11 s')
  })

  it('full numbers are for a duty officer, and each one read is logged', async () => {
    const id = await flood()
    const path = `/api/warnings/${id}/record.docx?numbers=full`
    expect((await get(village.operator, path)).status).toBe(403)
    expect(await wordsOf(village.officer, path)).toContain('13900005678')
    const read = village.gateway.access.audit
      .entries()
      .filter(({ action, detail }) => action === 'readFullNumber' && detail['record'] === id)
    expect(read.map(({ actor, subject }) => [actor, subject])).toEqual([['zhou', village.persons['李小梅']]])
  })

  it('the draft of the follow-up says that it is a draft, what it knows, and what is missing', async () => {
    const text = await wordsOf(village.operator, `/api/warnings/${await flood()}/record.docx?kind=follow-up`)
    for (const word of [
      '草稿',
      '不是报告',
      '最高 4.6 m',
      '23 户',
      '人员伤亡：【待补充】',
      '逐户转移登记',
      '已回落',
    ])
      expect(text).toContain(word)
  })

  it('the table is one row an attempt, with nothing in it that a spreadsheet would run', async () => {
    await village.enter('=cmd|x', '预警员', VILLAGE, '13700001111')
    const id = await flood()
    const { bytes, type } = await get(village.operator, `/api/warnings/${id}/record.csv`)
    expect(type).toContain('text/csv')
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const lines = bytes.toString('utf8').split('\r\n')
    // Nobody dialled the other one: that is one attempt that waits, and no second.
    expect(lines.filter((line) => line.includes('首次叫应') || line.includes('再次呼叫')).length).toBe(3)
    expect(lines.some((line) => line.includes(",'=cmd|x,"))).toBe(true)
    expect(lines.find((line) => line.startsWith('触发→第一个应答'))).toContain(',71,')
  })

  it('a call-out by hand has a record of its own, which says by what', async () => {
    const body = {
      kind: 'order',
      source: '县防指 17 号',
      text: '加强巡查',
      area: VILLAGE,
      level: 'red',
    } as const
    const { id } = await village.operator.call(calls.startCallout, { body })
    await village.outcome('李小梅', { kind: 'answered', code: 'cannot' })
    const record = await village.operator.call(calls.getCalloutRecord, { params: { id } })
    expect(record.warning).toBeNull()
    expect(record.notAnswered.map(({ state }) => state)).toEqual(['cannot'])
    expect(await wordsOf(village.operator, `/api/callouts/${id}/record.docx`)).toContain('指令：县防指 17 号')
  })

  it('what there is not is not found, and what makes no sense is refused', async () => {
    expect((await get(village.operator, '/api/warnings/none/record.csv')).status).toBe(404)
    const id = await flood()
    expect((await get(village.operator, `/api/warnings/${id}/record.docx?kind=poem`)).status).toBe(422)
    expect((await get(village.operator, '/api/statistics.csv?from=5&to=4')).status).toBe(422)
  })

  describe('a drill', () => {
    const drill = (channels: 'real' | 'simulated') =>
      village.operator.call(calls.startCallout, {
        body: {
          kind: 'order',
          source: '年度演练',
          text: '演练：白河桥水位超限',
          area: VILLAGE,
          level: 'red',
          exercise: true,
          channels,
        },
      })
    const real = async () => {
      const { callouts } = await village.operator.call(calls.listCallouts, { query: {} })
      const found = callouts.find(({ exercise }) => !exercise)
      if (found === undefined) throw new Error('nobody is really called')
      return found
    }
    const report = (id: string) => village.operator.call(calls.getDrillReport, { params: { id } })
    const statistics = () =>
      village.operator.call(calls.getStatistics, {
        query: { from: village.clock.now() - 86_400_000, to: village.clock.now() + MINUTE },
      })

    it('on simulated channels reaches nobody, says so, and ends in a report', async () => {
      const { id, simulated } = await drill('simulated')
      expect(simulated).toBe(true)
      await village.pass(900)
      expect(await village.queue()).toEqual([])
      const view = await report(id)
      expect(view.figures.called).toBeGreaterThan(0)
      expect(view.rounds[0]?.persons[0]?.attempts[0]?.facts.madeAt).not.toBeNull()
      const persons = await village.operator.call(calls.listPersons, { query: {} })
      // What a simulated channel "delivers" verifies nobody's number, and kills none.
      for (const { channels } of persons.persons) expect(channels[0]?.verifiedAt).toBeNull()
      expect(await wordsOf(village.operator, `/api/callouts/${id}/drill.docx`)).toContain('没有呼叫任何人')
    })

    it('on simulated channels also goes by the plan while the box is in trial operation', async () => {
      await village.admin.call(calls.setTrial, { body: { trial: { desk: 'lushan' }, reason: '检修' } })
      const { id } = await drill('simulated')
      await village.pass(5)
      const view = await report(id)
      expect(view.rounds[0]?.persons.map(({ person }) => view.names.persons[person])).toEqual(['李小梅'])
    })

    it('does not count in the statistics of real call-outs', async () => {
      await drill('real')
      await village.outcome('李小梅', { kind: 'answered', code: 'on-post' })
      const before = await statistics()
      expect(before.figures.called).toBe(0)
      expect(before.leftOut.exercises).toBe(1)
      await flood()
      const after = await statistics()
      expect(after.figures).toMatchObject({ called: 1, answered: 1 })
      expect(after.warnings.byLevel.red).toBe(1)
      expect(after.callouts).toMatchObject({ byWarning: 1, byHand: 0 })
      const { bytes } = await get(
        village.operator,
        `/api/statistics.csv?from=${after.from}&to=${after.to}&language=en`,
      )
      expect(bytes.toString('utf8')).toContain('Left out: exercises,1')
    })

    it('is compared with the last of the same area on channels of the same sort', async () => {
      const first = await drill('real')
      await village.dial('李小梅')
      await village.pass(30)
      await village.outcome('李小梅', { kind: 'answered', code: 'on-post' })
      await village.officer.call(calls.cancelCallout, { params: { id: first.id } })
      const other = await drill('simulated')
      await village.officer.call(calls.cancelCallout, { params: { id: other.id } })
      await village.pass(60)
      const second = await drill('real')
      const { previous } = await report(second.id)
      expect(previous?.id).toBe(first.id)
      expect(previous?.figures.took.median).toBe(30 * SECOND)
    })

    it('is broken off by a real warning at once, and its report says so', async () => {
      const { id } = await drill('real')
      await village.pass(20)
      await village.level(4.6)
      const view = await report(id)
      expect(view.brokenOffAt).toBe(village.clock.now())
      expect(view.figures.answered).toBe(0)
      const text = await wordsOf(village.operator, `/api/callouts/${id}/drill.docx`)
      expect(text).toContain('真实告警触发，演练立即中断')
      expect((await village.queue()).length).toBe(1)
    })

    it('is broken off also where people are called for that warning already, and by one for which nobody is', async () => {
      await village.level(4.0)
      const graver = await drill('real')
      await village.pass(5)
      await village.level(4.6)
      expect((await report(graver.id)).brokenOffAt).toBe(village.clock.now())
      await village.officer.call(calls.giveAllClear, { params: { id: (await real()).id } })
      const [warning] = await village.officer.openWarnings()
      const params = { id: warning?.id ?? '' }
      await village.officer.call(calls.closeWarning, { params, body: { note: '误报' } })
      await village.level(3.0)
      const unplanned = await drill('real')
      const [plan] = (await village.engineer.call(calls.listPlans, {})).plans
      const withdrawn = { params: { id: plan?.id ?? '' }, query: { reason: '改版' } }
      await village.engineer.call(calls.deletePlan, withdrawn)
      await village.pass(60)
      await village.level(4.6)
      expect((await report(unplanned.id)).brokenOffAt).toBe(village.clock.now())
    })

    it('begins with what a flood of the past would have raised, and raises nothing itself', async () => {
      const from = village.clock.now()
      const silent = { ...RIVER, state: 'draft' as const }
      const { rules } = await village.engineer.call(calls.listRules, {})
      const rule = rules.find(({ name }) => name === RIVER.name)
      expect(rule).toBeDefined()
      await village.level(4.6)
      await village.pass(120)
      await village.level(3.0)
      await village.pass(60)
      const job = await village.engineer.call(calls.startBacktest, {
        body: { rule: silent, from: from - MINUTE, to: village.clock.now() },
      })
      let done = await village.engineer.call(calls.getBacktest, { params: { id: job.id } })
      for (let tries = 0; done.result === null && tries < 200; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        done = await village.engineer.call(calls.getBacktest, { params: { id: job.id } })
      }
      const raise = done.result?.outcome.warnings[0]
      const at = raise?.events.find(({ level }) => level !== undefined)?.at ?? 0
      const { warnings: before } = await village.operator.call(calls.listWarnings, {
        query: { state: 'all' },
      })
      const body = { backtest: job.id, subject: raise?.subject ?? '', at, channels: 'simulated' as const }
      const begun = await village.operator.call(calls.startDrill, { body })
      expect(begun).toMatchObject({ exercise: true, simulated: true, level: 'red', area: VILLAGE })
      expect(begun.said.zh).toContain('4.6 m')
      const { warnings: after } = await village.operator.call(calls.listWarnings, { query: { state: 'all' } })
      expect(after.length).toBe(before.length)
      const wrong = village.operator.call(calls.startDrill, { body: { ...body, at: at + 1 } })
      await expect(wrong).rejects.toBeInstanceOf(ProblemError)
    })

    it('nobody is really called for on simulated channels', async () => {
      const body = {
        kind: 'order',
        source: 'x',
        text: 'x',
        area: VILLAGE,
        level: 'red',
        channels: 'simulated',
      } as const
      await expect(village.operator.call(calls.startCallout, { body })).rejects.toBeInstanceOf(ProblemError)
    })
  })
})
