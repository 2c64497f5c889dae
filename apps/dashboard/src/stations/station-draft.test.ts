import { expect, it } from 'vitest'
import {
  datastreamDraft,
  OWN_DEVICE,
  profileDrafts,
  readStation,
  type StationDraft,
} from './station-draft.ts'

const bridge: StationDraft = {
  id: 'bridge',
  name: '白河桥',
  area: 'lushan/xincun',
  longitude: '',
  latitude: '',
  device: OWN_DEVICE,
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

it('a device profile brings the datastreams, and the device is part of the body', () => {
  const channels = [
    {
      element: 'PT',
      datastream: {
        name: 'rain',
        property: 'rainfall',
        unit: 'mm',
        intervalMs: 3_600_000,
        form: 'counter',
        modulus: 100_000,
      },
    },
  ] as const
  const device = { profile: 'sl651-river', code: ' 10000001 ', endpoint: '', unit: '' }
  const read = readStation({ ...bridge, device, datastreams: profileDrafts({ channels: [...channels] }) })
  expect(read).toMatchObject({
    ok: true,
    body: { device: { profile: 'sl651-river', code: '10000001' }, datastreams: [channels[0].datastream] },
  })
})

it('a unit that is no number is told of at its place', () => {
  const device = { profile: 'modbus-tcp-radar', code: '', endpoint: '10.0.0.7:502', unit: 'x' }
  expect(readStation({ ...bridge, device })).toMatchObject({ ok: false, errors: { 'device.unit': 'number' } })
})
