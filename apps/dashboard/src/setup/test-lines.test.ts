import { expect, it } from 'vitest'
import { publishLine } from '../stations/example-message.ts'
import { brokerHost, curlLine, datedMessage, deviceAddress, messageOf } from './test-lines.ts'

const address = {
  origin: 'http://10.0.0.5:3000',
  host: '10.0.0.5',
  port: 1883,
  station: 'bridge',
  secret: 's3cret',
}
const level = [{ name: 'level', property: 'water-level' }]
const rain = [{ name: 'rain', property: 'rainfall', form: 'increment' as const }]

it('writes the lines that try a station, over MQTT and over HTTP', () => {
  const message = messageOf(level, { level: 3.9 })
  expect(publishLine({ ...address, datastreams: level, message })).toBe(
    "mosquitto_pub -h 10.0.0.5 -p 1883 -q 1 \\\n  -i bridge -u bridge -P 's3cret' \\\n  -t stations/bridge/readings \\\n" +
      `  -m '{"values":{"level":3.9}}'`,
  )
  expect(curlLine(address, level, message)).toContain(
    "curl -X POST http://10.0.0.5:3000/api/ingest/bridge \\\n  -H 'authorization: Bearer s3cret'",
  )
})

it('gives rain its time, in a shell and here', () => {
  const message = messageOf(rain, { rain: 60 })
  expect(publishLine({ ...address, datastreams: rain, message })).toContain(
    '{\\"ts\\":$(date +%s)000,\\"values\\"',
  )
  expect(JSON.parse(datedMessage(message, rain, 1234))).toEqual({ ts: 1234, values: { rain: 60 } })
  expect(datedMessage(messageOf(level, { level: 1 }), level, 1234)).toBe('{"values":{"level":1}}')
})

it('names the host by which this page was reached where the broker listens everywhere', () => {
  expect(brokerHost('0.0.0.0', '10.0.0.5')).toBe('10.0.0.5')
  expect(brokerHost('192.168.1.2', '10.0.0.5')).toBe('192.168.1.2')
  expect(deviceAddress(address)).toBe('mqtt://bridge:s3cret@10.0.0.5:1883/stations/bridge/readings')
})
