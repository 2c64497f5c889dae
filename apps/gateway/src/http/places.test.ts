import type { PlacesReading, PlaceView } from '@tocsin/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Desk, openDesk } from './testing/desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.http.stop())

const SHELTER = {
  kind: 'shelter',
  name: '新村小学',
  area: 'lushan/xincun',
  geometry: { type: 'Point', coordinates: [110.1, 31.2] },
  capacity: 300,
}
const ZONE = {
  type: 'Feature',
  properties: { name: '后山滑坡', kind: '危险区', area: 'lushan/xincun' },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [110.1, 31.2],
        [110.11, 31.2],
        [110.11, 31.21],
        [110.1, 31.2],
      ],
    ],
  },
}
const file = (...features: unknown[]) => JSON.stringify({ type: 'FeatureCollection', features })

function upload(
  payload: string | Buffer,
  query = 'datum=WGS-84',
  role: 'engineer' | 'operator' = 'engineer',
) {
  return desk.ask({
    method: 'POST',
    url: `/api/places/file?${query}`,
    headers: { ...desk.as(role), 'content-type': 'application/geo+json' },
    payload,
  })
}

async function places(): Promise<PlaceView[]> {
  const { body } = await desk.ask({ url: '/api/places', headers: desk.as('viewer') })
  return (body as { places: PlaceView[] }).places
}

describe('the register of places', () => {
  it('keeps what an engineer draws, and shows it to everybody', async () => {
    const created = await desk.ask({
      method: 'POST',
      url: '/api/places',
      headers: desk.as('engineer'),
      payload: SHELTER,
    })
    expect(created).toMatchObject({ status: 201, body: { id: 'place-1', capacity: 300 } })
    expect(await places()).toMatchObject([{ name: '新村小学', geometry: SHELTER.geometry }])
    const changed = await desk.ask({
      method: 'PUT',
      url: '/api/places/place-1',
      headers: desk.as('engineer'),
      payload: { ...SHELTER, name: '新村中心小学' },
    })
    expect(changed.status).toBe(200)
    expect(await places()).toMatchObject([{ name: '新村中心小学' }])
    const removed = await desk.ask({
      method: 'DELETE',
      url: `/api/places/place-1?reason=${encodeURIComponent('已停用')}`,
      headers: desk.as('engineer'),
    })
    expect(removed.status).toBe(204)
    expect(await places()).toEqual([])
    expect(desk.access.audit.entries().map(({ action }) => action)).toEqual(
      expect.arrayContaining(['createPlace', 'changePlace', 'deletePlace']),
    )
  })

  it('converts what was read off a map in GCJ-02, and stores WGS-84', async () => {
    await desk.ask({
      method: 'POST',
      url: '/api/places',
      headers: desk.as('engineer'),
      payload: { ...SHELTER, datum: 'GCJ-02' },
    })
    const [{ geometry }] = (await places()) as [PlaceView]
    const [longitude, latitude] = geometry['coordinates'] as [number, number]
    expect(longitude).not.toBe(110.1)
    expect(Math.abs(longitude - 110.1)).toBeLessThan(0.01)
    expect(Math.abs(latitude - 31.2)).toBeLessThan(0.01)
  })

  it('says what a shelter cannot look like, and lets nobody below an engineer draw', async () => {
    const wrong = await desk.ask({
      method: 'POST',
      url: '/api/places',
      headers: desk.as('engineer'),
      payload: { ...SHELTER, geometry: ZONE.geometry },
    })
    expect(wrong).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'geometry', message: 'a shelter cannot be a Polygon', expected: 'Point' }] },
    })
    const swapped = await desk.ask({
      method: 'POST',
      url: '/api/places',
      headers: desk.as('engineer'),
      payload: { ...SHELTER, geometry: { type: 'Point', coordinates: [31.2, 110.1] } },
    })
    expect(swapped.status).toBe(422)
    const operator = await desk.ask({
      method: 'POST',
      url: '/api/places',
      headers: desk.as('operator'),
      payload: SHELTER,
    })
    expect(operator.status).toBe(403)
  })
})

describe('a GeoJSON file', () => {
  it('is looked at first and saved as it was seen; read again it changes nothing', async () => {
    const look = await upload(file(ZONE))
    expect(look).toMatchObject({
      status: 200,
      body: { counts: { new: 1, changed: 0, unchanged: 0 }, faults: [] },
    })
    expect(await places()).toEqual([])
    const { seen } = look.body as PlacesReading
    expect((await upload(file(ZONE), `datum=WGS-84&seen=${seen}`)).status).toBe(201)
    expect(await places()).toMatchObject([{ kind: 'danger-zone', name: '后山滑坡', area: 'lushan/xincun' }])
    expect((await upload(file(ZONE))).body).toMatchObject({ counts: { new: 0, unchanged: 1 } })
    // What was seen then is not what it would do now.
    expect((await upload(file(ZONE), `datum=WGS-84&seen=${seen}`)).status).toBe(409)
  })

  it('saves nothing while one feature is wrong, and names each', async () => {
    const nameless = { ...ZONE, properties: { kind: '危险区' } }
    const kindless = { ...ZONE, properties: { name: '某处' } }
    const shapeless = { ...ZONE, geometry: { type: 'Circle', coordinates: [1, 2] } }
    const { body } = await upload(file(ZONE, nameless, kindless, shapeless, ZONE))
    const reading = body as PlacesReading
    expect(reading.seen).toBeNull()
    expect(reading.faults.map(({ path }) => path)).toEqual([
      'features[1].properties.name',
      'features[2].properties.kind',
      'features[3].geometry.type',
      'features[4]',
    ])
    expect(await places()).toEqual([])
  })

  it('takes kind and area for features that do not say them', async () => {
    const bare = { ...ZONE, properties: { name: '某处' } }
    const { body } = await upload(
      file(bare),
      `datum=WGS-84&kind=danger-zone&area=${encodeURIComponent('lushan')}`,
    )
    expect((body as PlacesReading).rows).toEqual([
      { number: 1, outcome: 'new', kind: 'danger-zone', name: '某处', area: 'lushan' },
    ])
  })

  it('is refused in metres, in another encoding, as no JSON, and without a datum', async () => {
    const metres = JSON.stringify({
      type: 'FeatureCollection',
      crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::3857' } },
      features: [ZONE],
    })
    expect((await upload(metres)).body).toMatchObject({ faults: [{ path: 'crs' }], seen: null })
    expect((await upload(Buffer.from([0xb0, 0xd7]))).body).toMatchObject({
      faults: [{ message: 'is no UTF-8 text' }],
    })
    expect((await upload('{')).body).toMatchObject({ faults: [{ path: '' }] })
    expect((await upload(file(ZONE), '')).status).toBe(400)
    expect((await upload(file(ZONE), 'datum=WGS-84', 'operator')).status).toBe(403)
  })

  it('larger than 20 MB is refused before it is read', async () => {
    const { status } = await upload(Buffer.alloc(20 * 1024 * 1024 + 1, 0x20))
    expect(status).toBe(413)
  })

  it('of JSON is not taken in the place of GeoJSON: a form of another site could send it', async () => {
    const { status } = await desk.ask({
      method: 'POST',
      url: '/api/places/file?datum=WGS-84',
      headers: { ...desk.as('engineer'), 'content-type': 'text/plain' },
      payload: file(ZONE),
    })
    expect(status).toBe(415)
  })
})
