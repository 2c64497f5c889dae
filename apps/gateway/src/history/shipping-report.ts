import type { Part } from '@tocsin/contract'
import { DAY, type DurationMs, HOUR, type Instant, MINUTE, type Position, SECOND } from '@tocsin/core'
import { part } from '../part.ts'
import type { Compacting } from './compaction-schedule.ts'
import type { Keeping } from './keeping.ts'
import type { Shipping } from './shipper.ts'

/** A refusal is told for so long after the newest one. */
const REFUSAL_TOLD_FOR = 24 * HOUR

/** What an operator reads about a projection. `upTo` is the newest entry that may be shipped. */
export function shippingReport(
  store: 'history' | 'influx',
  shipping: Shipping | undefined,
  upTo: Position,
  now: Instant,
): Part {
  const waiting = waitingEntries(shipping, upTo)
  const failure = shipping?.failure
  if (failure !== undefined) {
    const { since, detail } = failure
    const values = { store, lastingMs: roughly(now - since), detail }
    return waiting === undefined
      ? part('degraded', 'store-unknown', values)
      : part('degraded', 'store-failing', { ...values, waiting })
  }
  if (shipping?.position === undefined || waiting === undefined) return part('ok', 'store-opening', { store })
  if (shipping.behindSince !== undefined) {
    const lastingMs = roughly(now - shipping.behindSince)
    return part('degraded', 'store-behind', { store, lastingMs, waiting })
  }
  if (shipping.lost > 0) return part('degraded', 'store-lost', { store, lost: shipping.lost })
  const { setAside } = shipping
  if (setAside !== undefined && now - setAside.newestAt < REFUSAL_TOLD_FOR) {
    const { count, newestAt, file } = setAside
    return part('degraded', 'store-refused', { store, refused: count, file, refusedAt: newestAt })
  }
  return waiting === 0
    ? part('ok', 'store-complete', { store })
    : part('ok', 'store-current', { store, waiting })
}

/** Days that wait longer than this to be compacted are worth a word: reading them takes longer, and room. */
const COMPACTED_WITHIN: DurationMs = 2 * DAY

/** How long what is kept, and whether days that are over are put away. */
export function keepingReport({ failure, before }: Compacting, keeping: Keeping, now: Instant): Part {
  if (failure !== undefined && now - failure.since >= COMPACTED_WITHIN) {
    return part('degraded', 'days-not-compacted', {
      lastingMs: roughly(now - failure.since),
      detail: failure.detail,
    })
  }
  const kept = { rawFor: keeping.raw ?? 0, hourlyFor: keeping.hourly ?? 0, dailyFor: keeping.daily ?? 0 }
  return before === undefined
    ? part('ok', 'history-kept', kept)
    : part('ok', 'history-compacted', { ...kept, upTo: new Date(before).toISOString().slice(0, 10) })
}

/** Undefined while the projection could not be asked how far it is. */
export function waitingEntries(shipping: Shipping | undefined, upTo: Position): number | undefined {
  return shipping?.position === undefined ? undefined : Math.max(0, upTo - shipping.position)
}

function roughly(duration: DurationMs): DurationMs {
  const unit = duration < MINUTE ? SECOND : duration < 2 * HOUR ? MINUTE : HOUR
  return Math.max(unit, Math.floor(duration / unit) * unit)
}
