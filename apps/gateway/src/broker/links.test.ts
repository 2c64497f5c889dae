import { afterEach, describe, expect, it } from 'vitest'
import { silentLog } from '../log.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import type { Link } from './link.ts'
import { Links } from './links.ts'
import { connectPacket, publishPacket, subscribePacket } from './testing/raw-device.ts'
import { Rig, until } from './testing/rig.ts'
import { selfSigned } from './testing/self-signed.ts'

let rig: Rig
afterEach(() => rig.broker.stop())

describe('the links of a station', () => {
  it('tell when its first comes and its last goes', async () => {
    rig = await Rig.start()
    const first = await rig.signIn()
    const second = await rig.signIn({ clientId: 'a#2' })
    expect(rig.broker.stats()).toMatchObject({ connections: 2, stations: 1, sockets: 2 })
    first.cut()
    await until(() => rig.broker.stats().connections === 1)
    expect(rig.connections).toEqual(['a on'])
    second.cut()
    await until(() => rig.broker.stats().connections === 0)
    expect(rig.connections).toEqual(['a on', 'a off'])
  })

  it('give way to a new one of the same client id, which is said', async () => {
    rig = await Rig.start()
    const older = await rig.signIn()
    older.send(subscribePacket('stations/a/commands'))
    await older.next()
    const newer = await rig.signIn()
    expect(await older.answer()).toBe('closed')
    newer.send(publishPacket())
    expect(await newer.acks(1)).toEqual([1])
    expect(rig.events('broker.takeover')).toMatchObject([{ station: 'a', client: 'a', address: '127.0.0.1' }])
    // The station was there all the time.
    expect(rig.connections).toEqual(['a on'])
    expect(rig.broker.stats()).toMatchObject({ connections: 1, stations: 1, takeovers: 1 })
    await rig.signIn()
    expect(await newer.answer()).toBe('closed')
    expect(rig.broker.stats()).toMatchObject({ connections: 1, takeovers: 2 })
  })

  it('are limited in number', async () => {
    rig = await Rig.start({ connectionsPerStation: 2 })
    const first = await rig.signIn()
    await rig.signIn({ clientId: 'a#2' })
    const third = await rig.dial()
    third.send(connectPacket({ clientId: 'a#3' }))
    expect(await third.answer()).toBe('20020003')
    await third.closed
    expect(rig.broker.stats().refused['connections-of-station']).toBe(1)
    // One that comes back takes its own place.
    await rig.signIn()
    await first.closed
    expect(rig.broker.stats().connections).toBe(2)
  })

  it('are cut when its secret is replaced, and no other station’s', async () => {
    rig = await Rig.start()
    const [one, two, other] = [
      await rig.signIn(),
      await rig.signIn({ clientId: 'a#2' }),
      await rig.signIn({ username: 'b' }),
    ]
    rig.broker.disconnect('a')
    expect(await Promise.all([one.answer(), two.answer()])).toEqual(['closed', 'closed'])
    expect(await other.isQuietFor(20)).toBe(true)
    expect(rig.connections).toEqual(['a on', 'b on', 'a off'])
    rig.broker.disconnect('nobody')
  })

  it('leave nothing behind when they come and go in a hurry', async () => {
    rig = await Rig.start()
    for (let i = 0; i < 40; i++) {
      const device = await rig.dial()
      device.send(connectPacket(), subscribePacket('stations/a/commands'))
      if (i % 3 > 0) await device.next()
      if (i % 3 > 1) await device.next()
      device.cut()
    }
    await until(() => rig.broker.stats().sockets === 0)
    await until(() => rig.broker.stats().connections === 0)
    expect(rig.broker.stats()).toMatchObject({ stations: 0, inflight: 0 })
    expect(rig.connections.filter((change) => change === 'a on').length).toBe(
      rig.connections.filter((change) => change === 'a off').length,
    )
    const device = await rig.signIn()
    device.send(publishPacket())
    expect(await device.acks(1)).toEqual([1])
  })
})

describe('the list of links', () => {
  it('closes a predecessor that aedes lost sight of', async () => {
    rig = await Rig.start()
    const closed: string[] = []
    const link = (address: string) =>
      ({
        clientId: 'a',
        address,
        closed: false,
        fields: {},
        client: { close: () => closed.push(address) },
        signIn() {},
      }) as unknown as Link
    const links = new Links(DEFAULT_LIMITS, silentLog, () => {})
    const [older, newer] = [link('older'), link('newer')]
    links.enter(older, 'a')
    links.enter(newer, 'a')
    links.settle(newer)
    expect(closed).toEqual(['older'])
  })
})

describe('stopping', () => {
  it('acknowledges what is kept within moments, then closes everything', async () => {
    rig = await Rig.start()
    rig.keeps = false
    const device = await rig.signIn()
    device.send(publishPacket({ messageId: 5 }))
    await rig.untilTaken(1)
    const stopped = rig.broker.stop()
    device.send(publishPacket({ messageId: 6 }))
    expect(await device.isQuietFor(30)).toBe(true)
    rig.taken[0]?.done()
    expect(await device.answer()).toBe('40020005')
    expect(await device.answer()).toBe('closed')
    await stopped
    expect(rig.taken).toHaveLength(1)
    expect(rig.connections).toEqual(['a on', 'a off'])
    await expect(rig.dial()).rejects.toThrow('ECONNREFUSED')
  })

  it('does not wait for ever for a journal that says nothing', async () => {
    rig = await Rig.start({ stopTimeoutMs: 50 })
    rig.keeps = false
    const device = await rig.signIn()
    device.send(publishPacket())
    await rig.untilTaken(1)
    await rig.broker.stop()
    expect(await device.answer()).toBe('closed')
    rig.taken[0]?.done()
  })

  it('may come twice, and before the start', async () => {
    rig = await Rig.start()
    await rig.broker.stop()
    await rig.broker.stop()
  })

  it('follows a start that failed, and gives back the port that it had', async () => {
    const free = await Rig.start()
    const { port } = free.broker
    await free.broker.stop()
    rig = await Rig.start()
    const tls = { ...selfSigned(), port: rig.broker.port }
    await expect(Rig.start({}, { port, tls })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    const again = await Rig.start({}, { port })
    await again.broker.stop()
  })
})
