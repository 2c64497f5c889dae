import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { calls } from '@tocsin/contract'
import { HOUR } from '@tocsin/core'
import { expect, it, onTestFinished } from 'vitest'
import { barriers } from '../rig/barriers.ts'
import { DATABASE_PASSWORD, startMariaDb } from '../rig/database-server.ts'
import { beijing, sl323Schema } from '../rig/hydrology.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'

const ARTEFACTS = join(import.meta.dirname, '..', '..', 'artefacts')
const VILLAGE = 'lushan/xincun'

it('an engineer connects the county’s database and adopts a station; a watcher reports from her phone', async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const database = await startMariaDb()
  onTestFinished(() => database.remove())
  const top = Math.floor(Date.now() / HOUR) * HOUR
  database.run(sl323Schema('mysql'))
  database.run(`INSERT INTO ST_STBPRP_B (STCD, STNM, RVNM, LGTD, LTTD, STTP, DTMNM) VALUES
    ('61905401', '高家沟', NULL, 110.120000, 31.270000, 'PP', NULL), ('61905402', '白河桥', '白河', 110.130000, 31.280000, 'ZQ', '黄海'),
    ('61905403', '龙潭水库', '白河', 0, 0, 'RR', '吴淞');`)
  const levels = Array.from(
    { length: 20 },
    (_, hour) => `('61905402', '${beijing(top - hour * HOUR)}', ${(3.2 - hour / 20).toFixed(3)}, 12)`,
  )
  database.run(`INSERT INTO ST_RIVER_R (STCD, TM, Z, Q) VALUES ${levels.join(',')};`)

  const { office } = await startOffice()
  await office.call(calls.saveAreas, {
    body: {
      areas: [
        { path: 'lushan', name: '庐山县', kind: 'county' },
        { path: VILLAGE, name: '新村', kind: 'village' },
      ],
    },
  })
  await office.call(calls.createPerson, {
    body: {
      name: '李小梅',
      roles: [{ role: '预警员', area: VILLAGE }],
      channels: [{ kind: 'sms', address: '13900005678' }],
    },
  })
  const browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await office.signInPage(page)
  await page.getByTestId('page-stations').click()
  await page.getByTestId('databases-tab').click()
  await page.getByTestId('no-county').waitFor()

  // What is wrong stands at its field.
  await page.getByTestId('new-county').click()
  await page.getByTestId('county-server').selectOption('mysql')
  await page.getByTestId('county-id').fill('county')
  await page.getByTestId('county-name').fill('县水文局')
  await page.getByTestId('county-host').fill('127.0.0.1')
  await page.getByTestId('county-port').fill('port')
  await page.getByTestId('county-database').fill('county')
  await page.getByTestId('county-user').fill('tocsin')
  await page.getByTestId('county-password').fill(DATABASE_PASSWORD)
  await page.getByTestId('county-area').fill(VILLAGE)
  await page.getByTestId('county-reason').fill('接入')
  await page.getByTestId('county-save').click()
  await page.locator('.mantine-TextInput-error').waitFor()
  expect(await barriers(page)).toEqual([])
  await page.screenshot({ path: join(ARTEFACTS, 'county-walk-form.png'), fullPage: true })
  await page.getByTestId('county-port').fill(String(database.port))
  await page.getByTestId('county-save').click()
  await page.getByTestId('county-state').filter({ hasText: '读取正常' }).waitFor()
  await page.getByTestId('county-test').click()
  await page.getByTestId('county-tested').filter({ hasText: 'MariaDB' }).waitFor()

  await page.getByTestId('county-show').click()
  const offer = page.locator('[data-testid=offer][data-code="61905402"]')
  await offer.getByTestId('adopt-one').click()
  await offer.getByRole('link', { name: '已接入' }).waitFor()
  expect(await barriers(page)).toEqual([])
  await page.screenshot({ path: join(ARTEFACTS, 'county-walk.png'), fullPage: true })
  expect(await page.content()).not.toContain(DATABASE_PASSWORD)

  // The station has its level, and gets a staff gauge.
  await offer.getByRole('link', { name: '已接入' }).click()
  await page.getByTestId('station-name').filter({ hasText: '白河桥' }).waitFor()
  await page.getByTestId('add-staff').click()
  await page.getByTestId('enter-reading').click()
  await page.getByTestId('manual-value').fill('99999')
  await page.getByTestId('manual-save').click()
  await page.getByTestId('manual-refused').waitFor()
  await page.getByTestId('manual-value').fill('3.15')
  await page.getByTestId('manual-person').selectOption({ label: '李小梅' })
  await page.getByTestId('manual-save').click()
  await page.getByTestId('manual-report').filter({ hasText: '李小梅 · 值班员录入' }).waitFor()

  // A link for the village watcher.
  await page.getByTestId('watcher-links').click()
  await page.getByTestId('make-link').click()
  const made = page.getByTestId('made-link')
  await made.getByTestId('qr').waitFor()
  const link = (await made.locator('code').textContent()) ?? ''
  const phone = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'zh-CN' })
  const form = await phone.newPage()
  const answer = await form.goto(link)
  expect((await answer?.body())?.byteLength ?? 0).toBeLessThan(30_000)
  expect(await barriers(form)).toEqual([])
  await form.screenshot({ path: join(ARTEFACTS, 'watcher-page.png'), fullPage: true })
  await form.locator('#value').fill('99')
  await form.locator('#ago').selectOption('30')
  await form.locator('#value').fill('99999')
  await form.locator('button').click()
  await form.getByRole('alert').waitFor()
  await form.screenshot({ path: join(ARTEFACTS, 'watcher-page-refused.png'), fullPage: true })
  await form.locator('#value').fill('3米2')
  await form.locator('#text').fill('水变浑了')
  await form.locator('button').click()
  await form.getByText('白河桥 3.2 m').waitFor()
  expect(await barriers(form)).toEqual([])
  await form.screenshot({ path: join(ARTEFACTS, 'watcher-page-thanks.png'), fullPage: true })
  // Again, from the same page.
  await form.locator('a.again').click()
  await form.locator('#value').waitFor()

  await page
    .getByTestId('manual-report')
    .filter({ hasText: '李小梅 · 手机页面' })
    .waitFor({ timeout: 15_000 })
  const chart = page.locator('[data-testid=chart][data-datastream="61905402/staff"]')
  await chart.scrollIntoViewIfNeeded()
  await chart.getByTestId('manual-mark').waitFor()
  await page.waitForTimeout(500)
  await page.screenshot({ path: join(ARTEFACTS, 'manual-walk.png'), fullPage: true })
  // What is half under the head of the page is no target of its whole size.
  await page.evaluate(() => scrollTo(0, 0))
  expect(await barriers(page)).toEqual([])

  const small = await browser.newContext({
    viewport: { width: 360, height: 740 },
    locale: 'zh-CN',
    colorScheme: 'dark',
  })
  const phonePage = await small.newPage()
  await office.signInPage(phonePage)
  for (const [path, name] of [
    ['/stations/databases', 'county-phone'],
    ['/stations/61905402', 'manual-phone'],
  ] as const) {
    await phonePage.goto(`${office.url}${path}`)
    await phonePage.waitForTimeout(800)
    expect(
      await phonePage.evaluate(() => document.documentElement.scrollWidth - innerWidth),
    ).toBeLessThanOrEqual(0)
    expect(await barriers(phonePage)).toEqual([])
    await phonePage.screenshot({ path: join(ARTEFACTS, `${name}.png`), fullPage: true })
  }
  expect(errors).toEqual([])
})
