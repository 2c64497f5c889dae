import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startInfluxd } from '../contracts/influxd.ts'
import { barriers } from '../rig/barriers.ts'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
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

  for (const [size, viewport] of Object.entries({
    desktop: { width: 1440, height: 900 },
    phone: { width: 360, height: 780 },
    wide: { width: 2560, height: 1440 },
  })) {
    for (const language of ['zh', 'en']) {
      for (const theme of ['light', 'dark']) {
        if (size === 'wide' && theme === 'light') continue
        const context = await browser.newContext({ viewport, locale: language === 'zh' ? 'zh-CN' : 'en-GB' })
        await context.addInitScript(
          `localStorage.setItem('tocsin-language', '${language}'); localStorage.setItem('tocsin-theme', '${theme}')`,
        )
        const look = await context.newPage()
        const errors: string[] = []
        look.on('pageerror', (error) => errors.push(error.message))
        await office.signInPage(look)
        for (const name of ['pipeline', 'system']) {
          await look.goto(`${gateway.url}/${name}`)
          await look.getByTestId('health-part').first().waitFor()
          await look.screenshot({
            path: join(ARTEFACTS, `${name}-${size}-${language}-${theme}.png`),
            fullPage: true,
          })
          const overflow = await look.evaluate(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          )
          expect(overflow, `${name} ${size}`).toBe(0)
          if (size !== 'wide') expect(await barriers(look), `${name} ${size} ${theme}`).toEqual([])
          // No sentence of the other language is left on it.
          const sentences = await look
            .getByTestId(name === 'pipeline' ? 'stage-sentence' : 'health-part')
            .allTextContents()
          const isChinese = (text: string) => /[\u3400-\u9fff]/.test(text)
          expect(sentences.filter((text) => isChinese(text) !== (language === 'zh'))).toEqual([])
        }
        expect(errors).toEqual([])
        await context.close()
      }
    }
  }

  // The cause is gone: the stage is well again by itself.
  await influxd.start()
  await influx.getByText('数据齐全').waitFor({ timeout: 60_000 })
  await page.screenshot({ path: join(ARTEFACTS, 'pipeline-mended.png'), fullPage: true })
  await station.leaves()
})
