// pnpm screenshots: every page of a running demonstration (`npm start` in another terminal), in both languages and all themes, at desktop
// and phone size, into artefacts/screenshots, to be looked at one by one.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { launchChromium } from '../rig/chromium.ts'
import { consolePages } from '../rig/console-pages.ts'
import { Office } from '../rig/office.ts'

const root = join(import.meta.dirname, '..', '..')
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3000' },
    password: { type: 'string' },
    only: { type: 'string' },
    /** Pages from top to bottom, not only what fits the screen. */
    full: { type: 'boolean', default: false },
  },
})
const password = values.password ?? readFileSync(join(root, 'demo-data', 'admin-password'), 'utf8').trim()
const folder = join(root, 'artefacts', 'screenshots')
mkdirSync(folder, { recursive: true })

const office = await Office.signIn(values.url, 'admin', password)
const pages = await consolePages(office)
/** What is opened on a page before it is looked at once more, by the test id of what opens it. */
const opened: Record<string, { readonly click: string; readonly waitFor: string }> = {
  rule: { click: 'edit-rule', waitFor: 'rule-form' },
  'rule-shadow': { click: 'to-active', waitFor: 'reason' },
  'rule-composite': { click: 'edit-rule', waitFor: 'rule-form' },
  table: { click: 'edit-table', waitFor: 'table-editor' },
  people: { click: 'change-person', waitFor: 'person-form' },
  callouts: { click: 'end-trial', waitFor: 'reason' },
}
const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 360, height: 780 } }

const browser = await launchChromium()
for (const [size, viewport] of Object.entries(sizes)) {
  for (const language of ['zh', 'en']) {
    for (const theme of ['dark', 'light', 'contrast']) {
      const context = await browser.newContext({ viewport, locale: language === 'zh' ? 'zh-CN' : 'en-GB' })
      await context.addInitScript(
        `localStorage.setItem('tocsin-language', '${language}'); localStorage.setItem('tocsin-theme', '${theme}')`,
      )
      const page = await context.newPage()
      if (language === 'zh' && theme === 'dark') {
        await page.goto(values.url)
        await page.getByTestId('sign-in-submit').waitFor()
        await shoot(page, `sign-in-${size}-${language}-${theme}`)
      }
      await office.signInPage(page, 'admin', password, values.url)
      for (const [name, path] of Object.entries(pages)) {
        if (values.only !== undefined && !values.only.split(',').includes(name)) continue
        await page.goto(`${values.url}${path}`)
        await page.waitForTimeout(1800)
        await shoot(page, `${name}-${size}-${language}-${theme}`)
        const more = opened[name]
        if (more === undefined) continue
        await page.getByTestId(more.click).first().click()
        await page.getByTestId(more.waitFor).waitFor()
        await page.waitForTimeout(900)
        await shoot(page, `${name}-open-${size}-${language}-${theme}`)
      }
      await context.close()
    }
  }
}
await browser.close()

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: values.full })
  const overflow = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  if (Number(overflow) > 0) console.log(`${name}: ${overflow} px wider than the screen`)
}
