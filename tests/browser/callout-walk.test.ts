import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { calls } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'

const ARTEFACTS = join(import.meta.dirname, '..', '..', 'artefacts')
const VILLAGE = 'lushan/baihe/xincun'

it('a plan is written at the console, people are called by hand and telephoned, and the all-clear is given', async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const { gateway, office } = await startOffice()
  await office.call(calls.saveAreas, {
    body: {
      areas: [
        { path: 'lushan', name: '庐山县', kind: 'county' },
        { path: 'lushan/baihe', name: '白河镇', kind: 'township' },
        { path: VILLAGE, name: '新村', kind: 'village' },
      ],
    },
  })
  for (const [name, address] of [
    ['李小梅', '13900005678'],
    ['王大山', '13900005679'],
  ] as const) {
    await office.call(calls.createPerson, {
      body: {
        name,
        language: 'zh',
        roles: [{ role: '预警员', area: VILLAGE }],
        channels: [{ kind: 'telephone', address }],
      },
    })
  }
  const browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await office.signInPage(page)

  // Without a plan the board says what to do; a fault of the plan stands at its field.
  await page.getByTestId('page-callouts').click()
  await page.getByTestId('no-plan').getByRole('link').click()
  await page.getByTestId('new-plan').click()
  await page.getByTestId('plan-name').fill('新村叫应')
  await page.getByTestId('plan-area').fill(VILLAGE)
  await page.getByTestId('steps-0-who-0').getByRole('textbox').fill('预警员')
  await page.getByTestId('step-0-quorum').selectOption('everybody')
  await page.getByTestId('step-0-every').fill('5s')
  await page.getByTestId('plan-save').click()
  await page.getByTestId('step-0').getByText('30', { exact: false }).waitFor()
  await page.getByTestId('step-0-every').fill('1m')
  await page.getByTestId('plan-save').click()
  await page.getByTestId('plan').getByText('新村叫应').waitFor()

  // A new box is on trial: every page says so, until it is ended, with a reason.
  for (const path of ['/', '/stations', '/rules', '/people', '/system', '/plans']) {
    await page.goto(`${gateway.url}${path}`)
    await page.getByTestId('trial').waitFor()
  }
  await page.getByTestId('tab-board').click()
  await page.getByTestId('end-trial').click()
  await page.getByTestId('reason').fill('演练合格')
  await page.getByTestId('reason-confirm').click()
  await page.getByTestId('trial').waitFor({ state: 'detached' })

  // By hand: an exercise, marked as such.
  await page.getByTestId('start').click()
  await page.getByTestId('start-source').fill('县防指 2026-17 号')
  await page.getByTestId('start-area').fill(VILLAGE)
  await page.getByTestId('start-text').fill('请立即到岗')
  await page.getByTestId('start-exercise').click()
  await page.getByTestId('start-go').click()
  await page.getByTestId('callout-page').getByTestId('exercise').waitFor()
  await page.getByTestId('person').nth(1).waitFor()
  expect(await page.getByTestId('fact-answered').first().textContent()).toContain('未知')
  await page.screenshot({ path: join(ARTEFACTS, 'callout-walk-ledger.png'), fullPage: true })

  // One answers the telephone, the other in person.
  const ledger = page.url()
  await page.goto(`${gateway.url}/telephone`)
  const dialled = (await page.locator('#task-name').textContent()) ?? ''
  await page.getByTestId('take').click()
  expect(await page.getByTestId('dial').getAttribute('href')).toMatch(/^tel:1390000567[89]$/)
  await page.screenshot({ path: join(ARTEFACTS, 'callout-walk-telephone.png') })
  await page.getByTestId('outcome-households').fill('12')
  await page.getByTestId('outcome-moved').click()
  await page.getByTestId('notice').getByText('已转移 12 户', { exact: false }).waitFor()
  await page.goto(ledger)
  await page.getByTestId('answer').getByText('已转移 12 户').waitFor()
  const other = page.getByTestId('person').filter({ hasNot: page.getByTestId('answer') })
  await other.getByTestId('record-answer').click()
  await other.getByTestId('answer-save').click()
  await page.getByTestId('callout-state').getByText('各村已满足').waitFor()
  await page.getByTestId('recorded-by').nth(1).waitFor()

  // The all-clear says to whom it goes before it is given.
  await page.getByTestId('all-clear').click()
  await page.getByTestId('confirm-dialog').getByText('被叫过的所有人', { exact: false }).waitFor()
  await page.getByTestId('confirm').click()
  await page.getByTestId('callout-state').getByText('已解除').waitFor()
  // Whom nobody telephoned need not be told by telephone.
  await page.getByTestId('told').getByText(dialled).waitFor()
  expect(await page.getByTestId('told').getByRole('listitem').count()).toBe(1)
  expect(await page.getByTestId('person').count()).toBe(2)
  await page.screenshot({ path: join(ARTEFACTS, 'callout-walk-ended.png'), fullPage: true })
  expect(errors).toEqual([])
})
