import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { calls } from '@tocsin/contract'
import { expect, it, onTestFinished } from 'vitest'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { Office } from '../rig/office.ts'

it('the demonstration leaves no half of itself behind when the box dies while it is switched', async () => {
  const folder = temporaryFolder()
  const gateway = new GatewayProcess({ dataDir: folder.path })
  onTestFinished(async () => {
    await gateway.kill()
    folder.remove()
  })
  await gateway.start()
  for (const afterMs of [0, 150, 400, 900, 1600]) {
    const office = await Office.signIn(gateway.url)
    const { demo } = await office.site()
    await office.call(calls.switchDemonstration, { body: { on: !demo } })
    await new Promise((resolve) => setTimeout(resolve, afterMs))
    await gateway.kill()
    await gateway.start()
    // On or off, whole: the administrator can sign in, and no remains lie about.
    const back = await Office.signIn(gateway.url)
    expect((await back.site()).demo).toBe(existsSync(join(folder.path, 'demonstration')))
    expect(readdirSync(folder.path).filter((name) => /demonstration\./.test(name))).toEqual([])
  }
})
