import { expect, it } from 'vitest'
import { CHARTS, openEight, openManyPoints } from '../rig/charts-open.ts'
import { openBrowser, startOffice } from '../rig/office-under-test.ts'
import { dragAbout, liveHeap, tracedWork } from '../rig/page-work.ts'

// In processor time: what the clock says depends on what else the machine does. `pnpm bench charts` is the long form.

it('panning 100,000 points makes no task above 50 ms, and the gateway answers at most four buckets a pixel', async () => {
  const under = await startOffice()
  const browser = await openBrowser()
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const perPixel: number[] = []
  page.on('request', (request) => {
    const { pathname, searchParams: query } = new URL(request.url())
    if (pathname !== '/api/observations' || !query.has('buckets')) return
    const shown = new URL(page.url()).searchParams
    const width = Number(query.get('to')) - Number(query.get('from'))
    const length = Number(shown.get('to')) - Number(shown.get('from'))
    // Of the plot, which is less wide than the page.
    if (shown.has('from')) perPixel.push((Number(query.get('buckets')) * length) / width / 1100)
  })
  await openManyPoints(under, page)
  const opened = page.url()
  // An odd number: as many there as back would end where it began.
  const work = await tracedWork(browser, page, () => dragAbout(page, '[data-testid=chart] .u-over', 7))
  console.log(work)
  expect(page.url()).not.toBe(opened)
  expect(work.above50).toBe(0)
  expect(perPixel.length).toBeGreaterThan(0)
  expect(Math.max(...perPixel)).toBeLessThanOrEqual(4)
  await page.getByTestId('back-to-live').waitFor()
})

it('eight charts left open do not grow', async () => {
  const under = await startOffice()
  const browser = await openBrowser()
  const page = await browser.newPage({ viewport: { width: 1440, height: 2600 } })
  await under.office.signInPage(page)
  const charts = await openEight(under, page)
  await charts.stream(5, 10)
  const before = await liveHeap(page)
  // As many updates of each chart as a gauge that reports every five minutes sends in a day.
  const updates = await charts.stream(20, 15)
  const after = await liveHeap(page)
  await charts.leave()
  console.log({ updates: updates / CHARTS, before, after, ratio: after / before })
  expect(after / before).toBeGreaterThan(0.9)
  expect(after / before).toBeLessThan(1.1)
})
