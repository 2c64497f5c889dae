import { describe, expect, it } from 'vitest'
import { LiveStore } from './live-store.ts'

const observed = (phenomenonTime: number, value: number, receivedAt = phenomenonTime) => ({
  datastream: 'bridge/level',
  phenomenonTime,
  receivedAt,
  value,
  flag: 'good' as const,
})

describe('the live store', () => {
  it('keeps the value that is latest in the world, not the one that came last', () => {
    const store = new LiveStore((wake) => wake())
    store.apply([observed(2000, 3.2)])
    store.apply([observed(1000, 3.1, 9000)])
    expect(store.latest('bridge/level')?.value).toBe(3.2)
  })

  it('takes a correction of the same moment', () => {
    const store = new LiveStore((wake) => wake())
    store.apply([observed(2000, 3.2)])
    store.apply([observed(2000, 3.3, 2500)])
    expect(store.latest('bridge/level')?.value).toBe(3.3)
  })

  it('does not let a clock that ran ahead once keep the last word', () => {
    const store = new LiveStore((wake) => wake())
    store.apply([observed(90_000_000_000, 3.1, 5000)])
    expect(store.latest('bridge/level')?.value).toBe(3.1)
    store.apply([observed(6000, 3.3)])
    expect(store.latest('bridge/level')?.value).toBe(3.3)
  })

  it('wakes a cell once a frame, and only the cell that changed', () => {
    const frames: (() => void)[] = []
    const store = new LiveStore((wake) => frames.push(wake))
    const woken: string[] = []
    store.subscribe('bridge/level', () => woken.push('level'))
    store.subscribe('bridge/rain', () => woken.push('rain'))
    store.apply([observed(1000, 3.1)])
    store.apply([observed(2000, 3.2), observed(3000, 3.3)])
    expect(frames).toHaveLength(1)
    frames[0]?.()
    expect(woken).toEqual(['level'])
  })

  it('shows taps everything, the late included', () => {
    const store = new LiveStore((wake) => wake())
    const seen: number[] = []
    const untap = store.tap('bridge/level', ({ value }) => seen.push(value))
    store.apply([observed(2000, 3.2), observed(1000, 3.1)])
    untap()
    store.apply([observed(3000, 3.3)])
    expect(seen).toEqual([3.2, 3.1])
  })
})
