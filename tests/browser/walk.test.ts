import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { calls } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'
import { ReportingStation } from '../rig/station.ts'

const ARTEFACTS = join(import.meta.dirname, '..', '..', 'artefacts')

it('sign in → flood arrives → the warning appears without a reload → acknowledge → a second browser sees who has it', async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const { gateway, office } = await startOffice()
  const secret = await office.register({
    id: 'bridge',
    name: '白河桥',
    area: 'lushan/xincun',
    datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 300_000, span: [0, 12] }],
  })
  await office.addRule({
    name: '白河桥水位',
    appliesTo: { datastreams: ['bridge/level'] },
    response: '派人上堤巡查，通知沿河住户',
    condition: { kind: 'threshold', direction: 'above' },
    levels: { yellow: { raiseAt: 3.9, clearBelow: 3.7 }, red: { raiseAt: 4.5, clearBelow: 4.2 } },
  })
  const password = 'another-password-of-no-use'
  await office.call(calls.createUser, {
    body: { username: 'wang', name: '王敏', role: 'operator', password },
  })
  const station = await ReportingStation.connect('bridge', secret, gateway.mqttPort)

  const browser = await openBrowser()
  const foreign: string[] = []
  const errors: string[] = []
  const open = async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url())
      if (hostname !== '127.0.0.1' && protocol !== 'data:' && protocol !== 'blob:')
        foreign.push(request.url())
    })
    page.on('pageerror', (error) => errors.push(error.message))
    return page
  }
  const first = await open()
  const second = await open()
  await office.signInPage(first)
  await office.signInPage(second, 'wang', password)

  const now = Date.now()
  await station.reports(now - 600_000, { level: 3.1 })
  await first
    .locator('[data-testid=value][data-datastream="bridge/level"]')
    .first()
    .getByText('3.1')
    .waitFor()
  await first.evaluate('window.neverReloaded = true')

  for (const [minute, level] of [3.4, 3.7, 4.02].entries())
    await station.reports(now - 300_000 + minute * 60_000, { level })
  const row = first.locator('[data-testid=warning-row][data-level=yellow]').first()
  await row.waitFor()
  expect(await first.evaluate('window.neverReloaded')).toBe(true)
  await first.screenshot({ path: join(ARTEFACTS, 'walk-raised.png') })

  await second.locator('[data-testid=warning-row]').first().waitFor()
  await row.getByTestId('acknowledge').click()
  await first.locator('[data-testid=acknowledged-by]').first().getByText('admin').waitFor()
  await second.locator('[data-testid=acknowledged-by]').first().getByText('admin').waitFor()
  await second.screenshot({ path: join(ARTEFACTS, 'walk-acknowledged.png') })

  // A higher level voids it: both see that nobody has it now.
  await station.reports(now, { level: 4.7 })
  await second.locator('[data-testid=warning-row][data-level=red]').first().waitFor()
  await second.locator('[data-testid=warning-row][data-level=red]').first().getByTestId('acknowledge').click()
  await second.getByTestId('reason-sent').click()
  await first.locator('[data-testid=acknowledged-by]').first().getByText('王敏').waitFor()

  const [warning] = await office.openWarnings()
  expect(warning).toMatchObject({ level: 'red', acknowledged: { by: 'wang', name: '王敏' } })
  expect(foreign).toEqual([])
  expect(errors).toEqual([])

  await station.leaves()
})
