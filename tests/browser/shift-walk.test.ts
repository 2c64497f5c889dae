import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { calls } from '@tocsin/contract'
import { MINUTE } from '@tocsin/core'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { eventually } from '../rig/office.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'
import { ReportingStation } from '../rig/station.ts'
import { AREAS, RIVER, VILLAGE } from '../rig/village.ts'

const ARTEFACTS = join(import.meta.dirname, '..', '..', 'artefacts')
const PASSWORD = 'another-password-of-no-use'
const PHONES = { li: '李小梅', wang: '王大山', zhao: '赵铁' } as const

it('a flood comes: two operators reach for it at once, three phones answer, the wall shows it, and it clears', async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const { gateway, office } = await startOffice()
  await office.call(calls.saveAreas, { body: { areas: [...AREAS] } })
  for (const [username, name] of Object.entries(PHONES)) {
    const { id } = await office.call(calls.createPerson, {
      body: {
        name,
        language: 'zh',
        roles: [{ role: '预警员', area: VILLAGE }],
        channels: [{ kind: 'console' }],
      },
    })
    await office.call(calls.createUser, { body: { username, name, role: 'operator', password: PASSWORD } })
    await office.call(calls.changeUser, { params: { id: username }, body: { person: id } })
  }
  await office.call(calls.createUser, {
    body: { username: 'zhou', name: '周值班', role: 'duty-officer', password: PASSWORD },
  })
  await office.call(calls.createPlan, {
    body: {
      name: '新村叫应',
      area: VILLAGE,
      levels: ['yellow', 'red'],
      gate: { kind: 'automatic' },
      loops: false,
      answerWithin: '5m',
      steps: [
        {
          after: '0s',
          who: [{ role: '预警员', at: 'village' }],
          channels: 'all',
          quorum: { kind: 'everybody' },
          attempts: 3,
          every: '1m',
        },
      ],
    },
  })
  await office.call(calls.setTrial, { body: { trial: null, reason: '验收' } })
  const secret = await office.register({
    id: 'bridge',
    name: '白河桥',
    area: VILLAGE,
    datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: MINUTE, span: [0, 12] }],
  } as never)
  await office.addRule(RIVER)
  const device = await ReportingStation.connect('bridge', secret, gateway.mqttPort)
  await device.reports(Date.now() - 2 * MINUTE, { level: 3.1 })

  const browser = await openBrowser()
  const errors: string[] = []
  const open = async (width: number, height: number, user?: string): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN' })
    context.setDefaultTimeout(30_000)
    const page = await context.newPage()
    page.on('pageerror', (error) => errors.push(error.message))
    await (user === undefined ? office.signInPage(page) : office.signInPage(page, user, PASSWORD))
    await page.locator('[data-testid=link-state][data-state=live]').waitFor()
    return page
  }
  const first = await open(1280, 900)
  const second = await open(1280, 900, 'zhou')
  const wall = await open(1920, 1080)
  await wall.goto(`${gateway.url}/?wall`)
  await wall.getByTestId('wall').waitFor()
  const phones = await Promise.all(Object.keys(PHONES).map((user) => open(360, 780, user)))
  // The duty officer sees what a shift needs, and no more.
  expect(await second.getByTestId('page-rules').count()).toBe(0)
  expect(await second.getByTestId('page-callouts').count()).toBe(1)

  await device.reports(Date.now() - MINUTE, { level: 4.1 })
  await Promise.all([first, second].map((page) => page.getByTestId('warning-row').first().waitFor()))
  await wall.getByTestId('wall-warning').waitFor()
  await first.getByTestId('village-answer').first().getByText('叫应中').first().waitFor()

  // At the same moment: one of them has it, and the other is told who.
  await Promise.all(
    [first, second].map((page) => page.getByTestId('warning-row').first().getByTestId('acknowledge').click()),
  )
  const warning = await eventually('somebody to have it', async () => {
    const [open] = await office.openWarnings()
    return open?.acknowledged ? open : undefined
  })
  const holder = warning.acknowledged?.name ?? ''
  const other = warning.acknowledged?.by === 'admin' ? second : first
  expect(['Administrator', '周值班']).toContain(holder)
  await Promise.all(
    [first, second].map((page) => page.getByTestId('acknowledged-by').first().getByText(holder).waitFor()),
  )
  await other.getByTestId('notice').getByText(`${holder} 已于`, { exact: false }).waitFor()
  const { events } = await office.warning(warning.id)
  expect(events.filter(({ type }) => type === 'acknowledged')).toHaveLength(1)

  // Three phones, one tap each; the desk sees them one by one, the village is met with the last.
  for (const [index, phone] of phones.entries()) {
    await phone.getByTestId('open-call').click()
    await phone.getByTestId('answer-on-post').click()
    await first
      .getByTestId('called-line')
      .getByText(`叫应 ${index + 1}/3`)
      .waitFor()
    if (index === 1) {
      await wall.screenshot({ path: join(ARTEFACTS, 'shift-walk-wall.png') })
      await first.screenshot({ path: join(ARTEFACTS, 'shift-walk-overview.png'), fullPage: true })
    }
  }
  await first.locator('[data-testid=village-answer][data-standing=met]').waitFor()
  await wall.locator('[data-testid=wall-village][data-standing=met]').waitFor()
  // Nobody is named in full where everybody can read it.
  expect(await wall.getByTestId('wall').textContent()).not.toContain('李小梅')

  // It falls; acknowledged and cleared, it is closed, and everybody sees the calm.
  await device.reports(Date.now(), { level: 3.2 })
  await Promise.all([first, second].map((page) => page.getByTestId('calm').waitFor()))
  await wall.getByText('当前无告警').waitFor()
  expect(await office.openWarnings()).toEqual([])
  expect(errors).toEqual([])
  await device.leaves()
})

it('more warnings than anybody can read: lists fold, red stands alone, nothing is dropped', async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const { gateway, office } = await startOffice()
  const secrets = new Map<string, string>()
  for (let number = 1; number <= 12; number++) {
    const id = `s${number}`
    const datastreams = [
      { name: 'level', property: 'water-level', unit: 'm', intervalMs: MINUTE, span: [0, 12] },
    ]
    const station = { id, name: `${number} 号站`, area: VILLAGE, datastreams }
    secrets.set(id, await office.register(station as never))
  }
  for (const [name, level, raiseAt] of [
    ['水位超限', 'yellow', 3.9],
    ['水位危急', 'red', 6],
  ] as const) {
    await office.addRule({
      name,
      appliesTo: { area: 'lushan', property: 'water-level' },
      response: '上堤',
      condition: { kind: 'threshold', direction: 'above' },
      levels: { [level]: { raiseAt, clearBelow: raiseAt - 0.2 } },
    } as never)
  }
  const browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'zh-CN' })
  const page = await context.newPage()
  await office.signInPage(page)
  for (const [id, secret] of secrets) {
    const device = await ReportingStation.connect(id, secret, gateway.mqttPort)
    await device.reports(Date.now(), { level: id === 's12' ? 6.5 : 4.2 })
    await device.leaves()
  }
  await page.getByTestId('flood').getByText('13 条', { exact: false }).waitFor()
  await page.locator('[data-testid=warning-row][data-level=red]').first().waitFor()
  await page.goto(`${gateway.url}/warnings`)
  const group = page.getByTestId('warning-group')
  await group.getByText('×12').waitFor()
  expect(await page.getByTestId('warning-row').count()).toBe(1)
  expect(await page.getByTestId('count-yellow').locator('b').textContent()).toBe('12')
  await page.screenshot({ path: join(ARTEFACTS, 'shift-walk-flood.png') })
  await group.getByRole('button').click()
  await expect.poll(() => page.getByTestId('warning-row').count()).toBe(13)
})
