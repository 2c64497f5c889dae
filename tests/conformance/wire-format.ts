import {
  acknowledgement,
  connectPacket,
  PINGREQ,
  packet,
  publishPacket,
  subscription,
  text,
  unsubscribePacket,
} from '@tocsin/gateway/broker/testing/raw-device'
import { expect } from 'vitest'
import type { Section } from './statement.ts'

const LONE_SURROGATE = Buffer.from('eda080', 'hex')
const OVERLONG = Buffer.from('c0af', 'hex')
const CUT_SHORT = Buffer.from('61e6b0', 'hex')
/** A SUBSCRIBE whose filter is these bytes. */
const subscribing = (filter: Buffer | string) =>
  packet(0x82, Buffer.from([0, 1]), text(filter), Buffer.from([0]))
const publishing = (topic: Buffer | string) => packet(0x30, text(topic), Buffer.from('x'))
const connecting = (clientId: Buffer | string) =>
  packet(0x10, text('MQTT'), Buffer.from([4, 2, 0, 60]), text(clientId))

export const WIRE_FORMAT: Section = {
  title: 'Strings, flags and packet identifiers (1.5, 2.2, 2.3)',
  statements: [
    {
      clause: '1.5.3-1',
      asks: 'Strings are well-formed UTF-8 without surrogates; the receiver of others closes the connection.',
      open: {
        'closes at a topic with a lone surrogate, an overlong form or a sequence cut short': async (
          ground,
        ) => {
          for (const bytes of [LONE_SURROGATE, OVERLONG, CUT_SHORT]) await ground.closesAt(publishing(bytes))
        },
        'closes at a topic filter, a client id and a will topic that are none': async (ground) => {
          await ground.closesAt(subscribing(LONE_SURROGATE))
          await ground.closesAtOnce(connecting(LONE_SURROGATE))
          await ground.closesAtOnce(connectPacket({ will: { topic: 'w', payload: 'x' } }).fill(0xff, 17, 18))
        },
        'takes any text that is, U+FFFD and characters of four bytes too': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          for (const topic of ['水位/白河桥', '\u{1f30a}', '\ufffd']) {
            await reader.subscribes(topic)
            await writer.publishes({ topic, payload: 'x' })
            expect(await reader.hears()).toMatchObject({ topic })
          }
        },
      },
    },
    {
      clause: '1.5.3-2',
      asks: 'Strings hold no U+0000; the receiver of one closes the connection.',
      open: {
        'closes at a topic, a topic filter and a client id with U+0000': async (ground) => {
          await ground.closesAt(publishing('a\0b'))
          await ground.closesAt(subscribing('a\0b'))
          await ground.closesAt(unsubscribePacket(1, 'a\0b'))
          await ground.closesAtOnce(connecting('a\0b'))
        },
      },
    },
    {
      clause: '1.5.3-3',
      asks: 'U+FEFF stays where it is, and is not taken for a byte order mark.',
      open: {
        'routes a topic that begins with U+FEFF by that name only': async (ground) => {
          const [reader, other, writer] = [
            await ground.joins('r'),
            await ground.joins('o'),
            await ground.joins('w'),
          ]
          await reader.subscribes('\ufeffa')
          await other.subscribes('a')
          await writer.publishes({ topic: '\ufeffa', payload: 'x' })
          expect(await reader.hears()).toMatchObject({ topic: '\ufeffa' })
          await other.hearsNothing()
        },
      },
    },
    {
      clause: '2.2.2-1',
      asks: 'Reserved flag bits have the value of table 2.2.',
      open: {
        'sends every packet with the flags of its type': async (ground) => {
          const peer = await ground.joins('a')
          for (const [sent, answer] of [
            [subscription(1, ['t', 0]), '9003000100'],
            [unsubscribePacket(2, 't'), 'b0020002'],
            [PINGREQ, 'd000'],
          ] as const) {
            peer.send(sent)
            expect(await peer.answer()).toBe(answer)
          }
        },
      },
    },
    {
      clause: '2.2.2-2',
      asks: 'The receiver of invalid flags closes the connection.',
      open: {
        'closes at every packet type whose flags are not those of the table': async (ground) => {
          await ground.closesAtOnce(Buffer.concat([Buffer.from([0x11]), connectPacket().subarray(1)]))
          for (const first of [0x41, 0x51, 0x60, 0x71])
            await ground.closesAt(packet(first, Buffer.from([0, 1])))
          await ground.closesAt(Buffer.from([0xc1, 0]))
          await ground.closesAt(Buffer.from([0xe1, 0]))
          await ground.closesAt(Buffer.from([0x00, 0]))
          await ground.closesAt(Buffer.from([0xf0, 0]))
        },
        'closes at a remaining length of five bytes': async (ground) => {
          await ground.closesAt(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01]))
        },
        'closes at a packet that only a server sends': async (ground) => {
          for (const bytes of ['20020000', '9003000100', 'b0020001', 'd000'])
            await ground.closesAt(Buffer.from(bytes, 'hex'))
        },
      },
    },
    {
      clause: '2.3.1-1',
      asks: 'SUBSCRIBE, UNSUBSCRIBE and PUBLISH with QoS 1 or 2 have an identifier that is not zero.',
      open: {
        'closes at identifier 0': async (ground) => {
          await ground.closesAt(publishPacket({ topic: 't', qos: 1, messageId: 0 }))
          await ground.closesAt(publishPacket({ topic: 't', qos: 2, messageId: 0 }))
          await ground.closesAt(subscription(0, ['t', 0]))
          await ground.closesAt(unsubscribePacket(0, 't'))
          await ground.closesAt(acknowledgement(0x40, 0))
        },
        'closes at an identifier that would lie in the next packet': async (ground) => {
          await ground.closesAt(packet(0x32, text('t')), PINGREQ)
          await ground.closesAt(packet(0x82, Buffer.from([0])), PINGREQ)
        },
        'gives what it sends itself an identifier that is not zero': async (ground) => {
          const reader = await ground.joins('r')
          await reader.subscribes('t')
          const writer = await ground.joins('w')
          for (let i = 1; i <= 5; i++) {
            await writer.publishes({ topic: 't', messageId: i })
            expect((await reader.hears()).messageId).toBeGreaterThan(0)
          }
        },
      },
    },
    {
      clause: '2.3.1-2',
      asks: 'A client gives a new packet an unused identifier.',
      notApplicable: 'Binds clients.',
    },
    {
      clause: '2.3.1-3',
      asks: 'A packet that is sent again keeps its identifier.',
      notApplicable: 'Binds clients here; for a server see 4.4.0-1.',
    },
    {
      clause: '2.3.1-4',
      asks: 'The same holds for a PUBLISH of a server.',
      open: {
        'gives messages under way identifiers of their own': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('t')
          for (let i = 1; i <= 20; i++) await writer.publishes({ topic: 't', messageId: i })
          const ids = new Set<unknown>()
          for (let i = 1; i <= 20; i++) ids.add((await reader.hears()).messageId)
          expect(ids.size).toBe(20)
        },
      },
      deviates:
        'The identifiers of a connection are counted up and begin anew after 65,535, without a look at which are still in use. A subscriber that leaves 65,535 messages unacknowledged may see one twice under different messages.',
    },
    {
      clause: '2.3.1-5',
      asks: 'A PUBLISH with QoS 0 has no identifier.',
      open: {
        'sends QoS 0 without one': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('t', 0)
          await writer.publishes({ topic: 't', payload: 'xy' })
          expect(await reader.answer()).toBe('3005000174' + '7879')
        },
      },
    },
    {
      clause: '2.3.1-6',
      asks: 'PUBACK, PUBREC and PUBREL carry the identifier of their PUBLISH.',
      open: {
        'acknowledges identifiers 1, 256 and 65,535 by themselves': async (ground) => {
          const writer = await ground.joins('w')
          for (const messageId of [1, 256, 65_535])
            for (const qos of [1, 2]) await writer.publishes({ topic: 't', qos, messageId })
        },
        'releases a message of QoS 2 under the identifier it was sent with': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('t')
          await writer.publishes({ topic: 't', qos: 2 })
          const { messageId = 0 } = await reader.hears()
          reader.send(acknowledgement(0x50, messageId))
          expect(await reader.answer()).toBe(acknowledgement(0x62, messageId).toString('hex'))
        },
      },
      station: {
        'acknowledges readings with QoS 1 by their identifier': async (ground) => {
          const station = await ground.joins('a')
          await station.publishes({ messageId: 65_535 })
        },
      },
    },
    {
      clause: '2.3.1-7',
      asks: 'SUBACK and UNSUBACK carry the identifier of what they answer.',
      open: {
        'answers SUBSCRIBE and UNSUBSCRIBE by their identifiers': async (ground) => {
          const peer = await ground.joins('a')
          peer.send(subscription(0x1234, ['t', 1]), unsubscribePacket(0xfffe, 't'))
          expect(await peer.answer()).toBe('9003123401')
          expect(await peer.answer()).toBe('b002fffe')
        },
      },
    },
  ],
}
