import { expect, it } from 'vitest'
import { rowStations } from './row-stations.ts'

const station = (id: string, area: string, ...properties: string[]) => ({
  id,
  name: id,
  area,
  datastreams: properties.map((property) => ({ name: property, property, unit: '', intervalMs: 1 })),
})
const stations = [
  station('bridge', 'lushan/xincun', 'water-level'),
  station('school', 'lushan/xincun/shang', 'rainfall'),
  station('mill', 'other', 'rainfall'),
]

it('finds the stations of a row by area, id and datastream; for rain only those that measure it', () => {
  const ids = (subject: Parameters<typeof rowStations>[0]['subject'], kind: 'accumulation' | 'threshold') =>
    rowStations({ subject }, kind, stations).map(({ id }) => id)
  expect(ids({ area: 'lushan/xincun' }, 'accumulation')).toEqual(['school'])
  expect(ids({ area: 'lushan/xincun' }, 'threshold')).toEqual(['bridge', 'school'])
  expect(ids({ station: 'bridge' }, 'accumulation')).toEqual([])
  expect(ids({ datastream: 'mill/rainfall' }, 'accumulation')).toEqual(['mill'])
  expect(ids({ area: 'nowhere' }, 'threshold')).toEqual([])
})
