import type { RuleView, StationView, WarningView } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import type { Translate } from '../language/words.ts'
import { warningSentence } from './sentence.ts'
import { exampleWarning } from './warning-example.ts'

const t: Translate = (key, values) => (values ? `${key} ${JSON.stringify(values)}` : key)

const station = {
  id: 'bridge',
  name: '白河桥',
  area: 'lushan',
  datastreams: [
    { name: 'level', property: 'water-level', unit: 'm', intervalMs: 300_000 },
    { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 300_000, form: 'increment' },
    { name: 'o2', property: 'oxygen', unit: '%VOL', intervalMs: 10_000 },
  ],
} as unknown as StationView

const warning = (subject: string, more: Partial<WarningView>) =>
  exampleWarning({ subject, rule: { id: 'r', version: 1, name: 'River at the bridge' }, ...more })
const saved = { id: 'r', version: 1, name: 'r', state: 'active' as const, appliesTo: { area: 'lushan' } }

describe('the sentence of a warning', () => {
  const river: RuleView = {
    ...saved,
    condition: { kind: 'threshold', direction: 'above' },
    levels: { yellow: { raiseAt: 3.9 }, red: { raiseAt: 4.5 } },
  }
  const readings = [
    { phenomenonTime: 0, value: 3.95 },
    { phenomenonTime: 1, value: 4.02 },
  ]

  it('says what was measured and what it reached', () => {
    const one = warning('bridge/level', { evidence: { readings, windows: {} } })
    expect(warningSentence(t, one, [station], river)).toBe('water-level 4.02 m ≥ 3.90 m')
  })
  it('quotes the limit that the reading reached, whatever the level has become since', () => {
    const fallen = warning('bridge/level', {
      gravest: 'red',
      acknowledged: { by: 'li', name: '李', at: 0, level: 'red' },
      evidence: { readings: [{ phenomenonTime: 0, value: 4.6 }], windows: {} },
    })
    expect(warningSentence(t, fallen, [station], river)).toBe('water-level 4.60 m ≥ 4.50 m')
  })
  it('quotes no limit of a level whose time has not run out', () => {
    const held = warning('bridge/level', {
      evidence: { readings: [{ phenomenonTime: 0, value: 4.6 }], windows: {} },
    })
    expect(warningSentence(t, held, [station], river)).toBe('water-level 4.60 m ≥ 3.90 m')
  })
  it('never quotes an impossible reading', () => {
    const evidence = {
      readings: [
        { phenomenonTime: 0, value: 4.02 },
        { phenomenonTime: 1, value: 14, flag: 'fail' as const },
      ],
      windows: {},
    }
    expect(warningSentence(t, warning('bridge/level', { evidence }), [station], river)).toBe(
      'water-level 4.02 m ≥ 3.90 m',
    )
  })
  it('turns the sign for a rule that watches for too little', () => {
    const oxygen: RuleView = {
      ...saved,
      condition: { kind: 'threshold', direction: 'below' },
      levels: { yellow: { raiseAt: 19.5 } },
    }
    const one = warning('bridge/o2', {
      evidence: { readings: [{ phenomenonTime: 0, value: 18.9 }], windows: {} },
    })
    expect(warningSentence(t, one, [station], oxygen)).toBe('oxygen 18.9 %VOL ≤ 19.5 %VOL')
  })
  it('names the window furthest over its limit', () => {
    const rain: RuleView = {
      ...saved,
      condition: { kind: 'accumulation' },
      levels: { yellow: { anyOf: { '1h': 40, '3h': 65 } } },
    }
    const one = warning('bridge/rain', {
      evidence: { readings: [], windows: { '1h': 41, '3h': 80, '6h': 90 } },
    })
    expect(warningSentence(t, one, [station], rain)).toContain('"sum":"80.0 mm","limit":"65.0 mm"')
  })
  const level = (condition: RuleView['condition'], levels: object): RuleView =>
    ({ ...saved, condition, levels }) as RuleView
  const computed = (values: Record<string, number>) =>
    warning('bridge/level', { evidence: { readings, windows: {}, computed: values } })
  it('says of a mean, a rise and a forecast what the rule computed', () => {
    const mean = level({ kind: 'mean', direction: 'above', window: '1h' }, { yellow: { raiseAt: 3.5 } })
    expect(warningSentence(t, computed({ mean: 3.72 }), [station], mean)).toContain(
      '"mean":"3.72 m","bound":"≥ 3.50 m"',
    )
    const rate = level({ kind: 'rate', direction: 'falling', window: '1h' }, { yellow: { raiseAt: 0.5 } })
    expect(warningSentence(t, computed({ rise: 0.61 }), [station], rate)).toMatch(
      /^sentence\.falling .*"rise":"0.61 m","limit":"0.50 m"/,
    )
    const forecast = { kind: 'time-to-threshold', direction: 'rising', window: '30m' } as const
    const soon = computed({ rise: 0.3, 'minutes-to-threshold': 24.6 })
    const one = level(forecast, { yellow: { threshold: 4.5, within: '1h' } })
    expect(warningSentence(t, soon, [station], one)).toContain('"minutes":25,"threshold":"4.50 m"')
    const two = level(forecast, {
      yellow: { threshold: 4.5, within: '1h' },
      red: { threshold: 5, within: '1h' },
    })
    expect(warningSentence(t, soon, [station], two)).toMatch(/^sentence\.toThreshold/)
  })
  it('names the end of a band that the reading is beyond', () => {
    const band = level({ kind: 'threshold', direction: 'outside' }, { yellow: { raiseOutside: [1, 3.9] } })
    const at = (value: number) =>
      warning('bridge/level', { evidence: { readings: [{ phenomenonTime: 0, value }], windows: {} } })
    expect(warningSentence(t, at(0.9), [station], band)).toBe('water-level 0.90 m ≤ 1.00 m')
    expect(warningSentence(t, at(4), [station], band)).toBe('water-level 4.00 m ≥ 3.90 m')
  })
  it('says what is wrong with a sensor, by its checks', () => {
    const fault = level({ kind: 'sensor-fault' }, { yellow: { flags: ['fail'] } })
    const spike = { phenomenonTime: 0, value: 990, flag: 'fail' as const, checks: ['spike' as const] }
    const one = warning('bridge/level', { evidence: { readings: [spike], windows: {} } })
    expect(warningSentence(t, one, [station], fault)).toContain('"how":"check.spike"')
    const none = warning('bridge/level', {})
    expect(warningSentence(t, none, [station], fault)).toContain('"how":"check.unreadable"')
  })
  it('calls a composite by its own name and names the members that fire, each rule once', () => {
    const members = ['bridge/rain', 'school/rain'].map((subject) => ({ rule: 'up', subject }))
    const one = warning('area:lushan', { evidence: { readings: [], windows: {}, members } })
    expect(warningSentence(t, one, [station], undefined, [{ id: 'up', name: 'Rain upstream' }])).toBe(
      'sentence.composite {"name":"River at the bridge","members":"Rain upstream"}',
    )
  })
  it('says of what has cleared that it has, until it is closed', () => {
    const one = warning('bridge/level', { evidence: { readings, windows: {} }, clearedAt: 5 })
    expect(warningSentence(t, one, [station], river)).toBe(
      'sentence.cleared {"sentence":"water-level 4.02 m ≥ 3.90 m"}',
    )
    expect(warningSentence(t, { ...one, state: 'closed', closedAt: 6 }, [station], river)).toBe(
      'water-level 4.02 m ≥ 3.90 m',
    )
    expect(warningSentence(t, warning('rule:r', { clearedAt: 5 }), [station], river)).toBe(
      'sentence.ruleBack',
    )
  })
  it('says of a rule that failed just that', () => {
    expect(warningSentence(t, warning('rule:r', {}), [station], river)).toBe('sentence.ruleError')
  })
  it('says only what was measured where the rule has changed since and its version is not known', () => {
    const one = warning('bridge/level', { evidence: { readings, windows: {} } })
    expect(warningSentence(t, one, [station], undefined)).toBe('water-level 4.02 m')
  })
  it('still speaks of a station that has gone', () => {
    expect(warningSentence(t, warning('gone/level', {}), [], undefined)).toBe('level · River at the bridge')
  })
})
