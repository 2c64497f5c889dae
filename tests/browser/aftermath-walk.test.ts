import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { calls } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { barriers } from '../rig/barriers.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'
import { ReportingStation } from '../rig/station.ts'
import { AREAS, PLAN, RIVER, VILLAGE } from '../rig/village.ts'

const ARTEFACTS = join(import.meta.dirname, '..', '..', 'artefacts')

it('after a flood the record is read, taken away and printed; a drill on simulated channels ends in a report', async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const { gateway, office } = await startOffice()
  await office.call(calls.saveAreas, { body: { areas: [...AREAS] } })
  for (const [name, role, area, address] of [
    ['李小梅', '预警员', VILLAGE, '13900005678'],
    ['刘镇长', '镇长', 'lushan/baihe', '13800001234'],
  ] as const) {
    await office.call(calls.createPerson, {
      body: { name, language: 'zh', roles: [{ role, area }], channels: [{ kind: 'telephone', address }] },
    })
  }
  const secret = await office.register({
    id: 'bridge',
    name: '白河桥',
    area: VILLAGE,
    datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 60_000, span: [0, 12] }],
  } as never)
  await office.addRule(RIVER)
  await office.call(calls.createPlan, { body: PLAN })
  await office.call(calls.setTrial, { body: { trial: null, reason: '验收' } })
  const device = await ReportingStation.connect('bridge', secret, gateway.mqttPort)
  const now = Date.now()
  for (let minute = 60; minute > 0; minute--) {
    await device.reports(now - minute * 60_000, { level: 3.1 + (60 - minute) * 0.012 })
  }
  await device.reports(now, { level: 4.62 })
  const task = async () => {
    for (;;) {
      const { tasks } = await office.call(calls.listTelephoneTasks, {})
      if (tasks[0] !== undefined) return tasks[0]
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  const { key, callout } = await task()
  const outcome = { kind: 'answered', code: 'households-moved', households: 23 } as const
  await office.call(calls.enterTelephoneOutcome, { body: { key, outcome } })
  await device.reports(Date.now(), { level: 3.0 })
  await office.call(calls.giveAllClear, { params: { id: callout } })

  const browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await office.signInPage(page)

  // From the warning to its record.
  const { warnings } = await office.call(calls.listWarnings, { query: { state: 'all' } })
  await page.goto(`${gateway.url}/warnings/${warnings[0]?.id}`)
  await page.getByTestId('to-record').click()
  await page.getByTestId('record').getByText('23 户', { exact: false }).first().waitFor()
  expect(await page.getByTestId('interval-raise-first-answer').textContent()).toMatch(/\d s/)
  expect(await page.getByTestId('record-answer').first().textContent()).toContain('已转移 23 户')
  expect(await page.getByTestId('series').textContent()).toContain('4.62 m')
  await page.screenshot({ path: join(ARTEFACTS, 'aftermath-record.png'), fullPage: true })
  expect(await barriers(page)).toEqual([])
  await page.getByTestId('record-files').click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('file-form').click()])
  expect(download.suggestedFilename()).toMatch(/^callout-.*\.docx$/)
  await download.saveAs(join(ARTEFACTS, 'aftermath-form.docx'))
  const paper = await page.pdf({ path: join(ARTEFACTS, 'aftermath-record.pdf'), preferCSSPageSize: true })
  expect(paper.subarray(0, 4).toString()).toBe('%PDF')

  // A drill that reaches nobody.
  await page.goto(`${gateway.url}/callouts`)
  await page.getByTestId('start').click()
  await page.getByTestId('start-source').fill('年度演练')
  await page.getByTestId('start-area').fill(VILLAGE)
  await page.getByTestId('start-text').fill('演练：白河桥水位超限')
  await page.getByTestId('start-exercise').click()
  await page.getByTestId('start-channels').selectOption('simulated')
  await page.getByTestId('start-go').click()
  await page.getByTestId('callout-page').getByTestId('simulated').waitFor()
  // The all-clear is still to be telephoned; nobody is for the drill.
  const { tasks } = await office.call(calls.listTelephoneTasks, {})
  expect(tasks.filter(({ exercise }) => exercise)).toEqual([])
  await page.getByTestId('to-drill').click()
  await page.getByTestId('drill-report').getByTestId('simulated').waitFor()
  expect(await page.getByTestId('drill-called').textContent()).toBe('1')
  expect(await barriers(page)).toEqual([])
  await page.screenshot({ path: join(ARTEFACTS, 'aftermath-drill.png'), fullPage: true })

  // The flood once more: what a back-test of the rule raises begins another drill, and no warning.
  const { rules } = await office.call(calls.listRules, {})
  await page.goto(`${gateway.url}/rules/${rules.find(({ name }) => name === RIVER.name)?.id}`)
  await page.getByTestId('start-backtest').click()
  await page.getByTestId('drill-from').first().click()
  await page.getByTestId('confirm-dialog').getByTestId('drill-channels').waitFor()
  expect(await barriers(page)).toEqual([])
  await page.screenshot({ path: join(ARTEFACTS, 'aftermath-drill-from.png') })
  await page.getByTestId('confirm').click()
  await page.getByTestId('callout-page').getByText('回放', { exact: false }).first().waitFor()
  const open = await office.call(calls.listWarnings, { query: { state: 'all' } })
  expect(open.warnings.length).toBe(warnings.length)

  // The statistics know of the flood, and not of the drill.
  await page.goto(`${gateway.url}/statistics`)
  await page.getByTestId('left-out').getByText('演练 2 次', { exact: false }).waitFor()
  expect(await page.getByTestId('village-figures').first().textContent()).toContain('100%')
  expect(await barriers(page)).toEqual([])
  await page.screenshot({ path: join(ARTEFACTS, 'aftermath-statistics.png'), fullPage: true })

  // On a phone, in the other language and the other theme, nothing hangs over the edge.
  await page.evaluate(() => {
    localStorage.setItem('tocsin-language', 'en')
    localStorage.setItem('tocsin-theme', 'light')
  })
  await page.setViewportSize({ width: 360, height: 740 })
  for (const [name, path] of [
    ['record', `/warnings/${warnings[0]?.id}/record`],
    ['statistics', '/statistics'],
  ] as const) {
    await page.goto(`${gateway.url}${path}`)
    await page.getByTestId(name).locator('h2').first().waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    expect(await barriers(page)).toEqual([])
    await page.screenshot({ path: join(ARTEFACTS, `aftermath-${name}-phone.png`), fullPage: true })
  }
  expect(errors).toEqual([])

  await device.leaves()
})
