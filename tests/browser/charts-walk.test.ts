import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { calls, type StationBody } from '@tocsin/contract'
import { DAY, HOUR, MINUTE } from '@tocsin/core'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { backfill } from '../rig/backfill.ts'
import { barriers } from '../rig/barriers.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'
import { ReportingStation } from '../rig/station.ts'

const ARTEFACTS = join(import.meta.dirname, '..', '..', 'artefacts')
const gauge = (id: string, name: string): StationBody => ({
  id,
  name,
  area: 'lushan/xincun',
  datastreams: [
    { name: 'level', property: 'water-level', unit: 'm', intervalMs: 5 * MINUTE },
    { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 5 * MINUTE, form: 'increment' },
  ],
  latenessMs: 31 * DAY,
})
const chartOf = (page: Page, id: string) => page.locator(`[data-testid=chart][data-datastream="${id}"]`)

it('an operator reads, moves, compares, annotates and exports charts', async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const { gateway, office } = await startOffice()
  const now = Date.now()
  const level = (at: number) => 3 + Math.sin(at / (7 * HOUR)) + 0.1 * Math.sin(at / (9 * MINUTE))
  const rain = (at: number) => (at % DAY < 3 * HOUR ? 0.5 : 0)
  for (const station of [gauge('dam', '龙潭水库'), gauge('bridge', '白河桥')]) {
    const secret = await office.register(station)
    const device = await ReportingStation.connect(station.id, secret, gateway.mqttPort)
    await backfill(device, now - 2 * DAY, now - 4 * HOUR, 5 * MINUTE, (at) => ({
      level: level(at),
      rain: rain(at),
    }))
    // A hole of an hour, then up to now.
    await backfill(device, now - 3 * HOUR, now, 5 * MINUTE, (at) => ({ level: level(at), rain: rain(at) }))
    await device.leaves()
  }
  // From here on what is older than ten minutes is back-fill; the description keeps all else.
  const { id, ...bridge } = gauge('bridge', '白河桥')
  await office.call(calls.changeStation, { params: { id }, body: { ...bridge, latenessMs: 10 * MINUTE } })
  await office.addRule({
    name: '白河桥超警',
    appliesTo: { datastreams: ['bridge/level'] },
    response: '派人上堤巡查',
    condition: { kind: 'threshold', direction: 'above' },
    levels: { yellow: { raiseAt: 3.9, clearBelow: 3.8 }, orange: { raiseAt: 4.6, clearBelow: 4.5 } },
    state: 'active',
  } as Parameters<typeof office.addRule>[0])

  const browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await office.signInPage(page)
  await page.goto(`${office.url}/stations/bridge`)
  const chart = chartOf(page, 'bridge/level')
  await chart.getByTestId('plot').waitFor()
  await chart.locator('.u-over').waitFor()
  await page.waitForTimeout(500)
  expect(await barriers(page)).toEqual([])
  await page.screenshot({ path: join(ARTEFACTS, 'charts-station.png'), fullPage: true })

  // Dragging moves it and it stands still; the address says what is shown.
  const over = await chart.locator('.u-over').boundingBox()
  if (over === null) throw new Error('the plot has no place')
  await page.mouse.move(over.x + over.width / 2, over.y + 80)
  await page.mouse.down()
  await page.mouse.move(over.x + over.width / 2 + 300, over.y + 80, { steps: 8 })
  await page.mouse.up()
  await chart.getByTestId('back-to-live').waitFor()
  expect(page.url()).toMatch(/from=\d+&to=\d+/)
  // By keyboard: closer, and back to live.
  await chart.getByTestId('plot').focus()
  const before = new URL(page.url()).searchParams
  await page.keyboard.press('+')
  await page.waitForURL((url) => url.searchParams.get('from') !== before.get('from'))
  const after = new URL(page.url()).searchParams
  const length = (query: URLSearchParams) => Number(query.get('to')) - Number(query.get('from'))
  expect(length(after)).toBeLessThan(length(before))
  await page.keyboard.press('End')
  await chart.getByTestId('back-to-live').waitFor({ state: 'detached' })

  // A note, seen at once by a colleague who has the same chart open.
  const other = await (
    await browser.newContext({ viewport: { width: 360, height: 780 }, locale: 'zh-CN', colorScheme: 'dark' })
  ).newPage()
  await office.signInPage(other)
  await other.goto(`${office.url}/stations/bridge`)
  await chartOf(other, 'bridge/level').locator('.u-over').waitFor()
  await page.mouse.click(over.x + over.width / 2, over.y + 80)
  await chart.getByTestId('write-note').click()
  await chart.getByTestId('note-text').fill('闸门开启')
  await chart.getByTestId('note-save').click()
  await chart.getByTestId('chart-note').filter({ hasText: '闸门开启' }).waitFor()
  const seen = chartOf(other, 'bridge/level').getByTestId('chart-note')
  await seen.filter({ hasText: '闸门开启' }).waitFor({ timeout: 5000 })
  await other.waitForTimeout(300)
  expect(
    await other.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
  ).toBe(0)
  await other.screenshot({ path: join(ARTEFACTS, 'charts-phone.png') })
  await chartOf(other, 'bridge/level').screenshot({ path: join(ARTEFACTS, 'charts-phone-chart.png') })

  // In the file: unit, zone, and the note.
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    chart.getByTestId('export-values').click(),
  ])
  const text = readFileSync(await file.path(), 'utf8')
  expect(text).toContain('水位 (m)')
  expect(text).toContain('Asia/Shanghai, UTC+8')
  expect(text).toContain('闸门开启')
  expect(text.split('\r\n').length).toBeGreaterThan(200)

  // Taken away with a reason, everywhere; kept, with who did it.
  await chart.getByTestId('remove-note').click()
  await chart.getByTestId('remove-reason').fill('写错了站')
  await chart.getByTestId('remove-note-now').click()
  await seen.waitFor({ state: 'detached', timeout: 5000 })
  const { annotations } = await office.call(calls.listAnnotations, {
    params: { id: 'bridge' },
    query: { deleted: 'yes' },
  })
  expect(annotations).toMatchObject([{ text: '闸门开启', deleted: { reason: '写错了站' } }])

  // Late data is marked: a value of two hours ago, received now.
  await chart.getByTestId('as-table').click()
  const secret = (await office.call(calls.renewSecret, { params: { id: 'bridge' } })).secret
  const device = await ReportingStation.connect('bridge', secret, gateway.mqttPort)
  await device.reports(now - 3.5 * HOUR, { level: 4.7 })
  await page.reload()
  await chart.getByTestId('as-table').click()
  await chart.getByText('补传', { exact: false }).first().waitFor()
  await chart.getByTestId('show-rise').click()
  await page.waitForTimeout(500)
  await chart.screenshot({ path: join(ARTEFACTS, 'charts-late.png') })

  // Compared on one axis; the link says it all.
  await page.getByTestId('compare').click()
  await page.getByTestId('trend-find').fill('龙潭')
  await page.locator('[data-testid=trend-offer][data-datastream="dam/level"]').click()
  await page.locator('[data-testid=trend-offer][data-datastream="dam/rain"]').click()
  await expect.poll(() => page.getByTestId('trend').count()).toBe(3)
  await page.getByTestId('trend').nth(2).locator('.u-over').waitFor()
  const link = page.url()
  await page.goto(`${office.url}/`)
  await page.goto(link)
  await expect.poll(() => page.getByTestId('trend').count()).toBe(3)
  await page.getByTestId('trend').nth(2).locator('.u-over').waitFor()
  await page.waitForTimeout(500)
  expect(await barriers(page)).toEqual([])
  await page.setViewportSize({ width: 1440, height: 1600 })
  await page.waitForTimeout(1500)
  await page.screenshot({ path: join(ARTEFACTS, 'charts-compare.png') })
  const light = await browser.newContext({ viewport: { width: 1440, height: 1500 }, locale: 'en-GB' })
  await light.addInitScript(
    "localStorage.setItem('tocsin-language', 'en'); localStorage.setItem('tocsin-theme', 'light')",
  )
  for (const [width, name] of [
    [1440, 'desktop'],
    [360, 'phone'],
  ] as const) {
    const english = await light.newPage()
    await english.setViewportSize({ width, height: 1500 })
    if (name === 'desktop') await office.signInPage(english)
    await english.goto(link)
    await english.getByTestId('trend').nth(2).locator('.u-over').waitFor()
    await english.getByTestId('write-note').first().click()
    await english.getByTestId('note-text').fill('Gate opened')
    await english.getByTestId('note-save').click()
    await english.getByTestId('chart-note').first().waitFor()
    await english.getByTestId('write-note').first().click()
    await english.waitForTimeout(1500)
    expect(await barriers(english)).toEqual([])
    const wider = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
    expect(await english.evaluate(wider)).toBe(0)
    await english.screenshot({ path: join(ARTEFACTS, `charts-compare-en-${name}.png`) })
  }
  await device.leaves()

  // Another instrument at the station: its history stays, and what it reports besides is added.
  await page.goto(`${office.url}/stations/bridge`)
  await page.getByTestId('change-device').click()
  const profiles = await office.call(calls.listDeviceProfiles, {})
  const polled = profiles.profiles.find(({ protocol }) => protocol === 'modbus-tcp')
  if (polled === undefined) throw new Error('no instrument is known that is asked')
  await page.getByTestId('device-profile').selectOption(polled.id)
  await page.getByTestId('device-form').getByPlaceholder('192.168.1.20:502').fill('nowhere')
  await page.getByTestId('device-save').click()
  await page.getByTestId('device-form').locator('.mantine-TextInput-error').waitFor()
  // What is half under the head of the page is no target of its whole size.
  await page.evaluate('scrollTo(0, 0)')
  expect(await barriers(page)).toEqual([])
  await page.getByTestId('device-form').screenshot({ path: join(ARTEFACTS, 'charts-device.png') })
  await page.getByTestId('device-form').getByPlaceholder('192.168.1.20:502').fill('127.0.0.1:50299')
  await page.getByTestId('device-save').click()
  await page.getByTestId('device-connection').filter({ hasText: '127.0.0.1:50299' }).waitFor()
  const changed = (await office.stations()).find((one) => one.id === 'bridge')
  expect(changed?.device).toMatchObject({ profile: polled.id, endpoint: '127.0.0.1:50299' })
  expect(changed?.datastreams.slice(0, 2).map(({ name }) => name)).toEqual(['level', 'rain'])
  expect(errors).toEqual([])
})
