import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { calls } from '@tocsin/contract'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { eventually } from '../rig/office.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'
import { ReportingStation } from '../rig/station.ts'

const ARTEFACTS = join(import.meta.dirname, '..', '..', 'artefacts')

it('an engineer writes a rule and a table at the console, tries it in shadow, puts it in force and back, and a warning is shelved', async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const { gateway, office } = await startOffice()
  const secret = await office.register({
    id: 'bridge',
    name: '白河桥',
    area: 'lushan/xincun',
    datastreams: [
      { name: 'level', property: 'water-level', unit: 'm', intervalMs: 300_000, span: [0, 12] },
      { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 300_000, form: 'increment' },
    ],
  })
  const browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await office.signInPage(page)

  // What nobody watches is told, by the names of stations.
  await page.goto(`${gateway.url}/rules`)
  await page.getByTestId('uncovered').locator('summary').click()
  await page.getByTestId('uncovered').getByText('白河桥 水位').waitFor()

  // The table: pasted with a hole, which stands at its cell, then whole.
  await page.getByTestId('tab-tables').click()
  await page.getByTestId('new-table').click()
  await page.getByTestId('import').click()
  const head = '预警对象\t村名\t准备转移 1h\t立即转移 1h\n'
  await page.getByTestId('paste-table').fill(`${head}lushan/xincun\t新村\t40\t\n`)
  await page.getByTestId('read-pasted').click()
  await page.getByTestId('reading').getByText('D2').waitFor()
  await page.getByTestId('paste-table').fill(`${head}lushan/xincun\t新村\t40\t60\n`)
  await page.getByTestId('read-pasted').click()
  await page.getByTestId('take-table').click()
  await page.getByTestId('table-name').fill('雨量指标')
  await page.getByTestId('cell-0-1').fill('30')
  await page.getByTestId('save-table').click()
  await page.getByTestId('table-faults').getByText('新村').waitFor()
  await page.getByTestId('cell-0-1').fill('65')
  await page.getByTestId('save-table').click()
  await page.getByTestId('edit-table').waitFor()
  const [table] = (await office.call(calls.listTables, {})).tables
  expect(table).toMatchObject({ name: '雨量指标', kind: 'accumulation', rows: 1 })

  // The rule: what it means is said while it is typed; its fault stands at its field.
  await page.goto(`${gateway.url}/rules/new`)
  await page.getByTestId('rule-name').fill('水位上涨')
  await page.getByTestId('rule-kind').selectOption('rate')
  await page.getByTestId('rule-window').fill('1x')
  await page.getByTestId('rule-datastreams').click()
  await page.getByRole('option', { name: '白河桥 水位' }).click()
  await fieldOf(page, 'yellow', 0).fill('0.5')
  await page.getByTestId('rule-form').getByText('1x', { exact: false }).waitFor()
  await page.getByTestId('rule-window').fill('1h')
  await page.getByTestId('rule-preview').getByText('1 小时涨幅达到或超过 0.50 m').waitFor()
  // In force without saying what to do: refused, at that field.
  await page.getByTestId('rule-save').click()
  await page.getByText('会叫醒人的规则必须写明处置建议', { exact: false }).waitFor()
  await page.getByTestId('rule-response').fill('派人上堤')
  await page.getByTestId('rule-save').click()
  await page.getByTestId('rule-state').waitFor()
  await page.getByTestId('evaluation').getByText('从未收到数据', { exact: false }).waitFor()

  // Into shadow, seen there, and back in force by going back to the first version.
  await page.getByTestId('to-shadow').click()
  await page.getByTestId('reason').fill('先试算')
  await page.getByTestId('reason-confirm').click()
  await page.getByTestId('shadow-report').waitFor()
  await page.getByTestId('versions').getByText('先试算').waitFor()
  await page.getByTestId('revert-1').click()
  await page.getByTestId('reason').fill('试算正常')
  await page.getByTestId('reason-confirm').click()
  const rule = await eventually('version 3', async () => {
    const rules = await office.rules()
    return rules.find(({ name, version }) => name === '水位上涨' && version === 3)
  })
  expect(rule).toMatchObject({ state: 'active', response: '派人上堤' })

  // It fires; the warning is shelved with an end and a reason, stays listed, and is counted.
  const station = await ReportingStation.connect('bridge', secret, gateway.mqttPort)
  const now = Date.now()
  for (const [back, level] of [
    [3_600_000, 3.1],
    [300_000, 3.4],
    [0, 3.8],
  ] as const)
    await station.reports(now - back, { level })
  await page.goto(`${gateway.url}/warnings`)
  const row = page.getByTestId('warning-row').first()
  await row.getByText('上升 0.70 m', { exact: false }).waitFor()
  await row.getByRole('link').click()
  await page.getByTestId('shelve-form').locator('summary').click()
  await page.getByTestId('shelve-note').fill('已派人')
  await page.getByTestId('shelve').click()
  await row.getByTestId('shelved').waitFor()
  await page.getByTestId('count-quiet').getByText('1').waitFor()
  await page.screenshot({ path: join(ARTEFACTS, 'rules-walk-shelved.png') })
  await page.getByTestId('unshelve').click()
  await page.getByTestId('count-quiet').waitFor({ state: 'detached' })

  // Work at the station: its warning is quiet while it lasts.
  await page.goto(`${gateway.url}/stations/bridge`)
  await page.getByTestId('maintenance').locator('summary').click()
  await page.getByTestId('order-maintenance-note').fill('更换探头')
  await page.getByTestId('order-maintenance').click()
  await page.getByTestId('in-maintenance').waitFor()
  await page.getByTestId('suppressed').first().waitFor()
  await page.getByTestId('end-maintenance').click()
  await page.getByTestId('in-maintenance').waitFor({ state: 'detached' })

  // Deleted with a reason, which the warning tells.
  await page.goto(`${gateway.url}/rules/${rule.id}`)
  await page.getByTestId('delete-rule').click()
  await page.getByTestId('reason').fill('改用指标表')
  await page.getByTestId('reason-confirm').click()
  await page.getByTestId('new-rule').waitFor()
  expect((await office.rules()).map(({ name }) => name)).not.toContain('水位上涨')
  expect(errors).toEqual([])

  await station.leaves()
})

/** The nth field of a level in the form. */
function fieldOf(page: Page, level: string, nth: number) {
  return page.locator(`.level-fields:has(.level-chip[data-level="${level}"]) input`).nth(nth)
}
