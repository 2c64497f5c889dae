import { publishPacket } from '@tocsin/gateway/broker/testing/raw-device'
import { expect } from 'vitest'
import type { Statement } from './statement.ts'

const NOTHING_IS_RETAINED = 'As 3.3.1-5: nothing is retained.'

/** The RETAIN flag [3.3.1.3]. */
export const retained: readonly Statement[] = [
  {
    clause: '3.3.1-5',
    asks: 'A message with RETAIN is stored with its QoS for subscribers to come.',
    open: {
      'gives who subscribes later the message and its QoS': async (ground) => {
        const writer = await ground.joins('w')
        for (const qos of [0, 1, 2])
          await writer.publishes({ topic: `t/${qos}`, payload: `${qos}`, qos, retain: true })
        const reader = await ground.joins('r')
        for (const qos of [0, 1, 2]) {
          await reader.subscribes(`t/${qos}`)
          expect(await reader.hears()).toMatchObject({ topic: `t/${qos}`, payload: `${qos}`, qos })
        }
      },
    },
    forStations:
      'The flag is passed over: readings are kept by the journal, and nothing is retained. The acknowledgement is the same.',
    station: {
      'acknowledges a reading with RETAIN and retains nothing': async (ground) => {
        const station = await ground.joins('a')
        await station.publishes({ retain: true })
        await station.publishes({ topic: 'stations/a/commands', retain: true, messageId: 2 })
        expect(ground.rig.taken).toHaveLength(1)
        await station.subscribes('stations/a/commands', 1)
        await station.hearsNothing()
      },
    },
  },
  {
    clause: '3.3.1-6',
    asks: 'A new subscription is sent the last retained message of each topic that matches.',
    open: {
      'sends one for each topic under a wildcard, the last of each': async (ground) => {
        const writer = await ground.joins('w')
        for (const payload of ['old', 'new'])
          for (const topic of ['TopicA/B', 'TopicA/C', 'Other'])
            await writer.publishes({ topic, payload, retain: true })
        const reader = await ground.joins('r')
        await reader.subscribes('TopicA/+')
        const both = [await reader.hears(), await reader.hears()]
        expect(both.map(({ topic, payload }) => `${topic} ${payload}`).sort()).toEqual([
          'TopicA/B new',
          'TopicA/C new',
        ])
        await reader.hearsNothing()
      },
    },
    forStations: NOTHING_IS_RETAINED,
  },
  {
    clause: '3.3.1-7',
    asks: 'A QoS 0 message with RETAIN discards what was retained before.',
    open: {
      'keeps the newer one though it has QoS 0': async (ground) => {
        const writer = await ground.joins('w')
        await writer.publishes({ topic: 't', payload: 'one', qos: 1, retain: true })
        await writer.publishes({ topic: 't', payload: 'two', qos: 0, retain: true })
        const reader = await ground.joins('r')
        await reader.subscribes('t')
        expect(await reader.hears()).toMatchObject({ payload: 'two', qos: 0 })
      },
    },
    forStations: NOTHING_IS_RETAINED,
  },
  {
    clause: '3.3.1-8',
    asks: 'RETAIN is 1 on what is sent because of a new subscription.',
    open: {
      'says 1 on it': async (ground) => {
        await (await ground.joins('w')).publishes({ topic: 't', payload: 'x', retain: true })
        const reader = await ground.joins('r')
        await reader.subscribes('t')
        expect(await reader.hears()).toMatchObject({ retain: true })
      },
    },
    forStations: NOTHING_IS_RETAINED,
  },
  {
    clause: '3.3.1-9',
    asks: 'RETAIN is 0 on what is sent to a subscription that stood already.',
    open: {
      'says 0 though the message came with 1': async (ground) => {
        const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
        await reader.subscribes('t')
        await writer.publishes({ topic: 't', payload: 'x', retain: true })
        expect(await reader.hears()).toMatchObject({ retain: false })
      },
    },
    station: {
      'says 0 on a command': async (ground) => {
        const station = await ground.joins('a')
        await station.subscribes('stations/a/commands', 1)
        ground.rig.broker.publishCommand('a', 'x')
        expect(await station.hears()).toMatchObject({ retain: false, qos: 1, dup: false })
      },
    },
  },
  {
    clause: '3.3.1-10',
    asks: 'An empty message with RETAIN is delivered, and removes what was retained.',
    open: {
      'delivers it, and nothing to who comes later': async (ground) => {
        const [reader, writer] = [await ground.joins('r'), await ground.joins('w')]
        await writer.publishes({ topic: 't', payload: 'x', retain: true })
        await reader.subscribes('t')
        await reader.hears()
        await writer.publishes({ topic: 't', payload: '', retain: true })
        expect(await reader.hears()).toMatchObject({ payload: '', retain: false })
        const late = await ground.joins('l')
        await late.subscribes('t')
        await late.hearsNothing()
      },
    },
    forStations: NOTHING_IS_RETAINED,
  },
  {
    clause: '3.3.1-11',
    asks: 'An empty message is not stored.',
    open: {
      'stores none where nothing was retained': async (ground) => {
        await (await ground.joins('w')).publishes({ topic: 't', payload: '', retain: true })
        const reader = await ground.joins('r')
        await reader.subscribes('t')
        await reader.hearsNothing()
      },
    },
  },
  {
    clause: '3.3.1-12',
    asks: 'A message without RETAIN is not stored and replaces nothing.',
    open: {
      'leaves the retained message as it was': async (ground) => {
        const writer = await ground.joins('w')
        await writer.publishes({ topic: 't', payload: 'kept', retain: true })
        await writer.publishes({ topic: 't', payload: 'passing', messageId: 2 })
        writer.send(publishPacket({ topic: 't', payload: '', qos: 0 }))
        const reader = await ground.joins('r')
        await reader.subscribes('t')
        expect(await reader.hears()).toMatchObject({ payload: 'kept' })
        await reader.hearsNothing()
      },
    },
  },
]
