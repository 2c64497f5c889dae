// pnpm screenshots: every page of a running demonstration (`npm start` in another terminal), in both languages and themes, at desktop and
// phone size, into artefacts/screenshots, to be looked at one by one.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { launchChromium } from '../rig/chromium.ts'
import { Office } from '../rig/office.ts'

const root = join(import.meta.dirname, '..', '..')
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3000' },
    password: { type: 'string' },
    only: { type: 'string' },
  },
})
const password = values.password ?? readFileSync(join(root, 'demo-data', 'admin-password'), 'utf8').trim()
const folder = join(root, 'artefacts', 'screenshots')
mkdirSync(folder, { recursive: true })

const office = await Office.signIn(values.url, 'admin', password)
const [warning] = await office.openWarnings()
const [rule] = await office.rules()
const [firstStation] = await office.stations()
const pages: Record<string, string> = {
  overview: '/',
  warnings: '/warnings',
  ...(warning ? { warning: `/warnings/${warning.id}` } : {}),
  stations: '/stations',
  station: `/stations/${warning?.subject.split('/')[0] ?? firstStation?.id}`,
  'new-station': '/stations/new',
  rules: '/rules',
  ...(rule ? { rule: `/rules/${rule.id}` } : {}),
  'new-rule': '/rules/new',
  system: '/system',
}
const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 360, height: 780 } }

const browser = await launchChromium()
for (const [size, viewport] of Object.entries(sizes)) {
  for (const language of ['zh', 'en']) {
    for (const theme of ['dark', 'light']) {
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
        if (values.only !== undefined && values.only !== name) continue
        await page.goto(`${values.url}${path}`)
        await page.waitForTimeout(1800)
        await shoot(page, `${name}-${size}-${language}-${theme}`)
      }
      await context.close()
    }
  }
}
await browser.close()

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`) })
  const overflow = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  if (Number(overflow) > 0) console.log(`${name}: ${overflow} px wider than the screen`)
}
