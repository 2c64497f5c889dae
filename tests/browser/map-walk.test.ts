import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { crc32, deflateSync, gzipSync } from 'node:zlib'
import { calls, type PlaceBody, type PlaceView } from '@tocsin/contract'
import type { Page } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { barriers } from '../rig/barriers.ts'
import { LOOKS, type Look, openAs, overhang } from '../rig/look.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'
import { ReportingStation } from '../rig/station.ts'

const ARTEFACTS = join(import.meta.dirname, '..', '..', 'artefacts')
const ASSETS = join(import.meta.dirname, '..', '..', 'apps', 'dashboard', 'dist', 'assets')
const [DESK, PHONE] = Object.values(LOOKS) as [Look, Look]
const [LONGITUDE, LATITUDE] = [110.12, 31.27]
const HOUR = 3_600_000

/** What the page that the map stands on may cost, in kilobytes of compressed JavaScript, with its worker. */
const MOST_KB = 480

/** A picture of one teal point. */
const PNG = Buffer.concat([
  Buffer.from('89504e470d0a1a0a', 'hex'),
  chunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0])),
  chunk('IDAT', deflateSync(Buffer.from([0, 0x4a, 0xa7, 0xa0]))),
  chunk('IEND', Buffer.alloc(0)),
])
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}

const at = (east: number, north: number): [number, number] => [LONGITUDE + east, LATITUDE + north]

const PLACES: PlaceBody[] = [
  {
    kind: 'village',
    name: '新村',
    area: 'lushan/xincun',
    geometry: { type: 'Point', coordinates: at(0.012, 0.01) },
  },
  {
    kind: 'danger-zone',
    name: '后山滑坡',
    area: 'lushan/xincun',
    geometry: {
      type: 'Polygon',
      coordinates: [
        [at(0.014, 0.014), at(0.03, 0.012), at(0.034, 0.024), at(0.018, 0.028), at(0.014, 0.014)],
      ],
    },
  },
  {
    kind: 'shelter',
    name: '新村小学',
    capacity: 300,
    geometry: { type: 'Point', coordinates: at(0.045, -0.012) },
  },
  {
    kind: 'route',
    name: '学校路',
    geometry: { type: 'LineString', coordinates: [at(0.013, 0.011), at(0.024, 0.002), at(0.045, -0.012)] },
  },
  { kind: 'team', name: '镇抢险队', geometry: { type: 'Point', coordinates: at(-0.02, 0.018) } },
  { kind: 'store', name: '防汛物资库', geometry: { type: 'Point', coordinates: at(-0.03, -0.012) } },
  {
    kind: 'river',
    name: '白河',
    geometry: {
      type: 'LineString',
      coordinates: [at(-0.05, -0.02), at(-0.01, -0.004), at(0.02, -0.006), at(0.06, 0.004)],
    },
  },
]

/** Resolves once MapLibre has nothing left to do. */
async function idle(page: Page): Promise<void> {
  await page.locator('[data-testid=map][data-idle]').waitFor({ timeout: 30_000 })
  await page.waitForTimeout(400)
}

it('the one map: levels, villages and their answers, places and rain, now and as they were', async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const { office, gateway } = await startOffice()
  await office.call(calls.saveAreas, {
    body: {
      areas: [
        { path: 'lushan', name: '庐山县', kind: 'county' },
        { path: 'lushan/xincun', name: '新村', kind: 'village' },
        { path: 'lushan/shangcun', name: '上村', kind: 'village' },
      ],
    },
  })
  await office.call(calls.createPerson, {
    body: {
      name: '李小梅',
      language: 'zh',
      roles: [{ role: '预警员', area: 'lushan/xincun' }],
      channels: [{ kind: 'telephone', address: '13900005678' }],
    },
  })
  for (const body of PLACES) await office.call(calls.createPlace, { body })
  const station = (
    id: string,
    name: string,
    [longitude, latitude]: [number, number],
    area = 'lushan/xincun',
  ) => ({
    id,
    name,
    area,
    position: { longitude, latitude },
    datastreams: [
      {
        name: 'level',
        property: 'water-level',
        unit: 'm',
        intervalMs: 300_000,
        span: [0, 12] as [number, number],
      },
      { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 300_000, form: 'increment' as const },
    ],
  })
  const secrets = {
    bridge: await office.register(station('bridge', '白河桥', at(0, 0))),
    weir: await office.register(station('weir', '上村堰', at(-0.012, -0.02), 'lushan/shangcun')),
    ford: await office.register(station('ford', '石门滩', at(0.05, 0.022))),
  }
  await office.register(station('silent', '老鸦沟', at(-0.045, 0.008), 'lushan/shangcun'))
  await office.addRule({
    name: '白河水位',
    appliesTo: { property: 'water-level' },
    condition: { kind: 'threshold', direction: 'above' },
    levels: {
      yellow: { raiseAt: 3.9, clearBelow: 3.7, for: '0s' },
      red: { raiseAt: 4.5, clearBelow: 4.2, for: '0s' },
    },
  } as never)
  const now = Date.now()
  const devices = []
  for (const [id, last, mm] of [
    ['bridge', 4.6, 3.2],
    ['weir', 2.1, 0],
    ['ford', 4.0, 12.5],
  ] as const) {
    const device = await ReportingStation.connect(id, secrets[id], gateway.mqttPort)
    devices.push(device)
    for (let hours = 30; hours > 0; hours -= 1)
      await device.reports(now - hours * HOUR, { level: 2, rain: mm })
    await device.reports(now - 20_000, { level: last, rain: mm })
  }
  await office.call(calls.createPlan, {
    body: {
      name: '新村叫应',
      area: 'lushan/xincun',
      levels: ['red'],
      gate: { kind: 'automatic' },
      loops: false,
      steps: [
        {
          after: '0s',
          who: [{ role: '预警员', at: 'village' }],
          channels: 'all',
          quorum: { kind: 'everybody' },
          attempts: 1,
          every: '10m',
        },
      ],
    },
  })
  await office.call(calls.setTrial, { body: { trial: null, reason: '验收' } })
  await office.call(calls.startCallout, {
    body: {
      kind: 'order',
      source: '县防指 17 号',
      text: '请立即到岗巡查',
      area: 'lushan/xincun',
      level: 'red',
      exercise: false,
      ordersMove: false,
    },
  })
  const browser = await openBrowser()
  const errors: string[] = []
  const elsewhere: string[] = []
  const open = async (look: Look) => {
    const page = await openAs(browser, look, errors)
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(gateway.url) && !/^(blob|data):/.test(url)) elsewhere.push(url)
    })
    await office.signInPage(page)
    // Before, it is told that nobody is signed in.
    page.on('console', (message) => {
      if (message.type() === 'error' || /Content Security Policy/.test(message.text()))
        errors.push(message.text())
    })
    return page
  }

  for (const [name, look] of Object.entries(LOOKS)) {
    const page = await open(look)
    await page.goto(`${gateway.url}/map`)
    await idle(page)
    await page.getByTestId('map-line').first().waitFor()
    await page.screenshot({ path: join(ARTEFACTS, `map-${name}.png`), fullPage: true })
    expect(await overhang(page), name).toBe(0)
    expect(await barriers(page), name).toEqual([])
    await page.context().close()
  }
  expect(elsewhere).toEqual([])

  // What is on the map is in the list, the worst first; it leads to station, warning and persons.
  const page = await open(DESK)
  await page.goto(`${gateway.url}/map`)
  await idle(page)
  const first = page.locator('[data-ref="station:bridge"]')
  expect(await first.textContent()).toContain('红 一级')
  await page.locator('[data-ref="village:lushan/xincun"]').getByText('叫应中').waitFor()
  expect(await page.locator('[data-ref="village:lushan/shangcun"]').textContent()).toContain('约略位置')
  await page.getByTestId('map-worst').click()
  await page.getByTestId('map-detail').getByText('李小梅').waitFor()
  await page.getByTestId('map-warning').waitFor()
  await idle(page)
  await page.screenshot({ path: join(ARTEFACTS, 'map-detail.png') })
  expect(new URL(page.url()).searchParams.get('sel')).toContain('station:bridge')
  await page.getByTestId('map-to-station').click()
  await page.waitForURL(/\/stations\/bridge/)
  await page.goBack()
  await idle(page)
  await page.locator('[data-ref="village:lushan/xincun"]').click()
  await page.getByTestId('map-to-callout').click()
  await page.waitForURL(/\/callouts\//)

  // A press on the map itself finds the station that stands there.
  await page.goto(`${gateway.url}/map?view=${LONGITUDE},${LATITUDE},15`)
  await idle(page)
  const box = await page.getByTestId('map').boundingBox()
  if (box === null) throw new Error('the map has no box')
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  await page.getByTestId('map-detail').getByRole('heading', { name: '白河桥' }).waitFor()

  // Layers go and come by the address.
  await page.getByTestId('layer-stations').uncheck()
  await page.waitForURL(/off=stations/)
  expect(await page.locator('[data-ref="station:bridge"]').count()).toBe(0)
  await page.getByTestId('layer-stations').check()

  // Rain added up over a day, in numbers and circles.
  await page.goto(`${gateway.url}/map?rain=24`)
  await idle(page)
  await page.locator('.map-part').first().getByText('300.0 mm').waitFor()
  await page.screenshot({ path: join(ARTEFACTS, 'map-rain.png') })
  await page.getByTestId('rain-legend').waitFor()

  // Two hours ago it was calm, and the water stood at two metres.
  await page.goto(`${gateway.url}/map`)
  await idle(page)
  const slider = page.getByTestId('replay-slider')
  await slider.focus()
  for (let pressed = 0; pressed < 2; pressed++) await page.keyboard.press('PageDown')
  await page.getByTestId('replay-banner').waitFor()
  await page.locator('[data-ref="station:bridge"]').getByText('2.00 m').waitFor()
  expect(await page.locator('[data-ref="station:bridge"]').textContent()).not.toContain('红')
  await page.screenshot({ path: join(ARTEFACTS, 'map-replay.png') })
  await page.getByTestId('replay-play').click()
  await page.getByTestId('replay-banner').waitFor({ state: 'detached', timeout: 20_000 })
  await page.locator('[data-ref="station:bridge"]').getByText('红 一级').waitFor()

  // A place is typed, and drawn by hand.
  await page.getByTestId('map-places').click()
  await page.getByTestId('new-place').click()
  await page.getByTestId('place-kind').selectOption('shelter')
  await page.getByTestId('place-name').fill('村委会')
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  await expect.poll(() => page.getByTestId('place-positions').inputValue()).toMatch(/^110\.\d+, 31\.\d+$/)
  await page.screenshot({ path: join(ARTEFACTS, 'map-draw.png') })
  await page.getByTestId('save-place').click()
  await page.getByTestId('register-place').getByText('村委会').waitFor()

  // A GeoJSON file in GCJ-02 is looked at, then saved.
  const geojson = join(ARTEFACTS, 'places.geojson')
  const feature = (name: string) => ({
    type: 'Feature',
    properties: { name, kind: '安置点' },
    geometry: { type: 'Point', coordinates: at(0.02, 0.03) },
  })
  writeFileSync(geojson, JSON.stringify({ type: 'FeatureCollection', features: [feature('上村祠堂')] }))
  await page.getByTestId('import-geojson').click()
  await page.getByTestId('import-datum').selectOption('GCJ-02')
  await page.locator('input[type=file]').setInputFiles(geojson)
  await page.getByTestId('look-places').click()
  await page.getByTestId('places-reading').getByText('上村祠堂').waitFor()
  await page.screenshot({ path: join(ARTEFACTS, 'map-import.png') })
  await page.getByTestId('save-places').click()
  await page.getByTestId('register-place').getByText('上村祠堂').waitFor()
  const { places } = await office.call(calls.listPlaces, {})
  const [hall] = places.filter(({ name }) => name === '上村祠堂') as [PlaceView]
  const [longitude] = hall.geometry['coordinates'] as [number]
  expect(Math.abs(longitude - at(0.02, 0)[0])).toBeGreaterThan(0.001)

  expect(errors).toEqual([])
  for (const device of devices) await device.leaves()
})

it('tiles come through the gateway, a file is read by Range, and without WebGL the list says it all', async () => {
  const asked: string[] = []
  const tiles = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.setHeader('content-type', 'image/png').end(PNG)
  })
  await new Promise<void>((resolve) => tiles.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    tiles.closeAllConnections()
    tiles.close()
  })
  const host = `127.0.0.1:${(tiles.address() as AddressInfo).port}`
  const { office, gateway, folder } = await startOffice({ TOCSIN_TILE_HOSTS: host })
  mkdirSync(join(folder.path, 'maps'))
  writeFileSync(join(folder.path, 'maps', 'county.pmtiles'), pmtiles(PNG))
  await office.register({
    id: 'bridge',
    name: '白河桥',
    area: 'lushan',
    position: { longitude: LONGITUDE, latitude: LATITUDE },
    datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 60_000 }],
  })
  const browser = await openBrowser()
  const errors: string[] = []
  const page = await openAs(browser, DESK, errors)
  await office.signInPage(page)

  // An administrator sets a tile server; the map asks the gateway, and the gateway asks the server, with the key.
  await page.goto(`${gateway.url}/system?tab=map`)
  await page.getByTestId('base-map-form').waitFor()
  await page.getByTestId('base-tiles').click()
  await page.getByTestId('base-layers').fill(`http://${host}/{z}/{x}/{y}?tk={key}`)
  await page.locator('input[type=password]').fill('the-key')
  await page.getByTestId('base-approval').fill('GS(2024)1234号')
  await page.screenshot({ path: join(ARTEFACTS, 'map-base.png'), fullPage: true })
  await page.getByTestId('save-base').click()
  await expect.poll(async () => (await office.call(calls.getMapSettings, {})).key).toBe('set')
  const fromGateway: string[] = []
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (/^\/(tiles|maps)\//.test(pathname)) fromGateway.push(`${response.status()} ${pathname}`)
  })
  await page.goto(`${gateway.url}/map`)
  await idle(page)
  await page.getByTestId('map-note').getByText('GS(2024)1234号').waitFor()
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.every((url) => url.endsWith('tk=the-key'))).toBe(true)
  expect(fromGateway.filter((line) => !line.startsWith('200 '))).toEqual([])
  await page.screenshot({ path: join(ARTEFACTS, 'map-tiles.png') })

  fromGateway.length = 0
  await office.call(calls.changeMapSettings, {
    body: { base: { kind: 'pmtiles', file: 'county.pmtiles' }, approval: '' },
  })
  await page.goto(`${gateway.url}/map?view=${LONGITUDE},${LATITUDE},1`)
  await idle(page)
  expect(fromGateway).toContain('206 /maps/county.pmtiles')
  expect(await page.getByTestId('ground-away').count()).toBe(0)
  await page.screenshot({ path: join(ARTEFACTS, 'map-pmtiles.png') })
  expect(errors).toEqual([])

  const blind = await browser.newContext({ viewport: PHONE.viewport, locale: 'zh-CN' })
  await blind.addInitScript(
    'const get = HTMLCanvasElement.prototype.getContext; HTMLCanvasElement.prototype.getContext = function (kind, ...rest) { return /webgl/.test(kind) ? null : get.call(this, kind, ...rest) }',
  )
  const list = await blind.newPage()
  await office.signInPage(list)
  await list.goto(`${gateway.url}/map`)
  await list.getByTestId('no-webgl').waitFor()
  await list.locator('[data-ref="station:bridge"]').waitFor()
  expect(await barriers(list)).toEqual([])
  await list.screenshot({ path: join(ARTEFACTS, 'map-no-webgl.png'), fullPage: true })
})

it('the map costs no more than 480 kB of JavaScript, its worker included', () => {
  const size = (pattern: RegExp) =>
    readdirSync(ASSETS)
      .filter((name) => pattern.test(name))
      .reduce((sum, name) => sum + gzipSync(readFileSync(join(ASSETS, name))).length / 1000, 0)
  const total = size(/^(MapPage|maplibre-gl|map-words|MapView).*\.m?js$/)
  console.log(`map: ${total.toFixed(1)} kB of JavaScript`)
  expect(size(/^maplibre-gl-worker/)).toBeGreaterThan(50)
  expect(total).toBeLessThanOrEqual(MOST_KB)
})

/** A PMTiles archive (version 3) of one picture: tile 0/0/0. */
function pmtiles(tile: Buffer): Buffer {
  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value & 127) | 128, ...varint(Math.floor(value / 128))]
  // One entry: tile id 0, a run of one, its length, its offset + 1.
  const directory = Buffer.from([1, 0, 1, ...varint(tile.length), 1])
  const metadata = Buffer.from('{}')
  const header = Buffer.alloc(127)
  header.write('PMTiles', 0, 'latin1')
  header.writeUInt8(3, 7)
  const [rootAt, metadataAt] = [127, 127 + directory.length]
  const dataAt = metadataAt + metadata.length
  const parts = [
    rootAt,
    directory.length,
    metadataAt,
    metadata.length,
    dataAt,
    0,
    dataAt,
    tile.length,
    1,
    1,
    1,
  ]
  for (const [index, value] of parts.entries()) header.writeBigUInt64LE(BigInt(value), 8 + 8 * index)
  header.writeUInt8(1, 96) // clustered
  header.writeUInt8(1, 97) // directories are not compressed
  header.writeUInt8(1, 98) // nor are tiles
  header.writeUInt8(2, 99) // PNG
  header.writeUInt8(0, 100)
  header.writeUInt8(0, 101)
  for (const [at, degrees] of [
    [102, -180],
    [106, -85],
    [110, 180],
    [114, 85],
  ] as const) {
    header.writeInt32LE(degrees * 1e7, at)
  }
  return Buffer.concat([header, directory, metadata, tile])
}
