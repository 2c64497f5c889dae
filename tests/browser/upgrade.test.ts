import { cpSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../rig/gateway-process.ts'
import { openBrowser } from '../rig/office-under-test.ts'

const DIST = join(import.meta.dirname, '..', '..', 'apps', 'dashboard', 'dist')
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}

it('after an upgrade the next page is the new console, and so is the one that is kept', async () => {
  const folder = temporaryFolder()
  onTestFinished(() => folder.remove())
  const newer = join(folder.path, 'newer')
  const before = readdirSync(join(DIST, 'assets')).find((name) => /^index-[\w-]+\.js$/.test(name)) ?? ''
  const after = 'index-Upgraded.js'
  upgraded(newer, before, after)

  // Serves files as the gateway does, and no gateway behind them.
  let served = DIST
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const file = join(served, path)
    const found = !path.startsWith('/api') && path !== '/' && isFile(file)
    if (path.startsWith('/api') || (path.startsWith('/assets/') && !found)) {
      response.writeHead(503).end()
      return
    }
    const name = found ? file : join(served, 'index.html')
    response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? '', 'cache-control': 'no-cache' })
    response.end(readFileSync(name))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(stop)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`

  const browser = await openBrowser()
  const page = await (await browser.newContext({ locale: 'zh-CN' })).newPage()
  await page.goto(url)
  await expect
    .poll(() => page.evaluate('navigator.serviceWorker.controller !== null'), { timeout: 20_000 })
    .toBe(true)
  expect(await entry(page)).toBe(before)
  expect(await shells(page)).toHaveLength(1)

  served = newer
  await page.reload()
  expect(await entry(page)).toBe(after)
  // The shell before it is kept for pages that were opened then.
  await expect.poll(() => inForce(page), { timeout: 20_000 }).toBe('shell-upgraded')
  expect(await shells(page)).toHaveLength(2)

  stop()
  await expect
    .poll(
      async () => {
        await page.reload()
        return entry(page)
      },
      { timeout: 20_000 },
    )
    .toBe(after)
  await page.getByRole('alert').waitFor()
})

const entry = (page: Page) =>
  page.evaluate<string>(`document.querySelector('script[type=module]').src.split('/').at(-1)`)
const shells = (page: Page) => page.evaluate<string[]>('caches.keys()')
/** The newest shell, once no worker is still on its way. */
const inForce = (page: Page) =>
  page.evaluate<string | undefined>(
    `Promise.all([navigator.serviceWorker.getRegistration(), caches.keys()]).then(([{ installing, waiting, active }, names]) =>
      installing === null && waiting === null && active.state === 'activated' ? names.at(-1) : undefined)`,
  )
const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true

/** The console as another build of it: its first script has another name. */
function upgraded(folder: string, before: string, after: string): void {
  cpSync(DIST, folder, { recursive: true })
  renameSync(join(folder, 'assets', before), join(folder, 'assets', after))
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(js|html)$/.test(name)) continue
    const text = readFileSync(join(folder, name), 'utf8').replaceAll(before, after)
    writeFileSync(join(folder, name), text.replace(/^const BUILD = "\w+"/, 'const BUILD = "upgraded"'))
  }
}
