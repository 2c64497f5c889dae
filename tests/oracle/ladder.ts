import { type DurationMs, GRAVITY, type Instant, LEVELS, type Level } from '@tocsin/core'
import type { Misreading, Standing, Terms } from './conditions.ts'
import type { Tally } from './memory.ts'

interface Wait {
  readonly since: Instant
  /** Readings that held, and the time of the newest of them. */
  readonly count: number
  readonly last: Instant | undefined
}

/** Where one rule stands on one subject: the only thing the oracle carries from one step to the next. */
export class Ladder {
  firing: Level | undefined
  readonly waits = new Map<Level, Wait>()
  /** The clear condition of what fires is met; then `to` takes over. */
  clearing: { readonly since: Instant; readonly to: Level | undefined } | undefined
  readonly #misread: (how: Misreading) => boolean
  readonly #tally: Tally

  constructor(misread: (how: Misreading) => boolean, tally: Tally) {
    this.#misread = misread
    this.#tally = tally
  }

  graverThanFiring(level: Level): boolean {
    return this.firing === undefined || GRAVITY[level] > GRAVITY[this.firing]
  }

  /** The same as it stands, to see what would come of a judgement. */
  copy(): Ladder {
    const copy = new Ladder(this.#misread, this.#tally)
    copy.stand(this)
    return copy
  }

  /** Stands where `other` stands. */
  stand(other: Ladder): void {
    this.firing = other.firing
    this.clearing = other.clearing
    this.waits.clear()
    for (const [level, wait] of other.waits) this.waits.set(level, wait)
  }

  forget(): void {
    this.waits.clear()
    this.clearing = undefined
  }

  /** By what is found at `time`, a reading's own or, without a reading, the clock's. True when it fires another level, or none. */
  judge(levels: readonly Terms[], stands: (level: Terms) => Standing, time: Instant, open: boolean): boolean {
    for (const terms of levels) {
      const { level } = terms
      if (!this.graverThanFiring(level)) continue
      const wait = this.waits.get(level)
      if (!open || !stands(terms).holds) this.waits.delete(level)
      else if (wait === undefined) this.waits.set(level, { since: time, count: 1, last: time })
      else if (wait.last !== time || this.#misread('duplicates count'))
        this.waits.set(level, { ...wait, count: wait.count + 1, last: time })
    }
    if (this.#fireWhatHasHeld(levels, time, 'by a reading')) return true
    const present = levels.find(({ level }) => level === this.firing)
    if (present === undefined) return false
    if (!stands(present).clear) {
      if (this.clearing !== undefined) this.#tally('a wait to clear ended by a reading')
      this.clearing = undefined
      return false
    }
    this.clearing = { since: this.clearing?.since ?? time, to: this.#below(levels, stands) }
    if (time - this.clearing.since < present.clearFor) return false
    if (present.clearFor > 0) this.#tally('cleared after clearFor, by a reading')
    this.#stepDown()
    return true
  }

  /** By the clock alone. `until`: a wait that runs out later than this is left to the next reading. */
  clock(levels: readonly Terms[], now: Instant, until: Instant): boolean {
    const last = this.#misread('gaps do not matter') ? now : Math.min(now, until)
    for (const [level, { since }] of this.waits) {
      const due = since + lengthOf(levels, level, 'for')
      if (due <= now && due > last) this.#tally('a wait to fire left to the next reading')
    }
    if (this.#fireWhatHasHeld(levels, last, 'by the clock')) return true
    if (this.clearing === undefined || this.firing === undefined) return false
    const due = this.clearing.since + lengthOf(levels, this.firing, 'clearFor')
    if (due > now) return false
    if (due > last) {
      this.#tally('a wait to clear left to the next reading')
      return false
    }
    this.#tally('cleared after clearFor, by the clock')
    this.#stepDown()
    return true
  }

  /** When the clock alone could change something. */
  dues(levels: readonly Terms[]): Instant[] {
    // The clock counts no reading.
    const counted = [...this.waits].filter(([level, { count }]) =>
      levels.some((terms) => terms.level === level && count >= terms.consecutive),
    )
    const dues = counted.map(([level, { since }]) => since + lengthOf(levels, level, 'for'))
    if (this.clearing !== undefined && this.firing !== undefined)
      dues.push(this.clearing.since + lengthOf(levels, this.firing, 'clearFor'))
    return dues
  }

  fire(level: Level): void {
    this.firing = level
    this.clearing = undefined
    for (const one of LEVELS) if (!this.graverThanFiring(one)) this.waits.delete(one)
  }

  #fireWhatHasHeld(levels: readonly Terms[], time: Instant, how: string): boolean {
    const ready = levels.filter((terms) => {
      const wait = this.waits.get(terms.level)
      return wait !== undefined && time - wait.since >= terms.for && wait.count >= terms.consecutive
    })
    const gravest = this.#misread('one level at a time') ? ready.at(-1) : ready[0]
    if (gravest === undefined) return false
    if (gravest.for > 0) this.#tally(`fired after for, ${how}`)
    if (gravest.consecutive > 1) this.#tally('fired after consecutive readings')
    this.fire(gravest.level)
    return true
  }

  #below(levels: readonly Terms[], stands: (level: Terms) => Standing): Level | undefined {
    const present = this.firing
    const lower = levels.filter(({ level }) => present !== undefined && GRAVITY[level] < GRAVITY[present])
    const next = lower.find((terms) => stands(terms).holds) ?? lower.find((terms) => !stands(terms).clear)
    return next?.level
  }

  #stepDown(): void {
    this.firing = this.clearing?.to
    this.clearing = undefined
  }
}

function lengthOf(levels: readonly Terms[], level: Level, what: 'for' | 'clearFor'): DurationMs {
  return levels.find((terms) => terms.level === level)?.[what] ?? 0
}
