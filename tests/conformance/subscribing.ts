import {
  acknowledgement,
  packet,
  publishPacket,
  subscription,
  text,
  unsubscribePacket,
} from '@tocsin/gateway/broker/testing/raw-device'
import { expect } from 'vitest'
import type { Section } from './statement.ts'

const NOT_TEXT = text(Buffer.from([0xff]))

export const SUBSCRIBING: Section = {
  title: 'SUBSCRIBE and SUBACK (3.8, 3.9)',
  statements: [
    {
      clause: '3.8.1-1',
      asks: 'A SUBSCRIBE has the flags 0010; any other closes the connection.',
      open: {
        'closes at 0000 and 0011': async (ground) => {
          const body = [Buffer.from([0, 1]), text('t'), Buffer.from([0])]
          await ground.closesAt(packet(0x80, ...body))
          await ground.closesAt(packet(0x83, ...body))
        },
      },
    },
    {
      clause: '3.8.3-1',
      asks: 'Topic filters are UTF-8.',
      open: {
        'closes at one that is none': async (ground) =>
          ground.closesAt(packet(0x82, Buffer.from([0, 1]), NOT_TEXT, Buffer.from([0]))),
      },
    },
    {
      clause: '3.8.3-2',
      asks: 'Filters with wildcards are supported, or else refused.',
      open: {
        'grants #, + and both': async (ground) => {
          const peer = await ground.joins('a')
          peer.send(subscription(1, ['#', 0], ['+/+', 1], ['a/+/#', 2]))
          expect(await peer.answer()).toBe('90050001000102')
        },
      },
      forStations:
        'Granted is the station’s own `stations/{id}/commands` alone; every other filter is answered 0x80.',
      station: {
        'grants its own commands, and answers 0x80 to all else': async (ground) => {
          const station = await ground.joins('a')
          station.send(
            subscription(
              1,
              ['stations/a/commands', 1],
              ['#', 0],
              ['stations/+/commands', 1],
              ['stations/b/commands', 1],
              ['$SYS/#', 0],
            ),
          )
          expect(await station.answer()).toBe('900700010180808080')
        },
      },
    },
    {
      clause: '3.8.3-3',
      asks: 'A SUBSCRIBE has at least one filter; one without is a protocol violation.',
      open: {
        'closes at one without': async (ground) => ground.closesAt(packet(0x82, Buffer.from([0, 1]))),
      },
    },
    {
      clause: '3-8.3-4',
      asks: 'Reserved bits of the QoS byte, or QoS 3, close the connection.',
      open: {
        'closes at either': async (ground) => {
          for (const qos of [3, 4, 0x80]) await ground.closesAt(subscription(1, ['t', qos]))
        },
      },
    },
    {
      clause: '3.8.4-1',
      asks: 'A SUBSCRIBE is answered by a SUBACK.',
      open: {
        'answers one': async (ground) => {
          await (await ground.joins('a')).subscribes('t')
        },
      },
    },
    {
      clause: '3.8.4-2',
      asks: 'The SUBACK has the identifier of the SUBSCRIBE.',
      open: {
        'answers two by their own': async (ground) => {
          const peer = await ground.joins('a')
          peer.send(subscription(7, ['t', 0]), subscription(8, ['u', 1]))
          expect([await peer.answer(), await peer.answer()]).toEqual(['9003000700', '9003000801'])
        },
      },
    },
    {
      clause: '3.8.4-3',
      asks: 'The same filter again replaces the subscription; retained messages are sent again.',
      open: {
        'delivers once, with the newer QoS, and sends what is retained again': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await writer.publishes({ topic: 't', payload: 'kept', retain: true })
          for (const qos of [2, 0]) {
            await reader.subscribes('t', qos)
            expect(await reader.hears()).toMatchObject({ payload: 'kept', retain: true })
          }
          await writer.publishes({ topic: 't', payload: 'live', messageId: 2 })
          expect(await reader.hears()).toMatchObject({ payload: 'live', qos: 0 })
          await reader.hearsNothing()
        },
      },
    },
    {
      clause: '3.8.4-4',
      asks: 'Several filters in one packet are as several packets, with one SUBACK.',
      open: {
        'subscribes to each': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          reader.send(subscription(1, ['t', 0], ['u', 1], ['v', 2]))
          expect(await reader.answer()).toBe('90050001000102')
          for (const [index, topic] of ['t', 'u', 'v'].entries()) {
            await writer.publishes({ topic, qos: 2, messageId: index + 1 })
            expect(await reader.hears()).toMatchObject({ topic, qos: index })
          }
        },
      },
    },
    {
      clause: '3.8.4-5',
      asks: 'The SUBACK has a return code for each filter.',
      open: {
        'has one for each different filter': async (ground) => {
          const peer = await ground.joins('a')
          peer.send(subscription(1, ['t', 2], ['u', 0], ['v', 1]))
          expect(await peer.answer()).toBe('90050001020001')
        },
        'has one for a filter that stands twice in one packet, as the table says': async (ground) => {
          const peer = await ground.joins('a')
          peer.send(subscription(1, ['t', 0], ['t', 1]))
          expect(await peer.answer()).toBe('9003000101')
        },
      },
      deviates:
        'A filter that stands twice in one SUBSCRIBE is answered once, with the later QoS. A device that asks twice in one packet finds one return code too few.',
    },
    {
      clause: '3.8.4-6',
      asks: 'Delivered is the lower QoS of the message and the subscription.',
      open: {
        'delivers all nine pairs so': async (ground) => {
          const writer = await ground.joins('w')
          for (const granted of [0, 1, 2]) {
            const reader = await ground.joins(`r${granted}`)
            await reader.subscribes('t', granted)
            for (const published of [0, 1, 2]) {
              await writer.publishes({ topic: 't', qos: published, messageId: published + 1 })
              expect(await reader.hears()).toMatchObject({ qos: Math.min(granted, published) })
            }
          }
        },
        'delivers QoS 2 by a filter with a wildcard that was granted 1, as the table says': async (
          ground,
        ) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('a/+', 1)
          await writer.publishes({ topic: 'a/b', qos: 2 })
          expect(await reader.hears()).toMatchObject({ qos: 2 })
        },
      },
      deviates:
        'A filter with a wildcard that was granted QoS 1 is sent messages of QoS 2 as such. Stations have no filter with wildcards, and commands have QoS 1.',
      station: {
        'delivers a command with QoS 0 to who asked for 0': async (ground) => {
          const station = await ground.joins('a')
          await station.subscribes('stations/a/commands', 0)
          ground.rig.broker.publishCommand('a', 'x')
          expect(await station.hears()).toMatchObject({ qos: 0 })
        },
      },
    },
    {
      clause: '3.9.3-1',
      asks: 'Return codes have the order of the filters.',
      station: {
        'refuses and grants in their order': async (ground) => {
          const station = await ground.joins('a')
          station.send(subscription(1, ['x', 0], ['stations/a/commands', 0], ['y', 0]))
          expect(await station.answer()).toBe('90050001800080')
        },
      },
    },
    {
      clause: '3.9.3-2',
      asks: 'Return codes are 0x00, 0x01, 0x02 and 0x80.',
      station: {
        'answers 0x80 where it refuses': async (ground) => {
          const station = await ground.joins('a')
          station.send(subscription(1, ['nosubscribe', 2]))
          expect(await station.answer()).toBe('9003000180')
        },
      },
    },
  ],
}

export const UNSUBSCRIBING: Section = {
  title: 'UNSUBSCRIBE and UNSUBACK (3.10, 3.11)',
  statements: [
    {
      clause: '3.10.1-1',
      asks: 'An UNSUBSCRIBE has the flags 0010; any other closes the connection.',
      open: {
        'closes at 0000': async (ground) => ground.closesAt(packet(0xa0, Buffer.from([0, 1]), text('t'))),
      },
    },
    {
      clause: '3.10.3-1',
      asks: 'Topic filters are UTF-8.',
      open: {
        'closes at one that is none': async (ground) =>
          ground.closesAt(packet(0xa2, Buffer.from([0, 1]), NOT_TEXT)),
      },
    },
    {
      clause: '3.10.3-2',
      asks: 'An UNSUBSCRIBE has at least one filter; one without is a protocol violation.',
      open: { 'closes at one without': async (ground) => ground.closesAt(unsubscribePacket(1)) },
    },
    {
      clause: '3.10.4-1',
      asks: 'Filters are compared character by character, and only an equal one ends.',
      open: {
        'ends a/+ by a/+ and not by a/b or A/+': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('a/+')
          reader.send(unsubscribePacket(1, 'a/b'), unsubscribePacket(2, 'A/+'), unsubscribePacket(3, 'a/#'))
          for (let i = 1; i <= 3; i++) expect(await reader.answer()).toBe(`b002000${i}`)
          await writer.publishes({ topic: 'a/b', payload: 'x' })
          expect(await reader.hears()).toMatchObject({ payload: 'x' })
          reader.send(unsubscribePacket(4, 'a/+'))
          expect(await reader.answer()).toBe('b0020004')
          await writer.publishes({ topic: 'a/b', messageId: 2 })
          await reader.hearsNothing()
        },
      },
    },
    {
      clause: '3.10.4-2',
      asks: 'After the subscription is deleted nothing new is delivered.',
      open: {
        'delivers nothing to a lasting session that has unsubscribed and gone': async (ground) => {
          const before = await ground.joins('a', { clean: false })
          await before.subscribes('t')
          await before.subscribes('u')
          before.send(unsubscribePacket(1, 't'))
          expect(await before.answer()).toBe('b0020001')
          await before.fails()
          await (await ground.joins('w')).publishes({ topic: 't' })
          await (await ground.joins('a', { clean: false }, true)).hearsNothing()
        },
      },
    },
    {
      clause: '3.10.4-3',
      asks: 'What it has begun to deliver with QoS 1 or 2 is completed.',
      open: {
        'releases a message of QoS 2 after the subscription ended': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('t')
          await writer.publishes({ topic: 't', qos: 2 })
          const { messageId = 0 } = await reader.hears()
          reader.send(unsubscribePacket(1, 't'))
          expect(await reader.answer()).toBe('b0020001')
          reader.send(acknowledgement(0x50, messageId))
          expect(await reader.answer()).toBe(acknowledgement(0x62, messageId).toString('hex'))
        },
      },
    },
    {
      clause: '3.10.4-4',
      asks: 'An UNSUBSCRIBE is answered by an UNSUBACK with its identifier.',
      open: {
        'answers so': async (ground) => {
          const peer = await ground.joins('a')
          await peer.subscribes('t')
          peer.send(unsubscribePacket(0x0a0b, 't'))
          expect(await peer.answer()).toBe('b0020a0b')
        },
      },
    },
    {
      clause: '3.10.4-5',
      asks: 'So is one that deletes nothing.',
      open: {
        'answers so': async (ground) => {
          const peer = await ground.joins('a')
          peer.send(unsubscribePacket(6, 'never subscribed'))
          expect(await peer.answer()).toBe('b0020006')
        },
      },
      station: {
        'answers a station so, whatever it names': async (ground) => {
          const station = await ground.joins('a')
          station.send(unsubscribePacket(6, 'stations/b/commands'))
          expect(await station.answer()).toBe('b0020006')
        },
      },
    },
    {
      clause: '3.10.4-6',
      asks: 'Several filters in one packet are as several packets, with one UNSUBACK.',
      open: {
        'ends each, answers once': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          reader.send(subscription(1, ['t', 0], ['u', 0], ['v', 0]))
          await reader.answer()
          reader.send(unsubscribePacket(2, 't', 'v'))
          expect(await reader.answer()).toBe('b0020002')
          for (const topic of ['t', 'u', 'v']) writer.send(publishPacket({ topic, qos: 0 }))
          expect(await reader.hears()).toMatchObject({ topic: 'u' })
          await reader.hearsNothing()
        },
      },
    },
  ],
}
