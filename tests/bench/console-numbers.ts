import { calls } from '@tocsin/contract'
import type { Browser } from 'playwright-core'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { Office } from '../rig/office.ts'
import { tracedWork } from '../rig/page-work.ts'
import { SEASON_DAYS, settleTabledVillage } from '../rig/tabled-village.ts'
import { province } from './province.ts'
import { type Figure, figureOf, quantile } from './spread.ts'

const PERSONS = 500
/** As fast as the board may change, and as fast as a shift of many hears answers. */
const ANSWERS_PER_SECOND = 50
const HEARD_PER_SECOND = 10
const LEAST_FRAMES = 30
const MOST_MARK_MS = 1000
const MOST_STRIP_MS = 2000
const SETTLED_MS = 20_000
const VIEWPORT = { width: 1440, height: 900 }

/** From the choice of a village in a threshold table to its strip: a season of a gauge that reports every five minutes. */
export async function firstStrip(browser: Browser, rounds: number): Promise<Figure[]> {
  return withGateway(async (under) => {
    const table = await settleTabledVillage(under)
    const page = await browser.newPage({ viewport: VIEWPORT })
    await under.office.signInPage(page)
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      await page.goto(`${under.gateway.url}/rules/tables/${table.id}`)
      const row = page.getByTestId('try-1')
      await row.waitFor()
      const begun = performance.now()
      await row.click()
      await page.getByTestId('strip').getByText('上河雨量站').waitFor()
      times.push(performance.now() - begun)
    }
    await page.close()
    return [
      figureOf(`a village of a table, ${SEASON_DAYS} days: chosen → its strip, ms`, times, {
        digits: 0,
        most: MOST_STRIP_MS,
      }),
    ]
  })
}

/** The board of a call-out of 500 persons while 50 of them a second answer: how soon their marks stand there, frames, and whether a row moves under the pointer. */
export async function busyBoard(browser: Browser, seconds: number): Promise<Figure[]> {
  return withGateway(async ({ gateway, office }) => {
    const id = await callEverybody(office)
    const page = await browser.newPage({ viewport: VIEWPORT })
    await office.signInPage(page)
    await page.goto(`${gateway.url}/callouts/${id}`)
    await page
      .getByTestId('person')
      .nth(PERSONS - 1)
      .waitFor({ state: 'attached' })
    const { persons } = await office.call(calls.getCallout, { params: { id } })
    // What the box finds amiss of itself stands above the page within its first seconds.
    await page.waitForTimeout(SETTLED_MS)
    const box = await page.getByTestId('person').nth(2).boundingBox()
    if (box === null) throw new Error('the board has no rows')
    await page.mouse.move(box.x + box.width / 2, box.y + 10)
    await page.waitForTimeout(500)
    await page.evaluate(watchBoard)
    const answeredAt = new Map<string, number>()
    const answer = async (some: typeof persons, perSecond: number) => {
      const begun = performance.now()
      const all = some.map(async ({ person, name }, index) => {
        await pause((index * 1000) / perSecond - (performance.now() - begun))
        answeredAt.set(name, Date.now())
        await office.call(calls.recordAnswer, { params: { id }, body: { person, code: 'on-post' } })
      })
      await Promise.all(all)
      await page.waitForTimeout(2000)
    }
    const heard = persons.slice(0, HEARD_PER_SECOND * seconds)
    await answer(heard, HEARD_PER_SECOND)
    const work = await tracedWork(browser, page, () =>
      answer(persons.slice(heard.length), ANSWERS_PER_SECOND),
    )
    const seen = (await page.evaluate('globalThis.board_.finish()')) as {
      marks: Record<string, number>
      frames: number
      jumps: number
    }
    await page.close()
    const delays = heard.map(
      ({ name }) => (seen.marks[name] ?? Number.POSITIVE_INFINITY) - (answeredAt.get(name) ?? Number.NaN),
    )
    const p95 = quantile(delays, 0.95)
    return [
      {
        what: `${PERSONS} persons, ${HEARD_PER_SECOND} answers a second: answered → mark on the board, p95, ms`,
        measured: p95.toFixed(0),
        asked: `≤ ${MOST_MARK_MS}`,
        held: p95 <= MOST_MARK_MS,
      },
      framesFigure(`the same, and ${ANSWERS_PER_SECOND} a second: frames a second`, seen.frames),
      {
        what: 'the same: rows that moved under the pointer',
        measured: String(seen.jumps),
        asked: '0',
        held: seen.jumps === 0,
      },
      {
        what: `at ${ANSWERS_PER_SECOND} a second: longest task, ms of processor`,
        measured: `${work.longestTaskCpu.toFixed(0)}, ${(work.busy / work.elapsed).toFixed(2)} of a core`,
        asked: '',
        held: undefined,
      },
    ]
  })
}

/** A list of ten thousand stations, scrolled from top to bottom and back. The list is made up for the page. */
export async function longList(browser: Browser): Promise<Figure[]> {
  return withGateway(async ({ gateway, office }) => {
    const page = await browser.newPage({ viewport: VIEWPORT })
    const stations = province()
    await page.route('**/api/stations', (route) => route.fulfill({ json: { stations } }))
    await office.signInPage(page)
    await page.goto(`${gateway.url}/stations`)
    await page.getByTestId('station-row').first().waitFor()
    await page.waitForTimeout(1500)
    await page.mouse.move(VIEWPORT.width / 2, VIEWPORT.height / 2)
    await page.evaluate(watchFrames)
    for (let turn = 0; turn < 80; turn++) {
      await page.mouse.wheel(0, turn < 40 ? 900 : -900)
      await page.waitForTimeout(50)
    }
    const frames = (await page.evaluate('globalThis.frames_.finish()')) as number
    await page.close()
    return [framesFigure(`${stations.length} stations, the list scrolled: frames a second`, frames)]
  })
}

function framesFigure(what: string, frames: number): Figure {
  return { what, measured: frames.toFixed(1), asked: `≥ ${LEAST_FRAMES}`, held: frames >= LEAST_FRAMES }
}

interface Under {
  readonly folder: { readonly path: string }
  readonly gateway: GatewayProcess
  readonly office: Office
}

async function withGateway(measure: (under: Under) => Promise<Figure[]>): Promise<Figure[]> {
  const folder = temporaryFolder()
  const gateway = new GatewayProcess({ dataDir: folder.path })
  try {
    await gateway.start()
    return await measure({ folder, gateway, office: await Office.signIn(gateway.url) })
  } finally {
    await gateway.kill()
    folder.remove()
  }
}

/** A call-out by hand of everybody in a county, by telephone, until each of them has answered. */
export async function callEverybody(office: Office): Promise<string> {
  const county = { path: 'all', name: 'all', kind: 'county' as const }
  const village = { path: 'all/v', name: 'v', kind: 'village' as const }
  await office.call(calls.saveAreas, { body: { areas: [county, village] } })
  const rows = Array.from(
    { length: PERSONS },
    (_, number) => `p${number},watcher,137${String(number).padStart(8, '0')}`,
  )
  const content = Buffer.from(['姓名,职务,联系电话', ...rows].join('\n')).toString('base64')
  const file = { fileName: 'all.csv', content, area: county.path }
  const { seen, faults } = await office.call(calls.readPersonFile, { body: file })
  if (seen === null) throw new Error(JSON.stringify(faults))
  await office.call(calls.importPersons, { body: { ...file, seen } })
  await office.call(calls.createPlan, {
    body: {
      name: 'everybody',
      area: county.path,
      levels: ['red'],
      gate: { kind: 'automatic' },
      steps: [
        {
          after: '0s',
          who: [{ role: 'watcher', at: 'county' }],
          channels: 'in-turn',
          quorum: { kind: 'everybody' },
          attempts: 1,
          every: '10m',
        },
      ],
      loops: false,
    },
  })
  await office.call(calls.setTrial, { body: { trial: null, reason: 'a test' } })
  const { id } = await office.call(calls.startCallout, {
    body: { kind: 'order', area: county.path, level: 'red', source: 'bench', text: 'bench' },
  })
  for (let turn = 0; turn < 100; turn++) {
    const { persons } = await office.call(calls.getCallout, { params: { id } })
    if (persons.length >= PERSONS) return id
    await pause(100)
  }
  throw new Error('not everybody was called')
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))

/** Runs in the page: counts frames from now on. */
const watchFrames = `(() => {
  let frames = 0
  const begun = performance.now()
  let on = true
  const next = () => { frames++; if (on) requestAnimationFrame(next) }
  requestAnimationFrame(next)
  globalThis.frames_ = { finish() { on = false; return (frames * 1000) / (performance.now() - begun) } }
})()`

/** Runs in the page: when each person is first shown as answered, frames, and how often another row lies under the pointer. */
const watchBoard = `(() => {
  const marks = {}
  let frames = 0, jumps = 0, under, on = true
  const begun = performance.now()
  let pointer
  const look = () => {
    for (const row of document.querySelectorAll('[data-testid=person][data-state=answered]')) {
      const name = row.querySelector('.person-name')?.textContent
      if (name && marks[name] === undefined) marks[name] = Date.now()
    }
  }
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] })
  addEventListener('pointermove', (event) => { pointer = [event.clientX, event.clientY] }, { capture: true })
  const hovered = () => document.querySelector('[data-testid=person]:hover .person-name')?.textContent
  const next = () => {
    frames++
    const now = hovered()
    if (under !== undefined && now !== under) jumps++
    under = now
    if (on) requestAnimationFrame(next)
  }
  requestAnimationFrame(next)
  globalThis.board_ = { finish() { on = false; look(); return { marks, frames: (frames * 1000) / (performance.now() - begun), jumps } } }
})()`
