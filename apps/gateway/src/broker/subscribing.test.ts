import { afterEach, describe, expect, it } from 'vitest'
import { publishPacket, subscribePacket } from './testing/raw-device.ts'
import { Rig, until } from './testing/rig.ts'

let rig: Rig
afterEach(() => rig.broker.stop())

describe('subscribing', () => {
  const f = (name: string, filter: string, granted: string) =>
    it(`${granted === '80' ? 'is refused' : 'is granted'} for ${name}`, async () => {
      rig = await Rig.start()
      const device = await rig.signIn()
      device.send(subscribePacket(filter))
      expect(await device.answer()).toBe(`90030001${granted}`)
      expect(rig.broker.stats().refused.subscription).toBe(granted === '80' ? 1 : 0)
    })
  f('the station’s own commands', 'stations/a/commands', '01')
  f('its own readings', 'stations/a/readings', '80')
  f('another station’s commands', 'stations/b/commands', '80')
  f('every station’s commands', 'stations/+/commands', '80')
  f('everything', '#', '80')
  f('the broker’s own topics', '$SYS/#', '80')
  f('a shared subscription', '$share/g/stations/a/commands', '80')
  f('a prototype’s name', 'constructor', '80')

  it('judges each filter of one packet by itself', async () => {
    rig = await Rig.start()
    const device = await rig.signIn()
    device.send(subscribePacket('#', 'stations/a/commands', 'toString'))
    expect(await device.answer()).toBe('90050001800180')
  })

  it('brings commands to their station alone', async () => {
    rig = await Rig.start()
    const [a, b] = [await rig.signIn(), await rig.signIn({ username: 'b' })]
    a.send(subscribePacket('stations/a/commands'))
    b.send(subscribePacket('stations/b/commands'))
    await Promise.all([a.next(), b.next()])
    rig.broker.publishCommand('a', '!')
    expect((await a.next())?.subarray(4, 23).toString()).toBe('stations/a/commands')
    expect(await b.isQuietFor(20)).toBe(true)
  })

  it('ends with the connection, even for a client that asks for a lasting session', async () => {
    rig = await Rig.start()
    const before = await rig.signIn({ clean: false })
    before.send(subscribePacket('stations/a/commands'))
    await before.next()
    before.cut()
    await until(() => rig.broker.stats().sockets === 0)
    rig.broker.publishCommand('a', 'kept for nobody')
    // The CONNACK says "no session present".
    const after = await rig.signIn({ clean: false })
    expect(await after.isQuietFor(30)).toBe(true)
  })

  it('closes a subscriber that takes nothing, and holds up nobody meanwhile', async () => {
    rig = await Rig.start({ drainTimeoutMs: 150 })
    const [frozen, other] = [await rig.signIn(), await rig.signIn({ username: 'b' })]
    frozen.send(subscribePacket('stations/a/commands'))
    await frozen.next()
    frozen.stream.pause()
    const command = Buffer.alloc(100_000)
    for (let i = 0; i < 150; i++) rig.broker.publishCommand('a', command)
    const begun = performance.now()
    other.send(publishPacket({ topic: 'stations/b/readings' }))
    await other.acks(1)
    expect(performance.now() - begun).toBeLessThan(140)
    await until(() => rig.broker.stats().refused.frozen === 1)
    await until(() => rig.broker.stats().connections === 1)
  })

  it('leaves out commands beyond a bound behind a frozen subscriber, and delivers again once it is let go of', async () => {
    rig = await Rig.start({ drainTimeoutMs: 150 })
    const [frozen, other] = [await rig.signIn(), await rig.signIn({ username: 'b' })]
    for (const [device, id] of [
      [frozen, 'a'],
      [other, 'b'],
    ] as const) {
      device.send(subscribePacket(`stations/${id}/commands`))
      await device.next()
    }
    frozen.stream.pause()
    // Many times what waits at the most: aedes by itself would run out of stack as it works them off.
    const command = Buffer.alloc(10_000)
    for (let i = 0; i < 30_000; i++) rig.broker.publishCommand('a', command)
    await until(() => rig.broker.stats().refused.frozen === 1)
    await until(() => rig.broker.stats().connections === 1)
    rig.broker.publishCommand('b', 'after')
    expect((await other.next())?.toString()).toContain('after')
  })
})
