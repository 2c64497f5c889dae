import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { calls } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'

const ARTEFACTS = join(import.meta.dirname, '..', '..', 'artefacts')
const VILLAGE = 'lushan/xincun'
const PASSWORD = 'another-password-of-no-use'

it('somebody is called at the console and answers there with one tap; the desk sees off a notice, on a phone as well', async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const { office } = await startOffice()
  const browser = await openBrowser()
  await office.call(calls.saveAreas, {
    body: {
      areas: [
        { path: 'lushan', name: '庐山县', kind: 'county' },
        { path: VILLAGE, name: '新村', kind: 'village' },
      ],
    },
  })
  const person = async (
    name: string,
    channel: { kind: 'console' } | { kind: 'telephone'; address: string },
  ) =>
    (
      await office.call(calls.createPerson, {
        body: { name, language: 'zh', roles: [{ role: '预警员', area: VILLAGE }], channels: [channel] },
      })
    ).id
  const li = await person('李小梅', { kind: 'console' })
  await person('王大山', { kind: 'telephone', address: '13900005679' })
  await office.call(calls.createUser, {
    body: { username: 'li', name: '李小梅', role: 'operator', password: PASSWORD },
  })
  await office.call(calls.changeUser, { params: { id: 'li' }, body: { person: li } })
  await office.call(calls.createPlan, {
    body: {
      name: '新村叫应',
      area: VILLAGE,
      levels: ['red'],
      gate: { kind: 'automatic' },
      loops: false,
      answerWithin: '1m',
      steps: [
        {
          after: '0s',
          who: [{ role: '预警员', at: 'village' }],
          channels: 'all',
          quorum: { kind: 'everybody' },
          attempts: 3,
          every: '30s',
        },
      ],
    },
  })
  await office.call(calls.setTrial, { body: { trial: null, reason: '验收' } })

  const errors: string[] = []
  const open = async (width: number, height: number, user?: string) => {
    const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN' })
    const page = await context.newPage()
    page.on('pageerror', (error) => errors.push(error.message))
    if (user === undefined) await office.signInPage(page)
    else await office.signInPage(page, user, PASSWORD)
    return page
  }
  const desk = await open(1440, 900)
  const phone = await open(360, 780, 'li')

  // A screen that is not connected yet is none.
  await phone.locator('[data-testid=link-state][data-state=live]').waitFor()
  await office.call(calls.startCallout, {
    body: {
      kind: 'order',
      source: '县防指 17 号',
      text: '请立即到岗，组织巡查新村河堤与低洼院落',
      area: VILLAGE,
      level: 'red',
      exercise: false,
      ordersMove: false,
    },
  })
  // Shown on the phone of whoever is called, and on no other screen.
  await phone.getByTestId('console-call').waitFor()
  expect(await desk.getByTestId('console-call').count()).toBe(0)
  await phone.screenshot({ path: join(ARTEFACTS, 'desk-walk-called.png') })
  await phone.getByTestId('open-call').click()
  await phone.getByTestId('call-dialog').waitFor()
  await phone.screenshot({ path: join(ARTEFACTS, 'desk-walk-dialog.png') })
  await phone.getByTestId('answer-on-post').click()
  await phone.getByTestId('console-call').waitFor({ state: 'detached' })

  // Nobody dials 王大山: the desk is told, and sees it off.
  await desk.getByTestId('notice-not-dialled').waitFor({ timeout: 60_000 })
  await desk.getByTestId('notice-not-answered').waitFor({ timeout: 60_000 })
  await desk.getByTestId('undialled').waitFor({ timeout: 30_000 })
  await desk.screenshot({ path: join(ARTEFACTS, 'desk-walk-notices.png') })
  await phone.getByTestId('desk-notices').waitFor()
  await phone.screenshot({ path: join(ARTEFACTS, 'desk-walk-notices-phone.png') })
  await phone.getByTestId('seen').click()
  await phone.getByTestId('attention').getByText('李小梅 已阅').waitFor()
  await desk.getByTestId('attention').getByText('李小梅 已阅').waitFor()
  await desk.getByTestId('silent').getByText('王大山').waitFor()

  // In the ledger the call that nobody dialled says so, and the one at the console has all its facts.
  await desk.getByTestId('attention').getByRole('link').first().click()
  await desk.getByTestId('fact-not-dialled').first().waitFor()
  await desk.screenshot({ path: join(ARTEFACTS, 'desk-walk-ledger.png'), fullPage: true })
  expect(errors).toEqual([])
})
