import type { RuleView, StationView, WarningView } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import type { Translate } from '../language/words.ts'
import { warningSentence } from './sentence.ts'

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

const warning = (subject: string, more: Partial<WarningView>): WarningView => ({
  id: 'w',
  rule: { id: 'r', version: 1, name: 'River at the bridge' },
  subject,
  area: 'lushan',
  state: 'open',
  level: 'yellow',
  gravest: 'yellow',
  raisedAt: 0,
  clearedAt: null,
  closedAt: null,
  acknowledged: null,
  needsConfirmation: false,
  dataLostSince: null,
  suppression: null,
  shelved: null,
  flapping: false,
  evidence: { readings: [], windows: {} },
  ...more,
})
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
  it('says only what was measured where the rule has changed since and its version is not known', () => {
    const one = warning('bridge/level', { evidence: { readings, windows: {} } })
    expect(warningSentence(t, one, [station], undefined)).toBe('water-level 4.02 m')
  })
  it('still speaks of a station that has gone', () => {
    expect(warningSentence(t, warning('gone/level', {}), [], undefined)).toBe('level · River at the bridge')
  })
})
