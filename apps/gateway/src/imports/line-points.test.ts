import { expect, it } from 'vitest'
import { createLineWriter } from '../history/influx-lines.ts'
import { linePoints } from './line-points.ts'
import { conversion } from './unit.ts'

it('reads back what this gateway writes to InfluxDB, names with blanks and signs among it', () => {
  const write = createLineWriter()
  for (const datastream of ['bridge/level', '白河桥/水位', 'a b,c=d/100%']) {
    const observation = {
      datastream,
      phenomenonTime: 1_456_790_400_123,
      receivedAt: 1_456_790_400_999,
      value: -0.1 - 0.2,
      flag: 'suspect',
      checks: ['spike', 'time-gap'],
      timeliness: 'back-fill',
      position: 7,
    } as const
    const rows = linePoints(
      { format: 'line-protocol', precision: 'ms', points: [] },
      new Map([[datastream, 'm']]),
      2e12,
    )
    const { position: _position, timeliness: _timeliness, ...expected } = observation
    expect(rows.take(write(observation))).toEqual({ isRow: true, values: [expected], blank: 0, faults: [] })
  }
})

it('converts units of one kind, and no others', () => {
  expect(conversion('ft', 'm')?.(26.79)).toBe(8.165592)
  expect(conversion('in', 'mm')?.(0.01)).toBe(0.254)
  expect(conversion('cfs', 'm³/s')?.(1000)).toBe(28.3168466)
  expect(conversion('°F', '°C')?.(212)).toBe(100)
  expect(conversion('K', '°F')?.(273.15)).toBe(32)
  expect(conversion('mm', 'm³/s')).toBeUndefined()
  expect(conversion('furlong', 'm')).toBeUndefined()
  expect(conversion('furlong', 'furlong')?.(2)).toBe(2)
})
