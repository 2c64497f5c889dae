import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'

const ASSETS = join(import.meta.dirname, '..', '..', 'apps', 'dashboard', 'dist', 'assets')
/** What the first page that a shift opens may cost, in kilobytes of compressed JavaScript. */
const MOST_KB = 300

it('the first page that a shift opens needs no more than 300 kB of JavaScript', async () => {
  const { gateway, office } = await startOffice()
  const browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  await office.signInPage(await context.newPage())
  // A page of its own, already signed in: what the sign-in page needed is not counted, nor left out.
  const page = await context.newPage()
  const scripts = new Set<string>()
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (pathname.endsWith('.js')) scripts.add(basename(pathname))
  })
  await page.goto(gateway.url, { waitUntil: 'networkidle' })
  await page.getByTestId('link-state').waitFor()
  await page.waitForTimeout(1000)
  const sizes = [...scripts].map((name) => gzipSync(readFileSync(join(ASSETS, name))).length / 1000)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  console.log(`first route: ${total.toFixed(1)} kB of JavaScript in ${scripts.size} files`)
  expect(scripts.size).toBeGreaterThan(5)
  expect(total).toBeLessThanOrEqual(MOST_KB)
})

/** What a page on a phone in a village may cost, all of it, in compressed kilobytes. */
const MOST_ANSWER_KB = 30

it('the page on which somebody who is called answers costs no more than 30 kB, all of it', () => {
  const page = readFileSync(join(ASSETS, '..', 'answer.html'), 'utf8')
  const first = [...page.matchAll(/assets\/([\w.-]+)/g)].map(([, name]) => name as string)
  const files = new Set<string>(first)
  for (const name of files) {
    const text = readFileSync(join(ASSETS, name), 'utf8')
    for (const [, imported] of text.matchAll(/["']\.\/([\w.-]+\.js)["']/g)) files.add(imported as string)
  }
  const kilobytes = [page, ...[...files].map((name) => readFileSync(join(ASSETS, name)))]
    .map((content) => gzipSync(content).length / 1000)
    .reduce((sum, size) => sum + size, 0)
  console.log(`answer page: ${kilobytes.toFixed(1)} kB in ${files.size + 1} files`)
  expect(files.size).toBeGreaterThan(0)
  expect(kilobytes).toBeLessThanOrEqual(MOST_ANSWER_KB)
})
