import { join } from 'node:path'
import type { StationBody } from '@tocsin/contract'
import { HOUR, SECOND } from '@tocsin/core'
import { openDuckdbHistory } from '@tocsin/gateway/history/duckdb'
import type { Page } from 'playwright-core'
import { backfill } from './backfill.ts'
import type { OfficeUnderTest } from './office-under-test.ts'
import { ReportingStation } from './station.ts'

export const POINTS = 100_000
export const CHARTS = 8

const level = (at: number) => 3 + Math.sin(at / HOUR) + Math.random() / 10

function gauge(id: string): StationBody {
  const datastreams = [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: SECOND }]
  return { id, name: id, area: 'county/village', datastreams, latenessMs: 31 * 24 * HOUR }
}

/** A gauge with 100,000 values, one a second, and its chart opened over all of them. Restarts the gateway. */
export async function openManyPoints(
  { folder, gateway, office }: Pick<OfficeUnderTest, 'folder' | 'gateway' | 'office'>,
  page: Page,
): Promise<void> {
  await office.register(gauge('long'))
  const end = Math.floor(Date.now() / SECOND) * SECOND
  const start = end - (POINTS - 1) * SECOND
  // No station may send as much at once: into the history, as if it had.
  await gateway.stop()
  const history = await openDuckdbHistory({ path: join(folder.path, 'history.duckdb') })
  await history.append(
    Array.from({ length: POINTS }, (_, index) => {
      const at = start + index * SECOND
      const observed = {
        phenomenonTime: at,
        receivedAt: at,
        value: level(at),
        flag: 'good' as const,
        timeliness: 'new' as const,
      }
      return { datastream: 'long/level', ...observed, checks: [], position: 1 }
    }),
  )
  await history.stop()
  await gateway.start()
  await office.signInPage(page)
  await page.goto(`${office.url}/stations/long?from=${start}&to=${end}`)
  await page.locator('[data-testid=chart] .u-over').waitFor()
  await page.waitForTimeout(2000)
}

/** Eight gauges with an hour of values, one a second, and their charts on one page; `stream` lets them all report so many times a second. */
export async function openEight({ gateway, office }: OfficeUnderTest, page: Page) {
  const devices: ReportingStation[] = []
  for (let number = 0; number < CHARTS; number++) {
    const secret = await office.register(gauge(`g${number}`))
    const device = await ReportingStation.connect(`g${number}`, secret, gateway.mqttPort)
    const end = Math.floor(Date.now() / SECOND) * SECOND
    await backfill(device, end - HOUR, end, SECOND, (at) => ({ level: level(at) }))
    devices.push(device)
  }
  const ids = devices.map(({ id }) => `${id}/level`)
  await page.goto(`${office.url}/trends?range=1h&with=${encodeURIComponent(JSON.stringify(ids))}`)
  await page
    .locator('[data-testid=trend]')
    .nth(CHARTS - 1)
    .locator('.u-over')
    .waitFor()
  await page.waitForTimeout(2000)
  return {
    /** Values of the same second are corrections of one another: a chart draws them all, and keeps one. */
    async stream(seconds: number, perSecond: number): Promise<number> {
      let updates = 0
      const begun = performance.now()
      while (performance.now() - begun < seconds * 1000) {
        const ts = Math.floor(Date.now() / SECOND) * SECOND
        await Promise.all(devices.map((device) => device.reports(ts, { level: level(Date.now()) })))
        updates += devices.length
        const due = begun + (updates / devices.length) * (1000 / perSecond)
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
      }
      return updates
    },
    async leave(): Promise<void> {
      for (const device of devices) await device.leaves()
    },
  }
}
