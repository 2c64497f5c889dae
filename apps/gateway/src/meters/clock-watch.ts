import type { Part } from '@tocsin/contract'
import { type DurationMs, type Instant, MINUTE, SECOND } from '@tocsin/core'
import { part } from '../part.ts'
import type { StationSurvey } from './station-survey.ts'

/** A shorter one is what a time service does at the start; nobody has to look. */
const WORTH_TELLING: DurationMs = 5 * SECOND
/** A step is told for so long. */
const TOLD_FOR: DurationMs = 30 * MINUTE
/** Of fewer stations nothing is concluded. */
const LEAST_STATIONS = 3

/** Watches the host's clock: whether it is set, and whether most stations say that it is slow. */
export class ClockWatch {
  #step: { readonly at: Instant; readonly by: DurationMs; readonly seenAtMs: number } | undefined
  /** Since the start. */
  steps = 0

  /** The clock was set by so much, to `now`. */
  stepped(by: DurationMs, now: Instant): void {
    this.steps++
    if (Math.abs(by) < WORTH_TELLING) return
    // Its age goes by a clock that nobody sets.
    this.#step = { at: now, by, seenAtMs: performance.now() }
  }

  part({ heardLately, ahead }: Pick<StationSurvey, 'heardLately' | 'ahead'>): Part {
    if (heardLately >= LEAST_STATIONS && ahead > heardLately / 2) {
      return part('degraded', 'clock-slow', { ahead, heard: heardLately })
    }
    if (this.#step !== undefined && performance.now() - this.#step.seenAtMs < TOLD_FOR) {
      const { at, by } = this.#step
      const direction = by > 0 ? 'forward' : 'back'
      return part('degraded', 'clock-stepped', { byMs: Math.abs(by), direction, steppedAt: at })
    }
    return part('ok', 'clock-well')
  }
}
