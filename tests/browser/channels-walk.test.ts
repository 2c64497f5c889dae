import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { callbackPath, calls } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { openProvider, signedCallback } from '../contracts/provider-server.ts'
import { barriers } from '../rig/barriers.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'

const ARTEFACTS = join(import.meta.dirname, '..', '..', 'artefacts')
const SECRET = 'provider-s3cret'

it('a provider is set up at the console, tried on one person, and an operator reads what a stranger sent', async () => {
  mkdirSync(ARTEFACTS, { recursive: true })
  const provider = await openProvider((_mood, id) => ({ status: 200, body: `{"id":"${id}"}` }))
  const { gateway, office } = await startOffice()
  await office.call(calls.saveAreas, {
    body: { areas: [{ path: 'lushan', name: '庐山县', kind: 'county' }] },
  })
  const person = {
    name: '李小梅',
    roles: [{ role: '值班', area: 'lushan' }],
    channels: [{ kind: 'sms' as const, address: '13900005678' }],
  }
  await office.call(calls.createPerson, { body: person })
  const browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await office.signInPage(page)
  await page.getByTestId('page-callouts').click()
  await page.getByTestId('tab-channels').click()
  await page.getByTestId('no-channels').waitFor()

  // What is wrong stands at its field.
  await page.getByTestId('new-channel').click()
  await page.getByTestId('channel-type').selectOption('http-provider')
  await page.getByTestId('channel-id').fill('sms-1')
  await page.getByTestId('channel-name').fill('县短信平台')
  await page.getByTestId('channel-reason').fill('开通')
  const own = page.getByTestId('channel-own')
  const typed = (await own.inputValue()).replace('https://sms.example.com', provider.origin)
  await own.fill(typed)
  await page.getByTestId('secret-signing').fill(SECRET)
  await page.getByTestId('save-channel').click()
  await page.locator('.mantine-PasswordInput-error').waitFor()
  expect(await barriers(page)).toEqual([])
  await page.screenshot({ path: join(ARTEFACTS, 'channels-walk-form.png'), fullPage: true })
  await page.getByTestId('secret-callbackSecret').fill(SECRET)
  await page.getByTestId('save-channel').click()
  const card = page.getByTestId('channel-sms-1')
  await card.getByText(callbackPath('sms-1')).waitFor()
  expect(await page.content()).not.toContain(SECRET)

  await card.getByTestId('test-to').selectOption({ index: 1 })
  await card.getByTestId('send-test').click()
  await card.getByTestId('test-outcome').filter({ hasText: '服务商已收' }).waitFor()
  const report = async (events: object[]) => {
    const { headers, rawBody } = signedCallback(JSON.stringify(events), SECRET)
    const response = await fetch(gateway.url + callbackPath('sms-1'), {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: rawBody,
    })
    expect(response.status).toBe(204)
  }
  await report([
    { id: 'p1', state: 'delivered' },
    { from: '13700001111', text: '水位 2.3' },
  ])
  await card.getByTestId('test-outcome').filter({ hasText: '已送达' }).waitFor()

  await page.getByTestId('speaker-id').fill('xincun-1')
  await page.getByTestId('speaker-name').fill('新村大喇叭')
  await page.getByTestId('add-speaker').click()
  await page.getByTestId('speaker').getByText('mqtt:xincun-1').waitFor()
  expect(await barriers(page)).toEqual([])
  await page.screenshot({ path: join(ARTEFACTS, 'channels-walk.png'), fullPage: true })

  await page.getByTestId('tab-telephone').click()
  const reply = page.getByTestId('reply')
  await reply.getByText('水位 2.3').waitFor()
  await reply.getByText('137****1111').waitFor()
  expect(await barriers(page)).toEqual([])
  await page.screenshot({ path: join(ARTEFACTS, 'channels-walk-replies.png'), fullPage: true })
  await reply.getByTestId('reply-read').click()
  await reply.waitFor({ state: 'detached' })

  await page.setViewportSize({ width: 360, height: 740 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto(`${gateway.url}/channels`)
  await card.waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
  expect(await barriers(page)).toEqual([])
  await page.screenshot({ path: join(ARTEFACTS, 'channels-walk-phone.png'), fullPage: true })
  expect(errors).toEqual([])

  await provider.stop()
})
