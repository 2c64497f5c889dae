import { describe, expect, it } from 'vitest'
import { distanceKm } from './neighbour.ts'

describe('the distance between stations', () => {
  it('is that of a degree of latitude', () => {
    expect(distanceKm({ longitude: 110, latitude: 31 }, { longitude: 110, latitude: 32 })).toBeCloseTo(
      111.2,
      1,
    )
  })
  it('shrinks with the cosine of the latitude', () => {
    const [a, b] = [
      { longitude: 110, latitude: 60 },
      { longitude: 111, latitude: 60 },
    ]
    expect(distanceKm(a, b)).toBeCloseTo(55.6, 1)
    expect(distanceKm(a, b)).toBe(distanceKm(b, a))
  })
  it('is nothing to itself', () => {
    expect(distanceKm({ longitude: 110, latitude: 31 }, { longitude: 110, latitude: 31 })).toBe(0)
  })
})
