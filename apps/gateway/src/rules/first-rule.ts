import type { Rule } from '@tocsin/core'

/**
 * The rule that a new box begins with. A value that is impossible is held back from every other rule, so its sensor must be the warning: a
 * gauge that nobody knows to be broken is no gauge. It may be changed, shadowed or deleted like any other.
 */
export const SENSOR_FAULT_RULE: Rule = {
  id: 'sensor-fault',
  version: 1,
  name: '传感器故障 Sensor fault',
  appliesTo: { all: true },
  state: 'active',
  response:
    '检查传感器及线路；修复前派人观测。Check the sensor and its cable; observe by hand until it is mended.',
  condition: { kind: 'sensor-fault' },
  levels: { yellow: {} },
}
