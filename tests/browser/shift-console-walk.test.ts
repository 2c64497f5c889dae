import { calls } from '@tocsin/contract'
import { MINUTE } from '@tocsin/core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { eventually, type Office } from '../rig/office.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'
import { ReportingStation } from '../rig/station.ts'
import { AREAS, VILLAGE } from '../rig/village.ts'

const PASSWORD = 'another-password-of-no-use'

/** A village with two gauges on the map, a plan of two steps, and a flood: orange at the bridge, yellow at the mill. */
async function flood(office: Office, mqttPort: number): Promise<void> {
  await office.call(calls.saveAreas, { body: { areas: [...AREAS] } })
  const person = async (name: string, role: string, area: string, address: string) =>
    office.call(calls.createPerson, {
      body: { name, language: 'zh', roles: [{ role, area }], channels: [{ kind: 'telephone', address }] },
    })
  await person('李小梅', '预警员', VILLAGE, '13900005678')
  await person('刘镇长', '镇长', 'lushan/baihe', '13800001234')
  await office.call(calls.createUser, {
    body: { username: 'zhou', name: '周值班', role: 'duty-officer', password: PASSWORD },
  })
  const step = {
    channels: 'all' as const,
    quorum: { kind: 'everybody' as const },
    attempts: 3,
    every: '5m',
  }
  await office.call(calls.createPlan, {
    body: {
      name: '新村叫应',
      area: VILLAGE,
      levels: ['yellow', 'orange'],
      gate: { kind: 'automatic' },
      loops: false,
      answerWithin: '30m',
      steps: [
        { ...step, after: '0s', who: [{ role: '预警员', at: 'village' }] },
        { ...step, after: '20m', who: [{ role: '镇长', at: 'township' }] },
      ],
    } as never,
  })
  await office.call(calls.setTrial, { body: { trial: null, reason: '验收' } })
  const devices: { readonly device: ReportingStation; readonly level: number }[] = []
  for (const [id, name, level, longitude] of [
    ['bridge', '白河桥', 4.6, 110.12],
    ['mill', '水磨', 4.1, 110.2],
  ] as const) {
    const secret = await office.register({
      id,
      name,
      area: VILLAGE,
      position: { longitude, latitude: 31.27 },
      datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: MINUTE, span: [0, 12] }],
    } as never)
    devices.push({ device: await ReportingStation.connect(id, secret, mqttPort), level })
  }
  await office.addRule({
    name: '水位超限',
    appliesTo: { area: 'lushan', property: 'water-level' },
    response: '上堤巡查',
    condition: { kind: 'threshold', direction: 'above' },
    levels: { yellow: { raiseAt: 3.9, clearBelow: 3.7 }, orange: { raiseAt: 4.5, clearBelow: 4.3 } },
  } as never)
  for (const { device, level } of devices) {
    await device.reports(Date.now(), { level })
    await device.leaves()
  }
  await eventually('two warnings', async () =>
    (await office.openWarnings()).length === 2 ? true : undefined,
  )
}

function contextOf(browser: Browser, more: object = {}): Promise<BrowserContext> {
  return browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    reducedMotion: 'reduce',
    ...more,
  })
}

const row = (page: Page, level: string) => page.locator(`[data-testid=warning-row][data-level=${level}]`)

it('an acknowledgement is taken back at once, a silent console is seen by the others, and keys pick, acknowledge and escalate', async () => {
  const { gateway, office } = await startOffice()
  await flood(office, gateway.mqttPort)
  const browser = await openBrowser()
  const context = await contextOf(browser)
  await context.addInitScript(() => localStorage.setItem('tocsin-single-keys', 'on'))
  const page = await context.newPage()
  await office.signInPage(page)
  const find = async (level: string) => {
    const found = (await office.openWarnings()).find((one) => one.level === level)
    if (found === undefined) throw new Error(`no ${level} warning`)
    return office.warning(found.id)
  }

  // The wrong row: undone from the message, then again from the row itself. Both stay in what happened.
  await row(page, 'orange').getByTestId('acknowledge').click()
  await page.getByTestId('notice-undo').click()
  await row(page, 'orange').getByTestId('acknowledge').waitFor()
  await row(page, 'orange').getByTestId('acknowledge').click()
  await row(page, 'orange').getByTestId('undo-acknowledgement').click()
  await row(page, 'orange').getByTestId('acknowledge').waitFor()
  const { acknowledged, events } = await find('orange')
  expect(acknowledged).toBeNull()
  expect(events.map(({ type }) => type).filter((type) => type.startsWith('acknowledge'))).toEqual([
    'acknowledged',
    'acknowledgement-withdrawn',
    'acknowledged',
    'acknowledgement-withdrawn',
  ])

  // A colleague whose browser was opened anew and never touched: nobody would hear it there.
  const other = await contextOf(browser)
  const first = await other.newPage()
  await office.signInPage(first, 'zhou', PASSWORD)
  const silent = await other.newPage()
  // A headless browser lets sound through unasked; one at a desk waits for a touch.
  await silent.addInitScript(() => {
    let touched = false
    window.addEventListener('pointerdown', () => {
      touched = true
    })
    Object.defineProperty(AudioContext.prototype, 'state', {
      get: () => (touched ? 'running' : 'suspended'),
    })
  })
  await silent.goto(gateway.url)
  await silent.getByTestId('sound-toggle').waitFor()
  await first.close()
  const consoles = page.getByTestId('readiness-consoles')
  await consoles.getByText('周值班：', { exact: false }).waitFor()
  await consoles.getByText('值班席位 2 个，1 个能发声').waitFor()
  // A touch, and it can be heard.
  await silent.getByTestId('sound-toggle').click()
  await consoles.getByText('2 个能发声', { exact: false }).waitFor()

  // Two picked with X and taken with Shift A.
  await page.goto(`${gateway.url}/warnings`)
  await row(page, 'orange').waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('Shift+X')
  await page.getByTestId('selection-bar').getByText('已选 2 条').waitFor()
  await page.keyboard.press('Shift+A')
  await page.getByTestId('notice').getByText('已签收 2 条').waitFor()
  await page.getByTestId('selection-bar').waitFor({ state: 'detached' })

  // E: the next step of the call-out now, once that was confirmed. Acknowledging has stopped no call.
  const orange = await find('orange')
  await row(page, 'orange').getByRole('link').first().focus()
  await page.keyboard.press('e')
  await page.getByTestId('confirm').click()
  const escalated = await eventually('the second step', async () => {
    const { callouts } = await office.call(calls.listCallouts, { query: { warning: orange.id } })
    const [callout] = callouts
    if (callout === undefined) return undefined
    const { ledger, persons } = await office.call(calls.getCallout, { params: { id: callout.id } })
    return persons.length === 2 ? ledger : undefined
  })
  expect(escalated.filter(({ type }) => type === 'escalated')).toMatchObject([
    { by: 'admin', villages: [VILLAGE] },
  ])
})

it('a wall display is let in once by its link, shows the map and nothing else, and is out when its code is revoked', async () => {
  const { gateway, office } = await startOffice()
  await flood(office, gateway.mqttPort)
  const browser = await openBrowser()
  const admin = await (await contextOf(browser)).newPage()
  await office.signInPage(admin)
  await admin.goto(`${gateway.url}/system?tab=tokens`)
  await admin.getByLabel('用途').fill('值班室大屏')
  await admin.getByTestId('token-role').selectOption('wall')
  await admin.getByRole('button', { name: '新建令牌' }).click()
  const link = await admin.getByTestId('wall-code').locator('code').first().textContent()

  const display = await contextOf(browser, { viewport: { width: 1920, height: 1080 } })
  const wall = await display.newPage()
  const errors: string[] = []
  wall.on('pageerror', (error) => errors.push(error.message))
  await wall.goto(link ?? '')
  await wall.getByTestId('wall-warning').first().waitFor()
  await wall.locator('[data-testid=wall-map] [data-testid=map][data-idle]').waitFor({ timeout: 30_000 })
  expect(wall.url()).toBe(`${gateway.url}/wall`)
  expect(await wall.locator('.wall-leave').count()).toBe(0)
  // It knows its way home, and no other.
  await wall.goto(`${gateway.url}/people`)
  await wall.getByTestId('wall-warning').first().waitFor()
  expect(wall.url()).toBe(`${gateway.url}/wall`)
  // Where the browser can draw no map, the list has the room.
  const plain = await display.newPage()
  await plain.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = (() => null) as never
  })
  await plain.goto(`${gateway.url}/wall`)
  await plain.getByTestId('wall-warning').first().waitFor()
  expect(await plain.getByTestId('wall-map').count()).toBe(0)

  const { tokens } = await office.call(calls.listTokens, {})
  const id = tokens.find(({ purpose }) => purpose === 'wall')?.id ?? ''
  await office.call(calls.deleteToken, { params: { id } })
  await wall.getByTestId('sign-in-username').waitFor({ timeout: 30_000 })
  expect(errors).toEqual([])
})
