import mqtt from 'mqtt'
import { afterEach, describe, expect, it } from 'vitest'
import { connectPacket, type Publish, publishPacket, subscribePacket } from './testing/raw-device.ts'
import { Rig, START, until } from './testing/rig.ts'

let rig: Rig
afterEach(() => rig.broker.stop())

describe('publishing readings', () => {
  it('is acknowledged only once the frame is kept', async () => {
    rig = await Rig.start()
    rig.keeps = false
    const device = await rig.signIn()
    device.send(publishPacket({ messageId: 7 }))
    await rig.untilTaken(1)
    expect(await device.isQuietFor(50)).toBe(true)
    rig.taken[0]?.done()
    expect(await device.answer()).toBe('40020007')
    expect(rig.broker.stats()).toMatchObject({ frames: 1, acks: 1, inflight: 0 })
  })

  it('hands on who sent what, and when it came', async () => {
    rig = await Rig.start()
    const device = await rig.signIn()
    device.send(publishPacket({ payload: '{"values":{"level":3.9}}' }))
    await device.acks(1)
    expect(rig.taken[0]?.frame).toMatchObject({
      station: 'a',
      topic: 'stations/a/readings',
      receivedAt: START,
    })
    expect(rig.payloads()).toEqual(['{"values":{"level":3.9}}'])
  })

  it('closes the connection without an acknowledgement when the frame cannot be kept', async () => {
    rig = await Rig.start()
    rig.keeps = false
    const [device, other] = [await rig.signIn(), await rig.signIn({ username: 'b' })]
    device.send(publishPacket({ messageId: 1 }), publishPacket({ messageId: 2 }))
    await rig.untilTaken(2)
    rig.taken[0]?.done(new Error('disk full'))
    rig.taken[1]?.done()
    expect(await device.answer()).toBe('closed')
    expect(rig.broker.stats()).toMatchObject({ acks: 0, inflight: 0, refused: { 'not-kept': 1 } })
    expect(rig.events('broker.refused')).toMatchObject([
      { reason: 'not-kept', station: 'a', detail: 'disk full' },
    ])
    expect(await other.isQuietFor(10)).toBe(true)
  })

  it('acknowledges once, however often it is told', async () => {
    rig = await Rig.start()
    rig.keeps = false
    const device = await rig.signIn()
    device.send(publishPacket())
    await rig.untilTaken(1)
    rig.taken[0]?.done()
    rig.taken[0]?.done()
    rig.taken[0]?.done(new Error('too late'))
    expect(await device.acks(1)).toEqual([1])
    expect(await device.isQuietFor(20)).toBe(true)
    expect(rig.broker.stats()).toMatchObject({ acks: 1, inflight: 0, inflightBytes: 0 })
  })

  it('lets a frame that breaks the decoder cost its own connection and nothing else', async () => {
    rig = await Rig.start(
      {},
      {
        accept: () => {
          throw new Error('a bug')
        },
      },
    )
    const device = await rig.signIn()
    device.send(publishPacket())
    expect(await device.answer()).toBe('closed')
    expect(rig.events('broker.accept-failed')).toHaveLength(1)
    await rig.signIn({ username: 'b' })
  })

  it('takes QoS 0 without an answer', async () => {
    rig = await Rig.start()
    const device = await rig.signIn()
    device.send(publishPacket({ qos: 0 }), publishPacket({ qos: 1, messageId: 9 }))
    expect(await device.acks(1)).toEqual([9])
    expect(rig.taken).toHaveLength(2)
    expect(rig.broker.stats()).toMatchObject({ frames: 2, acks: 1 })
  })

  it('works with an ordinary client library', async () => {
    rig = await Rig.start()
    const client = await mqtt.connectAsync({
      port: rig.broker.port,
      protocolVersion: 4,
      clientId: 'a#spare',
      username: 'a',
      password: 'secret-of-a',
    })
    await Promise.all([1, 2, 3].map((n) => client.publishAsync('stations/a/readings', `${n}`, { qos: 1 })))
    expect(rig.payloads()).toEqual(['1', '2', '3'])
    const [granted] = await client.subscribeAsync('stations/a/commands', { qos: 1 })
    expect(granted?.qos).toBe(1)
    const command = new Promise((resolve) =>
      client.once('message', (topic, text) => resolve(`${topic} ${text}`)),
    )
    rig.broker.publishCommand('a', 'measure')
    expect(await command).toBe('stations/a/commands measure')
    await client.endAsync()
  })
})

describe('publishing elsewhere', () => {
  const refused = (name: string, publish: Publish, reason: string) =>
    it(`is refused for ${name}: the connection is closed, unacknowledged`, async () => {
      rig = await Rig.start()
      const device = await rig.signIn()
      device.send(publishPacket(publish))
      expect(await device.answer()).toBe('closed')
      expect(rig.taken).toEqual([])
      expect(rig.broker.stats().refused).toMatchObject({ [reason]: 1 })
      expect(rig.events('broker.refused')).toMatchObject([{ reason, station: 'a' }])
    })
  refused('another station’s readings', { topic: 'stations/b/readings' }, 'topic')
  refused('a station whose name begins like its own', { topic: 'stations/ab/readings' }, 'topic')
  refused('a topic outside the contract', { topic: 'weather' }, 'topic')
  refused('the broker’s own topics', { topic: '$SYS/heartbeat' }, 'topic')
  refused('a prototype’s name', { topic: '__proto__' }, 'topic')
  refused('a topic with too many levels', { topic: `stations/a${'/x'.repeat(20)}` }, 'malformed')
  refused('a wildcard', { topic: 'stations/a/#' }, 'malformed')
  refused('readings with QoS 2', { qos: 2 }, 'qos-2')
  refused('QoS 2 under its own prefix', { topic: 'stations/a/status', qos: 2 }, 'qos-2')

  it('is acknowledged under its own prefix, and goes nowhere', async () => {
    rig = await Rig.start()
    const device = await rig.signIn()
    device.send(publishPacket({ topic: 'stations/a/status' }), publishPacket({ topic: 'stations/a/status' }))
    expect(await device.acks(2)).toEqual([1, 1])
    expect(rig.taken).toEqual([])
    expect(rig.broker.stats()).toMatchObject({ frames: 0, unrouted: 2 })
    expect(rig.events('broker.unrouted')).toHaveLength(1)
  })

  it('is neither routed to a subscriber nor retained', async () => {
    rig = await Rig.start()
    const device = await rig.signIn()
    device.send(subscribePacket('stations/a/commands'))
    expect(await device.answer()).toBe('9003000101')
    device.send(publishPacket({ topic: 'stations/a/commands', retain: true, messageId: 3 }))
    expect(await device.answer()).toBe('40020003')
    expect(await device.isQuietFor(30)).toBe(true)
    const again = await rig.signIn({ clientId: 'a#2' })
    again.send(subscribePacket('stations/a/commands'))
    expect(await again.answer()).toBe('9003000101')
    expect(await again.isQuietFor(30)).toBe(true)
  })
})

describe('a will', () => {
  it('on the station’s own readings is never published', async () => {
    rig = await Rig.start()
    const device = await rig.signIn({
      will: { topic: 'stations/a/readings', payload: '{"values":{"level":9}}' },
    })
    device.cut()
    await until(() => rig.connections.length === 2)
    expect(rig.connections).toEqual(['a on', 'a off'])
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(rig.taken).toEqual([])
    expect(rig.broker.stats().refused.will).toBe(0)
    expect(rig.events('broker.will-ignored')).toHaveLength(1)
  })

  it('on a topic of somebody else refuses the sign-in', async () => {
    rig = await Rig.start()
    const device = await rig.dial()
    device.send(connectPacket({ will: { topic: 'stations/b/readings', payload: '{}' } }))
    expect(await device.answer()).toBe('20020005')
    await device.closed
    expect(rig.broker.stats().refused.will).toBe(1)
  })
})
