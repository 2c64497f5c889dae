import type { DurationMs, Instant, StationId } from '@tocsin/core'
import { CLOCK_TOLERANCE, CORRECTIONS_EVERY, SET_TWICE_BEYOND } from './limits.ts'

interface Told {
  readonly at: Instant
  readonly times: number
}

/** Knows whose clock is off, and when it was last told the time. */
export class ClockKeeper {
  readonly #told = new Map<StationId, Told>()

  /** True while the station's clock is off as far as is known: it should stay on line to be told the time. */
  isOff(station: StationId): boolean {
    return this.#told.has(station)
  }

  /**
   * A station said by its own clock when it sent a frame. True when it is to be told the time now: when its clock is off, and again at its next frame
   * when it was far off; after that once an hour, for some clocks cannot be set.
   */
  heard(station: StationId, sentAt: Instant, receivedAt: Instant): boolean {
    const off: DurationMs = Math.abs(sentAt - receivedAt)
    if (off <= CLOCK_TOLERANCE) {
      this.#told.delete(station)
      return false
    }
    const told = this.#told.get(station)
    const again = told?.times === 1 && off > SET_TWICE_BEYOND
    if (told !== undefined && !again && receivedAt - told.at < CORRECTIONS_EVERY) return false
    this.#told.set(station, { at: receivedAt, times: again ? 2 : 1 })
    return true
  }
}
