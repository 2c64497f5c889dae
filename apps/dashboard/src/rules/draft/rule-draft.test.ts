import type { RuleView } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { draftOf } from './open-draft.ts'
import { readDraft } from './read-draft.ts'
import { EMPTY_DRAFT, EMPTY_LEVEL, EMPTY_MEMBER, type RuleDraft } from './rule-draft.ts'

const river: RuleDraft = {
  ...EMPTY_DRAFT,
  name: 'River',
  datastreams: ['bridge/level'],
  levels: {
    ...EMPTY_DRAFT.levels,
    yellow: { ...EMPTY_LEVEL, raiseAt: '3.9', clear: '3,7' },
    red: { ...EMPTY_LEVEL, raiseAt: '4.5', for: '10m' },
  },
}

describe('a rule as it is typed', () => {
  it('becomes the body of the contract', () => {
    expect(readDraft(river)).toEqual({
      ok: true,
      body: {
        name: 'River',
        appliesTo: { datastreams: ['bridge/level'] },
        state: 'active',
        condition: { kind: 'threshold', direction: 'above' },
        levels: { red: { raiseAt: 4.5, for: '10m' }, yellow: { raiseAt: 3.9, clearBelow: 3.7 } },
      },
    })
  })
  it('says at the field what is wrong, as the gateway would', () => {
    const wrong = { ...river, levels: { ...river.levels, yellow: { ...river.levels.yellow, clear: '4' } } }
    expect(readDraft(wrong)).toMatchObject({
      ok: false,
      errors: { 'levels.yellow.clearBelow': expect.stringContaining('under raiseAt 3.9') },
    })
    expect(readDraft({ ...river, name: ' ' })).toMatchObject({ ok: false, errors: { name: 'required' } })
    expect(
      readDraft({ ...river, levels: { ...river.levels, red: { ...river.levels.red, raiseAt: 'high' } } }),
    ).toEqual({ ok: false, errors: { 'levels.red.raiseAt': 'number' } })
    expect(
      readDraft({
        ...river,
        schedule: { zone: 'Asia/Shanghai', seasons: [{ from: '5-1', to: '09-30' }], hours: [] },
      }),
    ).toMatchObject({ ok: false, errors: { 'schedule.seasons.0.from': expect.stringContaining('no day') } })
  })

  it('says all that is wrong at once: the name, a number, a level below, and the scope', () => {
    const read = readDraft({
      ...river,
      name: '',
      datastreams: [],
      levels: {
        ...river.levels,
        yellow: { ...river.levels.yellow, clear: '4' },
        red: { ...river.levels.red, raiseAt: 'high' },
      },
    })
    expect(read).toMatchObject({
      ok: false,
      errors: {
        name: 'required',
        appliesTo: expect.stringContaining('covers nothing'),
        'levels.red.raiseAt': 'number',
        'levels.yellow.clearBelow': expect.stringContaining('would clear'),
      },
    })
  })
  it('asks for the rule of a member that nobody has chosen', () => {
    const members = [{ ...EMPTY_MEMBER }, { ...EMPTY_MEMBER, rule: 'rule-1' }]
    const read = readDraft({
      ...EMPTY_DRAFT,
      name: 'Both',
      kind: 'composite',
      area: 'lushan',
      levels: { ...EMPTY_DRAFT.levels, red: { ...EMPTY_LEVEL, members } },
    })
    expect(read).toEqual({ ok: false, errors: { 'levels.red.allOf.0.rule': 'required' } })
  })
  it('takes durations in Chinese', () => {
    const red = { ...river.levels.red, for: '2分钟' }
    expect(readDraft({ ...river, levels: { ...EMPTY_DRAFT.levels, red } })).toMatchObject({
      body: { levels: { red: { for: '2m' } } },
    })
  })
})

describe('a saved rule survives being opened and saved again', () => {
  const f = (kind: string, rule: Pick<RuleView, 'condition' | 'levels'> & Partial<RuleView>) =>
    it(`of kind ${kind}`, () => {
      const saved = {
        id: 'r',
        version: 2,
        state: 'shadow',
        name: 'Rule',
        appliesTo: {
          area: 'lushan',
          property: rule.condition.kind === 'accumulation' ? 'rainfall' : 'water-level',
        },
        ...rule,
      } as RuleView
      const { id: _id, version: _version, ...body } = saved
      expect(readDraft(draftOf(saved))).toEqual({ ok: true, body })
    })
  f('threshold, with all that a level may say', {
    condition: { kind: 'threshold', direction: 'below' },
    levels: { red: { raiseAt: 19.5, clearAbove: 20, for: '10s', clearFor: '1m', consecutive: 3 } },
  })
  f('band', {
    condition: { kind: 'threshold', direction: 'outside' },
    levels: { yellow: { raiseOutside: [1, 3], clearInside: [1.2, 2.8] }, red: { raiseOutside: [0, 4] } },
  })
  f('accumulation, with a window of its own', {
    condition: { kind: 'accumulation' },
    levels: { orange: { anyOf: { '90m': 40, '3h': 65 }, clearBelow: { '3h': 50 }, for: '5m' } },
  })
  f('accumulation by a table', {
    condition: { kind: 'accumulation', table: 'table-1' },
    levels: { red: { clearFor: '30m' } },
  })
  f('threshold by a table', {
    condition: { kind: 'threshold', direction: 'above', table: 'table-2' },
    levels: { red: { clearMargin: 0.2, consecutive: 2 } },
  })
  f('mean', {
    condition: { kind: 'mean', direction: 'above', window: '8h', over: 'window' },
    levels: { red: { raiseAt: 20, clearBelow: 18 } },
  })
  f('rate', {
    condition: { kind: 'rate', direction: 'rising', window: '1h' },
    levels: { orange: { raiseAt: 0.5, clearBelow: 0.2 } },
  })
  f('time to threshold', {
    condition: { kind: 'time-to-threshold', direction: 'rising', window: '30m' },
    levels: { orange: { threshold: 4.5, within: '2h', clearBeyond: '4h' } },
  })
  f('absence that depends on another', {
    condition: { kind: 'absence', dependsOn: 'rule-9' },
    levels: { blue: { after: '3 intervals' } },
  })
  f('sensor fault', {
    condition: { kind: 'sensor-fault' },
    levels: { yellow: { flags: ['fail', 'missing'], checks: ['spike'] } },
  })
  f('sensor fault of every sensor there is', {
    appliesTo: { all: true },
    condition: { kind: 'sensor-fault' },
    levels: { yellow: { flags: ['fail'] } },
  })
  f('composite', {
    appliesTo: { area: 'lushan' },
    condition: { kind: 'composite' },
    levels: {
      red: {
        allOf: [
          { rule: 'rule-1', level: 'orange' },
          { rule: 'rule-2', area: 'lushan/shang', stations: 2 },
        ],
      },
      yellow: { atLeast: 1, of: [{ rule: 'rule-1' }] },
    },
  })
  f('any, within a season and at night', {
    condition: { kind: 'rate', direction: 'falling', window: '1h' },
    levels: { blue: { raiseAt: 1 } },
    schedule: {
      zone: 'Asia/Shanghai',
      seasons: [{ from: '05-01', to: '09-30' }],
      hours: [{ from: '22:00', to: '06:00', days: [1, 7] }],
    },
  })
})
