import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { calls } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { barriers } from '../rig/barriers.ts'
import { inhabit } from '../rig/inhabited.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'

const ARTEFACTS = join(import.meta.dirname, '..', '..', 'artefacts')
const PASSWORD = 'another-password-of-no-use'

it('without a mouse: the palette finds a station, single keys wait to be turned on, and red is taken with A and a number', async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const { gateway, office } = await startOffice()
  await inhabit(office, gateway.mqttPort)
  const browser = await openBrowser()
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'zh-CN',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await office.signInPage(page)
  await page.getByTestId('warning-row').first().waitFor()

  // Letters do nothing yet; Ctrl K always does.
  await page.keyboard.press('5')
  await page.keyboard.press('Control+k')
  await page.getByTestId('palette-input').fill('bridge')
  await page.getByTestId('palette-entry').first().getByText('白河桥').waitFor()
  expect(new URL(page.url()).pathname).toBe('/')
  expect(await barriers(page)).toEqual([])
  await page.screenshot({ path: join(ARTEFACTS, 'keyboard-palette.png') })
  await page.keyboard.press('Enter')
  await page.waitForURL('**/stations/bridge')

  // The sheet, and its switch.
  await page.keyboard.press('?')
  await page.getByTestId('key-sheet').waitFor()
  expect(await barriers(page)).toEqual([])
  await page.screenshot({ path: join(ARTEFACTS, 'keyboard-sheet.png') })
  await page.keyboard.press('Space')
  await page.keyboard.press('Escape')
  await page.getByTestId('key-sheet').waitFor({ state: 'detached' })

  // The third page of the rail; down the list; into the row and out of it.
  await page.keyboard.press('3')
  await page.waitForURL('**/warnings')
  const rows = page.getByTestId('warning-row')
  await rows.nth(1).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  const focused = () =>
    page.evaluate(
      () => (document.activeElement?.closest('[data-row]') as HTMLElement | null)?.dataset['warningId'],
    )
  const first = await rows.first().getAttribute('data-warning-id')
  expect(await focused()).toBe(first)
  await page.keyboard.press('ArrowDown')
  expect(await focused()).toBe(await rows.nth(1).getAttribute('data-warning-id'))
  // One stop of the Tab key for the whole list.
  expect(await page.locator('[data-row]:has([tabindex="0"])').count()).toBe(1)
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/warnings/${first}`)
  await page.getByTestId('warning-detail').getByRole('heading').first().waitFor()
  await page.keyboard.press('Escape')
  await page.waitForURL('**/warnings')

  // Red takes two actions: A, then the number of the reason. The focus is still on the row, and stays with it.
  await page.keyboard.press('a')
  await page.getByTestId('acknowledge-reasons').waitFor()
  expect(await barriers(page)).toEqual([])
  await page.screenshot({ path: join(ARTEFACTS, 'keyboard-reasons.png') })
  await page.keyboard.press('2')
  await page.locator(`[data-warning-id="${first}"] [data-testid=acknowledged-by]`).first().waitFor()
  expect((await office.warning(first ?? '')).acknowledged).toMatchObject({ by: 'admin', note: '已电话通知' })
  await expect.poll(focused).toBe(first)

  // Whoever may not do something sees it, and why.
  await office.call(calls.createUser, {
    body: { username: 'kan', name: '看', role: 'viewer', password: PASSWORD },
  })
  const viewer = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
  await office.signInPage(viewer, 'kan', PASSWORD)
  await viewer.getByTestId('open-palette').click()
  await viewer.getByTestId('palette-input').fill('new rule')
  const entry = viewer.getByTestId('palette-entry').first()
  expect(await entry.getAttribute('aria-disabled')).toBe('true')
  await entry.getByText('Engineer', { exact: false }).waitFor()
  await viewer.keyboard.press('Enter')
  expect(new URL(viewer.url()).pathname).toBe('/')
  expect(errors).toEqual([])
})
