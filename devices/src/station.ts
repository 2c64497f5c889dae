import { DAY, type DurationMs, type Instant, MINUTE } from '@tocsin/core'
import type { Device } from './device.ts'
import { type Instrument, report, reports } from './instruments/index.ts'

/** A logger's memory; what is older the gateway stores and does not judge. */
const LONGEST_MEMORY: DurationMs = 31 * DAY

/** A simulated station: instruments, and the device that sends what they report. */
export interface StationOptions {
  readonly device: Device
  readonly instruments: readonly Instrument[]
  /** The last time that is known to have been sent; what came after it is back-filled at the start. */
  readonly sentUpTo: Instant
  /** Grid of the back-fill: coarser than the live one, and a multiple of it. Default a minute. */
  readonly backfillStepMs?: DurationMs
  /** Default the machine's clock. */
  readonly now?: () => Instant
}

export interface SimulatedStation {
  /** Back-fills up to now and runs in real time from then on. */
  start(): void
  stop(): Promise<void>
}

/**
 * Runs a station. A process that slept, or was kept from running, reports afterwards what it would have reported meanwhile, as a
 * logger does.
 */
export function createStation(options: StationOptions): SimulatedStation {
  const { device, instruments, backfillStepMs = MINUTE, now = Date.now } = options
  // Common multiples are not sought: the grids in use divide one another.
  const stepMs = Math.min(...instruments.map(({ everyMs }) => everyMs))
  let reportedUpTo = options.sentUpTo
  let timer: NodeJS.Timeout | undefined

  function tick(): void {
    const time = now()
    const behind = time - reportedUpTo > 2 * backfillStepMs
    if (behind) {
      const from = Math.max(reportedUpTo, time - LONGEST_MEMORY)
      device.record(reports(instruments, backfillStepMs, from, time))
    }
    const newest = Math.floor(time / stepMs) * stepMs
    if (newest > reportedUpTo) {
      // After a back-fill the value of this very moment is still to come, unless it lay on the coarse grid.
      if (!behind) device.record(reports(instruments, stepMs, reportedUpTo, time))
      else if (newest % backfillStepMs !== 0) {
        const item = report(instruments, newest)
        if (item) device.record([item])
      }
      reportedUpTo = newest
    }
    timer = setTimeout(tick, newest + stepMs - time)
  }

  return {
    start() {
      tick()
      device.start()
    },
    async stop() {
      clearTimeout(timer)
      await device.stop()
    },
  }
}
