import type { WarningView } from '@tocsin/contract'
import type { Level } from '@tocsin/core'
import { expect, it } from 'vitest'
import { heldOrder } from './held-order.ts'

const warning = (id: string, level: Level, acknowledged: object | null = null) =>
  ({ id, level, gravest: level, acknowledged }) as unknown as WarningView
const ids = (warnings: WarningView[]) => warnings.map(({ id }) => id).join(' ')

it('nothing moves under the pointer when somebody else acknowledges', () => {
  const sorted = [warning('b', 'red'), warning('c', 'yellow'), warning('a', 'red', {})]
  expect(ids(heldOrder(['a', 'b', 'c'], sorted))).toBe('a b c')
})
it('new red enters above, everything else new waits at the end', () => {
  const sorted = [
    warning('new', 'red'),
    warning('a', 'red'),
    warning('later', 'orange'),
    warning('b', 'yellow'),
  ]
  expect(ids(heldOrder(['a', 'b'], sorted))).toBe('new a b later')
})
it('what has closed goes', () => {
  expect(ids(heldOrder(['a', 'b'], [warning('b', 'red')]))).toBe('b')
})
