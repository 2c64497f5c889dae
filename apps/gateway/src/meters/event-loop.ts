import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Part } from '@tocsin/contract'
import { type DurationMs, SECOND } from '@tocsin/core'
import type { Log } from '../log.ts'
import { part } from '../part.ts'
import { Latch } from './latch.ts'

/** Looked at so often; what was slow for one look, such as a process that stood still, says nothing of now. */
const LOOK_EVERY = 10 * SECOND
/** Work that waits longer than this again and again makes warnings late. */
const TOO_SLOW: DurationMs = 500
/** The resolution of Node's own sampling: what it measures contains it. */
const RESOLUTION: DurationMs = 10
/** Once is worth a line in the log: the process stood still, or something held up everything. */
const STOOD_STILL: DurationMs = 2 * SECOND

/** Watches how long work waits for the main thread, which does everything that is not a disk's or a store's. */
export class EventLoop {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION })
  // A minute either way.
  readonly #latch = new Latch({ raiseAt: TOO_SLOW, clearBelow: TOO_SLOW / 2, looks: 6 })
  readonly #log: Log
  #timer: NodeJS.Timeout | undefined
  /** Of the newest look. */
  p50Ms: DurationMs = 0
  p99Ms: DurationMs = 0
  maxMs: DurationMs = 0

  constructor(log: Log) {
    this.#log = log
  }

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
    if (this.maxMs >= STOOD_STILL) {
      this.#log.warn('gateway.stoodStill', {
        forMs: Math.round(this.maxMs),
        effect: 'nothing was acknowledged or judged meanwhile; devices send again, and silence counts anew',
      })
    }
    this.#latch.look(this.p99Ms)
  }
}
