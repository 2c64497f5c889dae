import { calls } from '@tocsin/contract'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'
import { settleTabledVillage } from '../rig/tabled-village.ts'

it('an engineer sets the limits of a village against its history, tries them in shadow and puts them in force', async () => {
  const under = await startOffice()
  const table = await settleTabledVillage(under)
  const { office, gateway } = under
  const browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1440, height: 1250 }, locale: 'zh-CN' })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await office.signInPage(page)

  // What is in force, of the village that is chosen: the flood of the season and five more, and two days of which nothing is known.
  await page.goto(`${gateway.url}/rules/tables/${table.id}`)
  await page.getByTestId('inherited-row').getByText('沿用 白河镇').waitFor()
  await page.getByTestId('try-1').click()
  await page.getByTestId('strip').getByText('未判定 2 d').waitFor()
  expect(await figure(page, 'raises')).toBe('7')
  await page.getByTestId('strip-gap').waitFor()

  // Arrows go from cell to cell; a range is filled down, and taken back.
  await page.getByTestId('edit-table').click()
  await cell(page, 0, 0).click()
  await page.keyboard.press('ArrowRight')
  await expectFocus(page, 'cell-0-1')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Control+d')
  expect(await cell(page, 1, 1).inputValue()).toBe('50')
  await page.keyboard.press('Control+z')
  expect(await cell(page, 1, 1).inputValue()).toBe('45')
  await page.keyboard.press('Control+y')
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Enter')
  await expectFocus(page, 'cell-1-1')

  // To a spreadsheet and from it.
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Control+c')
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('45\t35')
  await page.evaluate(`navigator.clipboard.writeText('60\\t38\\t90\\r\\n')`)
  await page.keyboard.press('Control+v')
  expect(await cell(page, 1, 2).inputValue()).toBe('38')
  expect(await cell(page, 1, 3).inputValue()).toBe('90')
  expect(await page.getByTestId('grid-1-2').getAttribute('data-draft')).toBe('true')

  // Checked as it is typed: less rain in three hours than in one is a fault, more than was ever measured a question.
  await cell(page, 1, 3).fill('10')
  await page.locator('[data-testid=grid-1-3][data-fault]').waitFor()
  await cell(page, 1, 3).fill('400')
  await page.getByTestId('table-questions').getByText('400.0 mm').waitFor()
  await cell(page, 1, 3).fill('90')

  // A raise shows its cell; the version in force stands below. A limit that is moved changes its cell, and is tried anew.
  await page.getByTestId('strip-current-raise').first().waitFor()
  await page.locator('[data-testid=strip]:not([data-stale]) [data-testid=strip-raise]').last().hover()
  await page.locator('[data-testid=grid-1-2][data-fired]').waitFor()
  await page.getByTestId('limit-1').press('ArrowUp')
  expect(Number(await cell(page, 1, 1).inputValue())).toBeGreaterThan(60)
  const before = Number(await cell(page, 1, 1).inputValue())
  const box = await page.getByTestId('limit-1').boundingBox()
  if (box === null) throw new Error('no limit to drag')
  await page.mouse.move(box.x + 300, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + 300, box.y + box.height / 2 - 12, { steps: 5 })
  await page.mouse.up()
  const dragged = Number(await cell(page, 1, 1).inputValue())
  expect(dragged).toBeGreaterThan(before)
  await cell(page, 1, 0).fill('33')
  await page.locator('[data-testid=strip]:not([data-stale])').waitFor()
  await page.getByTestId('trial-raises').getByText('（现行 7）').waitFor()
  expect(Number(await figure(page, 'raises'))).toBeLessThan(7)

  // A village that inherits gets a row of its own when it is typed in.
  await page.getByTestId('inherited-lushan/baihe/shangcun-0').fill('26')
  await expectFocus(page, 'cell-1-0')
  expect(await cell(page, 1, 0).inputValue()).toBe('26')

  // Into shadow with a reason and who approved it; put in force it is the next version, and the shadow is gone.
  await page.getByTestId('save-table').click()
  await page.getByTestId('save-in-shadow').click()
  await page.getByTestId('approver').fill('王工')
  await page.getByTestId('reason').fill('按近年雨情调整')
  await page.getByTestId('reason-confirm').click()
  await page.getByTestId('on-trial').waitFor()
  const shadow = (await office.rules()).find(({ state }) => state === 'shadow')
  expect(shadow).toMatchObject({ name: '山洪雨量（试算）' })
  await page.getByTestId('shadow-report').waitFor()
  await page.getByTestId('put-in-force').click()
  await page.getByTestId('reason').fill('试算正常')
  await page.getByTestId('reason-confirm').click()
  await page.getByTestId('revert-1').waitFor()
  expect((await office.rules()).filter(({ state }) => state === 'shadow')).toEqual([])
  const saved = await office.call(calls.getTable, { params: { id: table.id }, query: {} })
  expect(saved.table).toMatchObject({ version: 2, name: '雨量预警指标' })
  expect(saved.table.rows.map(({ approvedBy }) => approvedBy)).toEqual([undefined, '王工', '王工'])
  await page.getByTestId('compare-versions').locator('select').selectOption('1')
  await page.getByTestId('compare-versions').getByText('shangcun').waitFor()
  expect(errors).toEqual([])
})

function cell(page: Page, row: number, column: number) {
  return page.getByTestId(`cell-${row}-${column}`)
}

async function figure(page: Page, name: string): Promise<string | null> {
  return page.getByTestId(`trial-${name}`).first().locator('b').textContent()
}

async function expectFocus(page: Page, testId: string): Promise<void> {
  await page.locator(`[data-testid="${testId}"]:focus`).waitFor({ timeout: 5000 })
}
