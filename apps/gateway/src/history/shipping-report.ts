import type { Part } from '@tocsin/contract'
import {
  DAY,
  type DurationMs,
  formatDuration,
  HOUR,
  type Instant,
  MINUTE,
  type Position,
  SECOND,
} from '@tocsin/core'
import type { Compacting } from './compaction-schedule.ts'
import { type Keeping, keepingText } from './keeping.ts'
import type { Shipping } from './shipper.ts'

/** What an operator reads about a projection. `name` opens the sentence; `upTo` is the newest entry that may be shipped. */
export function shippingReport(
  name: string,
  shipping: Shipping | undefined,
  upTo: Position,
  now: Instant,
): Part {
  const waiting = waitingEntries(shipping, upTo)
  const wait = `${waiting === undefined ? 'journal entries' : entries(waiting)} ${waiting === 1 ? 'waits' : 'wait'}`
  const failure = shipping?.failure
  if (failure !== undefined) {
    return {
      status: 'degraded',
      detail: `${name} has taken nothing for ${roughly(now - failure.since)} (${failure.detail}); ${wait} and will be shipped once it does`,
    }
  }
  if (shipping?.position === undefined) return { status: 'ok', detail: `${name} is being opened` }
  if (shipping.behindSince !== undefined) {
    return {
      status: 'degraded',
      detail: `${name} is slower than readings come in, for ${roughly(now - shipping.behindSince)}; ${wait}`,
    }
  }
  if (shipping.lost > 0) {
    return {
      status: 'degraded',
      detail: `${name} misses ${entries(shipping.lost)} that had been pruned before they could be shipped`,
    }
  }
  return { status: 'ok', detail: waiting === 0 ? `${name} has everything` : `${name} is current; ${wait}` }
}

/** Days that wait longer than this to be compacted are worth a word: reading them takes longer, and room. */
const COMPACTED_WITHIN: DurationMs = 2 * DAY

/** The report of the history, with what is kept of it and whether days that are over are put away. */
export function withCompaction(
  part: Part,
  { failure, before }: Compacting,
  keeping: Keeping,
  now: Instant,
): Part {
  if (failure !== undefined && now - failure.since >= COMPACTED_WITHIN && part.status === 'ok') {
    return {
      status: 'degraded',
      detail: `days that are over have not been compacted for ${roughly(now - failure.since)}: ${failure.detail}`,
    }
  }
  const upTo = before === undefined ? '' : `, compacted up to ${new Date(before).toISOString().slice(0, 10)}`
  return { ...part, detail: `${part.detail}${upTo}; ${keepingText(keeping)}` }
}

/** Undefined while the projection could not be asked how far it is. */
export function waitingEntries(shipping: Shipping | undefined, upTo: Position): number | undefined {
  return shipping?.position === undefined ? undefined : Math.max(0, upTo - shipping.position)
}

function entries(count: number): string {
  return count === 1 ? '1 journal entry' : `${count.toLocaleString('en')} journal entries`
}

function roughly(duration: DurationMs): string {
  const unit = duration < MINUTE ? SECOND : duration < 2 * HOUR ? MINUTE : HOUR
  return formatDuration(Math.max(unit, Math.floor(duration / unit) * unit))
}
