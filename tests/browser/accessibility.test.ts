import { mkdirSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { barriers } from '../rig/barriers.ts'
import { consolePages } from '../rig/console-pages.ts'
import { inhabit } from '../rig/inhabited.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const ARTEFACTS = join(ROOT, 'artefacts', 'accessibility')
const ASSETS = join(ROOT, 'apps', 'dashboard', 'dist', 'assets')
const LANGUAGES = ['zh', 'en'] as const
const THEMES = ['dark', 'light', 'contrast'] as const
const WIDTHS = [1280, 390] as const

/** `AXE=all`: every page in every theme and language at both widths. Otherwise each page in two of the twelve, taken in turn. */
const ALL = process.env['AXE'] === 'all'

interface Look {
  readonly language: (typeof LANGUAGES)[number]
  readonly theme: (typeof THEMES)[number]
  readonly width: (typeof WIDTHS)[number]
}

/** Wide and narrow, in different themes; over six pages all twelve come round. */
function looks(page: number): Look[] {
  if (ALL) {
    return LANGUAGES.flatMap((language) =>
      THEMES.flatMap((theme) => WIDTHS.map((width) => ({ language, theme, width }))),
    )
  }
  const look = (theme: number, width: Look['width']): Look => ({
    language: LANGUAGES[page % 2] as Look['language'],
    theme: THEMES[theme % 3] as Look['theme'],
    width,
  })
  return [look(page, 1280), look(page + 1, 390)]
}

it('no page shuts anybody out, in any theme or language, wide or narrow', {
  timeout: ALL ? 1_800_000 : 300_000,
}, async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const { gateway, office } = await startOffice()
  await inhabit(office, gateway.mqttPort)
  const browser = await openBrowser()
  // Nothing is looked at while it moves, and what blinks for five seconds need not be waited for.
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const scripts = new Set<string>()
  page.on('response', (response) => scripts.add(basename(new URL(response.url()).pathname)))
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  const found: string[] = []

  await page.goto(gateway.url)
  await page.getByTestId('sign-in-submit').waitFor()
  for (const look of looks(0)) found.push(...(await barriersAs(page, 'sign-in', look)))
  await office.signInPage(page)
  const pages = Object.entries(await consolePages(office))
  for (const [index, [name, path]] of pages.entries()) {
    let language = ''
    for (const look of looks(index)) {
      await dress(page, look)
      // Opened anew for another language; width and theme change as they do under somebody's eyes.
      if (look.language !== language) await page.goto(`${gateway.url}${path}`)
      language = look.language
      await settled(page)
      found.push(...(await barriersAs(page, name, look)))
    }
  }
  expect(found).toEqual([])
  expect(errors).toEqual([])
  // A page that is not on the list above was not looked at: tests/rig/console-pages.ts.
  const built = readdirSync(ASSETS).filter((file) => /Page-[\w-]+\.js$/.test(file))
  expect(built.filter((file) => !scripts.has(file))).toEqual([])
})

async function dress(page: Page, { language, theme, width }: Look): Promise<void> {
  await page.setViewportSize({ width, height: 800 })
  await page.evaluate(
    `localStorage.setItem('tocsin-language', '${language}'); localStorage.setItem('tocsin-theme', '${theme}');
     dispatchEvent(new StorageEvent('storage', { key: 'tocsin-theme' }))`,
  )
}

/** Everything that was asked for has come. */
async function settled(page: Page): Promise<void> {
  await page.getByTestId('link-state').waitFor()
  await page.locator('main h1, main h2').first().waitFor({ state: 'attached' })
  await page.locator('.skeleton').first().waitFor({ state: 'detached' })
}

async function barriersAs(page: Page, name: string, look: Look): Promise<string[]> {
  await page.setViewportSize({ width: look.width, height: 800 })
  const where = `${name}-${look.language}-${look.theme}-${look.width}`
  const found = (await barriers(page)).map((one) => `${where}: ${one}`)
  const overhang = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  if (overhang > 0) found.push(`${where}: ${overhang} px wider than the screen`)
  if (found.length > 0) await page.screenshot({ path: join(ARTEFACTS, `${where}.png`) })
  return found
}
