import { runLoadInThreads } from '@tocsin/devices'
import { launchChromium } from '../rig/chromium.ts'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { Office } from '../rig/office.ts'
import { liveHeap, tracedWork } from '../rig/page-work.ts'
import { busyBoard, firstStrip, longList } from './console-numbers.ts'
import { settleCounty } from './county.ts'
import { type Figure, printFigures } from './spread.ts'

const STATIONS = 1000
const RATE = 5000
/** By then what a page keeps of each datastream is full. */
const WARM_UP_SECONDS = 40
const MOST_TASK_MS = 100
const MOST_SCRIPTING = 0.3
const HEAP_WITHIN = 0.1

/** Pages an operator leaves open, by what is watched there. */
const PAGES = { overview: '/', stations: '/stations' }

/**
 * The console in Chromium while 1,000 stations bring 5,000 values a second to the gateway: its main thread, its scripts, its heap. A minute of that is as
 * many updates as these stations send in a day, each every five minutes. Then what a threshold table, a long list and the board of a call-out cost.
 */
export async function consoleBench({ seconds = 60 } = {}): Promise<Figure[]> {
  const folder = temporaryFolder()
  const stations = await settleCounty(folder.path, { stations: STATIONS, rules: 2 })
  const gateway = new GatewayProcess({ dataDir: folder.path })
  await gateway.start()
  const office = await Office.signIn(gateway.url)
  const browser = await launchChromium()
  const figures: Figure[] = []
  try {
    for (const [name, path] of Object.entries(PAGES)) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
      await office.signInPage(page)
      await page.goto(`${gateway.url}${path}`)
      const load = runLoadInThreads(
        { host: '127.0.0.1', port: gateway.mqttPort, stations, rate: RATE, connectsPerSecond: 1000 },
        { seconds: seconds + WARM_UP_SECONDS, warmUpSeconds: 2, threads: 1 },
      )
      await page.waitForTimeout(WARM_UP_SECONDS * 1000)
      const before = await liveHeap(page)
      const work = await tracedWork(browser, page, () => page.waitForTimeout((seconds - 2) * 1000))
      const scripting = work.scripting / work.elapsed
      const heap = (await liveHeap(page)) / before
      const stats = await load
      if (stats.errors > 0) throw new Error(`the load met ${stats.errors} errors: ${stats.firstError}`)
      await page.close()
      figures.push(
        {
          what: `${name}: longest task in ${seconds} s, ms of processor`,
          measured: `${work.longestTaskCpu.toFixed(0)} (${work.longestTask.toFixed(0)} by the clock)`,
          asked: `at most ${MOST_TASK_MS}`,
          held: work.longestTaskCpu <= MOST_TASK_MS,
        },
        {
          what: `${name}: scripting, part of a core, by processor time`,
          measured: `${scripting.toFixed(3)} (${(work.busy / work.elapsed).toFixed(3)} with layout and paint)`,
          asked: `below ${MOST_SCRIPTING}`,
          held: scripting < MOST_SCRIPTING,
        },
        {
          what: `${name}: heap after ${seconds} s beside before`,
          measured: `${heap.toFixed(3)} of ${(before / 1e6).toFixed(1)} MB`,
          asked: `1 ± ${HEAP_WITHIN}`,
          held: Math.abs(heap - 1) <= HEAP_WITHIN,
        },
      )
    }
    await gateway.stop()
    figures.push(...(await firstStrip(browser, 5)))
    figures.push(...(await longList(browser)))
    figures.push(...(await busyBoard(browser, 10)))
  } finally {
    await browser.close()
    await gateway.stop()
    folder.remove()
  }
  return figures
}

if (import.meta.main) printFigures('console', await consoleBench())
