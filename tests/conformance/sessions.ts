import { publishPacket, subscription } from '@tocsin/gateway/broker/testing/raw-device'
import { expect } from 'vitest'
import type { Statement } from './statement.ts'

/** CleanSession [3.1.2.4]. */
export const sessions: readonly Statement[] = [
  {
    clause: '3.1.2-4',
    asks: 'With CleanSession 0 the session of that client id is resumed, or made; it is kept after a disconnection.',
    open: {
      'resumes the subscriptions of a session after the network failed': async (ground) => {
        const before = await ground.joins('a', { clean: false })
        await before.subscribes('t')
        await before.fails()
        const after = await ground.joins('a', { clean: false }, true)
        await (await ground.joins('w')).publishes({ topic: 't', payload: 'x' })
        expect(await after.hears()).toMatchObject({ payload: 'x', qos: 1 })
      },
    },
    forStations:
      'Every session is a clean one, whatever a station asks for; the CONNACK says “no session present”. Commands to a station that is away are not kept: an old order must not be carried out late.',
    station: {
      'gives a clean session to a station that asks for a lasting one': async (ground) => {
        const before = await ground.joins('a', { clean: false })
        before.send(subscription(1, ['stations/a/commands', 1]))
        expect(await before.answer()).toBe('9003000101')
        await before.fails()
        ground.rig.broker.publishCommand('a', 'an old order')
        const after = await ground.joins('a', { clean: false }, false)
        await after.hearsNothing()
      },
    },
  },
  {
    clause: '3.1.2-5',
    asks: 'Messages with QoS 1 and 2 that match a lasting session’s subscriptions are kept while it is away.',
    open: {
      'delivers what came meanwhile with QoS 1 and 2, in its order': async (ground) => {
        const before = await ground.joins('a', { clean: false })
        await before.subscribes('t/+')
        await before.fails()
        const writer = await ground.joins('w')
        for (const [index, qos] of [1, 2, 1, 2].entries())
          await writer.publishes({ topic: `t/${index}`, payload: `${index}`, qos, messageId: index + 1 })
        const after = await ground.joins('a', { clean: false }, true)
        for (const [index, qos] of [1, 2, 1, 2].entries())
          expect(await after.hears()).toMatchObject({ topic: `t/${index}`, payload: `${index}`, qos })
      },
    },
    forStations: 'As 3.1.2-4: there are no lasting sessions.',
  },
  {
    clause: '3.1.2-6',
    asks: 'With CleanSession 1 an earlier session is discarded, and the new one ends with the connection.',
    open: {
      'forgets subscriptions and queued messages of an earlier session': async (ground) => {
        const before = await ground.joins('a', { clean: false })
        await before.subscribes('t')
        await before.fails()
        const writer = await ground.joins('w')
        await writer.publishes({ topic: 't', payload: 'for the session that was' })
        const clean = await ground.joins('a')
        await writer.publishes({ topic: 't', payload: 'for nobody', messageId: 2 })
        await clean.hearsNothing()
      },
      'forgets half of a QoS 2 exchange with the connection': async (ground) => {
        const reader = await ground.joins('r')
        await reader.subscribes('t')
        const before = await ground.joins('w')
        before.send(publishPacket({ topic: 't', qos: 2, messageId: 7, payload: 'one' }))
        expect(await before.answer()).toBe('50020007')
        await before.fails()
        const after = await ground.joins('w')
        after.send(publishPacket({ topic: 't', qos: 2, messageId: 7, payload: 'two' }))
        expect([(await reader.hears()).payload, (await reader.hears()).payload]).toEqual(['one', 'two'])
      },
    },
    station: {
      'starts every connection without subscriptions': async (ground) => {
        const before = await ground.joins('a')
        await before.subscribes('stations/a/commands', 1)
        await before.fails()
        const after = await ground.joins('a')
        ground.rig.broker.publishCommand('a', 'x')
        await after.hearsNothing()
      },
    },
  },
  {
    clause: '3.1.2-7',
    asks: 'Retained messages outlive the session.',
    open: {
      'keeps what a client retained after it is gone': async (ground) => {
        const writer = await ground.joins('w')
        await writer.publishes({ topic: 't', payload: 'kept', retain: true })
        await writer.fails()
        const reader = await ground.joins('r')
        await reader.subscribes('t')
        expect(await reader.hears()).toMatchObject({ payload: 'kept', retain: true })
      },
    },
    forStations: 'As 3.3.1-5: nothing is retained.',
  },
]
