import type { LoadStation } from '@tocsin/devices'
import { runLoadInThreads } from '@tocsin/devices'
import { launchChromium } from '../rig/chromium.ts'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { Office } from '../rig/office.ts'
import { settleCounty } from './county.ts'
import { startBareAedes, startMosquitto } from './rivals/brokers.ts'
import { startNodeRed } from './rivals/node-red.ts'
import { type Figure, figureOf, printFigures, quantile } from './spread.ts'
import { watchGateway } from './watchers.ts'

const STATIONS = 1000
const RULES = 10
const RATE = 2000
const CONSOLES = 20
const MOST_MS = 250
const MOST_ACK_MS = 20

/**
 * At 2,000 readings/s, with 20 consoles and one Chromium that shows the overview: from the moment a reading is published (its own `ts`) to
 * its acknowledgement, to a console, and to the browser, where the value stands in the document. The rivals acknowledge the same load in turn.
 */
export async function latency({ rounds = 5, seconds = 10 } = {}): Promise<Figure[]> {
  const folder = temporaryFolder()
  const stations = await settleCounty(folder.path, { stations: STATIONS, rules: RULES })
  const gateway = new GatewayProcess({ dataDir: folder.path })
  await gateway.start()
  const office = await Office.signIn(gateway.url)
  const rivals = [await startBareAedes(), await startMosquitto(), await startNodeRed()]
  const browser = await launchChromium()
  const page = await browser.newPage()
  await office.signInPage(page)
  const consoles = await watchGateway(office, CONSOLES)

  const toConsole: number[] = []
  const toBrowser: number[] = []
  const acks: number[] = []
  const theirAcks = rivals.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, rival] of rivals.entries()) {
      theirAcks[index]?.push(await ackP99(rival.mqttPort, stations, seconds))
    }
    consoles.reset()
    await page.evaluate(watchValues)
    acks.push(await ackP99(gateway.mqttPort, stations, seconds))
    const seen = (await page.evaluate('window.delays')) as number[]
    toConsole.push(quantile(consoles.values, 0.99))
    toBrowser.push(quantile(seen, 0.99))
    console.log(
      `  round ${round + 1}: PUBACK p99 ${acks.at(-1)?.toFixed(1)} ms, consoles p99 ${toConsole.at(-1)} ms of ${consoles.values.length}, browser p99 ${toBrowser.at(-1)} ms of ${seen.length}`,
    )
  }
  consoles.close()
  await browser.close()
  for (const rival of rivals) await rival.stop()
  await gateway.stop()
  folder.remove()

  return [
    figureOf(`publish → PUBACK, fsynced, p99, ms (${RATE}/s)`, acks, { digits: 1, most: MOST_ACK_MS }),
    ...rivals.map(({ name }, index) =>
      figureOf(`… of ${name}, which keeps nothing before`, theirAcks[index] ?? [], { digits: 1 }),
    ),
    figureOf(`publish → console, p99, ms (${CONSOLES} of them)`, toConsole, { digits: 0, most: MOST_MS }),
    figureOf('publish → browser, p99, ms', toBrowser, { digits: 0, most: MOST_MS }),
  ]
}

async function ackP99(port: number, stations: readonly LoadStation[], seconds: number): Promise<number> {
  const stats = await runLoadInThreads(
    { host: '127.0.0.1', port, stations, rate: RATE, connectsPerSecond: 1000 },
    { seconds, warmUpSeconds: 2, threads: 1 },
  )
  if (stats.errors > 0) throw new Error(`the load met ${stats.errors} errors: ${stats.firstError}`)
  return stats.latency.quantile(0.99)
}

/**
 * Runs in the page: notes for each value that is replaced in the document how old its reading is at that moment. React writes the time
 * and the number in one go; an age that merely ticks on changes no time.
 */
const watchValues = `(() => {
  window.delays = []
  window.valueObserver?.disconnect()
  window.valueObserver = new MutationObserver((changes) => {
    const now = Date.now()
    for (const { target } of changes) window.delays.push(now - Number(target.dataset.time))
  })
  window.valueObserver.observe(document.body, { subtree: true, attributeFilter: ['data-time'] })
})()`

if (import.meta.main) printFigures('latency', await latency())
