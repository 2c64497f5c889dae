import {
  connectPacket,
  PINGREQ,
  packet,
  publishPacket,
  text,
} from '@tocsin/gateway/broker/testing/raw-device'
import { expect } from 'vitest'
import { sessions } from './sessions.ts'
import type { Section } from './statement.ts'
import { wills } from './wills.ts'

/** A CONNECT by its parts: what no builder would make. */
const connecting = (level: number, flags: number, ...payload: (Buffer | string)[]) =>
  packet(0x10, text('MQTT'), Buffer.from([level, flags, 0, 60]), ...payload.map(text))

const soon = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export const CONNECTING: Section = {
  title: 'CONNECT (3.1)',
  statements: [
    {
      clause: '3.1.0-1',
      asks: 'The first packet of a connection is a CONNECT.',
      open: {
        'closes at any other first packet': async (ground) => {
          await ground.closesAtOnce(publishPacket({ topic: 't' }))
          await ground.closesAtOnce(PINGREQ)
          await ground.closesAtOnce(Buffer.from('e000', 'hex'))
        },
        'closes a connection whose CONNECT does not come in time': async () => {
          const { Ground } = await import('./ground.ts')
          const ground = await Ground.open({ connectTimeoutMs: 60 })
          await (await ground.dials()).isClosed()
          await ground.ends()
        },
      },
    },
    {
      clause: '3.1.0-2',
      asks: 'A second CONNECT is a protocol violation: the client is disconnected.',
      open: { 'closes at it': async (ground) => ground.closesAt(connectPacket()) },
    },
    {
      clause: '3.1.2-1',
      asks: 'A wrong protocol name is not served by this standard.',
      open: {
        'closes at MQTT in small letters, and at MQIsdp with level 4': async (ground) => {
          const named = (name: string, level: number) =>
            packet(0x10, text(name), Buffer.from([level, 2, 0, 60]), text('a'))
          await ground.closesAtOnce(named('mqtt', 4))
          await ground.closesAtOnce(named('MQIsdp', 4))
        },
        'serves MQTT 3.1, which calls itself MQIsdp with level 3': async (ground) => {
          const old = packet(0x10, text('MQIsdp'), Buffer.from([3, 2, 0, 60]), text('a'))
          expect(await ground.answersTo(old)).toEqual(['20020000', 'open'])
        },
      },
    },
    {
      clause: '3.1.2-2',
      asks: 'A protocol level that is not supported is answered by CONNACK 0x01, then closed.',
      open: {
        'refuses MQTT 5 so, with its properties and without': async (ground) => {
          const five = (...properties: number[]) =>
            packet(
              0x10,
              text('MQTT'),
              Buffer.from([5, 2, 0, 60, properties.length, ...properties]),
              text('a'),
            )
          for (const connect of [five(), five(0x11, 0, 0, 0, 30), five(0x21, 0, 20, 0x27, 0, 0, 4, 0)])
            expect(await ground.answersTo(connect)).toEqual(['20020001', 'closed'])
        },
        'refuses levels 0, 2, 6, 127 and 132 so': async (ground) => {
          for (const level of [0, 2, 6, 127, 0x84])
            expect(await ground.answersTo(connecting(level, 2, 'a'))).toEqual(['20020001', 'closed'])
        },
      },
      station: {
        'refuses MQTT 5 so': async (ground) =>
          expect(await ground.answersTo(connectPacket({ level: 5 }))).toEqual(['20020001', 'closed']),
        'tells a client library for MQTT 5 why': async (ground) => {
          const mqtt = await import('mqtt')
          const connecting = mqtt.connectAsync({
            port: ground.rig.broker.port,
            protocolVersion: 5,
            clientId: 'a',
            username: 'a',
            password: 'secret-of-a',
            reconnectPeriod: 0,
          })
          await expect(connecting).rejects.toThrow('Unacceptable protocol version')
        },
      },
    },
    {
      clause: '3.1.2-3',
      asks: 'The reserved connect flag is 0; the server checks it.',
      open: { 'closes where it is set': async (ground) => ground.closesAtOnce(connecting(4, 3, 'a')) },
    },
    ...sessions,
    ...wills,
    {
      clause: '3.1.2-18',
      asks: 'No user name where its flag is 0.',
      open: {
        'closes at a CONNECT with more than its flags say': async (ground) =>
          ground.closesAtOnce(connecting(4, 2, 'a', 'name')),
      },
    },
    {
      clause: '3.1.2-19',
      asks: 'A user name where its flag is 1.',
      open: { 'closes where it is missing': async (ground) => ground.closesAtOnce(connecting(4, 0x82, 'a')) },
    },
    {
      clause: '3.1.2-20',
      asks: 'No password where its flag is 0.',
      open: {
        'closes where there is one': async (ground) =>
          ground.closesAtOnce(connecting(4, 0x82, 'a', 'name', 'secret')),
      },
    },
    {
      clause: '3.1.2-21',
      asks: 'A password where its flag is 1.',
      open: {
        'closes where it is missing': async (ground) => ground.closesAtOnce(connecting(4, 0xc2, 'a', 'name')),
      },
    },
    {
      clause: '3.1.2-22',
      asks: 'No password without a user name.',
      open: {
        'closes at a password alone': async (ground) =>
          ground.closesAtOnce(connecting(4, 0x42, 'a', 'secret')),
      },
    },
    {
      clause: '3.1.2-23',
      asks: 'A client sends something within its keep-alive.',
      notApplicable: 'Binds clients.',
    },
    {
      clause: '3.1.2-24',
      asks: 'A client that is silent for one and a half times its keep-alive is disconnected.',
      open: {
        'closes after 1.5 s of silence where 1 s was promised, and not before': async (ground) => {
          const peer = await ground.joins('a', { keepalive: 1 })
          const begun = performance.now()
          await peer.isClosed()
          expect(performance.now() - begun).toBeGreaterThan(1450)
          expect(performance.now() - begun).toBeLessThan(4000)
        },
        'keeps a client that publishes or pings within its keep-alive': async (ground) => {
          const peer = await ground.joins('a', { keepalive: 1 })
          for (let i = 0; i < 3; i++) {
            await soon(700)
            peer.send(i === 1 ? PINGREQ : publishPacket({ topic: 't' }))
            expect(await peer.answer()).not.toBe('closed')
          }
        },
      },
      forStations:
        'A keep-alive of 0 or of more than two hours counts as two hours (the standard lets a server close a connection that it takes for dead). While a station is slowed to its rate, the time is not counted against it.',
      station: {
        'closes a station that asked for no keep-alive after the longest one': async () => {
          const { Ground } = await import('./ground.ts')
          const ground = await Ground.station({ keepAliveSeconds: 0.05 })
          const peer = await ground.joins('a', { keepalive: 0 })
          await peer.isClosed()
          await ground.ends()
        },
      },
    },
    {
      clause: '3.1.3-1',
      asks: 'Client id, will topic, will message, user name, password: in this order.',
      open: {
        'reads all five in their order': async (ground) => {
          const watcher = await ground.joins('w')
          await watcher.subscribes('topic')
          const peer = await ground.dials()
          peer.send(connecting(4, 0xc6, 'a', 'topic', 'message', 'name', 'secret'))
          expect(await peer.answer()).toBe('20020000')
          await peer.fails()
          expect(await watcher.hears()).toMatchObject({ topic: 'topic', payload: 'message' })
        },
      },
    },
    {
      clause: '3.1.3-2',
      asks: 'The state of a session is known by its client id.',
      open: {
        'gives a session back to its client id and to no other': async (ground) => {
          const first = await ground.joins('a', { clean: false })
          await first.subscribes('t')
          await first.fails()
          await ground.joins('b', { clean: false })
          await ground.joins('a', { clean: false }, true)
        },
      },
    },
    {
      clause: '3.1.3-3',
      asks: 'The client id is there, and first.',
      open: { 'closes at a CONNECT without one': async (ground) => ground.closesAtOnce(connecting(4, 2)) },
    },
    {
      clause: '3.1.3-4',
      asks: 'The client id is UTF-8.',
      open: {
        'closes at one that is none': async (ground) =>
          ground.closesAtOnce(connecting(4, 2, Buffer.from([0xff]))),
        'takes 白河桥': async (ground) => {
          await ground.joins('白河桥')
        },
      },
    },
    {
      clause: '3.1.3-5',
      asks: 'Client ids of 1 to 23 letters and digits are allowed.',
      open: {
        'takes one of 1 and one of 23 characters': async (ground) => {
          await ground.joins('a')
          await ground.joins('0123456789ABCDEFGHIJKLM')
        },
      },
      forStations:
        'The client id is the station’s own, or that with `#` and up to 32 characters for a second link. Any other is refused with CONNACK 0x02: a client id is who a device is, and a device that could choose it could end another’s connection.',
      station: {
        'refuses another client id with 0x02': async (ground) =>
          expect(await ground.answersTo(connectPacket({ clientId: 'b' }))).toEqual(['20020002', 'closed']),
        'takes the station’s own, and a second link': async (ground) => {
          await ground.joins('a')
          await ground.joins('a#radio', { username: 'a' })
        },
      },
    },
    {
      clause: '3.1.3-6',
      asks: 'A server may take an empty client id; then it assigns a unique one.',
      open: {
        'takes empty client ids as different clients': async (ground) => {
          const [one, two] = [
            await ground.joins('', { username: 'x' }),
            await ground.joins('', { username: 'x' }),
          ]
          await one.subscribes('t')
          await two.publishes({ topic: 't', payload: 'x' })
          expect(await one.hears()).toMatchObject({ payload: 'x' })
        },
      },
      forStations: 'An empty client id is refused with CONNACK 0x02: it names no station.',
      station: {
        'refuses an empty client id with 0x02': async (ground) =>
          expect(await ground.answersTo(connectPacket({ clientId: '' }))).toEqual(['20020002', 'closed']),
      },
    },
    {
      clause: '3.1.3-7',
      asks: 'An empty client id goes with a clean session.',
      notApplicable: 'Binds clients; for the server see 3.1.3-8.',
    },
    {
      clause: '3.1.3-8',
      asks: 'An empty client id with a lasting session is answered by CONNACK 0x02, then closed.',
      open: {
        'refuses it so': async (ground) =>
          expect(await ground.answersTo(connectPacket({ clientId: '', clean: false }))).toEqual([
            '20020002',
            'closed',
          ]),
      },
      station: {
        'refuses it so': async (ground) =>
          expect(await ground.answersTo(connectPacket({ clientId: '', clean: false }))).toEqual([
            '20020002',
            'closed',
          ]),
      },
    },
    {
      clause: '3.1.3-9',
      asks: 'A client id that is refused is answered by CONNACK 0x02, then closed.',
      station: {
        'refuses a client id with a long tail so': async (ground) =>
          expect(await ground.answersTo(connectPacket({ clientId: `a#${'x'.repeat(33)}` }))).toEqual([
            '20020002',
            'closed',
          ]),
      },
    },
    {
      clause: '3.1.3-10',
      asks: 'The will topic is UTF-8.',
      open: {
        'closes at one that is none': async (ground) =>
          ground.closesAtOnce(connecting(4, 6, 'a', Buffer.from([0xff]), 'x')),
      },
    },
    {
      clause: '3.1.3-11',
      asks: 'The user name is UTF-8.',
      open: {
        'closes at one that is none': async (ground) =>
          ground.closesAtOnce(connecting(4, 0x82, 'a', Buffer.from([0xc3]))),
      },
    },
    {
      clause: '3.1.4-1',
      asks: 'A CONNECT that does not conform closes the connection, without a CONNACK.',
      open: {
        'answers nothing to a CONNECT that is cut short, too long or has a field beyond its end': async (
          ground,
        ) => {
          await ground.closesAtOnce(Buffer.from('1000', 'hex'))
          await ground.closesAtOnce(packet(0x10, text('MQTT'), Buffer.from([4, 2])))
          await ground.closesAtOnce(packet(0x10, text('MQTT'), Buffer.from([4, 2, 0, 60, 0, 9, 0x61])))
          await ground.closesAtOnce(packet(0x10, connecting(4, 2, 'a').subarray(2), Buffer.alloc(3)))
        },
      },
      forStations: 'A CONNECT of more than 4 KiB is closed by its header, before it has come.',
      station: {
        'closes at the header of one of 4,097 bytes': async (ground) =>
          ground.closesAtOnce(Buffer.from('108120', 'hex')),
      },
    },
    {
      clause: '3.1.4-2',
      asks: 'A client id that is connected already: the older connection is closed.',
      open: {
        'closes the older one and serves the newer': async (ground) => {
          const older = await ground.joins('a')
          const newer = await ground.joins('a')
          await older.isClosed()
          newer.send(PINGREQ)
          expect(await newer.answer()).toBe('d000')
        },
      },
      station: {
        'closes the older one of a station, and says so in the log': async (ground) => {
          const older = await ground.joins('a')
          await ground.joins('a')
          await older.isClosed()
          expect(ground.rig.events('broker.takeover')).toHaveLength(1)
        },
      },
    },
    {
      clause: '3.1.4-3',
      asks: 'CleanSession is processed as 3.1.2.4 says.',
      open: {
        'resumes a lasting session, and a clean one drops it for good': async (ground) => {
          await (await ground.joins('a', { clean: false })).subscribes('t')
          await (await ground.joins('a', { clean: false }, true)).fails()
          await (await ground.joins('a')).fails()
          await ground.joins('a', { clean: false }, false)
        },
      },
    },
    {
      clause: '3.1.4-4',
      asks: 'A CONNECT that is accepted is answered by CONNACK 0x00.',
      open: {
        'answers 20 02 00 00': async (ground) =>
          expect(await ground.answersTo(connectPacket())).toEqual(['20020000', 'open']),
      },
      station: {
        'answers a station so': async (ground) =>
          expect(await ground.answersTo(connectPacket())).toEqual(['20020000', 'open']),
      },
    },
    {
      clause: '3.1.4-5',
      asks: 'Nothing that follows a refused CONNECT is processed.',
      station: {
        'takes no reading behind a wrong secret, an empty client id or MQTT 5': async (ground) => {
          for (const connect of [{ password: 'wrong' }, { clientId: '' }, { level: 5 }])
            expect((await ground.answersTo(connectPacket(connect), publishPacket())).at(-1)).toBe('closed')
          expect(ground.rig.taken).toEqual([])
        },
      },
    },
  ],
}
