import { describe, expect, it } from 'vitest'
import type { PositionedObservation } from './history.ts'
import { UnshippedObservations } from './unshipped.ts'

function at(position: number, datastream = 'bridge/level'): PositionedObservation {
  return {
    datastream,
    phenomenonTime: position * 1000,
    receivedAt: position * 1000,
    value: position,
    flag: 'good',
    checks: [],
    timeliness: 'new',
    position,
  }
}

const all = { from: 0, to: 1e9 }
const positions = (found: readonly PositionedObservation[]) => found.map(({ position }) => position)

describe('unshipped observations', () => {
  it('are found by datastream and half-open range until they are shipped', () => {
    const unshipped = new UnshippedObservations(0)
    unshipped.add([at(1), at(2, 'weir/level')], 2, 0)
    unshipped.add([at(3), at(4)], 4, 0)
    expect(positions(unshipped.select('bridge/level', all))).toEqual([1, 3, 4])
    expect(positions(unshipped.select('bridge/level', { from: 3000, to: 4000 }))).toEqual([3])
    unshipped.shipped(2)
    expect(positions(unshipped.select('bridge/level', all))).toEqual([3, 4])
    expect(unshipped.count).toBe(2)
  })

  it('keep a batch whole until its last entry is shipped', () => {
    const unshipped = new UnshippedObservations(0)
    unshipped.add([at(1), at(2)], 2, 0)
    unshipped.shipped(1)
    expect(positions(unshipped.select('bridge/level', all))).toEqual([1, 2])
  })

  it('leave memory, oldest first, when there are too many: what is saved can be read from disk', () => {
    const unshipped = new UnshippedObservations(0, 10)
    for (let position = 1; position <= 11; position++) unshipped.add([at(position)], position, 8)
    expect(unshipped.onDiskTo).toBe(6)
    expect(positions(unshipped.select('bridge/level', all))).toEqual([7, 8, 9, 10, 11])
  })

  it('stay in memory, however many, while they are nowhere else', () => {
    const unshipped = new UnshippedObservations(0, 2)
    for (let position = 1; position <= 9; position++) unshipped.add([at(position)], position, 0)
    expect(unshipped.onDiskTo).toBe(0)
    expect(unshipped.count).toBe(9)
  })
})

describe('what was held', () => {
  it('comes back as it was, over blocks, after blocks were emptied and used again', () => {
    const unshipped = new UnshippedObservations(0)
    const suspect = {
      ...at(10_000),
      flag: 'suspect' as const,
      checks: ['spike' as const, 'flat-line' as const],
    }
    for (let position = 1; position < 10_000; position++) unshipped.add([at(position)], position, 0)
    unshipped.shipped(9_000)
    unshipped.add([suspect], 10_000, 0)
    for (let position = 10_001; position <= 20_000; position++) unshipped.add([at(position)], position, 0)
    const found = unshipped.select('bridge/level', { from: 0, to: 1e9 })
    expect(positions(found)).toEqual(Array.from({ length: 11_000 }, (_, index) => 9_001 + index))
    expect(found[999]).toEqual(suspect)
    unshipped.shipped(20_000)
    expect(unshipped.select('bridge/level', { from: 0, to: 1e9 })).toEqual([])
    expect(unshipped.count).toBe(0)
  })
})
