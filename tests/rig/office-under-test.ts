import type { Browser } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { launchChromium } from './chromium.ts'
import { GatewayProcess, temporaryFolder } from './gateway-process.ts'
import { Office } from './office.ts'

export interface OfficeUnderTest {
  readonly folder: { readonly path: string }
  readonly gateway: GatewayProcess
  readonly office: Office
}

/** A gateway in a process of its own, and its administrator signed in. It ends with the test, however that ends. */
export async function startOffice(
  environment: Readonly<Record<string, string>> = {},
): Promise<OfficeUnderTest> {
  const folder = temporaryFolder()
  const gateway = new GatewayProcess({ dataDir: folder.path, environment })
  onTestFinished(async () => {
    await gateway.kill()
    folder.remove()
  })
  await gateway.start()
  return { folder, gateway, office: await Office.signIn(gateway.url) }
}

/** Chromium, closed when the test is over, however that ends. */
export async function openBrowser(): Promise<Browser> {
  const browser = await launchChromium()
  onTestFinished(() => browser.close())
  return browser
}
