import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { SL651_DIALECT } from '@tocsin/devices'
import { expect, it, onTestFinished } from 'vitest'
import { barriers } from '../rig/barriers.ts'
import { ALL_LISTENERS, caller, registerDevice } from '../rig/field.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'

const ARTEFACTS = join(import.meta.dirname, '..', '..', 'artefacts')
const AREA = 'lushan/xincun'

it('an engineer sees a rejected frame, sees which bytes of it are wrong, and sees the reading of the corrected one', async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const { gateway, office } = await startOffice(ALL_LISTENERS)
  const code = SL651_DIALECT.code(1)
  const device = { profile: SL651_DIALECT.profile, code }
  await registerDevice(office, { id: 'bridge', name: '白河桥', area: AREA }, device)
  const station = caller(gateway, SL651_DIALECT, code)
  onTestFinished(() => station.hangUp())
  expect(await station.report({ level: 2.3, gases: {} })).toBe(true)
  const { bytes } = station.frame({ level: 3.456, gases: {} })
  const spoiled = Uint8Array.from(bytes)
  const last = spoiled.length - 1
  spoiled[last] = (spoiled[last] ?? 0) ^ 0xff
  station.modem.send(spoiled)

  const browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await office.signInPage(page)
  await page.getByTestId('page-stations').click()
  await page.getByRole('link', { name: '拒收报文' }).click()
  const row = page.getByTestId('rejections').locator('tbody tr').first()
  await row.waitFor()
  expect(await row.textContent()).toContain('CRC 校验为')
  await row.getByTestId('explain').click()

  await page.getByTestId('fields').waitFor()
  expect(await page.getByTestId('reason').textContent()).toContain('CRC 校验为')
  const check = page.locator('[data-testid=field][data-wrong]')
  const tags = await check.getByTestId('check').locator('.tag').allTextContents()
  const [found, expected] = tags.map((text) => text.slice(-4))
  expect(tags.map((text) => text.slice(0, 2))).toEqual(['收到', '应为'])
  expect(await page.getByTestId('reading').count()).toBe(0)
  await page.screenshot({ path: join(ARTEFACTS, 'workbench-rejected.png'), fullPage: true })

  const pasted = await page.getByTestId('paste').inputValue()
  const digits = pasted.replaceAll(' ', '')
  expect(digits.endsWith(found ?? '-')).toBe(true)
  await page.getByTestId('paste').fill(digits.slice(0, -4) + expected)
  const reading = page.getByTestId('reading').filter({ hasText: '3.456 m' })
  await reading.waitFor()
  expect(await page.getByTestId('frame-state').textContent()).toBe('完整帧')
  expect(await page.getByTestId('outcome').textContent()).toContain('白河桥')
  expect(await barriers(page)).toEqual([])

  await page.setViewportSize({ width: 360, height: 780 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await page.goto(`${gateway.url}/workbench`)
  await page.getByTestId('example-modbus-rain-level').first().click()
  await page.getByTestId('reading').filter({ hasText: '1.234 m' }).waitFor()
  expect(errors).toEqual([])
})
