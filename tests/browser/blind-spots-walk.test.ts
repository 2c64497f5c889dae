import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { calls } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { LOOKS, openAs, overhang } from '../rig/look.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'
import { ReportingStation } from '../rig/station.ts'
import { PLAN, RIVER, VILLAGE } from '../rig/village.ts'

const ARTEFACTS = join(import.meta.dirname, '..', '..', 'artefacts')

it('a village without a gauge says so at the console, says what to do, and mends itself', async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const { folder, gateway, office } = await startOffice()
  await office.call(calls.saveAreas, {
    body: {
      areas: [
        { path: 'lushan', name: '庐山县', kind: 'county' },
        { path: 'lushan/baihe', name: '白河镇', kind: 'township' },
        { path: VILLAGE, name: '新村', kind: 'village' },
        { path: 'lushan/baihe/shangcun', name: '上村', kind: 'village' },
      ],
    },
  })
  await office.call(calls.createPerson, {
    body: {
      name: '李小梅',
      language: 'zh',
      roles: [{ role: '预警员', area: VILLAGE }],
      channels: [{ kind: 'telephone', address: '13900005678' }],
    },
  })
  await office.call(calls.createPlan, { body: PLAN })
  const secret = await office.register({
    id: 'bridge',
    name: '白河桥',
    area: VILLAGE,
    datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 60_000, span: [0, 12] }],
  } as never)
  await office.addRule(RIVER)

  const browser = await openBrowser()
  for (const [name, look] of Object.entries(LOOKS)) {
    const errors: string[] = []
    const page = await openAs(browser, look, errors)
    await office.signInPage(page)
    await page.getByTestId('readiness-villages').waitFor()
    await page.getByTestId('readiness-villages').getByRole('link').first().click()
    await page.getByTestId('village').nth(1).waitFor()
    expect(await page.getByTestId('can-warn').allTextContents()).toHaveLength(2)
    await page.screenshot({ path: join(ARTEFACTS, `blind-spots-${name}.png`), fullPage: true })
    expect(await overhang(page)).toBe(0)
    expect(errors).toEqual([])
    await page.context().close()
  }

  // What it says to do leads to where it is done.
  const page = await (
    await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  ).newPage()
  await office.signInPage(page)
  await page.goto(`${gateway.url}/blind-spots`)
  await page.getByTestId('blind-count').getByText('2 个村：0 个能预警，2 个不能').waitFor()
  await page.getByTestId('spot').getByText('没有站点的告警会叫到这里').waitFor()
  await page.getByTestId('spot').getByRole('link').first().click()
  await page.waitForURL(/\/stations\//)

  // The gauge is heard: the village can be warned.
  const device = await ReportingStation.connect('bridge', secret, gateway.mqttPort)
  await device.reports(Date.now(), { level: 2 })
  await page.goto(`${gateway.url}/blind-spots`)
  await page.getByTestId('blind-count').getByText('2 个村：1 个能预警，1 个不能').waitFor()

  // Call-outs stand: told on every page without a reload, until somebody has taken note, and gone when it is mended.
  const database = new DatabaseSync(join(folder.path, 'tocsin.db'))
  database.exec(
    "CREATE TRIGGER spoilt BEFORE UPDATE ON callout_followed BEGIN SELECT raise(ABORT, 'the disk is spoilt'); END",
  )
  await device.reports(Date.now(), { level: 4 })
  await page.getByTestId('box-banner').waitFor({ timeout: 30_000 })
  await page.screenshot({ path: join(ARTEFACTS, 'box-banner.png') })
  await page.getByTestId('box-take-note').click()
  await page.getByTestId('box-banner').getByText('Administrator 已知悉').waitFor()
  database.exec('DROP TRIGGER spoilt')
  database.close()
  await page.getByTestId('box-banner').waitFor({ state: 'detached', timeout: 30_000 })
  await device.leaves()

  // A roster from the clipboard: a look, then saved.
  await page.goto(`${gateway.url}/roster`)
  await page.getByTestId('import').click()
  const tomorrow = new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 10)
  await page
    .getByTestId('paste-register')
    .fill(`日期\t时段\t带班领导\t主班\n${tomorrow}\t08:00-20:00\t李小梅\t无\n`)
  await page.getByTestId('read-pasted').click()
  await page.getByTestId('save-register').waitFor()
  await page.screenshot({ path: join(ARTEFACTS, 'roster-import.png') })
  await page.getByTestId('save-register').click()
  await page.getByTestId('import-register').waitFor({ state: 'detached' })
  await page.goto(`${gateway.url}/system`)
  await page.getByTestId('health-part').nth(3).waitFor()
  await page.screenshot({ path: join(ARTEFACTS, 'system-health.png'), fullPage: true })
})
