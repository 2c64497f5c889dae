import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { calls } from '@tocsin/contract'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { eventually, Office } from '../rig/office.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'

const ARTEFACTS = join(import.meta.dirname, '..', '..', 'artefacts')
const PASSWORD = 'a long pass phrase for tests'

/** As it is copied out of a spreadsheet. */
const rows = (...lines: readonly (readonly string[])[]) => lines.map((line) => line.join('\t')).join('\n')
const HEAD = ['村', '姓名', '职务', '联系电话']

it('an engineer enters areas and imports people and households at the console, ticks one, and a shift is entered, swapped and handed over', async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const { gateway, office } = await startOffice()
  await office.call(calls.createUser, {
    body: { username: 'zhou', name: '周值班', role: 'duty-officer', password: PASSWORD },
  })
  const browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await office.signInPage(page)

  // The tree, from the county down.
  await page.getByTestId('page-people').click()
  await page.getByText('还没有区域').waitFor()
  for (const name of ['庐山县', '白河镇', '新村', '河坝']) {
    await page.getByTestId('new-area').click()
    await page.getByTestId('area-name').fill(name)
    await page.getByTestId('save-area').click()
    await page.locator('button[aria-pressed="true"]', { hasText: name }).waitFor()
  }
  const { areas } = await office.call(calls.listAreas, {})
  expect(areas.map(({ path, kind }) => `${kind} ${path}`).toSorted()).toEqual([
    'county 庐山县',
    'danger-zone 庐山县/白河镇/新村/河坝',
    'township 庐山县/白河镇',
    'village 庐山县/白河镇/新村',
  ])

  // A list with a number that the spreadsheet spoilt: its cell is named and nothing is saved; then as it should be.
  await page.locator('button[data-area="庐山县/白河镇"]').click()
  await page.getByTestId('import').click()
  const wang = ['新村', '王大山', '书记', '13800001234']
  const li = ['新村', '李小梅', '预警员', '13900005678']
  await page.getByTestId('paste-register').fill(rows(HEAD, ['新村', '王大山', '书记', '1.38E+10'], li))
  await page.getByTestId('read-pasted').click()
  await page.getByTestId('reading').getByText('D2').waitFor()
  expect(await page.getByTestId('save-register').count()).toBe(0)
  await page.getByTestId('paste-register').fill(rows(HEAD, wang, li))
  await page.getByTestId('read-pasted').click()
  await page.getByTestId('reading').getByText('新增 2，改动 0，不变 0').waitFor()
  await page.screenshot({ path: join(ARTEFACTS, 'people-walk-look.png') })
  await page.getByTestId('save-register').click()
  const row = page.locator('[data-testid="person-row"][data-person="王大山"]')
  await row.getByText('138****1234').first().waitFor()
  // The whole number takes a press of its own.
  await row.getByTestId('read-full').first().click()
  await row.getByText('13800001234').waitFor()

  // Somebody with a number that belongs to another: refused, at its field.
  await page.getByTestId('new-person').click()
  await page.getByTestId('person-name').fill('赵铁')
  await page.getByTestId('channel-0').fill('13800001234')
  await page.getByTestId('save-person').click()
  await page.getByTestId('person-form').getByText('已是王大山的号码', { exact: false }).waitFor()
  await page.getByTestId('channel-0').fill('13700008888')
  await page.getByTestId('save-person').click()
  await page.getByTestId('person-form').waitFor({ state: 'detached' })

  // Households: imported, one told and moved, one tick taken back.
  await page.getByTestId('tab-households').click()
  await page.getByTestId('new-household').waitFor()
  await page.getByTestId('import').click()
  const households = rows(
    ['乡镇', '村', '危险区', '户主', '人数', '特殊需求', '帮扶责任人'],
    ['白河镇', '新村', '河坝', '刘老汉', '2', '卧床不起', '王大山'],
    ['白河镇', '新村', '河坝', '孙桂英', '5', '', '王大山'],
  )
  await page.getByTestId('paste-register').fill(households)
  await page.getByTestId('read-pasted').click()
  await page.getByTestId('save-register').click()
  const liu = page.locator('[data-testid="household-row"][data-household="刘老汉"]')
  await liu.getByText('卧床不起').waitFor()
  await liu.getByTestId('tick-told').click()
  await page.getByTestId('totals').getByTestId('total-told').getByText('1 户 2 人').waitFor()
  await liu.getByTestId('tick-moved').click()
  await page.getByTestId('totals').getByTestId('total-moved').getByText('1 户 2 人').waitFor()
  await liu.getByTestId('tick-moved').click()
  await page.getByTestId('totals').getByTestId('total-moved').getByText('0 户 0 人').waitFor()
  const { totals } = await office.call(calls.listHouseholds, { query: {} })
  expect([totals.persons, totals.told.persons, totals.moved.persons]).toEqual([7, 2, 0])

  // The roster: two days of shifts round the clock, one swap with its reason.
  await page.getByTestId('tab-roster').click()
  await page.getByTestId('new-shift').click()
  await choose(page, 'shift-desk', '庐山县 / 白河镇')
  await page.getByTestId('shift-from').fill('00:00')
  await page.getByTestId('shift-to').fill('00:00')
  await page.getByTestId('shift-days').fill('2')
  await choose(page, 'shift-leader', '王大山')
  await choose(page, 'shift-officer', '李小梅')
  await page.getByTestId('save-shift').click()
  const first = page.getByTestId('shift-row').first()
  await first.getByTestId('duty-leader').getByText('王大山').waitFor()
  expect(await page.getByTestId('shift-row').count()).toBe(2)
  await page.getByTestId('finding').first().waitFor()
  await first.getByTestId('swap').click()
  await choose(page, 'swap-person', '赵铁')
  await page.getByTestId('reason').fill('李小梅生病')
  await page.getByTestId('reason-confirm').click()
  await first.getByTestId('duty-officer').getByText('赵铁').waitFor()
  await page.getByTestId('swaps').getByText('李小梅生病', { exact: false }).waitFor()

  // Handed over: what is typed has to be saved before it is signed, and nobody signs for both.
  await page.getByTestId('open-hand-over').click()
  await page.getByTestId('hand-over-undone').fill('桥头站去人看')
  expect(await page.getByTestId('sign-outgoing').isDisabled()).toBe(true)
  await page.getByTestId('write-hand-over').click()
  await page.getByTestId('sign-outgoing').click()
  await page.getByTestId('sign-incoming').click()
  await page.getByText('has signed for the outgoing side', { exact: false }).waitFor()
  await page.screenshot({ path: join(ARTEFACTS, 'people-walk-roster.png'), fullPage: true })
  const officer = await Office.signIn(gateway.url, 'zhou', PASSWORD)
  const [handOver] = (await officer.call(calls.listHandOvers, { query: {} })).handOvers
  await officer.call(calls.signHandOver, {
    params: { id: handOver?.id ?? '' },
    body: { side: 'incoming' },
  })
  const signed = await eventually('both signatures', async () => {
    const [one] = (await officer.call(calls.listHandOvers, { query: {} })).handOvers
    return one?.incomingSigned ? one : undefined
  })
  expect([signed.undone, signed.outgoingSigned?.by, signed.incomingSigned?.by]).toEqual([
    ['桥头站去人看'],
    'admin',
    'zhou',
  ])
  expect(errors).toEqual([])
})

/** Picks an entry of a list that is searched by typing. */
async function choose(page: Page, testId: string, name: string): Promise<void> {
  await page.getByTestId(testId).fill(name)
  await page.getByRole('option', { name }).first().click()
}
