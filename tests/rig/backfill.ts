import type { DurationMs, Instant } from '@tocsin/core'
import type { ReportingStation } from './station.ts'

/** As many readings as one message may hold. */
const MOST = 1000

/** Reports a stretch of the past, oldest first, as a device does that kept it. */
export async function backfill(
  device: ReportingStation,
  from: Instant,
  to: Instant,
  every: DurationMs,
  valuesAt: (at: Instant) => Readonly<Record<string, number>>,
): Promise<void> {
  let items: { ts: Instant; values: Readonly<Record<string, number>> }[] = []
  for (let at = from; at <= to; at += every) {
    items.push({ ts: at, values: valuesAt(at) })
    if (items.length < MOST && at + every <= to) continue
    await device.publishes(JSON.stringify(items))
    items = []
  }
}
