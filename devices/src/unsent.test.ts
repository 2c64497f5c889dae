import { describe, expect, it } from 'vitest'
import { Unsent } from './unsent.ts'

const item = (ts: number) => ({ ts, values: { level: 1 } })

describe('what is unsent', () => {
  it('writes one item as an object and several as an array', () => {
    const unsent = new Unsent(10)
    unsent.add(item(1))
    expect(unsent.batch().payload).toBe('{"ts":1,"values":{"level":1}}')
    unsent.add(item(2))
    expect(unsent.batch().payload).toBe('[{"ts":1,"values":{"level":1}},{"ts":2,"values":{"level":1}}]')
  })

  it('keeps a batch until it is acknowledged', () => {
    const unsent = new Unsent(10)
    unsent.add(item(1))
    unsent.add(item(2))
    const { items } = unsent.batch()
    unsent.add(item(3))
    expect(unsent.size).toBe(3)
    unsent.acknowledge(items)
    expect(unsent.batch().items).toEqual([item(3)])
  })

  it('acknowledges a batch of which the oldest was dropped meanwhile', () => {
    const unsent = new Unsent(2)
    unsent.add(item(1))
    unsent.add(item(2))
    const { items } = unsent.batch()
    unsent.add(item(3))
    expect([unsent.size, unsent.dropped]).toEqual([2, 1])
    unsent.acknowledge(items)
    expect(unsent.batch().items).toEqual([item(3)])
  })

  it('keeps a payload under 256 KiB', () => {
    const unsent = new Unsent(2000)
    const values = Object.fromEntries(
      Array.from({ length: 64 }, (_, index) => [`datastream-number-${index}`, 1.234]),
    )
    for (let ts = 0; ts < 1000; ts++) unsent.add({ ts, values })
    const { items, payload } = unsent.batch()
    expect(payload.length).toBeLessThan(256 * 1024)
    expect(items.length).toBeGreaterThan(50)
  })

  it('holds 100,000 items and forgets them in batches', () => {
    const unsent = new Unsent(100_000)
    for (let ts = 0; ts < 100_001; ts++) unsent.add(item(ts))
    expect(unsent.dropped).toBe(1)
    let last = 0
    while (unsent.size > 0) {
      const { items } = unsent.batch()
      for (const { ts } of items) {
        expect(ts === last + 1).toBe(true)
        last = ts
      }
      unsent.acknowledge(items)
    }
    expect(last).toBe(100_000)
  })
})
