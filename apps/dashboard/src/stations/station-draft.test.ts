import { expect, it } from 'vitest'
import { datastreamDraft, readStation, type StationDraft } from './station-draft.ts'

const bridge: StationDraft = {
  id: 'bridge',
  name: '白河桥',
  area: 'lushan/xincun',
  longitude: '',
  latitude: '',
  datastreams: [
    { ...datastreamDraft(1, 'water-level'), low: '0', high: '12' },
    { ...datastreamDraft(2, 'rainfall'), form: 'counter', modulus: '6553.6' },
  ],
}

it('a station as it is typed becomes the body of the contract', () => {
  expect(readStation(bridge)).toEqual({
    ok: true,
    body: {
      id: 'bridge',
      name: '白河桥',
      area: 'lushan/xincun',
      datastreams: [
        { name: 'level', property: 'water-level', unit: 'm', intervalMs: 300_000, span: [0, 12] },
        {
          name: 'rain',
          property: 'rainfall',
          unit: 'mm',
          intervalMs: 300_000,
          form: 'counter',
          modulus: 6553.6,
        },
      ],
    },
  })
})
it('what is wrong stands at its field', () => {
  const wrong = {
    ...bridge,
    id: 'a bridge',
    name: '',
    datastreams: [{ ...datastreamDraft(1, 'water-level'), interval: 'often', low: 'deep', high: '2' }],
  }
  const read = readStation(wrong)
  expect(read.ok).toBe(false)
  expect(read.ok ? {} : read.errors).toMatchObject({
    id: expect.stringContaining('letters'),
    name: 'required',
    'datastreams.0.intervalMs': 'duration',
    'datastreams.0.span.0': 'number',
  })
})
