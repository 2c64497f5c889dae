import { connectPacket, DISCONNECT, packet, text } from '@tocsin/gateway/broker/testing/raw-device'
import { expect } from 'vitest'
import type { Statement } from './statement.ts'

const will = (qos: number, retain = false) => ({ topic: 'gone', payload: 'a is gone', qos, retain })
const flagged = (flags: number, ...payload: string[]) =>
  packet(0x10, text('MQTT'), Buffer.from([4, flags, 0, 60]), ...payload.map(text))

/** Will flag, will QoS, will retain [3.1.2.5 to 3.1.2.7]. */
export const wills: readonly Statement[] = [
  {
    clause: '3.1.2-8',
    asks: 'A will is kept with the connection, and published when that closes without a DISCONNECT.',
    open: {
      'publishes it when the network fails': async (ground) => {
        const watcher = await ground.joins('w')
        await watcher.subscribes('gone')
        await (await ground.joins('a', { will: will(1) })).fails()
        expect(await watcher.hears()).toMatchObject({ topic: 'gone', payload: 'a is gone' })
      },
      'publishes it when the keep-alive runs out': async (ground) => {
        const watcher = await ground.joins('w')
        await watcher.subscribes('gone')
        await ground.joins('a', { will: will(1), keepalive: 1 })
        expect(await watcher.hears()).toMatchObject({ payload: 'a is gone' })
      },
      'publishes it when the client breaks the protocol, and when another takes its client id': async (
        ground,
      ) => {
        const watcher = await ground.joins('w')
        await watcher.subscribes('gone')
        const peer = await ground.joins('a', { will: will(1) })
        peer.send(Buffer.from('36', 'hex'), Buffer.from([0]))
        expect(await watcher.hears()).toMatchObject({ payload: 'a is gone' })
        await ground.joins('b', { will: will(1) })
        await ground.joins('b')
        expect(await watcher.hears()).toMatchObject({ payload: 'a is gone' })
      },
    },
    forStations:
      'A will under the station’s own prefix is accepted and never published: it would be a reading that no sensor took. A will elsewhere refuses the sign-in with CONNACK 0x05. That a station is gone is said by the gateway itself, which sees its connection end.',
    station: {
      'accepts a will on the station’s own topics and never publishes it': async (ground) => {
        const station = await ground.joins('a', { will: { topic: 'stations/a/readings', payload: '{}' } })
        await station.fails()
        await (await ground.joins('b')).hearsNothing()
        expect(ground.rig.taken).toEqual([])
      },
      'refuses a will on another topic with 0x05': async (ground) =>
        expect(await ground.answersTo(connectPacket({ will: will(0) }))).toEqual(['20020005', 'closed']),
    },
  },
  {
    clause: '3.1.2-9',
    asks: 'With the will flag, QoS and retain of the will are used, and topic and message are there.',
    open: {
      'closes where topic or message is missing': async (ground) => {
        await ground.closesAtOnce(flagged(6, 'a'))
        await ground.closesAtOnce(flagged(6, 'a', 'topic'))
      },
      'publishes it with its QoS': async (ground) => {
        const watcher = await ground.joins('w')
        await watcher.subscribes('gone')
        for (const qos of [0, 1, 2]) {
          await (await ground.joins('a', { will: will(qos) })).fails()
          expect(await watcher.hears()).toMatchObject({ qos })
        }
      },
    },
  },
  {
    clause: '3.1.2-10',
    asks: 'A will is removed once it is published, or at a DISCONNECT.',
    open: {
      'publishes it once': async (ground) => {
        const watcher = await ground.joins('w')
        await watcher.subscribes('gone')
        await (await ground.joins('a', { will: will(1) })).fails()
        await watcher.hears()
        await (await ground.joins('a')).fails()
        await watcher.hearsNothing()
      },
    },
  },
  {
    clause: '3.1.2-11',
    asks: 'Without the will flag, will QoS and retain are 0, and topic and message are absent.',
    open: {
      'closes where they are not': async (ground) => {
        await ground.closesAtOnce(flagged(0x0a, 'a'))
        await ground.closesAtOnce(flagged(0x22, 'a'))
        await ground.closesAtOnce(flagged(0x02, 'a', 'topic', 'message'))
      },
    },
  },
  {
    clause: '3.1.2-12',
    asks: 'Without the will flag nothing is published when the connection ends.',
    open: {
      'publishes nothing': async (ground) => {
        const watcher = await ground.joins('w')
        await watcher.subscribes('#')
        await (await ground.joins('a')).fails()
        await watcher.hearsNothing()
      },
    },
  },
  {
    clause: '3.1.2-13',
    asks: 'Without the will flag the will QoS is 0.',
    open: { 'closes at QoS 1 without a will': async (ground) => ground.closesAtOnce(flagged(0x0a, 'a')) },
  },
  {
    clause: '3.1.2-14',
    asks: 'The will QoS is not 3.',
    open: {
      'closes at QoS 3': async (ground) => ground.closesAtOnce(flagged(0x1e, 'a', 'topic', 'message')),
    },
  },
  {
    clause: '3.1.2-15',
    asks: 'Without the will flag, will retain is 0.',
    open: { 'closes where it is 1': async (ground) => ground.closesAtOnce(flagged(0x22, 'a')) },
  },
  {
    clause: '3.1.2-16',
    asks: 'Without will retain the will is published as a message that is not retained.',
    open: {
      'leaves nothing for who subscribes later': async (ground) => {
        const watcher = await ground.joins('w')
        await watcher.subscribes('gone')
        await (await ground.joins('a', { will: will(1) })).fails()
        expect(await watcher.hears()).toMatchObject({ retain: false })
        const late = await ground.joins('l')
        await late.subscribes('gone')
        await late.hearsNothing()
      },
    },
  },
  {
    clause: '3.1.2-17',
    asks: 'With will retain it is published as a retained message.',
    open: {
      'is there for who subscribes later': async (ground) => {
        const watcher = await ground.joins('w')
        await watcher.subscribes('gone')
        await (await ground.joins('a', { will: will(1, true) })).fails()
        await watcher.hears()
        const late = await ground.joins('l')
        await late.subscribes('gone')
        expect(await late.hears()).toMatchObject({ payload: 'a is gone', retain: true })
      },
    },
  },
]

/** On DISCONNECT [3.14.4]. */
export const discarded: Statement = {
  clause: '3.14.4-3',
  asks: 'At a DISCONNECT the will is discarded without being published.',
  open: {
    'publishes no will': async (ground) => {
      const watcher = await ground.joins('w')
      await watcher.subscribes('gone')
      const peer = await ground.joins('a', { will: will(1) })
      peer.send(DISCONNECT)
      await peer.isClosed()
      await watcher.hearsNothing()
    },
  },
}
