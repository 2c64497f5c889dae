import { afterEach, describe, expect, it } from 'vitest'
import { createDevice, type Device, type DeviceOptions } from './device.ts'
import { type PlainBroker, startPlainBroker } from './plain-broker.ts'
import type { ReadingsItem } from './readings-item.ts'

/** A shared machine may be slow; what is asserted is the order of things, not their pace. */
const WITHIN = { timeout: 4000 }
const SECRET = 'x'.repeat(22)
const running: (Device | PlainBroker)[] = []
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop()
})

async function startBroker(port?: number): Promise<PlainBroker> {
  const broker = await startPlainBroker(SECRET, port)
  running.push(broker)
  return broker
}

function device(broker: PlainBroker, options: Partial<DeviceOptions> = {}): Device {
  const made = createDevice({ id: 'bridge', secret: SECRET, url: broker.url, ...options })
  running.push(made)
  return made
}

const item = (ts: number): ReadingsItem => ({ ts, values: { level: ts / 1000 } })
const items = (from: number, count: number) => Array.from({ length: count }, (_, index) => item(from + index))
const times = (broker: PlainBroker) => broker.received.flatMap((payload) => payload.items.map(({ ts }) => ts))

describe('a device', () => {
  it('publishes under its own id and secret, and forgets what was acknowledged', async () => {
    const broker = await startBroker()
    const bridge = device(broker)
    bridge.start()
    bridge.record([item(1764000000000)])
    expect(bridge.pending).toBe(1)
    await bridge.drained()
    expect(broker.received).toEqual([
      { client: 'bridge', items: [{ ts: 1764000000000, values: { level: 1764000000 } }] },
    ])
    expect(bridge.pending).toBe(0)
  })

  it('sends what it kept without a link oldest first, in arrays of at most 1,000', async () => {
    const broker = await startBroker()
    const bridge = device(broker)
    bridge.record(items(1, 2500))
    bridge.start()
    await bridge.drained()
    expect(broker.received.map((payload) => payload.items.length)).toEqual([1000, 1000, 500])
    expect(times(broker)).toEqual(Array.from({ length: 2500 }, (_, index) => index + 1))
  })

  it('sends again what was not acknowledged when the link went', async () => {
    const broker = await startBroker()
    const links: string[] = []
    const bridge = device(broker, { onLink: (link) => links.push(link) })
    bridge.start()
    bridge.record([item(1)])
    await bridge.drained()
    broker.acknowledges = false
    bridge.record([item(2)])
    bridge.record([item(3)])
    await expect.poll(() => bridge.connected, WITHIN).toBe(true)
    broker.cut()
    await expect.poll(() => bridge.connected, WITHIN).toBe(false)
    broker.acknowledges = true
    bridge.record([item(4)])
    await bridge.drained()
    expect(times(broker)).toEqual([1, 2, 3, 4])
    expect(links).toEqual(['up', 'down', 'up'])
  })

  it('keeps its readings while the broker is away', async () => {
    const broker = await startBroker()
    const bridge = device(broker)
    bridge.start()
    bridge.record([item(1)])
    await bridge.drained()
    await broker.stop()
    running.splice(running.indexOf(broker), 1)
    bridge.record(items(2, 3))
    const again = await startBroker(broker.port)
    await bridge.drained()
    expect(times(again)).toEqual([2, 3, 4])
  })

  it('says once why it does not get in', async () => {
    const broker = await startBroker()
    const reasons: string[] = []
    const bridge = device(broker, {
      secret: 'wrong',
      onLink: (link, reason) => reasons.push(`${link}: ${reason}`),
    })
    bridge.record([item(1)])
    bridge.start()
    await expect.poll(() => reasons.length, WITHIN).toBe(1)
    expect(reasons[0]).toMatch(/^down: .*(not authorized|bad user)/i)
    expect(bridge.pending).toBe(1)
  })

  it('drops the oldest when there is no room, and counts it', async () => {
    const broker = await startBroker()
    const bridge = device(broker, { capacity: 3 })
    bridge.record(items(1, 5))
    expect([bridge.pending, bridge.dropped]).toEqual([3, 2])
    bridge.start()
    await bridge.drained()
    expect(times(broker)).toEqual([3, 4, 5])
  })
})
