import { describe, expect, it } from 'vitest'
import { isText, malformation, type ParsedPacket } from './packet-form.ts'

const connect = { cmd: 'connect', length: 12, qos: 0, protocolId: 'MQTT', protocolVersion: 4 }

describe('the form of a packet', () => {
  const f = (name: string, packet: ParsedPacket, read: number, wrong: string | undefined) =>
    it(`${wrong === undefined ? 'is taken' : 'is refused'}: ${name}`, () =>
      expect(malformation(packet, read)).toEqual(
        wrong === undefined ? undefined : expect.stringContaining(wrong),
      ))
  f('a CONNECT', connect, 12, undefined)
  f('a CONNECT of MQTT 3.1', { ...connect, protocolId: 'MQIsdp', protocolVersion: 3 }, 12, undefined)
  f('a CONNECT that calls itself MQTT with level 3', { ...connect, protocolVersion: 3 }, 12, undefined)
  f('a CONNECT of MQTT 5, whose level is refused later', { ...connect, protocolVersion: 5 }, 3, undefined)
  f('MQIsdp with level 4', { ...connect, protocolId: 'MQIsdp' }, 12, 'protocol name')
  f('the level of a bridge', { ...connect, bridgeMode: true }, 12, 'Invalid protocol version')
  f('a CONNECT with bytes left over', connect, 11, 'more than its flags say')
  f('a will with QoS 3', { ...connect, will: { qos: 3 } }, 12, 'QoS 3')
  f('a password alone', { ...connect, password: Buffer.from('x') }, 12, 'without a user name')
  f('a PUBLISH with a payload', { cmd: 'publish', length: 9, qos: 0 }, 3, undefined)
  f(
    'a PUBLISH that ran into the next packet',
    { cmd: 'publish', length: 3, qos: 1, messageId: 5 },
    5,
    'too short',
  )
  f('a PUBLISH with identifier 0', { cmd: 'publish', length: 9, qos: 1, messageId: 0 }, 5, 'identifier')
  f('a PUBACK without an identifier', { cmd: 'puback', length: 2, qos: 0, messageId: -1 }, 2, 'identifier')
  f('a PUBACK with a byte more', { cmd: 'puback', length: 3, qos: 0, messageId: 1 }, 2, '3 bytes')
  f('a PINGREQ with a body', { cmd: 'pingreq', length: 1, qos: 0 }, 0, 'none is expected')
  f(
    'an UNSUBSCRIBE without filters',
    { cmd: 'unsubscribe', length: 2, qos: 1, messageId: 1, unsubscriptions: [] },
    2,
    'without a topic filter',
  )
})

describe('a topic filter', () => {
  const packet = (topic: string): ParsedPacket => ({
    cmd: 'subscribe',
    length: 9,
    qos: 1,
    messageId: 1,
    subscriptions: [{ topic }],
  })
  it.each(['#', '+', 'a/#', '+/b/+', '/', 'a//b', '+/#', '$SYS/#', ' '])('is taken: %s', (topic) =>
    expect(malformation(packet(topic), 9)).toBeUndefined(),
  )
  it.each(['', 'a#', '#a', '#/a', 'a+', '+a', '++', 'a/b+/c', '##'])('is refused: %s', (topic) =>
    expect(malformation(packet(topic), 9)).toContain('topic filter'),
  )
})

describe('a text', () => {
  it('is taken with a replacement character that was sent as one, and refused with one that stands for bad bytes', () => {
    expect(isText('a\uFFFD', () => Buffer.from('a\uFFFD'))).toBe(true)
    expect(isText('a\uFFFD', () => Buffer.from([0x61, 0xff]))).toBe(false)
  })
  it('is refused with U+0000', () => expect(isText('a\0', () => Buffer.from('a\0'))).toBe(false))
})
