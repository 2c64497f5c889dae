import { expect, it } from 'vitest'
import { exampleMessage, publishLine } from './example-message.ts'

const level = { name: 'level', property: 'water-level', unit: 'm', intervalMs: 300_000 }
const rain = {
  name: 'rain',
  property: 'rainfall',
  unit: 'mm',
  intervalMs: 300_000,
  form: 'increment' as const,
}
const at = { host: '127.0.0.1', port: 1883, station: 'bridge', secret: 's3cret' }

it('the line publishes as the station, to its own topic', () => {
  expect(publishLine({ ...at, datastreams: [level] })).toBe(
    [
      'mosquitto_pub -h 127.0.0.1 -p 1883 -q 1',
      "-i bridge -u bridge -P 's3cret'",
      '-t stations/bridge/readings',
      `-m '{"values":{"level":3.21}}'`,
    ].join(' \\\n  '),
  )
})
it('an increment of rain carries its time, or the gateway would refuse it', () => {
  expect(publishLine({ ...at, datastreams: [level, rain] })).toContain(
    '-m "{\\"ts\\":$(date +%s)000,\\"values\\":{\\"level\\":3.21,\\"rain\\":0.2}}"',
  )
})
it('an example lies within what the sensor can report', () => {
  expect(exampleMessage([{ ...level, span: [10, 20] }])).toBe('{"values":{"level":15}}')
})
