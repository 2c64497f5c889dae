import { describe, expect, it } from 'vitest'
import { COUNTY } from './example-county.ts'
import { namesFrom } from './names.ts'

describe('names', () => {
  it('share a unit and a property only where all that a rule covers has the same', () => {
    expect(COUNTY.shared({ property: 'water-level' })).toEqual({ unit: 'm', property: 'water-level' })
    expect(COUNTY.shared({ datastreams: ['bridge/level', 'weir/up'] })).toEqual({
      unit: 'm',
      property: 'water-level',
    })
    expect(COUNTY.shared({ datastreams: ['bridge/level', 'bridge/rain'] })).toEqual({})
    expect(COUNTY.shared({ area: 'mine' })).toEqual({})
    expect(COUNTY.shared({ area: 'elsewhere' })).toEqual({})
    expect(COUNTY.shared({ datastreams: ['gone/level'] })).toEqual({})
  })

  it('tell which datastream has a twin at its station', () => {
    expect(COUNTY.stream('weir/up')).toMatchObject({ station: '青石堰', name: 'up', twin: true })
    expect(COUNTY.stream('bridge/level')).toMatchObject({ station: '白河桥', twin: false })
  })

  it('know nothing of what is not configured', () => {
    const none = namesFrom({ zone: 'UTC', stations: [] })
    expect(none.stream('bridge/level')).toBeUndefined()
    expect(none.rule('gas')).toBeUndefined()
    expect(none.table('rain-table')).toBeUndefined()
    expect(none.area('lushan')).toBeUndefined()
  })
})
