// pnpm screenshots: every page of a running demonstration (`npm start` in another terminal), in both languages and all themes, at desktop
// and phone size, into artefacts/screenshots, to be looked at one by one; `--sheets` puts several in a picture.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { calls } from '@tocsin/contract'
import type { Page } from 'playwright-core'
import { launchChromium } from '../rig/chromium.ts'
import { consolePages } from '../rig/console-pages.ts'
import { ADMIN_PASSWORD, GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { Office } from '../rig/office.ts'
import { putToWork } from '../rig/put-to-work.ts'
import { contactSheet } from './contact-sheet.ts'

const root = join(import.meta.dirname, '..', '..')
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3000' },
    /** Where the demonstration's broker listens. */
    mqtt: { type: 'string', default: '1883' },
    password: { type: 'string' },
    /** Pages by name, and looks such as `desktop-zh-dark`, each with commas between. */
    only: { type: 'string' },
    looks: { type: 'string' },
    /** Pages from top to bottom, not only what fits the screen. */
    full: { type: 'boolean', default: false },
    /** A box on which nothing is yet, started for it. */
    empty: { type: 'boolean', default: false },
    /** Each page also while it loads, when it fails, without a link, and as a viewer sees it. */
    states: { type: 'boolean', default: false },
    sheets: { type: 'boolean', default: false },
  },
})
const folder = join(root, 'artefacts', values.empty ? 'screenshots-empty' : 'screenshots')
mkdirSync(folder, { recursive: true })

/** The steps of the first run. */
const SETUP_STEPS = ['password', 'devices', 'area', 'station', 'rule', 'warning', 'person', 'drill']
/** An empty box of its own for as long as it is looked at, or the demonstration that runs. */
const box = values.empty ? new GatewayProcess({ dataDir: temporaryFolder().path }) : undefined
await box?.start()
const url = box?.url ?? values.url
const password =
  values.password ??
  (box ? ADMIN_PASSWORD : readFileSync(join(root, 'demo-data', 'admin-password'), 'utf8').trim())
const office = await Office.signIn(url, 'admin', password)
const answerPath = box ? undefined : await putToWork(office, Number(values.mqtt))
const pages: Record<string, string> = {
  ...(await consolePages(office)),
  ...(box && Object.fromEntries(SETUP_STEPS.map((step) => [`setup-${step}`, `/setup?step=${step}`]))),
  'not-found': '/nowhere',
}
/** What is opened on a page before it is looked at once more, by the test id of what opens it. */
const opened: Record<string, { readonly click: string; readonly waitFor: string }> = {
  rule: { click: 'edit-rule', waitFor: 'rule-form' },
  'rule-shadow': { click: 'to-active', waitFor: 'reason' },
  'rule-composite': { click: 'edit-rule', waitFor: 'rule-form' },
  table: { click: 'edit-table', waitFor: 'table-editor' },
  people: { click: 'change-person', waitFor: 'person-form' },
  callouts: { click: 'end-trial', waitFor: 'reason' },
  exchange: { click: 'new-outgoing', waitFor: 'outgoing-save' },
  databases: { click: 'new-county', waitFor: 'county-save' },
}
const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 360, height: 780 } }
/** What the page itself asks for; who is signed in and where the box stands is known before. */
const ASKED = /\/api\/(?!session|site)/
const VIEWER = { username: 'viewer', name: '来访者', password: 'only-to-look-at-the-console' }
/** Of one look, in the order in which they were taken. */
let taken: { name: string; path: string }[] = []

const browser = await launchChromium()
for (const [size, viewport] of Object.entries(SIZES)) {
  for (const language of ['zh', 'en']) {
    for (const theme of ['dark', 'light', 'contrast']) {
      const look = `${size}-${language}-${theme}`
      if (wanted(values.looks, look)) await takeLook(look, viewport, language, theme)
    }
  }
}
await browser.close()
await box?.kill()

async function takeLook(
  look: string,
  viewport: { width: number; height: number },
  language: string,
  theme: string,
): Promise<void> {
  taken = []
  const context = await browser.newContext({ viewport, locale: language === 'zh' ? 'zh-CN' : 'en-GB' })
  await context.addInitScript(
    `localStorage.setItem('tocsin-language', '${language}'); localStorage.setItem('tocsin-theme', '${theme}')`,
  )
  const page = await context.newPage()
  if (wanted(values.only, 'sign-in')) {
    await page.goto(url)
    await page.getByTestId('sign-in-submit').waitFor()
    await shoot(page, `sign-in-${look}`)
  }
  if (answerPath !== undefined && wanted(values.only, 'answer')) {
    await page.goto(`${url}${answerPath}`)
    await settled(page)
    await shoot(page, `answer-${look}`)
  }
  await office.signInPage(page, 'admin', password, url)
  for (const [name, path] of Object.entries(pages)) {
    if (!wanted(values.only, name)) continue
    await page.goto(`${url}${path}`)
    await settled(page)
    await shoot(page, `${name}-${look}`)
    if (values.states) await shootStates(page, name, path, look)
    const more = opened[name]
    if (more === undefined || (await page.getByTestId(more.click).count()) === 0) continue
    await page.getByTestId(more.click).first().click()
    await page.getByTestId(more.waitFor).first().waitFor()
    await page.waitForTimeout(500)
    await shoot(page, `${name}-open-${look}`)
  }
  await context.close()
  if (values.states) await shootAsViewer(look, language, theme)
  if (!values.sheets) return
  const [columns, rows, width] = viewport.width < 600 ? [6, 1, 360] : [2, 3, 960]
  for (let first = 0; first < taken.length; first += columns * rows) {
    const pictures = taken.slice(first, first + columns * rows)
    const number = String(first / (columns * rows)).padStart(2, '0')
    await contactSheet(browser, pictures, {
      columns,
      width,
      into: join(folder, `sheet-${look}-${number}.png`),
    })
  }
}

async function shootStates(page: Page, name: string, path: string, look: string): Promise<void> {
  const held = async () => {
    await page.route(ASKED, () => {})
    await page.goto(`${url}${path}`)
    await page.waitForTimeout(700)
    await shoot(page, `${name}-${look}-loading`)
  }
  const failed = async () => {
    const body = JSON.stringify({
      type: '/problems/failure',
      title: 'Something went wrong here; the log says what',
      status: 500,
    })
    await page.route(ASKED, (route) =>
      route.fulfill({ status: 500, contentType: 'application/problem+json', body }),
    )
    await page.goto(`${url}${path}`)
    await page.waitForTimeout(3500)
    await shoot(page, `${name}-${look}-failed`)
  }
  for (const state of [held, failed]) {
    await state()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  }
}

async function shootAsViewer(look: string, language: string, theme: string): Promise<void> {
  await office.call(calls.createUser, { body: { ...VIEWER, role: 'viewer' } }).catch(() => {})
  const context = await browser.newContext({ viewport: SIZES.desktop })
  await context.addInitScript(
    `localStorage.setItem('tocsin-language', '${language}'); localStorage.setItem('tocsin-theme', '${theme}')`,
  )
  const page = await context.newPage()
  await office.signInPage(page, VIEWER.username, VIEWER.password, url)
  for (const [name, path] of Object.entries(pages)) {
    if (!wanted(values.only, name)) continue
    await page.goto(`${url}${path}`)
    await settled(page)
    await shoot(page, `${name}-${look}-viewer`)
  }
  await page.goto(url)
  await settled(page)
  await context.setOffline(true)
  await page.waitForTimeout(9000)
  await shoot(page, `offline-${look}`)
  await context.close()
}

function wanted(list: string | undefined, name: string): boolean {
  return list === undefined || list.split(',').includes(name)
}

/** Nothing is being fetched any more, and what is drawn late has been drawn. */
async function settled(page: Page): Promise<void> {
  await page
    .locator('.skeleton')
    .first()
    .waitFor({ state: 'detached' })
    .catch(() => {})
  await page.waitForTimeout(page.url().includes('/map') || page.url().includes('/wall') ? 2500 : 900)
}

async function shoot(page: Page, name: string): Promise<void> {
  const path = join(folder, `${name}.png`)
  await page.screenshot({ path, fullPage: values.full })
  taken.push({ name, path })
  const overflow = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  if (Number(overflow) > 0) console.log(`${name}: ${overflow} px wider than the screen`)
}
