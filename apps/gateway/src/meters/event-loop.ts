import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Part } from '@tocsin/contract'
import { type DurationMs, SECOND } from '@tocsin/core'
import { part } from '../part.ts'
import { Latch } from './latch.ts'

/** Looked at so often; what was slow for one look, such as a process that stood still, says nothing of now. */
const LOOK_EVERY = 10 * SECOND
/** Work that waits longer than this again and again makes warnings late. */
const TOO_SLOW: DurationMs = 500
/** The resolution of Node's own sampling: what it measures contains it. */
const RESOLUTION: DurationMs = 10

/** Watches how long work waits for the main thread, which does everything that is not a disk's or a store's. */
export class EventLoop {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION })
  // A minute either way.
  readonly #latch = new Latch({ raiseAt: TOO_SLOW, clearBelow: TOO_SLOW / 2, looks: 6 })
  #timer: NodeJS.Timeout | undefined
  /** Of the newest look. */
  p50Ms: DurationMs = 0
  p99Ms: DurationMs = 0
  maxMs: DurationMs = 0

  start(): void {
    this.#delay.enable()
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#delay.disable()
  }

  part(): Part {
    return this.#latch.bad
      ? part('degraded', 'loop-slow', { limitMs: TOO_SLOW })
      : part('ok', 'loop-well', { delayMs: Math.round(this.maxMs) })
  }

  #look(): void {
    const milliseconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION)
    this.p50Ms = milliseconds(this.#delay.percentile(50))
    this.p99Ms = milliseconds(this.#delay.percentile(99))
    this.maxMs = milliseconds(this.#delay.max)
    this.#delay.reset()
    this.#latch.look(this.p99Ms)
  }
}
