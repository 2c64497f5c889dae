import type { DatabaseSync } from 'node:sqlite'
import { DAY, type DurationMs, HOUR, type Instant } from '@tocsin/core'
import type { BoxFound } from './box/box-warning.ts'
import type { Clock } from './clock.ts'
import type { Disk } from './disk.ts'

/** How much was free at a time: the least of its hour. */
export interface DiskSample {
  readonly at: Instant
  readonly freeBytes: number
}

/** How fast the disk fills. */
export interface Growth {
  readonly bytesPerDay: number
  /** Until there is no more than `floor`; undefined: it does not get there within ten years. */
  readonly daysLeft: number | undefined
}

/** What is looked at; older growth says little of what comes. */
const LOOKED_BACK: DurationMs = 21 * DAY
/** One value for each: the least free in it, so that room that is used and given back within it does not count. */
const STEP: DurationMs = 6 * HOUR
/** Two moments closer than this say more of the time of day than of growth. */
const APART: DurationMs = DAY
const TEN_YEARS = 3650

/** The disk is said to fill when it would be full within so many days, and until it would not be within more. */
const WARNED_DAYS = 30
const CLEARED_DAYS = 45
/** Or when this many times the reserve are left, whatever the growth. */
const WARNED_RESERVES = 4
const CLEARED_RESERVES = 5

/**
 * How fast free space went down, as the median of all slopes between two moments at least a day apart (Theil and Sen): clearing up once, or a file that
 * came once, changes little. Undefined until there is a day of samples.
 * @param floor bytes that stay reserved
 */
export function growthOf(samples: readonly DiskSample[], now: Instant, floor: number): Growth | undefined {
  const least = new Map<number, DiskSample>()
  for (const sample of samples) {
    if (sample.at < now - LOOKED_BACK || sample.at > now) continue
    const step = Math.floor(sample.at / STEP)
    if (sample.freeBytes < (least.get(step)?.freeBytes ?? Number.POSITIVE_INFINITY)) least.set(step, sample)
  }
  const points = [...least.values()].sort((a, b) => a.at - b.at)
  const slopes: number[] = []
  for (const [index, later] of points.entries()) {
    for (const earlier of points.slice(0, index)) {
      if (later.at - earlier.at < APART) break
      slopes.push((earlier.freeBytes - later.freeBytes) / ((later.at - earlier.at) / DAY))
    }
  }
  if (slopes.length === 0) return undefined
  slopes.sort((a, b) => a - b)
  const middle = (slopes.length - 1) / 2
  const bytesPerDay = ((slopes[Math.floor(middle)] as number) + (slopes[Math.ceil(middle)] as number)) / 2
  const free = points.at(-1)?.freeBytes ?? 0
  const daysLeft = bytesPerDay <= 0 ? undefined : Math.max(0, (free - floor) / bytesPerDay)
  return { bytesPerDay, daysLeft: daysLeft === undefined || daysLeft > TEN_YEARS ? undefined : daysLeft }
}

export interface DiskForecastOptions {
  readonly database: DatabaseSync
  readonly disk: Pick<Disk, 'freeBytes'>
  readonly reservedBytes: number
  readonly clock: Clock
}

/** Notes hour by hour what is free, and says long before the disk is full that it will be. */
export class DiskForecast {
  readonly #options: DiskForecastOptions
  readonly #note
  readonly #samples
  #growth: Growth | undefined
  #fills = false
  #cancel: (() => void) | undefined

  constructor(options: DiskForecastOptions) {
    this.#options = options
    this.#note = options.database.prepare(
      'INSERT INTO disk_samples (at, free_bytes) VALUES (?, ?) ON CONFLICT (at) DO UPDATE SET free_bytes = min(free_bytes, excluded.free_bytes)',
    )
    this.#samples = options.database.prepare('SELECT at, free_bytes FROM disk_samples ORDER BY at')
  }

  /** Undefined until it is known. */
  get growth(): Growth | undefined {
    return this.#growth
  }

  /** The disk is filling: what is to be done is to be done in time. */
  get fills(): boolean {
    return this.#fills
  }

  start(): void {
    const tick = () => {
      this.look()
      this.#cancel = this.#options.clock.after(HOUR / 6, tick)
    }
    tick()
  }

  stop(): void {
    this.#cancel?.()
  }

  look(): void {
    const { database, disk, reservedBytes, clock } = this.#options
    const { freeBytes } = disk
    if (!Number.isFinite(freeBytes)) return
    const now = clock.now()
    try {
      this.#note.run(Math.floor(now / HOUR) * HOUR, Math.floor(freeBytes))
      database.prepare('DELETE FROM disk_samples WHERE at < ?').run(now - LOOKED_BACK - DAY)
    } catch {
      // On a full disk nothing can be noted; that it is full is said elsewhere.
    }
    const samples = this.#samples
      .all()
      .map((row) => ({ at: row['at'] as number, freeBytes: row['free_bytes'] as number }))
    this.#growth = growthOf(samples, now, reservedBytes)
    const daysLeft = this.#growth?.daysLeft ?? Number.POSITIVE_INFINITY
    const [days, reserves] = this.#fills ? [CLEARED_DAYS, CLEARED_RESERVES] : [WARNED_DAYS, WARNED_RESERVES]
    this.#fills = daysLeft < days || freeBytes < reserves * reservedBytes
  }

  findings(): BoxFound[] {
    if (!this.#fills) return []
    const daysLeft = this.#growth?.daysLeft
    const soon = daysLeft === undefined ? undefined : Math.floor(daysLeft)
    return [
      {
        key: 'disk-filling',
        kind: 'disk-filling',
        urgent: false,
        reason:
          soon === undefined
            ? {
                zh: '磁盘剩余空间不多，请清理或扩容：空间用尽后数据不再接收',
                en: 'little of the disk is left: make room or enlarge it; when it is used up, readings are refused',
              }
            : {
                zh: `按目前的增长，磁盘约 ${soon} 天后用尽，届时数据不再接收：请清理、扩容，或缩短原始数据保存期`,
                en: `at the present growth the disk is used up in about ${soon} days, and readings are refused then: make room, enlarge it, or keep raw values for a shorter time`,
              },
      },
    ]
  }
}
