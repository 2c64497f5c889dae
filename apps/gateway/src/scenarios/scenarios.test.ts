import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Desk, openDesk } from '../http/testing/desk.ts'
import { playText } from './play.ts'
import { reportLines } from './report.ts'
import { createScenarioService } from './service.ts'

const RIVER = `
name: the river rises
rules:
  - id: r
    name: River
    appliesTo: { property: water-level }
    condition: { kind: threshold, direction: above }
    levels: { yellow: { raiseAt: 10, clearBelow: 8 } }
input_series:
  - { series: s/level, values: 0x3 10 9 7.9 }
exp_events:
  - { at: 4m, type: raised, level: yellow }
  - { at: 6m, type: cleared }
`

describe('a scenario file', () => {
  it('is YAML in which 0x3 is a series and not a number', () => {
    expect(playText(RIVER)).toMatchObject({ ok: true, outcome: { name: 'the river rises', passed: true } })
    expect(playText(RIVER.replace('0x3 10 9 7.9', '0x3'))).toMatchObject({
      outcome: { passed: false, events: [] },
    })
  })

  it('may be JSON', () => {
    const data = {
      rules: [
        {
          id: 'r',
          name: 'R',
          appliesTo: { area: 'county' },
          condition: { kind: 'absence' },
          levels: { blue: { after: '3m' } },
        },
      ],
      input_series: [{ series: 's/level', values: '1 _x3' }],
      exp_events: [{ at: '3m', type: 'raised', level: 'blue', reason: 'no-data' }],
    }
    expect(playText(JSON.stringify(data, null, '\t'))).toMatchObject({ outcome: { passed: true } })
  })

  it('is held to the shapes of the contract, by path', () => {
    const wrong = RIVER.replace('raiseAt: 10', "raiseAt: '10'").replace(
      'property: water-level',
      'propriety: x',
    )
    expect(playText(wrong)).toMatchObject({
      ok: false,
      faults: [{ path: 'rules[0].appliesTo.propriety' }, { path: 'rules[0].levels.yellow.raiseAt' }],
    })
  })

  it('names the line where it is no YAML', () => {
    const unclosed = playText(RIVER.replace('values: 0x3', 'values: "0x3'))
    expect(unclosed).toMatchObject({ ok: false })
    expect(unclosed.ok ? '' : unclosed.faults[0]?.path).toMatch(/^line \d+$/)
    expect(playText('a: 1\na: 2')).toMatchObject({
      faults: [{ path: 'line 2', message: 'Map keys must be unique' }],
    })
  })

  it('cannot blow up by aliases', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
    for (const [index, letter] of [...'bcdefgh'].entries()) {
      const before = 'abcdefgh'[index]
      bomb.push(`${letter}: &${letter} [${Array(9).fill(`*${before}`).join(', ')}]`)
    }
    expect(playText(bomb.join('\n'))).toMatchObject({
      ok: false,
      faults: [{ expected: 'at most 100 aliases' }],
    })
  })

  it('is reported in one line, and what differs below it', () => {
    expect(reportLines('river.yaml', playText(RIVER), false)).toEqual(['passed  river.yaml: the river rises'])
    expect(reportLines('river.yaml', playText(RIVER.replace('at: 4m', 'at: 5m')), false)).toEqual([
      'FAILED  river.yaml: the river rises',
      '          exp_events[0]',
      '            expected at 5m, type raised, level yellow',
      '            got      at 4m, type raised, level yellow',
    ])
    const all = reportLines('river.yaml', playText(RIVER), true)
    expect(all).toHaveLength(3)
    expect(all[1]).toMatch(/at 4m, rule r, .*type raised/)
  })
})

describe('a scenario over HTTP', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await openDesk()
  })
  afterAll(() => desk.http.stop())
  const play = (payload: object, role: 'engineer' | 'operator' = 'engineer') =>
    desk.ask({ method: 'POST', url: '/api/scenarios', headers: desk.as(role), payload })

  it('is played as text or as data', async () => {
    const text = await play({ text: RIVER })
    expect(text).toMatchObject({
      status: 200,
      body: { passed: true, differences: [], events: [{ at: '4m' }, { at: '6m' }] },
    })
    const scenario = {
      rules: [
        {
          id: 'r',
          name: 'R',
          appliesTo: { area: 'county' },
          condition: { kind: 'absence' },
          levels: { blue: { after: '3m' } },
        },
      ],
      input_series: [{ series: 's/level', values: '1 _x3' }],
      exp_events: [],
    }
    expect(await play({ scenario })).toMatchObject({
      status: 200,
      body: { passed: false, differences: [{ where: 'exp_events', expected: 'nothing more' }] },
    })
  })

  it('is refused with the places that make no sense', async () => {
    expect(await play({ text: RIVER.replace('clearBelow: 8', 'clearBelow: 11') })).toMatchObject({
      status: 422,
      body: { type: '/problems/makes-no-sense', errors: [{ path: 'rules[0].levels.yellow.clearBelow' }] },
    })
    expect((await play({ text: RIVER, scenario: {} })).status).toBe(400)
    expect((await play({ text: 'x'.repeat(300_000) })).status).toBe(400)
    expect((await play({ text: 'x'.repeat(600_000) })).status).toBe(413)
  })

  it('is for engineers', async () => {
    expect((await play({ text: RIVER }, 'operator')).status).toBe(403)
  })

  it('waits for nobody: one at a time', async () => {
    const answers = await Promise.all([play({ text: RIVER }), play({ text: RIVER })])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 503])
    expect((await play({ text: RIVER })).status).toBe(200)
  })

  it('is ended when its time is up, and the next one is played', async () => {
    const service = createScenarioService(20)
    const long = { text: RIVER.replace('0x3 10 9 7.9', '1x99999') }
    expect(await service.play(long)).toEqual({
      ok: false,
      refusal: { kind: 'too-long', detail: 'not played within 0.02 s' },
    })
    expect(await createScenarioService().play({ text: RIVER })).toMatchObject({ ok: true })
    expect(await service.play(long)).toMatchObject({ refusal: { kind: 'too-long' } })
  })
})
