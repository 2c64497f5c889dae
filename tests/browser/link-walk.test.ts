import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { barriers } from '../rig/barriers.ts'
import { inhabit } from '../rig/inhabited.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const ARTEFACTS = join(ROOT, 'artefacts')

it('the link is lost and comes back: what was last known stays in sight with its age, nothing can be taken, and nothing is stale afterwards', async () => {
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
  context.setDefaultTimeout(15_000)
  await office.signInPage(page)
  await page.getByTestId('warning-row').first().waitFor()
  expect(await page.getByTestId('cached').count()).toBe(0)
  const manifest = await page.evaluate<{ name: string; icons: { src: string }[] }>(
    `fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())`,
  )
  for (const { src } of manifest.icons) {
    expect((await page.request.get(`${gateway.url}${src}`)).headers()['content-type']).toBe('image/png')
  }
  // The shell is kept once its worker is in charge of the page.
  await page.evaluate('navigator.serviceWorker.ready.then(({ active }) => active.state)')
  await expect
    .poll(() => page.evaluate('navigator.serviceWorker.controller !== null'), { timeout: 15_000 })
    .toBe(true)

  // Lost: after five seconds the whole edge says so, and an acknowledgement is refused, not queued.
  await gateway.kill()
  await page.getByTestId('cached').waitFor({ timeout: 15_000 })
  expect(await page.locator('.frame[data-doubtful]').count()).toBe(1)
  await page.getByTestId('warning-row').first().getByTestId('acknowledge').click()
  await page.getByTestId('reason-sent').click()
  await page.getByTestId('notice').getByText('断线，无法签收').waitFor()

  // Opened anew without a gateway: the shell is there, and what was last known, with when that was.
  await page.reload()
  await page
    .getByTestId('cached')
    .getByText(/缓存于 \d\d:\d\d:\d\d/)
    .waitFor()
  await page.getByTestId('warning-row').first().getByText('水位 4.62 m', { exact: false }).waitFor()
  await page.locator('[data-testid=station-row][data-station=bridge]').getByText('4.62').first().waitFor()
  await page.screenshot({ path: join(ARTEFACTS, 'link-walk-cached.png') })
  expect(await barriers(page)).toEqual([])
  await page.goto(`${gateway.url}/callouts`)
  await page.getByTestId('callout').first().waitFor()
  await page.getByTestId('cached').waitFor()

  // Back: live again by itself, told that the gateway was started anew.
  await gateway.start()
  await page.locator('[data-testid=link-state][data-state=live]').waitFor({ timeout: 30_000 })
  await page.getByTestId('cached').waitFor({ state: 'detached' })
  await page.getByTestId('notice').getByText('重新启动', { exact: false }).waitFor()
  expect(await office.openWarnings()).toHaveLength(2)
  expect((await office.openWarnings())[0]?.acknowledged).toBeNull()

  // Whoever signs out leaves nothing behind.
  await page.goto(`${gateway.url}/system?tab=account`)
  await page.getByTestId('sign-out').click()
  await page.getByTestId('sign-in-submit').waitFor()
  await gateway.kill()
  await page.goto(gateway.url)
  await page.getByText('连不上网关').first().waitFor({ timeout: 20_000 })
  expect(await page.getByTestId('warning-row').count()).toBe(0)
})
