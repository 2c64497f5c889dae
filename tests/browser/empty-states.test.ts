import { expect, it } from 'vitest'
import { consolePages } from '../rig/console-pages.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'

/** Pages that list what a new box has none of. Each must say that, what would be there, and where that can be done, what to do. */
const LISTS = [
  'warnings',
  'warnings-closed',
  'callouts',
  'statistics',
  'telephone',
  'plans',
  'blind-spots',
  'channels',
  'stations',
  'rejections',
  'strangers',
  'databases',
  'missed-peaks',
  'trends',
  'tables',
  'people',
  'households',
  'roster',
  'tokens',
  'exchange',
  'map-places',
] as const
/** Pages that have something to show from the start: of them only that no panel is blank. */
const OTHERS = ['overview', 'wall', 'rules', 'system', 'pipeline', 'flows', 'setup']
/** What is asked for by a page itself. */
const ASKED = /\/api\/(?!session|site)/

/** Panels that stand there with nothing in them. */
const blankPanels = `[...document.querySelectorAll('main .panel, main .wall-panel')]
  .filter((panel) => panel.offsetHeight > 0 && panel.textContent.trim() === '' && panel.querySelector('input, canvas, svg, button') === null)
  .map((panel) => panel.className)`

it('a page of a new box says what it is for, and one that fails says so: none stands there blank', {
  timeout: 120_000,
}, async () => {
  const { gateway, office } = await startOffice()
  const browser = await openBrowser()
  const page = await (
    await browser.newContext({ locale: 'zh-CN', viewport: { width: 1280, height: 800 } })
  ).newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await office.signInPage(page)
  const pages = await consolePages(office)
  const blank: string[] = []
  for (const name of [...LISTS, ...OTHERS]) {
    const path = pages[name]
    await page.goto(`${gateway.url}${path}`)
    await page.locator('main h1, main h2').first().waitFor({ state: 'attached' })
    await page.locator('.skeleton').first().waitFor({ state: 'detached' })
    for (const panel of await page.evaluate<string[]>(blankPanels)) blank.push(`${name}: ${panel}`)
    if (OTHERS.includes(name)) continue
    const said = page.locator('main .empty').first()
    // Why it is empty, and what would be there.
    await said.waitFor({ timeout: 3000 }).catch(() => blank.push(`${name}: says nothing`))
    for (const part of ['strong', 'p']) {
      const [text = ''] = await said.locator(part).allTextContents()
      if (text.trim() === '') blank.push(`${name}: no words in ${part}`)
    }
  }
  expect(blank).toEqual([])

  await page.route(ASKED, (route) => route.fulfill({ status: 500, body: 'broken' }))
  for (const name of ['stations', 'plans'] as const) {
    await page.goto(`${gateway.url}${pages[name]}`)
    await page.locator('main .load-failure').first().waitFor()
  }
  expect(errors).toEqual([])
})
