import { describe, expect, it } from 'vitest'
import { cameraOf, layersOff, mapSearch, offText, viewText } from './map-search.ts'
import { bodyOf, draftOf, NEW_PLACE, readPositions, shapeOf } from './place-draft.ts'
import { rainRank, rainText } from './rain.ts'
import { replayedAt } from './use-replay.ts'

describe('the address of the map', () => {
  it('holds layers and camera, and forgets what makes no sense', () => {
    const off = layersOff({ off: 'stations,route,nonsense' })
    expect([...off]).toEqual(['stations', 'route'])
    expect(offText(off)).toBe('stations,route')
    expect(offText(new Set())).toBeUndefined()
    expect(cameraOf({ view: viewText({ center: [110.12, 31.27], zoom: 9 }) })).toEqual({
      center: [110.12, 31.27],
      zoom: 9,
    })
    expect(cameraOf({ view: '200,31,3' })).toBeUndefined()
    expect(mapSearch.parse({ rain: 5, level: 'green', view: 'x' })).toEqual({})
    expect(mapSearch.parse({ rain: 6, t: 5 })).toEqual({ rain: 6, t: 5 })
  })
})

describe('the replay', () => {
  const [step, hour] = [600_000, 3_600_000]
  it('moves in steps, within three days, and ends at now', () => {
    const now = 100 * hour
    expect(replayedAt(undefined, now)).toBeUndefined()
    expect(replayedAt(now - hour + 1, now)).toBe(now - hour)
    expect(replayedAt(now + step, now)).toBeUndefined()
    expect(replayedAt(0, now)).toBe(now - 72 * hour)
  })
})

describe('rain', () => {
  it('is classed by its limits, and what is nearly none is none', () => {
    expect([0, 0.09, 0.1, 9.99, 10, 50, 250, 900].map(rainRank)).toEqual([-1, -1, 0, 0, 1, 3, 5, 5])
    expect([0.04, 0.1, 12.35].map(rainText)).toEqual(['0', '0.1', '12.3'])
  })
})

describe('a place as it is typed', () => {
  const typed = (kind: typeof NEW_PLACE.kind, positions: string) =>
    bodyOf({ ...NEW_PLACE, kind, name: 'x', positions })
  it('is a point, a line or an outline, by its kind', () => {
    expect(typed('shelter', '110.1, 31.2')?.geometry).toEqual({ type: 'Point', coordinates: [110.1, 31.2] })
    expect(typed('route', '110 31\n110.1，31.1')?.geometry).toMatchObject({ type: 'LineString' })
    expect(typed('danger-zone', '1,1\n2,1\n2,2')?.geometry).toEqual({
      type: 'Polygon',
      coordinates: [
        [
          [1, 1],
          [2, 1],
          [2, 2],
          [1, 1],
        ],
      ],
    })
    expect(shapeOf('danger-zone', 1)).toBe('point')
    expect(shapeOf('river', 5)).toBe('line')
  })

  it('cannot be saved with too few positions, or with what is none', () => {
    expect(typed('route', '110, 31')).toBeUndefined()
    expect(typed('danger-zone', '1,1\n2,1')).toBeUndefined()
    expect(typed('shelter', 'by the school')).toBeUndefined()
    expect(readPositions('110, 31\n\n31.2\n200, 3')).toEqual([[110, 31], null, null])
  })

  it('comes back as it was drawn; what has several parts is kept as it is', () => {
    const outline = {
      type: 'Polygon',
      coordinates: [
        [
          [1, 1],
          [2, 1],
          [2, 2],
          [1, 1],
        ],
      ],
    }
    const place = { id: 'place-1', kind: 'danger-zone', name: 'x', geometry: outline, changedAt: 1 } as const
    const draft = draftOf(place as never)
    expect(draft.positions).toBe('1, 1\n2, 1\n2, 2')
    expect(bodyOf(draft)?.geometry).toEqual(outline)
    const parts = { type: 'MultiPolygon', coordinates: [outline.coordinates] }
    expect(bodyOf(draftOf({ ...place, geometry: parts } as never))?.geometry).toBe(parts)
  })
})
