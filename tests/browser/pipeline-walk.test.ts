import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startInfluxd } from '../contracts/influxd.ts'
import { barriers } from '../rig/barriers.ts'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { LOOKS, openAs, overhang } from '../rig/look.ts'
import { Office } from '../rig/office.ts'
import { openBrowser } from '../rig/office-under-test.ts'
import { ReportingStation } from '../rig/station.ts'

const ARTEFACTS = join(import.meta.dirname, '..', '..', 'artefacts')

it('the page of the pipeline shows each stage as it is, says what is wrong in plain words and what to do, and mends itself', async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const influxd = await startInfluxd()
  onTestFinished(() => influxd.remove())
  await influxd.kill()
  const folder = temporaryFolder()
  const gateway = new GatewayProcess({
    dataDir: folder.path,
    environment: { TOCSIN_INFLUX_URL: influxd.url, TOCSIN_INFLUX_DATABASE: 'tocsin' },
  })
  onTestFinished(async () => {
    await gateway.kill()
    folder.remove()
  })
  await gateway.start()
  const office = await Office.signIn(gateway.url)
  const secret = await office.register({
    id: 'bridge',
    name: '白河桥',
    area: 'lushan/xincun',
    datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 60_000 }],
  })
  const station = await ReportingStation.connect('bridge', secret, gateway.mqttPort)
  await station.reports(Date.now(), { level: 3 })
  await station.reports(Date.now(), { unheardOf: 3 })

  const browser = await openBrowser()
  const page = await (
    await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  ).newPage()
  await office.signInPage(page)
  await page.getByTestId('page-system').click()
  await page.getByTestId('tab-pipeline').click()
  await page.waitForURL(/\/pipeline$/)

  // Every stage in the order of the flow; the one that suffers says so and what to do, in the reader's language.
  await page.getByTestId('stage-console').waitFor()
  expect(await page.locator('[data-testid^="stage-"][data-status]').count()).toBe(12)
  const influx = page.getByTestId('stage-influx')
  await influx.getByText(/没有接收数据（对方拒绝连接/).waitFor({ timeout: 20_000 })
  await influx.getByText('数据不会丢，告警照常').waitFor()
  await page.getByTestId('stage-decode').getByText('读不懂 1（共 1）').waitFor()
  expect(await page.getByTestId('pipeline-head').textContent()).toMatch(/处需要处理/)

  // It is live: what is reported shows without a reload.
  for (let second = 0; second < 8; second++) {
    await station.reports(Date.now(), { level: 3 + second / 10 })
    await page.waitForTimeout(500)
  }
  await page
    .getByTestId('stage-decode')
    .getByText(/每秒 \d+\.\d 个数据/)
    .waitFor({ timeout: 10_000 })
  await page.getByTestId('stage-decode').getByText('共 9').waitFor()

  for (const [look, how] of Object.entries({
    ...LOOKS,
    'wide-zh-dark': { viewport: { width: 2560, height: 1440 }, language: 'zh', theme: 'dark' } as const,
  })) {
    const errors: string[] = []
    const page = await openAs(browser, how, errors)
    await office.signInPage(page)
    for (const name of ['pipeline', 'system']) {
      await page.goto(`${gateway.url}/${name}`)
      await page.getByTestId('health-part').first().waitFor()
      await page.screenshot({ path: join(ARTEFACTS, `${name}-${look}.png`), fullPage: true })
      expect(await overhang(page), `${name} ${look}`).toBe(0)
      expect(await barriers(page), `${name} ${look}`).toEqual([])
      // No sentence of the other language is left on it.
      const sentences = await page
        .getByTestId(name === 'pipeline' ? 'stage-sentence' : 'health-part')
        .allTextContents()
      const isChinese = (text: string) => /[\u3400-\u9fff]/.test(text)
      expect(sentences.filter((text) => isChinese(text) !== (how.language === 'zh'))).toEqual([])
    }
    expect(errors).toEqual([])
    await page.context().close()
  }

  // The cause is gone: the stage is well again by itself.
  await influxd.start()
  await influx.getByText('数据齐全').waitFor({ timeout: 60_000 })
  await page.screenshot({ path: join(ARTEFACTS, 'pipeline-mended.png'), fullPage: true })
  await station.leaves()
})
