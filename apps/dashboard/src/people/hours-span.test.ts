import { describe, expect, it } from 'vitest'
import { withDay } from './hours-span.ts'

describe('the days of a channel’s hours', () => {
  const span = { from: '08:00', to: '20:00' }
  it('are all of them until one is taken out', () => {
    expect(withDay(span, 7)).toEqual({ ...span, days: [1, 2, 3, 4, 5, 6] })
  })
  it('are written as every day once all are in again', () => {
    expect(withDay({ ...span, days: [1, 2, 3, 4, 5, 6] }, 7)).toEqual(span)
  })
  it('never come to none: the last one stays', () => {
    expect(withDay({ ...span, days: [3] }, 3)).toEqual({ ...span, days: [3] })
  })
})
