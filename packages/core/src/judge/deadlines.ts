import { type Instant, inSchedule } from '../model/index.ts'
import { absenceDueAt, dueAt, type Silence } from '../rules/index.ts'
import { subjectKey } from './docket.ts'
import type { Ruling, Subject } from './ruling.ts'
import { Stream } from './stream.ts'
import { Timers } from './timers.ts'

/** A single report that is lost is no silence; after so many intervals it is worth a word. */
const DATA_LOST_AFTER = 3

/**
 * When each ruling must be looked at again without a new reading: a `for` or `clearFor` that runs out, a silence that lasts. A reading moves a
 * silence's deadline on without touching the timer; the timer is put right when its turn comes.
 */
export class Deadlines {
  readonly #timers = new Timers<{ subject: Subject; ruling: Ruling }>()
  /** Silence before this is the gateway's: it was down, or did not know the time. */
  startedAt: Instant

  constructor(startedAt: Instant) {
    this.startedAt = startedAt
  }

  /** Since when nothing has come, as far as an absence rule could tell. */
  silence(stream: Stream, ruling: Ruling): Silence {
    return {
      since: Math.max(stream.lastReceivedAt, this.startedAt, ruling.coveredSince),
      intervalMs: stream.datastream.intervalMs,
    }
  }

  /** Makes sure that the ruling is looked at when it falls due. */
  arm(subject: Subject, ruling: Ruling): void {
    const due = this.#due(subject, ruling)
    if (due === undefined || due >= ruling.armedFor) return
    ruling.armedFor = due
    // Of equal dues an area's come last: composites are made of what their members are by then.
    const last = subject instanceof Stream ? '' : '~'
    this.#timers.add(due, `${last}${subjectKey(ruling.compiled.rule.id, subject.id)}`, { subject, ruling })
  }

  /** Nothing is due before this; cheap, and true also while the earliest timer is out of date. */
  get soonest(): Instant {
    return this.#timers.earliest?.due ?? Number.POSITIVE_INFINITY
  }

  /** The earliest deadline; undefined when there is none. */
  next(): Instant | undefined {
    for (;;) {
      const timer = this.#timers.earliest
      if (timer === undefined) return undefined
      const { subject, ruling } = timer.what
      const due = this.#due(subject, ruling)
      if (due !== undefined && due <= timer.due) return timer.due
      this.#timers.take()
      this.#rearm(subject, ruling, timer.due, due)
    }
  }

  /** Takes out the earliest deadline, which `next` has answered, and calls `fire` for it. */
  fire(fire: (subject: Subject, ruling: Ruling, due: Instant) => void): void {
    const timer = this.#timers.take()
    if (timer === undefined) return
    const { subject, ruling } = timer.what
    const due = this.#due(subject, ruling)
    if (due !== undefined && due <= timer.due) fire(subject, ruling, due)
    this.#rearm(subject, ruling, timer.due, this.#due(subject, ruling))
  }

  #due(subject: Subject, ruling: Ruling): Instant | undefined {
    // Its rule no longer covers the subject: whoever restarts now would not know of it, so nobody may be woken for it.
    if (!subject.rulings.includes(ruling)) return undefined
    const { compiled, ladder, error } = ruling
    // It could not be judged the last time; the next reading tries again, the clock does not.
    if (error !== undefined) return undefined
    if (!(subject instanceof Stream)) return this.waitsUntil(subject, ruling)
    if (compiled.kind === 'absence') {
      const due = absenceDueAt(compiled, ladder, this.silence(subject, ruling))
      // While its schedule keeps it from raising nothing is due; the opening judges it. Else it would be due for ever.
      return due !== undefined && inSchedule(compiled.rule.schedule, due) ? due : undefined
    }
    const waits = this.waitsUntil(subject, ruling)
    const lost = this.dataLostAt(subject, ruling)
    return waits === undefined || (lost !== undefined && lost < waits) ? lost : waits
  }

  /**
   * When the ruling's earliest wait runs out by the clock. The newest reading that it was shown is taken to hold for maxGap: a wait that runs
   * out later is left to the next reading, which may be late in coming and still prove it.
   */
  waitsUntil(subject: Subject, { compiled, ladder }: Ruling): Instant | undefined {
    // A sensor that says nothing but the impossible does prove its fault.
    const shown =
      subject instanceof Stream && compiled.kind === 'sensor-fault' ? subject.shownTime : subject.soundTime
    return dueAt(compiled.rungs, ladder, shown + subject.maxGap)
  }

  /** When a firing hazard must say that nothing tells of it any more, if nothing comes; undefined when it has said so, or does not fire. */
  dataLostAt(stream: Stream, ruling: Ruling): Instant | undefined {
    if (ruling.dataLost || ruling.ladder.state !== 'firing') return undefined
    const since = Math.max(stream.lastHeardBy(ruling.compiled.kind), this.startedAt)
    return since + DATA_LOST_AFTER * stream.datastream.intervalMs
  }

  /** After a timer was taken out: puts it back for its real due time, if that still lies ahead. */
  #rearm(subject: Subject, ruling: Ruling, taken: Instant, due: Instant | undefined): void {
    if (taken !== ruling.armedFor) return
    ruling.armedFor = Number.POSITIVE_INFINITY
    if (due !== undefined) this.arm(subject, ruling)
  }
}
