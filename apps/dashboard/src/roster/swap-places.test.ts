import { expect, it } from 'vitest'
import { placesOf } from './swap-places.ts'

it('finds where somebody stands in other shifts that are not over, the next first', () => {
  const shift = (id: string, from: number, more: object) => ({ id, desk: 'd', from, to: from + 10, ...more })
  const shifts = [
    shift('late', 40, { standby: 'li' }),
    shift('next', 20, { leader: 'li', officer: 'wang' }),
    shift('this', 10, { deputy: 'li' }),
    shift('over', 0, { officer: 'li' }),
  ]
  expect(placesOf(shifts, 'li', 'this', 15).map(({ key }) => key)).toEqual(['next leader', 'late standby'])
})
