import {
  type AreaPath,
  type CompositeLevel,
  type DatastreamId,
  type DurationMs,
  GRAVITY,
  type Instant,
  type JournalEntry,
  LEVELS,
  type Level,
  MINUTE,
  type Rule,
  type SubjectId,
  type Table,
} from '@tocsin/core'
import { type Case, membersHold, type Said } from './case.ts'
import { type Misreading, ms, type Standing, type Terms, terms } from './conditions.ts'
import { absenceLevels, covered } from './coverage.ts'
import { Ladder } from './ladder.ts'
import { type Heard, Memory, type Tally } from './memory.ts'
import { open } from './open.ts'

const HAZARDS: readonly string[] = ['threshold', 'accumulation', 'mean', 'rate', 'time-to-threshold']
const WINDOWED: readonly string[] = ['accumulation', 'mean', 'rate', 'time-to-threshold']
const NEVER = Number.NEGATIVE_INFINITY

/**
 * Retells a journal: a slow and simple reading of docs/rules.md. Every reading stays in one list, and everything is computed from that
 * list at each step; between two steps it carries nothing but where each rule stands on its ladder. It finds out itself when
 * the clock matters; `due` entries are not among `entries`. Before a `started` entry the gateway stood still.
 */
export function retell(
  entries: readonly JournalEntry[],
  until: Instant,
  tally: Tally = () => {},
  misreading?: Misreading,
): Said[] {
  const oracle = new Oracle(tally, misreading)
  for (const entry of entries) {
    if (entry.type === 'clock' && entry.cause === 'started') oracle.start(entry.at)
    else oracle.advance(entry.at)
    oracle.take(entry)
    oracle.tick(entry.at)
  }
  oracle.advance(until)
  return oracle.said
}

class Oracle {
  readonly said: Said[] = []
  readonly #tally: Tally
  readonly #misread: (how: Misreading) => boolean
  readonly #memory: Memory
  readonly #tables = new Map<string, Table>()
  readonly #cases: Case[] = []
  readonly #receivedAt = new Map<DatastreamId, Instant>()
  #startedAt: Instant = NEVER
  #now: Instant = NEVER

  constructor(tally: Tally, misreading: Misreading | undefined) {
    this.#tally = tally
    this.#memory = new Memory(tally)
    this.#misread = (how) => how === misreading
  }

  start(now: Instant): void {
    if (this.#cases.some(({ ladder }) => ladder.firing !== undefined)) this.#tally('a restart while it fires')
    if (this.#cases.some(({ ladder }) => ladder.waits.size > 0)) this.#tally('a restart while it waits')
    this.#startedAt = now
    this.#now = now
  }

  take(entry: JournalEntry): void {
    if (entry.type === 'config') {
      const { change } = entry
      if (change.kind === 'station') this.#memory.configure(change.station)
      if (change.kind === 'table') this.#tables.set(change.table.id, change.table)
      if (change.kind === 'rule') this.#cover(change.rule, entry.at)
    }
    if (entry.type !== 'readings') return
    for (const reading of entry.readings) {
      this.#receive(reading.datastream, entry.at)
      this.#judge(this.#memory.hear(reading, entry.at), entry.at)
      this.#judgeComposites(entry.at)
    }
    for (const { datastream } of entry.rejections) {
      if (datastream === undefined) continue
      this.#receive(datastream, entry.at)
      this.#judge(this.#memory.hearUnreadable(datastream, entry.at), entry.at)
      this.#judgeComposites(entry.at)
    }
  }

  /** Lets time pass up to and with `to`, stopping wherever the clock alone could change something. */
  advance(to: Instant): void {
    for (;;) {
      const next = Math.min(
        ...this.#cases.flatMap((one) => this.#dues(one, to)).filter((due) => due > this.#now),
      )
      if (next > to) break
      this.tick(next)
    }
    this.#now = to
  }

  tick(now: Instant): void {
    this.#now = now
    for (const one of this.#cases) {
      const opened = this.#open(one) && !one.wasOpen
      one.wasOpen = this.#open(one)
      if (!one.wasOpen && one.ladder.waits.size > 0) {
        this.#tally('a wait ended by the schedule')
        one.ladder.waits.clear()
      }
      if (one.rule.condition.kind === 'absence') this.#silence(one)
      else if (one.stream !== undefined) this.#clock(one, one.stream, opened)
      this.#lose(one)
    }
    this.#judgeComposites(now)
  }

  #cover(rule: Rule, at: Instant): void {
    const add = (subject: SubjectId, stream: DatastreamId | undefined, area: AreaPath) => {
      const one: Case = {
        rule,
        subject,
        stream,
        area,
        since: at,
        levels: () => this.#levels(rule, stream),
        ladder: new Ladder(this.#misread, this.#tally),
        wasOpen: false,
        raisedBefore: false,
        lost: false,
      }
      one.wasOpen = this.#open(one, at)
      this.#cases.push(one)
    }
    if (rule.condition.kind === 'composite') {
      const area = rule.appliesTo.area ?? ''
      add(`area:${area}`, undefined, area)
    } else
      for (const stream of covered(rule, this.#memory))
        add(stream, stream, this.#memory.stationOf(stream).area)
  }

  #levels(rule: Rule, stream: DatastreamId | undefined): Terms[] {
    if (rule.condition.kind === 'absence') return []
    if (stream !== undefined)
      return terms({
        rule,
        stream,
        memory: this.#memory,
        tables: this.#tables,
        misread: this.#misread,
        tally: this.#tally,
      })
    return LEVELS.flatMap((level) => {
      const parts = (rule.levels as Partial<Record<Level, CompositeLevel>>)[level]
      if (parts === undefined) return []
      const at = (): Standing => {
        const holds = membersHold(this.#cases, rule, parts)
        return { holds, clear: !holds }
      }
      return [{ level, for: ms(parts.for), clearFor: ms(parts.clearFor), consecutive: 1, at }]
    })
  }

  #open({ rule }: Case, at = this.#now): boolean {
    return this.#misread('schedules are ignored') || open(rule.schedule, at)
  }

  /** Something came of a datastream, whatever it was. */
  #receive(stream: DatastreamId, at: Instant): void {
    this.#receivedAt.set(stream, at)
    for (const one of this.#cases.filter((other) => other.stream === stream)) {
      if (one.lost) this.#say(one, 'data-back', null, null)
      one.lost = false
      if (one.rule.condition.kind === 'absence' && one.ladder.firing !== undefined)
        this.#change(one, () => {
          one.ladder.firing = undefined
        })
    }
  }

  #judge(heard: Heard, at: Instant): void {
    if (heard.timeliness === 'ancient' || (heard.duplicate && !this.#misread('duplicates count'))) return
    for (const one of this.#cases) {
      if (one.stream !== heard.stream || one.rule.condition.kind === 'absence') continue
      const seesAll = one.rule.condition.kind === 'sensor-fault'
      if (!seesAll && (heard.flag === 'fail' || heard.flag === 'missing')) continue
      const late = heard.timeliness === 'late' || heard.timeliness === 'back-fill'
      if (late && !this.#misread('late readings clear')) this.#judgeLate(one, heard, at)
      else this.#judgeNew(one, heard)
    }
  }

  #judgeNew(one: Case, heard: Heard): void {
    const { stream, time } = heard
    const before = this.#seenBy(one, stream).filter((other) => other !== heard && other.time < time)
    const previous = before.at(-1)
    const gap = previous !== undefined && time - previous.time > this.#memory.maxGap(stream)
    if (gap && !this.#misread('gaps do not matter')) {
      if (one.ladder.waits.size > 0) this.#tally('a wait to fire started anew after a gap')
      if (one.ladder.clearing !== undefined) this.#tally('a wait to clear started anew after a gap')
      one.ladder.forget()
    }
    this.#change(
      one,
      () => one.ladder.judge(one.levels(), (level) => level.at(time, heard), time, one.wasOpen),
      heard.flag === 'suspect',
    )
  }

  /** What came late corrects windows: the one that ends now may raise, and never clears. */
  #judgeLate(one: Case, heard: Heard, now: Instant): void {
    const { kind } = one.rule.condition
    if (!WINDOWED.includes(kind)) {
      const breached = one.levels().find((level) => level.at(heard.time, heard).holds)
      if (breached !== undefined && kind === 'threshold') this.#say(one, 'missed', breached.level, null)
      return
    }
    const newest = this.#seenBy(one, heard.stream).at(-1)
    const raised = this.#change(one, () =>
      one.ladder.judge(one.levels(), (level) => level.at(now, newest), now, one.wasOpen, false),
    )
    if (raised) this.#tally('raised by a late reading')
  }

  /** The readings a rule goes by, in the order of their time. */
  #seenBy(one: Case, stream: DatastreamId): Heard[] {
    if (one.rule.condition.kind !== 'sensor-fault') return this.#memory.usable(stream)
    return this.#memory.heard
      .filter((heard) => heard.stream === stream && !heard.duplicate && heard.timeliness !== 'ancient')
      .sort((a, b) => a.time - b.time)
  }

  #clock(one: Case, stream: DatastreamId, opened: boolean): void {
    const newest = this.#seenBy(one, stream).at(-1)
    if (newest === undefined) return
    const levels = one.levels()
    const stands = (level: Terms) => level.at(newest.time, newest)
    const until = newest.time + this.#memory.maxGap(stream)
    if (opened)
      for (const level of levels)
        if (one.ladder.graverThanFiring(level.level) && stands(level).holds) {
          one.ladder.waits.set(level.level, { since: this.#now, count: 1, last: newest.time })
          this.#tally('a wait begun by the schedule')
        }
    this.#change(one, () => one.ladder.clock(levels, stands, this.#now, until))
  }

  #silence(one: Case): void {
    const silence = this.#now - this.#silentSince(one)
    const due = absenceLevels(one.rule, this.#interval(one)).find(({ after }) => silence >= after)
    if (due === undefined || !one.wasOpen || !one.ladder.graverThanFiring(due.level)) return
    this.#change(one, () => one.ladder.fire(due.level))
  }

  #silentSince({ stream, since }: Case): Instant {
    return Math.max(this.#startedAt, since, this.#receivedAt.get(stream ?? '') ?? NEVER)
  }

  #interval({ stream }: Case): DurationMs {
    return stream === undefined ? 0 : this.#memory.datastream(stream).intervalMs
  }

  #lostAt(one: Case): Instant | undefined {
    if (!HAZARDS.includes(one.rule.condition.kind) || one.ladder.firing === undefined || one.lost)
      return undefined
    return this.#silentSince(one) + 2 * this.#interval(one)
  }

  #lose(one: Case): void {
    const at = this.#lostAt(one)
    if (at === undefined || at > this.#now) return
    one.lost = true
    this.#say(one, 'data-lost', null, null)
  }

  #judgeComposites(now: Instant): void {
    // Twice, for composites of composites.
    for (const one of [...this.#cases, ...this.#cases]) {
      if (one.rule.condition.kind !== 'composite') continue
      const levels = one.levels()
      const stands = (level: Terms) => level.at(now, undefined)
      this.#change(one, () => one.ladder.judge(levels, stands, now, one.wasOpen))
    }
  }

  #dues(one: Case, to: Instant): Instant[] {
    const dues = one.ladder.dues(one.levels())
    if (one.rule.condition.kind === 'absence')
      for (const { after } of absenceLevels(one.rule, this.#interval(one)))
        dues.push(this.#silentSince(one) + after)
    const lost = this.#lostAt(one)
    if (lost !== undefined) dues.push(lost)
    if (one.rule.schedule !== undefined)
      for (let minute = Math.floor(this.#now / MINUTE) * MINUTE; minute <= to; minute += MINUTE)
        if (open(one.rule.schedule, minute) !== one.wasOpen) dues.push(minute)
    return dues
  }

  #change(one: Case, act: () => unknown, suspect: boolean | null = null): boolean {
    const before = one.ladder.firing
    act()
    const after = one.ladder.firing
    if (before === after) return false
    const { kind } = one.rule.condition
    if (after === undefined) this.#say(one, 'cleared', null, null)
    else if (before === undefined) {
      this.#say(one, one.raisedBefore ? 'raised-again' : 'raised', after, suspect)
      this.#tally(`${kind} raised`)
      this.#tally(`${after} raised`)
      if (suspect === true) this.#tally('needs confirmation')
      one.raisedBefore = true
    } else this.#say(one, GRAVITY[after] > GRAVITY[before] ? 'level-raised' : 'level-lowered', after, null)
    if (after === undefined) one.lost = false
    return true
  }

  #say(one: Case, type: Said['type'], level: Level | null, needsConfirmation: boolean | null): void {
    this.#tally(type)
    this.said.push({ at: this.#now, rule: one.rule.id, subject: one.subject, type, level, needsConfirmation })
  }
}
