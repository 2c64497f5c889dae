import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { calls } from '@tocsin/contract'
import { MINUTE } from '@tocsin/core'
import { expect, it, onTestFinished } from 'vitest'
import { barriers } from '../rig/barriers.ts'
import { openHookServer } from '../rig/listening-system.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'

const ARTEFACTS = join(import.meta.dirname, '..', '..', 'artefacts')
const FLOOD = join(
  import.meta.dirname,
  '..',
  '..',
  'devices',
  'recordings',
  'ea_mytholmroyd_stage_2015-12.csv',
)
const KEY = 'a-key-that-both-sides-know'

it('an administrator brings in the history of a river from a file, and has the province told of warnings', async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const hook = await openHookServer(KEY)
  onTestFinished(() => hook.leave())
  const { office } = await startOffice()
  await office.register({
    id: 'mytholmroyd',
    name: '米索姆罗伊德',
    area: 'calderdale',
    datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 15 * MINUTE }],
  })
  const browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await office.signInPage(page)
  await page.getByTestId('page-system').click()
  await page.getByTestId('exchange-tab').click()
  const content = Buffer.concat([readFileSync(FLOOD), Buffer.from('05/01/16 23:59,bad,G,102,,,,,\n')])
  await page
    .getByTestId('import-form')
    .locator('input[type=file]')
    .setInputFiles({ name: 'calder.csv', mimeType: 'text/csv', buffer: content })
  await page.getByTestId('import-header').fill('21')
  await page.getByTestId('import-time-format').fill('DD/MM/YY HH:mm')
  await page.getByTestId('import-zone').fill('+00:00')
  await page.getByTestId('import-datastream').first().selectOption('mytholmroyd/level')
  await page.screenshot({ path: join(ARTEFACTS, 'exchange-form.png'), fullPage: true })
  await page.getByTestId('import-start').click()
  await page.locator('[data-testid=import][data-state=done]').waitFor()
  expect(await page.getByTestId('import-counts').textContent()).toContain('3456')

  await page.getByTestId('new-outgoing').click()
  await page.getByTestId('outgoing-id').fill('province')
  await page.getByTestId('outgoing-name').fill('省平台')
  await page.getByTestId('outgoing-url').fill(hook.url)
  await page.getByTestId('outgoing-secret').fill(KEY)
  await page.getByTestId('outgoing-reason').fill('上报')
  await page.getByTestId('outgoing-save').click()
  await page.getByTestId('outgoing-test').click()
  await page.getByTestId('outgoing-tested').waitFor()
  expect(hook.heard.at(-1)?.body.type).toBe('test')
  await page.getByTestId('outgoing-log').click()
  await page.locator('[data-testid=outgoing] table').waitFor()
  expect(await barriers(page)).toEqual([])
  await page.screenshot({ path: join(ARTEFACTS, 'exchange.png'), fullPage: true })
  await page.setViewportSize({ width: 360, height: 780 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await page.screenshot({ path: join(ARTEFACTS, 'exchange-phone.png'), fullPage: true })
  expect(errors).toEqual([])
  expect((await office.call(calls.listOutgoing, {})).outgoing).toHaveLength(1)
})
