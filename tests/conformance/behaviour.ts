import {
  acknowledgement,
  DISCONNECT,
  PINGREQ,
  packet,
  publishPacket,
  subscription,
  text,
} from '@tocsin/gateway/broker/testing/raw-device'
import { expect } from 'vitest'
import type { Section } from './statement.ts'
import { discarded } from './wills.ts'

export const LEAVING: Section = {
  title: 'PINGREQ and DISCONNECT (3.12 to 3.14)',
  statements: [
    {
      clause: '3.12.4-1',
      asks: 'A PINGREQ is answered by a PINGRESP.',
      open: {
        'answers each': async (ground) => {
          const peer = await ground.joins('a')
          peer.send(PINGREQ, PINGREQ)
          expect([await peer.answer(), await peer.answer()]).toEqual(['d000', 'd000'])
        },
      },
      station: {
        'answers a station': async (ground) => {
          const station = await ground.joins('a')
          station.send(PINGREQ)
          expect(await station.answer()).toBe('d000')
        },
      },
    },
    {
      clause: '3.14.1-1',
      asks: 'The reserved bits of a DISCONNECT are 0; otherwise the client is disconnected.',
      open: {
        'closes at others, and publishes the will': async (ground) => {
          const watcher = await ground.joins('w')
          await watcher.subscribes('gone')
          const peer = await ground.joins('a', { will: { topic: 'gone', payload: 'x' } })
          peer.send(Buffer.from('e200', 'hex'))
          await peer.isClosed()
          expect(await watcher.hears()).toMatchObject({ payload: 'x' })
        },
      },
    },
    {
      clause: '3.14.4-1',
      asks: 'After a DISCONNECT the client closes the connection.',
      notApplicable: 'Binds clients. The server closes as well.',
      open: {
        'closes at a DISCONNECT without waiting for the client': async (ground) => {
          const peer = await ground.joins('a')
          peer.send(DISCONNECT)
          await peer.isClosed()
        },
      },
    },
    {
      clause: '3.14.4-2',
      asks: 'After a DISCONNECT a client sends nothing more.',
      notApplicable: 'Binds clients.',
      station: {
        'closes at a DISCONNECT, and acknowledges nothing that comes behind it': async (ground) => {
          const station = await ground.joins('a')
          station.send(DISCONNECT, publishPacket())
          await station.isClosed()
        },
      },
    },
    discarded,
  ],
}

export const SESSION_STATE: Section = {
  title: 'Sessions and delivery (4.1 to 4.6)',
  statements: [
    {
      clause: '4.1.0-1',
      asks: 'The state of a session is stored as long as it lasts.',
      open: {
        'keeps subscriptions and messages over several reconnections': async (ground) => {
          await (await ground.joins('a', { clean: false })).subscribes('t')
          const writer = await ground.joins('w')
          for (let i = 1; i <= 3; i++) {
            await (await ground.joins('a', { clean: false }, true)).fails()
            await writer.publishes({ topic: 't', payload: `${i}`, messageId: i })
          }
          const last = await ground.joins('a', { clean: false }, true)
          const heard = [await last.hears(), await last.hears(), await last.hears()]
          expect(heard.map(({ payload }) => payload)).toEqual(['1', '2', '3'])
        },
      },
      deviates:
        'Sessions live in memory, and end with the process. The standard leaves that to an operator’s policy; the gateway grants no session that could be lost so.',
    },
    {
      clause: '4.1.0-2',
      asks: 'A session lasts at least as long as its connection.',
      open: {
        'keeps a subscription while the connection lasts': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('t')
          for (let i = 1; i <= 3; i++) {
            await reader.hearsNothing()
            await writer.publishes({ topic: 't', payload: `${i}`, messageId: i })
            expect(await reader.hears()).toMatchObject({ payload: `${i}` })
          }
        },
      },
    },
    {
      clause: '4.3.1-1',
      asks: 'QoS 0 is sent with QoS 0 and DUP 0.',
      open: {
        'sends it so, once': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('t')
          await writer.publishes({ topic: 't', qos: 0 })
          expect(await reader.hears()).toMatchObject({ qos: 0, dup: false })
          await reader.hearsNothing()
        },
      },
    },
    {
      clause: '4.3.2-1',
      asks: 'As a sender of QoS 1: an unused identifier, DUP 0, and not forgotten before the PUBACK.',
      open: {
        'sends it so, and again to a session that has not acknowledged it': async (ground) => {
          const before = await ground.joins('a', { clean: false })
          await before.subscribes('t')
          const writer = await ground.joins('w')
          await writer.publishes({ topic: 't', payload: 'one' })
          await writer.publishes({ topic: 't', payload: 'two', messageId: 2 })
          const [one] = [await before.hears(), await before.hears()]
          before.send(acknowledgement(0x40, one.messageId ?? 0), PINGREQ)
          expect(await before.answer()).toBe('d000')
          await before.fails()
          const after = await ground.joins('a', { clean: false }, true)
          expect(await after.hears()).toMatchObject({ payload: 'two', qos: 1 })
          await after.hearsNothing()
        },
      },
    },
    {
      clause: '4.3.2-2',
      asks: 'As a receiver of QoS 1: a PUBACK once the message is owned; the same identifier afterwards is a new message.',
      open: {
        'takes the same identifier twice as two messages, DUP or not': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('t')
          await writer.publishes({ topic: 't', payload: 'one', messageId: 4 })
          await writer.publishes({ topic: 't', payload: 'two', messageId: 4, dup: true })
          expect([(await reader.hears()).payload, (await reader.hears()).payload]).toEqual(['one', 'two'])
        },
      },
      station: {
        'hands the same identifier on twice': async (ground) => {
          const station = await ground.joins('a')
          await station.publishes({ messageId: 4 })
          await station.publishes({ messageId: 4, dup: true })
          expect(ground.rig.taken).toHaveLength(2)
        },
        'sends no PUBACK where the frame could not be kept, and closes': async (ground) => {
          ground.rig.keeps = false
          const station = await ground.joins('a')
          station.send(publishPacket())
          await ground.rig.untilTaken(1)
          ground.rig.taken[0]?.done(new Error('disk full'))
          await station.isClosed()
        },
      },
    },
    {
      clause: '4.3.3-1',
      asks: 'As a sender of QoS 2: PUBREL at the PUBREC, and the PUBLISH never again after it.',
      open: {
        'sends the PUBREL, not the PUBLISH, to a session that has received and not completed': async (
          ground,
        ) => {
          const before = await ground.joins('a', { clean: false })
          await before.subscribes('t')
          await (await ground.joins('w')).publishes({ topic: 't', qos: 2 })
          const { messageId = 0 } = await before.hears()
          before.send(acknowledgement(0x50, messageId))
          const release = acknowledgement(0x62, messageId).toString('hex')
          expect(await before.answer()).toBe(release)
          await before.fails()
          const after = await ground.joins('a', { clean: false }, true)
          expect(await after.answer()).toBe(release)
          after.send(acknowledgement(0x70, messageId))
          await after.hearsNothing()
        },
      },
    },
    {
      clause: '4.3.3-2',
      asks: 'As a receiver of QoS 2: PUBREC, nothing twice until the PUBREL, PUBCOMP; then the identifier is free.',
      open: {
        'delivers once what is sent three times, and anew after the PUBREL': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('t', 0)
          for (const dup of [false, true, true]) {
            writer.send(publishPacket({ topic: 't', qos: 2, messageId: 3, payload: 'one', dup }))
            expect(await writer.answer()).toBe('50020003')
          }
          writer.send(acknowledgement(0x62, 3))
          expect(await writer.answer()).toBe('70020003')
          await writer.publishes({ topic: 't', qos: 2, messageId: 3, payload: 'two' })
          expect([(await reader.hears()).payload, (await reader.hears()).payload]).toEqual(['one', 'two'])
          await reader.hearsNothing()
        },
        'closes a client with more than 20 exchanges left half-way': async (ground) => {
          const writer = await ground.joins('w')
          for (let messageId = 1; messageId <= 20; messageId++) {
            writer.send(publishPacket({ topic: 't', qos: 2, messageId }))
            expect(await writer.answer()).toBe(acknowledgement(0x50, messageId).toString('hex'))
          }
          writer.send(publishPacket({ topic: 't', qos: 2, messageId: 21 }))
          await writer.isClosed()
        },
      },
      forStations: 'As 3.3.4-1: QoS 2 closes the connection.',
    },
    {
      clause: '4.4.0-1',
      asks: 'A session that is resumed is sent again what it has not acknowledged, under the same identifiers.',
      open: {
        'sends PUBLISH and PUBREL again under their identifiers': async (ground) => {
          const before = await ground.joins('a', { clean: false })
          await before.subscribes('t')
          const writer = await ground.joins('w')
          await writer.publishes({ topic: 't', payload: 'one', qos: 1 })
          await writer.publishes({ topic: 't', payload: 'two', qos: 2, messageId: 2 })
          const first = [await before.hears(), await before.hears()]
          await before.fails()
          const after = await ground.joins('a', { clean: false }, true)
          const again = [await after.hears(), await after.hears()]
          expect(again.map(({ payload }) => payload)).toEqual(['one', 'two'])
          expect(again.map(({ messageId }) => messageId)).toEqual(first.map(({ messageId }) => messageId))
        },
      },
      forStations:
        'As 3.1.2-4: there is no session to resume. A command that was not acknowledged is not sent again.',
    },
    {
      clause: '4.5.0-1',
      asks: 'A message that is taken over goes to every session whose subscription matches.',
      open: {
        'reaches ten subscribers, there and away': async (ground) => {
          const away = await ground.joins('away', { clean: false })
          await away.subscribes('t')
          await away.fails()
          const readers = await Promise.all(Array.from({ length: 10 }, (_, i) => ground.joins(`r${i}`)))
          for (const reader of readers) await reader.subscribes('t')
          await (await ground.joins('w')).publishes({ topic: 't', payload: 'x' })
          for (const reader of readers) expect(await reader.hears()).toMatchObject({ payload: 'x' })
          expect(await (await ground.joins('away', { clean: false }, true)).hears()).toMatchObject({
            payload: 'x',
          })
        },
      },
      forStations: 'What a station publishes goes to the journal and to nobody else.',
    },
    { clause: '4.5.0-2', asks: 'A client acknowledges what it receives.', notApplicable: 'Binds clients.' },
    {
      clause: '4.6.0-1',
      asks: 'What is sent again has its original order.',
      open: {
        'sends ten messages again in their order': async (ground) => {
          const before = await ground.joins('a', { clean: false })
          await before.subscribes('t')
          const writer = await ground.joins('w')
          for (let i = 0; i < 10; i++)
            await writer.publishes({ topic: 't', payload: `${i}`, messageId: i + 1 })
          for (let i = 0; i < 10; i++) await before.hears()
          await before.fails()
          const after = await ground.joins('a', { clean: false }, true)
          for (let i = 0; i < 10; i++) expect((await after.hears()).payload).toBe(`${i}`)
        },
      },
    },
    {
      clause: '4.6.0-2',
      asks: 'PUBACKs have the order of the PUBLISHes.',
      open: {
        'acknowledges a hundred that came in one segment in their order': async (ground) => {
          const writer = await ground.joins('w')
          writer.send(
            ...Array.from({ length: 100 }, (_, i) => publishPacket({ topic: 't', messageId: i + 1 })),
          )
          expect(await writer.raw.acks(100)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
        },
      },
      station: {
        'acknowledges a hundred readings in their order': async (ground) => {
          const station = await ground.joins('a')
          station.send(...Array.from({ length: 100 }, (_, i) => publishPacket({ messageId: i + 1 })))
          expect(await station.raw.acks(100)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
        },
      },
    },
    {
      clause: '4.6.0-3',
      asks: 'PUBRECs have the order of the PUBLISHes.',
      open: {
        'answers fifteen that came in one segment in their order': async (ground) => {
          const writer = await ground.joins('w')
          const ids = Array.from({ length: 15 }, (_, i) => i + 1)
          writer.send(...ids.map((messageId) => publishPacket({ topic: 't', qos: 2, messageId })))
          for (const id of ids) expect(await writer.answer()).toBe(acknowledgement(0x50, id).toString('hex'))
        },
      },
    },
    {
      clause: '4.6.0-4',
      asks: 'PUBRELs have the order of the PUBRECs.',
      open: {
        'releases in the order in which they were received': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('t')
          const ids: number[] = []
          for (let i = 1; i <= 5; i++) {
            await writer.publishes({ topic: 't', qos: 2, messageId: i })
            ids.push((await reader.hears()).messageId ?? 0)
          }
          reader.send(...ids.reverse().map((id) => acknowledgement(0x50, id)))
          for (const id of ids) expect(await reader.answer()).toBe(acknowledgement(0x62, id).toString('hex'))
        },
      },
    },
    {
      clause: '4.6.0-5',
      asks: 'Every topic is an ordered one.',
      open: {
        'orders topics of any name': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('+')
          for (const topic of ['t', 'u'])
            writer.send(
              ...Array.from({ length: 5 }, (_, i) =>
                publishPacket({ topic, qos: 0, payload: `${topic}${i}` }),
              ),
            )
          const heard: string[] = []
          for (let i = 0; i < 10; i++) heard.push((await reader.hears()).payload)
          for (const topic of ['t', 'u'])
            expect(heard.filter((payload) => payload[0] === topic)).toEqual(
              [0, 1, 2, 3, 4].map((i) => `${topic}${i}`),
            )
        },
      },
    },
    {
      clause: '4.6.0-6',
      asks: 'Messages of one client, topic and QoS are delivered in the order in which they came.',
      open: {
        'delivers a hundred of each QoS that came in one segment in their order': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('t')
          for (const qos of [0, 1]) {
            writer.send(
              ...Array.from({ length: 100 }, (_, i) =>
                publishPacket({ topic: 't', qos, messageId: i + 1, payload: `${i}` }),
              ),
            )
            for (let i = 0; i < 100; i++) expect((await reader.hears()).payload).toBe(`${i}`)
          }
        },
      },
      station: {
        'hands a hundred readings on in their order, and delivers commands in theirs': async (ground) => {
          const station = await ground.joins('a')
          station.send(
            ...Array.from({ length: 100 }, (_, i) => publishPacket({ messageId: i + 1, payload: `${i}` })),
          )
          await station.raw.acks(100)
          expect(ground.rig.payloads()).toEqual(Array.from({ length: 100 }, (_, i) => `${i}`))
          await station.subscribes('stations/a/commands', 1)
          for (let i = 0; i < 20; i++) ground.rig.broker.publishCommand('a', `${i}`)
          for (let i = 0; i < 20; i++) expect((await station.hears()).payload).toBe(`${i}`)
        },
      },
    },
  ],
}

export const TOPICS: Section = {
  title: 'Topic names and filters (4.7), errors (4.8)',
  statements: [
    {
      clause: '4.7.1-1',
      asks: 'Wildcards stand in filters, never in names.',
      open: {
        'closes at a name with one': async (ground) => {
          for (const topic of ['sport/tennis/#', 'sport/+/x']) await ground.closesAt(publishPacket({ topic }))
        },
      },
    },
    {
      clause: '4.7.1-2',
      asks: '# stands alone or behind a /, and last.',
      open: {
        'closes at sport/tennis#, sport/#/x, a# and #a': async (ground) => {
          for (const filter of ['sport/tennis#', 'sport/#/x', 'a#', '#a', '##'])
            await ground.closesAt(subscription(1, [filter, 0]))
        },
        'matches the level above and all below': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('sport/#')
          for (const topic of ['sport', 'sport/', 'sport/tennis', 'sport/tennis/p1']) {
            await writer.publishes({ topic })
            expect(await reader.hears()).toMatchObject({ topic })
          }
          await writer.publishes({ topic: 'sports' })
          await reader.hearsNothing()
        },
      },
    },
    {
      clause: '4.7.1-3',
      asks: '+ takes up a whole level, anywhere.',
      open: {
        'closes at sport+, +a and a+': async (ground) => {
          for (const filter of ['sport+', '+a', 'a+', 'a/b+', '++'])
            await ground.closesAt(subscription(1, [filter, 0]))
        },
        'matches one level, an empty one too': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('sport/+')
          for (const topic of ['sport/tennis', 'sport/']) {
            await writer.publishes({ topic })
            expect(await reader.hears()).toMatchObject({ topic })
          }
          for (const topic of ['sport', 'sport/tennis/p1']) await writer.publishes({ topic })
          await reader.hearsNothing()
          await reader.subscribes('+/+')
          await writer.publishes({ topic: '/finance' })
          expect(await reader.hears()).toMatchObject({ topic: '/finance' })
        },
      },
    },
    {
      clause: '4.7.2-1',
      asks: 'A filter that begins with a wildcard matches no topic that begins with $.',
      open: {
        'delivers no $ topic to # and +/x, and does to $a/#': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await reader.subscribes('#')
          await reader.subscribes('+/x')
          await writer.publishes({ topic: '$a/x' })
          await reader.hearsNothing()
          await reader.subscribes('$a/#')
          await writer.publishes({ topic: '$a/x', payload: 'meant' })
          expect(await reader.hears()).toMatchObject({ payload: 'meant' })
        },
        'delivers a retained $ topic to #, as the table says': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          await writer.publishes({ topic: '$a/x', retain: true })
          await reader.subscribes('#')
          expect(await reader.hears()).toMatchObject({ topic: '$a/x', retain: true })
        },
      },
      deviates:
        'Retained messages of $ topics are sent to a new subscription to #. Stations can neither retain nor subscribe so.',
    },
    {
      clause: '4.7.3-1',
      asks: 'Names and filters have at least one character.',
      open: {
        'closes at an empty name and an empty filter': async (ground) => {
          await ground.closesAt(publishPacket({ topic: '' }))
          await ground.closesAt(subscription(1, ['', 0]))
        },
        'takes /': async (ground) => {
          const peer = await ground.joins('a')
          await peer.subscribes('/')
          await (await ground.joins('w')).publishes({ topic: '/' })
          expect(await peer.hears()).toMatchObject({ topic: '/' })
        },
      },
    },
    {
      clause: '4.7.3-2',
      asks: 'Names and filters have no U+0000.',
      open: {
        'closes at one': async (ground) => {
          await ground.closesAt(publishPacket({ topic: '\0' }))
          await ground.closesAt(subscription(1, ['a/\0', 0]))
        },
      },
    },
    {
      clause: '4.7.3-3',
      asks: 'Names and filters have at most 65,535 bytes.',
      open: {
        'takes a name of 65,535 bytes': async (ground) => {
          const writer = await ground.joins('w')
          await writer.publishes({ topic: 'x'.repeat(65_535) })
        },
        'closes at more than 12 levels, as the table says': async (ground) => {
          await ground.closesAt(publishPacket({ topic: Array(13).fill('x').join('/') }))
          await (await ground.joins('w')).publishes({ topic: Array(12).fill('x').join('/') })
        },
      },
      deviates:
        'Limits of this server: 12 levels; packets of 256 KiB (PUBLISH) and 4 KiB (all others), so that a filter has less than 4 KiB. A packet beyond them closes the connection. They bound what a stranger can make the server hold.',
    },
    {
      clause: '4.7.3-4',
      asks: 'Names and filters are compared as they are: no normalisation, no substitution.',
      open: {
        'tells å from å, A from a, and a/ from a': async (ground) => {
          const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
          for (const filter of ['\u00e5', 'A', 'a']) await reader.subscribes(filter)
          for (const topic of ['a\u030a', 'a/', '/a', ' a']) await writer.publishes({ topic })
          await reader.hearsNothing()
          await writer.publishes({ topic: '\u00e5' })
          expect(await reader.hears()).toMatchObject({ topic: '\u00e5' })
        },
      },
    },
    {
      clause: '4.8.0-1',
      asks: 'A protocol violation closes the connection on which it came.',
      open: {
        'closes that one and no other': async (ground) => {
          const other = await ground.joins('o')
          await ground.closesAt(packet(0x82, Buffer.from([0, 1]), text('t')))
          await ground.closesAt(Buffer.from('c00100', 'hex'))
          await ground.closesAt(Buffer.from('e00100', 'hex'))
          await ground.closesAt(Buffer.from('4003000100', 'hex'))
          other.send(PINGREQ)
          expect(await other.answer()).toBe('d000')
        },
      },
      deviates: 'DUP with QoS 0 is taken: see 3.3.1-2.',
    },
    {
      clause: '4.8.0-2',
      asks: 'A transient error while a packet is processed closes its connection.',
      station: {
        'closes the connection whose reading could not be written, and no other': async (ground) => {
          ground.rig.keeps = false
          const [station, other] = [await ground.joins('a'), await ground.joins('b')]
          station.send(publishPacket())
          await ground.rig.untilTaken(1)
          ground.rig.taken[0]?.done(new Error('disk full'))
          await station.isClosed()
          other.send(PINGREQ)
          expect(await other.answer()).toBe('d000')
        },
      },
    },
  ],
}
