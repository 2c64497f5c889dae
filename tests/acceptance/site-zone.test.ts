import { calls } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { eventually, Office } from '../rig/office.ts'
import { startOffice } from '../rig/office-under-test.ts'

it('an administrator sets the zone of the site: the box starts anew by it, and keeps it whatever the environment says', async () => {
  const { gateway, office } = await startOffice({ TOCSIN_TIME_ZONE: 'Asia/Shanghai' })
  const before = await office.site()
  expect(before.timeZone).toBe('Asia/Shanghai')
  const refused = await office
    .call(calls.setSiteZone, { body: { timeZone: 'Asia/Nowhere' } })
    .catch((error: Error) => error.message)
  expect(refused).toContain('expected shape')

  const set = await office.call(calls.setSiteZone, { body: { timeZone: 'Asia/Urumqi' } })
  expect(set).toEqual({ timeZone: 'Asia/Urumqi', startsAnew: true })
  const after = await eventually('the box to start anew', async () => {
    const site = await office.site().catch(() => undefined)
    return site?.timeZone === 'Asia/Urumqi' ? site : undefined
  })
  expect(after.startedAt).toBeGreaterThan(before.startedAt)
  // Once more the same: there is nothing to start anew for.
  expect(await office.call(calls.setSiteZone, { body: { timeZone: 'Asia/Urumqi' } })).toEqual({
    timeZone: 'Asia/Urumqi',
    startsAnew: false,
  })

  await gateway.kill()
  await gateway.start()
  expect((await (await Office.signIn(gateway.url)).site()).timeZone).toBe('Asia/Urumqi')
})
