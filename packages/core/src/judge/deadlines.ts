import type { Instant } from '../model/index.ts'
import { absenceDueAt, dueAt, type Silence } from '../rules/index.ts'
import { subjectKey } from './docket.ts'
import type { Ruling, Stream } from './stream.ts'
import { Timers } from './timers.ts'

/**
 * When each ruling must be looked at again without a new reading: a `for` that runs out, a silence that lasts. A reading moves an absence's
 * deadline on without touching the timer; the timer is put right when its turn comes.
 */
export class Deadlines {
  readonly #timers = new Timers<{ stream: Stream; ruling: Ruling }>()
  /** Silence before this is the gateway's: it was down, or did not know the time. */
  startedAt: Instant

  constructor(startedAt: Instant) {
    this.startedAt = startedAt
  }

  /** Since when nothing has come, as far as the gateway could tell. */
  silence(stream: Stream, ruling: Ruling): Silence {
    return {
      since: Math.max(stream.lastReceivedAt, this.startedAt, ruling.coveredSince),
      intervalMs: stream.datastream.intervalMs,
    }
  }

  /** Makes sure that the ruling is looked at when it falls due. */
  arm(stream: Stream, ruling: Ruling): void {
    const due = this.#due(stream, ruling)
    if (due === undefined || due >= ruling.armedFor) return
    ruling.armedFor = due
    this.#timers.add(due, subjectKey(ruling.compiled.rule.id, stream.id), { stream, ruling })
  }

  /** The earliest deadline; undefined when there is none. */
  next(): Instant | undefined {
    for (;;) {
      const timer = this.#timers.earliest
      if (timer === undefined) return undefined
      const { stream, ruling } = timer.what
      const due = this.#due(stream, ruling)
      if (due !== undefined && due <= timer.due) return timer.due
      this.#timers.take()
      this.#rearm(stream, ruling, timer.due, due)
    }
  }

  /** Calls `fire` for everything due up to `clock`, in the order of due times. */
  expire(clock: Instant, fire: (stream: Stream, ruling: Ruling, due: Instant) => void): void {
    for (;;) {
      const timer = this.#timers.earliest
      if (timer === undefined || timer.due > clock) return
      this.#timers.take()
      const { stream, ruling } = timer.what
      const due = this.#due(stream, ruling)
      if (due !== undefined && due <= timer.due) fire(stream, ruling, due)
      this.#rearm(stream, ruling, timer.due, this.#due(stream, ruling))
    }
  }

  #due(stream: Stream, ruling: Ruling): Instant | undefined {
    // Its rule no longer covers the stream: whoever restarts now would not know of it, so nobody may be woken for it.
    if (!stream.rulings.includes(ruling)) return undefined
    return ruling.compiled.kind === 'absence'
      ? absenceDueAt(ruling.compiled, ruling.ladder, this.silence(stream, ruling))
      : dueAt(ruling.compiled.rungs, ruling.ladder)
  }

  /** After a timer was taken out: puts it back for its real due time, if that still lies ahead. */
  #rearm(stream: Stream, ruling: Ruling, taken: Instant, due: Instant | undefined): void {
    if (taken !== ruling.armedFor) return
    ruling.armedFor = Number.POSITIVE_INFINITY
    if (due !== undefined) this.arm(stream, ruling)
  }
}
