import type { Browser, CDPSession, Page } from 'playwright-core'

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Microseconds. */
  readonly dur?: number
  /** The same in processor time. */
  readonly tdur?: number
  /** When it began, in microseconds. */
  readonly ts: number
  readonly args: { readonly name?: string }
}

/** What the main thread of a page did, in milliseconds. */
export interface PageWork {
  /** The longest task by the clock, and by the processor: on a crowded machine only the second tells something of the page. */
  readonly longestTask: number
  readonly longestTaskCpu: number
  /** Tasks above 50 and above 100 ms of processor time. */
  readonly above50: number
  readonly above100: number
  /** Processor time of all tasks; of it that of scripts, with the collecting of their garbage and without style, layout and paint; and the time it took. */
  readonly busy: number
  readonly scripting: number
  readonly elapsed: number
}

/** Watches what the page's main thread does while `work` goes on. */
export async function tracedWork(browser: Browser, page: Page, work: () => Promise<void>): Promise<PageWork> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata', 'devtools.timeline', 'v8'] })
  const begun = performance.now()
  await work()
  const elapsed = performance.now() - begun
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[]
  }
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  )
  const onMain = traceEvents.filter(({ ph, pid, tid }) => ph === 'X' && mains.has(`${pid} ${tid}`))
  const tasks = onMain.filter(({ name }) => name.endsWith('RunTask'))
  if (tasks.length === 0) throw new Error('the trace holds no task of the page')
  const cpu = tasks.map(({ tdur = 0 }) => tdur / 1000)
  return {
    longestTask: tasks.reduce((most, { dur = 0 }) => Math.max(most, dur / 1000), 0),
    longestTaskCpu: cpu.reduce((most, one) => Math.max(most, one), 0),
    above50: cpu.filter((one) => one > 50).length,
    above100: cpu.filter((one) => one > 100).length,
    busy: cpu.reduce((sum, one) => sum + one, 0),
    scripting: scriptingOf(onMain),
    elapsed,
  }
}

/** Events within which scripts run, or their garbage is collected. */
const SCRIPT =
  /^(FunctionCall|EvaluateScript|v8\.(callFunction|run|compile.*|evaluateModule)|V8\.GC.*|MinorGC|MajorGC|RunMicrotasks|FireAnimationFrame|FireIdleCallback|TimerFire|EventDispatch|WebSocketReceive|XHRReadyStateChange)$/
/** What a script makes the browser do at once: no scripting, though it lies within. */
const NO_SCRIPT =
  /^(Layout|UpdateLayoutTree|RecalculateStyles|Paint|PrePaint|Layerize|UpdateLayerTree|HitTest|ParseHTML)$/

/**
 * Processor time of scripts on one thread, in milliseconds: outermost script events, less the layout that they force. Chromium's own
 * `ScriptDuration` goes by the clock, and on a crowded machine tells how long scripts waited.
 */
function scriptingOf(events: readonly TraceEvent[]): number {
  const inOrder = events
    .filter(({ name }) => SCRIPT.test(name) || NO_SCRIPT.test(name))
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
  let micros = 0
  /** Ends of the outermost script event and of the layout within it. */
  let [script, layout] = [0, 0]
  for (const { name, ts, dur = 0, tdur = 0 } of inOrder) {
    if (NO_SCRIPT.test(name)) {
      if (ts < script && ts >= layout) micros -= tdur
      if (ts >= layout) layout = ts + dur
    } else if (ts >= script && ts >= layout) {
      micros += tdur
      script = ts + dur
    }
  }
  return micros / 1000
}

/** Bytes of JavaScript that are alive: garbage has been collected before. */
export async function liveHeap(page: Page): Promise<number> {
  const session: CDPSession = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.enable')
  for (let turn = 0; turn < 2; turn++) await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}

/** Drags a plot back and forth, as somebody who looks for something. */
export async function dragAbout(page: Page, selector: string, turns: number): Promise<void> {
  const box = await page.locator(selector).first().boundingBox()
  if (box === null) throw new Error(`nothing to drag at ${selector}`)
  const [y, left, right] = [box.y + box.height / 2, box.x + box.width * 0.2, box.x + box.width * 0.8]
  for (let turn = 0; turn < turns; turn++) {
    const [from, to] = turn % 4 < 2 ? [left, right] : [right, left]
    await page.mouse.move(from, y)
    await page.mouse.down()
    await page.mouse.move(to, y, { steps: 40 })
    await page.mouse.up()
    await page.waitForTimeout(400)
  }
}
