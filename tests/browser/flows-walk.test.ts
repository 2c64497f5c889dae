import { calls } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { barriers } from '../rig/barriers.ts'
import { FlowsEditor } from '../rig/flows.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'

const PASSWORD = 'a long pass phrase for tests'

it('an engineer goes from the console to the editor, imports an example and deploys it; an operator does not', async () => {
  const { gateway, office } = await startOffice({ TOCSIN_FLOWS: 'on' })
  for (const [username, role] of [
    ['chen', 'engineer'],
    ['sun', 'operator'],
  ] as const) {
    await office.call(calls.createUser, { body: { username, name: username, role, password: PASSWORD } })
  }
  await new FlowsEditor(office).reaches('running')
  const browser = await openBrowser()
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
  const foreign: string[] = []
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    if (/^(http|ws)/.test(protocol) && hostname !== '127.0.0.1') foreign.push(request.url())
  })
  const page = await context.newPage()
  await office.signInPage(page, 'chen', PASSWORD)
  await page.goto(`${gateway.url}/system?tab=flows`)
  await page.getByTestId('flows-state').waitFor()
  expect(await page.getByTestId('flows-state').getAttribute('data-state')).toBe('running')
  expect(await barriers(page)).toEqual([])
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/flows-console.png` })

  const [editor] = await Promise.all([context.waitForEvent('page'), page.getByTestId('open-flows').click()])
  const complaints: string[] = []
  editor.on('pageerror', (error) => complaints.push(error.message))
  await editor.locator('#red-ui-palette .red-ui-palette-node').first().waitFor({ timeout: 60_000 })
  // No password, no first-steps tour, and the nodes in the reader's language.
  expect(await editor.locator('#node-dialog-login').count()).toBe(0)
  for (const label of ['观测值', '监测告警', '历史', '读数上报', '应答', '大喇叭']) {
    expect(await editor.locator('#red-ui-palette').textContent()).toContain(label)
  }
  await editor.keyboard.press('Control+i')
  await editor.locator('#red-ui-tab-red-ui-clipboard-dialog-import-tab-examples').click()
  for (const branch of ['@tocsin/flows', 'siren-on-red']) {
    await editor.locator('.red-ui-treeList-label-text:visible', { hasText: branch }).click()
  }
  if (process.env['SHOTS']) await editor.screenshot({ path: `${process.env['SHOTS']}/flows-import.png` })
  await editor.locator('#red-ui-clipboard-dialog-ok').click()
  // It brings a tab of its own.
  await editor.locator('.red-ui-tab-label', { hasText: 'Siren on red' }).first().click()
  await editor.locator('g.red-ui-flow-node').first().waitFor()
  await editor.locator('#red-ui-header-button-deploy').click()
  await editor.locator('#red-ui-header-button-deploy.disabled').waitFor()
  if (process.env['SHOTS']) await editor.screenshot({ path: `${process.env['SHOTS']}/flows-editor.png` })
  const kept = JSON.stringify(await (await new FlowsEditor(office).request('flows')).json())
  expect(kept).toContain('SIREN_ON_URL')
  // Statuses come over the WebSocket: the warnings’ node says that the gateway is connected.
  await editor.locator('.red-ui-flow-node-status-label', { hasText: '已连接' }).waitFor()
  expect(complaints).toEqual([])
  expect(await editor.getByText('Flushing file').count()).toBe(0)

  // Who signs out is out of the editor too.
  await context.request.delete(`${gateway.url}/api/session`, { headers: { origin: gateway.url } })
  await editor.waitForTimeout(500)
  expect((await context.request.get(`${gateway.url}/flows/settings`)).status()).toBe(401)

  const other = await browser.newPage()
  await office.signInPage(other, 'sun', PASSWORD)
  await other.goto(`${gateway.url}/flows/`)
  await other.getByText(/工程师可以打开流程编辑器|Engineers open the editor/).waitFor()
  expect(await other.getByTestId('open-flows').count()).toBe(0)
  expect(foreign).toEqual([])
})
