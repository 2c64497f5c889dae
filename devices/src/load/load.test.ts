import { afterEach, describe, expect, it } from 'vitest'
import { type PlainBroker, startPlainBroker } from '../plain-broker.ts'
import { Histogram } from './histogram.ts'
import { createLoad } from './load.ts'
import { markDuplicate, patch, publishLayout, slotsOf, valueAt } from './packet.ts'
import { runLoadInThreads } from './threads.ts'

/** A shared machine may be slow. */
const WITHIN = { timeout: 4000 }
const SECRET = 'y'.repeat(22)
let broker: PlainBroker | undefined
afterEach(async () => {
  await broker?.stop()
  broker = undefined
})
const stations = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `load-${index}`,
    secret: SECRET,
    datastreams: ['a', 'b'],
  }))

describe('a pre-encoded publish', () => {
  it('is patched to the time and values that are due', () => {
    const layout = publishLayout('load-1', ['a', 'b'], 1)
    const slots = slotsOf(layout, 'load-1', 3)
    patch(slots, 2, layout, 1764000001234)
    const third = slots.bytes.subarray(2 * slots.slotBytes)
    expect(third.toString('latin1')).toContain('{"ts":1764000001234,"values":{"a":2.234,"b":2.234}}')
    expect(valueAt(1764000001234)).toBe(2.234)
    // QoS 1; the topic is 24 bytes long and starts after the fixed header of 2; then message id 3.
    expect(third[0]).toBe(0x32)
    expect(third.readUInt16BE(2 + 2 + 'stations/load-1/readings'.length)).toBe(3)
    markDuplicate(slots, 2)
    expect(third[0]).toBe(0x3a)
  })

  it('can hold several items', () => {
    const layout = publishLayout('load-1', ['a'], 2)
    const slots = slotsOf(layout, 'load-1', 1)
    patch(slots, 0, layout, 1764000008999)
    expect(slots.bytes.toString('latin1')).toContain(
      '[{"ts":1764000008999,"values":{"a":9.999}},{"ts":1764000009000,"values":{"a":1.000}}]',
    )
  })
})

describe('a histogram of latencies', () => {
  it('answers quantiles to within two per cent', () => {
    const histogram = new Histogram()
    for (let ms = 1; ms <= 1000; ms++) histogram.add(ms)
    expect(histogram.quantile(0.5) / 500).toBeCloseTo(1, 1)
    expect(Math.abs(histogram.quantile(0.99) - 990)).toBeLessThan(20)
    expect(histogram.quantile(1)).toBe(1000)
    expect(new Histogram().quantile(0.99)).toBe(0)
  })

  it('is the same after it was merged from parts', () => {
    const whole = new Histogram()
    const parts = [new Histogram(), new Histogram()]
    for (let ms = 1; ms <= 500; ms++) {
      whole.add(ms / 10)
      parts[ms % 2]?.add(ms / 10)
    }
    const merged = new Histogram()
    for (const part of parts) merged.merge(part)
    expect(merged.counts).toEqual(whole.counts)
    expect(merged.quantile(0.9)).toBe(whole.quantile(0.9))
  })
})

describe('a load', () => {
  it('publishes at its rate, every item once with its own time, and counts what was acknowledged', async () => {
    broker = await startPlainBroker(SECRET)
    const acknowledged = new Set<string>()
    const load = createLoad({
      host: '127.0.0.1',
      port: broker.port,
      stations: stations(5),
      rate: 1000,
      onAcknowledged: (station, ts) => acknowledged.add(`${station}@${ts}`),
    })
    await load.connect()
    load.start()
    await new Promise((resolve) => setTimeout(resolve, 500))
    const stats = await load.stop()
    const received = broker.received.flatMap(({ client, items }) => items.map(({ ts }) => `${client}@${ts}`))
    expect(new Set(received).size).toBe(received.length)
    expect(new Set(received)).toEqual(acknowledged)
    expect(stats).toMatchObject({ accepted: received.length, underWay: 0, errors: 0, connected: 5 })
    expect(stats.acceptedPerSecond).toBeGreaterThan(500)
    expect(stats.acceptedPerSecond).toBeLessThan(1100)
    expect(stats.latency.count).toBe(received.length)
    const [first] = broker.received[0]?.items ?? []
    expect(first?.values['a']).toBe(valueAt(first?.ts ?? 0))
  })

  it('keeps every window full at the rate "max"', async () => {
    broker = await startPlainBroker(SECRET)
    const load = createLoad({
      host: '127.0.0.1',
      port: broker.port,
      stations: stations(3),
      rate: 'max',
      inflight: 4,
    })
    await load.connect()
    load.start()
    await expect.poll(() => load.stats().accepted, WITHIN).toBeGreaterThan(500)
    const stats = await load.stop()
    expect(stats).toMatchObject({ errors: 0, underWay: 0, owed: 0 })
  })

  it('comes back after a cut and sends again what was not acknowledged', async () => {
    const started = await startPlainBroker(SECRET)
    broker = started
    const acknowledged = new Set<number>()
    const load = createLoad({
      host: '127.0.0.1',
      port: broker.port,
      stations: stations(1),
      rate: 'max',
      inflight: 8,
      reconnect: true,
      onAcknowledged: (_station, ts) => acknowledged.add(ts),
    })
    await load.connect()
    started.acknowledges = false
    load.start()
    expect(load.stats().underWay).toBe(8)
    await expect.poll(() => load.stats().connected, WITHIN).toBe(1)
    started.acknowledges = true
    started.cut()
    await expect.poll(() => acknowledged.size, WITHIN).toBeGreaterThan(8)
    const stats = await load.stop()
    expect(stats).toMatchObject({ errors: 1, underWay: 0 })
  })

  it('says why it cannot connect', async () => {
    broker = await startPlainBroker('another')
    const load = createLoad({ host: '127.0.0.1', port: broker.port, stations: stations(2), rate: 10 })
    await expect(load.connect()).rejects.toThrow(
      /no station could connect: load-0: CONNACK with return code 5/,
    )
  })

  it('spreads over threads and adds up', async () => {
    broker = await startPlainBroker(SECRET)
    const stats = await runLoadInThreads(
      { host: '127.0.0.1', port: broker.port, stations: stations(4), rate: 400, itemsPerPublish: 3 },
      { seconds: 0.5, threads: 2 },
    )
    expect(stats).toMatchObject({ connected: 4, errors: 0, underWay: 0 })
    expect(stats.accepted).toBe(broker.received.length)
    expect(stats.latency.count).toBe(stats.accepted)
    expect(stats.readingsPerSecond / stats.acceptedPerSecond).toBeCloseTo(6)
  })
})
