import type { StationView } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { EMPTY_DRAFT } from '../draft/rule-draft.ts'
import { draftUnit } from './draft-unit.ts'

const stations = [
  {
    id: 'bridge',
    datastreams: [
      { name: 'level', property: 'water-level', unit: 'm', intervalMs: 1 },
      { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 1 },
    ],
  },
] as unknown as StationView[]

it('takes the unit of what is chosen, where there is but one', () => {
  const of = (part: Partial<typeof EMPTY_DRAFT>) => draftUnit({ ...EMPTY_DRAFT, ...part }, stations)
  expect(of({ datastreams: ['bridge/level'] })).toBe('m')
  expect(of({ datastreams: ['bridge/level', 'bridge/rain'] })).toBe('')
  expect(of({ scope: 'kind', property: 'water-level' })).toBe('m')
  expect(of({ scope: 'kind', property: '' })).toBe('')
  expect(of({ scope: 'all' })).toBe('')
  expect(of({ kind: 'accumulation' })).toBe('mm')
})
