import { CHARTS, openEight, openManyPoints, POINTS } from '../rig/charts-open.ts'
import { launchChromium } from '../rig/chromium.ts'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { Office } from '../rig/office.ts'
import { dragAbout, liveHeap, tracedWork } from '../rig/page-work.ts'
import { type Figure, printFigures } from './spread.ts'

const MOST_TASK_MS = 50
const HEAP_WITHIN = 0.1
/** Of a gauge that reports every five minutes. */
const UPDATES_A_DAY = 288

/** Charts in Chromium: dragging 100,000 points about, and eight left open while they are brought the updates of days. */
export async function charts({ seconds = 120 } = {}): Promise<Figure[]> {
  const folder = temporaryFolder()
  const gateway = new GatewayProcess({ dataDir: folder.path })
  await gateway.start()
  const under = { folder, gateway, office: await Office.signIn(gateway.url) }
  const browser = await launchChromium()
  try {
    const long = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await openManyPoints(under, long)
    const panned = await tracedWork(browser, long, () => dragAbout(long, '[data-testid=chart] .u-over', 24))
    await long.close()

    const page = await browser.newPage({ viewport: { width: 1440, height: 2600 } })
    await under.office.signInPage(page)
    const eight = await openEight(under, page)
    await eight.stream(20, 10)
    const before = await liveHeap(page)
    let updates = 0
    const open = await tracedWork(browser, page, async () => {
      updates = await eight.stream(seconds, 10)
    })
    const ratio = (await liveHeap(page)) / before
    await eight.leave()
    return [
      {
        what: `dragging ${POINTS.toLocaleString('en')} points, longest task, ms of processor`,
        measured: `${panned.longestTaskCpu.toFixed(0)} (${panned.longestTask.toFixed(0)} by the clock)`,
        asked: `at most ${MOST_TASK_MS}`,
        held: panned.longestTaskCpu <= MOST_TASK_MS,
      },
      {
        what: `${CHARTS} charts, updates of ${(updates / CHARTS / UPDATES_A_DAY).toFixed(1)} days each: heap after beside before`,
        measured: `${ratio.toFixed(3)} of ${(before / 1e6).toFixed(1)} MB`,
        asked: `1 ± ${HEAP_WITHIN}`,
        held: Math.abs(ratio - 1) <= HEAP_WITHIN,
      },
      {
        what: `${CHARTS} charts at 10 updates a second: longest task, ms of processor`,
        measured: `${open.longestTaskCpu.toFixed(0)}, ${(open.busy / open.elapsed).toFixed(2)} of a core`,
        asked: '',
        held: undefined,
      },
    ]
  } finally {
    await browser.close()
    await gateway.stop()
    folder.remove()
  }
}

if (import.meta.main) printFigures('charts', await charts())
