/** One body of each kind of rule, as an engineer would send it. */
export const RULE_BODIES: readonly unknown[] = [
  {
    name: 'River at the bridge',
    appliesTo: { datastreams: ['bridge/level'] },
    response: '派人上堤巡查',
    condition: { kind: 'threshold', direction: 'above' },
    levels: {
      yellow: { raiseAt: 3.9, clearBelow: 3.7, consecutive: 2 },
      red: { raiseAt: 4.5, clearBelow: 4.2, for: '2m', clearFor: '10m' },
    },
  },
  {
    name: 'Band',
    appliesTo: { property: 'water-level', area: 'lushan' },
    condition: { kind: 'threshold', direction: 'outside' },
    levels: { orange: { raiseOutside: [1, 5], clearInside: [1.5, 4.5], for: '30s' } },
  },
  {
    name: 'Rain',
    appliesTo: { area: 'lushan', property: 'rainfall' },
    condition: { kind: 'accumulation' },
    levels: {
      orange: { anyOf: { '1h': 30, '3h': 50 } },
      red: { anyOf: { '1h': 50 }, clearBelow: { '1h': 40 } },
    },
    schedule: {
      zone: 'Asia/Shanghai',
      seasons: [{ from: '04-01', to: '10-15' }],
      hours: [{ from: '22:00', to: '06:00', days: [1, 7] }],
    },
  },
  {
    name: 'From a table',
    appliesTo: { all: true },
    condition: { kind: 'threshold', direction: 'above', table: 't1' },
    levels: { red: { for: '1m', clearMargin: 0.2 } },
  },
  {
    name: 'Rain from a table',
    appliesTo: { property: 'rainfall' },
    condition: { kind: 'accumulation', table: 't2' },
    levels: {},
  },
  {
    name: 'Mean',
    appliesTo: { tag: 'mine' },
    condition: { kind: 'mean', direction: 'below', window: '30m', over: 'window' },
    levels: { blue: { raiseAt: 2, clearAbove: 2.5 } },
  },
  {
    name: 'Rise',
    appliesTo: { property: 'water-level' },
    condition: { kind: 'rate', direction: 'rising', window: '1h' },
    levels: { yellow: { raiseAt: 0.5, clearBelow: 0.3, for: '5m' } },
  },
  {
    name: 'Soon',
    appliesTo: { property: 'water-level' },
    condition: { kind: 'time-to-threshold', direction: 'rising', window: '1h' },
    levels: { red: { threshold: 5, within: '2h', clearBeyond: '4h' } },
  },
  {
    name: 'Silence',
    appliesTo: { area: 'lushan' },
    condition: { kind: 'absence', dependsOn: 'r9' },
    levels: { blue: { after: '3 intervals' }, red: { after: '1h' } },
  },
  {
    name: 'Fault',
    appliesTo: { area: 'lushan' },
    condition: { kind: 'sensor-fault' },
    levels: { blue: { flags: ['bad'], checks: ['spike'], for: '10m' } },
  },
  {
    name: 'Both',
    appliesTo: { area: 'lushan' },
    condition: { kind: 'composite' },
    levels: {
      red: { allOf: [{ rule: 'r1', level: 'red' }, { rule: 'r2' }] },
      orange: {
        atLeast: 2,
        of: [{ rule: 'r1', stations: 2 }, { rule: 'r2', area: 'lushan/xincun' }, { rule: 'r3' }],
      },
    },
  },
]
