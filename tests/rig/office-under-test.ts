import type { Browser } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
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

/**
 * Chromium, closed when the test is over, however that ends. A console works without the internet: a page that asks for anything beyond this machine's
 * loopback fails the test.
 */
export async function openBrowser(): Promise<Browser> {
  const browser = await launchChromium()
  const beyond = new Set<string>()
  const newContext = browser.newContext.bind(browser)
  browser.newContext = async (options) => {
    const context = await newContext(options)
    const look = (url: string) => {
      if (!isHere(url)) beyond.add(url)
    }
    context.on('request', (request) => look(request.url()))
    context.on('page', (page) => page.on('websocket', (socket) => look(socket.url())))
    return context
  }
  browser.newPage = async (options) => (await browser.newContext(options)).newPage()
  onTestFinished(async () => {
    await browser.close()
    expect([...beyond], 'asked for beyond the loopback').toEqual([])
  })
  return browser
}

function isHere(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return !/^(http|ws)s?:$/.test(protocol) || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
}
