import {
  acknowledgement,
  packet,
  publishPacket,
  subscription,
  text,
} from '@tocsin/gateway/broker/testing/raw-device'
import { expect } from 'vitest'
import { retained } from './retained.ts'
import type { Section } from './statement.ts'

export const PUBLISHING: Section = {
  title: 'PUBLISH and its acknowledgements (3.3 to 3.7)',
  statements: [
    {
      clause: '3.3.1-1',
      asks: 'DUP is 1 where a PUBLISH is delivered again.',
      open: {
        'says DUP 0 on a message that a resumed session is sent again, as the table says': async (ground) => {
          const before = await ground.joins('a', { clean: false })
          await before.subscribes('t')
          await (await ground.joins('w')).publishes({ topic: 't', payload: 'x' })
          expect(await before.hears()).toMatchObject({ dup: false })
          await before.fails()
          const after = await ground.joins('a', { clean: false }, true)
          expect(await after.hears()).toMatchObject({ payload: 'x', dup: false })
        },
      },
      deviates:
        'What a resumed session is sent again comes with DUP 0. A subscriber knows it by its identifier all the same. Stations never meet it: their sessions end with the connection.',
    },
    {
      clause: '3.3.1-2',
      asks: 'DUP is 0 with QoS 0.',
      open: {
        'sends QoS 0 without DUP': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('t', 0)
          for (const qos of [0, 1]) {
            await writer.publishes({ topic: 't', qos })
            expect(await reader.hears()).toMatchObject({ qos: 0, dup: false })
          }
        },
      },
      deviates:
        'A PUBLISH with QoS 0 and DUP is taken, not closed at: the standard forbids a client to send it, and turning a reading away over a flag could cost a warning. It is delivered with DUP too: see 3.3.1-3.',
      station: {
        'takes a reading with QoS 0 and DUP': async (ground) => {
          const station = await ground.joins('a')
          station.send(publishPacket({ qos: 0, dup: true }))
          await station.publishes({ messageId: 2 })
          expect(ground.rig.taken).toHaveLength(2)
        },
      },
    },
    {
      clause: '3.3.1-3',
      asks: 'DUP is not passed on: it says only whether this delivery is one made again.',
      open: {
        'delivers with DUP what came with DUP, as the table says': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('t')
          for (const qos of [1, 2]) {
            await writer.publishes({ topic: 't', qos, dup: true, messageId: qos })
            expect(await reader.hears()).toMatchObject({ qos, dup: true })
          }
        },
      },
      deviates:
        'DUP is passed on to subscribers. Stations never meet it: nothing that a client publishes is routed, and commands have DUP 0.',
    },
    {
      clause: '3.3.1-4',
      asks: 'A PUBLISH with QoS 3 closes the connection.',
      open: {
        'closes at it': async (ground) => ground.closesAt(packet(0x36, text('t'), Buffer.from([0, 1]))),
      },
      station: {
        'closes at it': async (ground) =>
          ground.closesAt(packet(0x36, text('stations/a/readings'), Buffer.from([0, 1]))),
      },
    },
    ...retained,
    {
      clause: '3.3.2-1',
      asks: 'The topic name comes first, and is UTF-8.',
      open: {
        'closes where it is missing, cut short or none': async (ground) => {
          await ground.closesAt(Buffer.from('3000', 'hex'))
          await ground.closesAt(Buffer.from('3003000974', 'hex'))
          await ground.closesAt(packet(0x30, text(Buffer.from([0xff]))))
        },
      },
    },
    {
      clause: '3.3.2-2',
      asks: 'A topic name has no wildcards.',
      open: {
        'closes at + and #': async (ground) => {
          for (const topic of ['#', 'a/#', '+', 'a+b']) await ground.closesAt(publishPacket({ topic }))
        },
      },
    },
    {
      clause: '3.3.2-3',
      asks: 'What a server delivers matches the subscription.',
      open: {
        'delivers by a filter with wildcards under the name it was published to': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('a/+/c')
          await writer.publishes({ topic: 'a/b/d' })
          await writer.publishes({ topic: 'a/b/c' })
          expect(await reader.hears()).toMatchObject({ topic: 'a/b/c' })
          await reader.hearsNothing()
        },
      },
    },
    {
      clause: '3.3.4-1',
      asks: 'QoS 0 has no answer, QoS 1 a PUBACK, QoS 2 a PUBREC.',
      open: {
        'answers each as it should': async (ground) => {
          const writer = await ground.joins('w')
          await writer.publishes({ topic: 't', qos: 0 })
          await writer.hearsNothing()
          await writer.publishes({ topic: 't', qos: 1, messageId: 5 })
          await writer.publishes({ topic: 't', qos: 2, messageId: 6 })
        },
      },
      forStations:
        'QoS 2 is not served: the connection is closed without a PUBREC. QoS 1 with the time in the payload is delivered once anyway, because a reading of the same time and value is known again.',
      station: {
        'acknowledges QoS 1 once the journal has the frame, and closes at QoS 2': async (ground) => {
          const station = await ground.joins('a')
          ground.rig.keeps = false
          station.send(publishPacket({ messageId: 5 }))
          await ground.rig.untilTaken(1)
          await station.hearsNothing()
          ground.rig.taken[0]?.done()
          expect(await station.answer()).toBe('40020005')
          station.send(publishPacket({ qos: 2 }))
          await station.isClosed()
        },
      },
    },
    {
      clause: '3.3.5-1',
      asks: 'Where subscriptions overlap, a message is delivered with the highest QoS of those that match.',
      open: {
        'delivers once where filters overlap': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          reader.send(subscription(9, ['TopicA/#', 2], ['TopicA/+', 1]))
          expect(await reader.answer()).toBe('900400090201')
          await writer.publishes({ topic: 'TopicA/C', qos: 2, payload: 'overlapping' })
          expect(await reader.hears()).toMatchObject({ qos: 2, payload: 'overlapping' })
          await reader.hearsNothing()
        },
        'delivers with QoS 0 where # has 0 and the topic itself has 1, as the table says': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('#', 0)
          await reader.subscribes('t', 1)
          await writer.publishes({ topic: 't', qos: 1, payload: 'x' })
          expect(await reader.hears()).toMatchObject({ qos: 0 })
          await reader.hearsNothing()
        },
      },
      deviates:
        'One copy is delivered, with the QoS of the filter that is found first, which need not be the highest. Stations have one filter and cannot meet it.',
    },
    {
      clause: '3.3.5-2',
      asks: 'A PUBLISH that is not allowed is acknowledged all the same, or the connection is closed.',
      station: {
        'closes at another station’s topic': async (ground) =>
          ground.closesAt(publishPacket({ topic: 'stations/b/readings' })),
        'acknowledges what it does not read under the station’s own prefix': async (ground) => {
          const station = await ground.joins('a')
          await station.publishes({ topic: 'stations/a/status' })
        },
      },
    },
    {
      clause: '3.6.1-1',
      asks: 'A PUBREL has the flags 0010; any other closes the connection.',
      open: {
        'closes at 0000 and 1010': async (ground) => {
          await ground.closesAt(Buffer.from('60020001', 'hex'))
          await ground.closesAt(Buffer.from('6a020001', 'hex'))
        },
        'answers a PUBREL of a message it does not know with PUBCOMP': async (ground) => {
          const peer = await ground.joins('a')
          peer.send(acknowledgement(0x62, 77))
          expect(await peer.answer()).toBe('7002004d')
        },
      },
    },
  ],
}
