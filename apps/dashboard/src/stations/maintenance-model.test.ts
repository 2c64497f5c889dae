import { expect, it } from 'vitest'
import { workAt } from './maintenance-model.ts'

it('finds what goes on at a station and in the areas above it, until its end', () => {
  const all = [
    { scope: { station: 'bridge' }, until: 100 },
    { scope: { area: 'lushan' }, until: 300 },
    { scope: { area: 'lush' }, until: 300 },
    { scope: { station: 'weir' }, until: 300 },
  ]
  const bridge = { id: 'bridge', area: 'lushan/xincun' }
  expect(workAt(all, bridge, 50)).toEqual([all[1], all[0]])
  expect(workAt(all, bridge, 100)).toEqual([all[1]])
})
