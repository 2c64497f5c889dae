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
  latenessOf,
  MINUTE,
  type Rule,
  type RuleId,
  type SubjectId,
  type Table,
} from '@tocsin/core'
import { type Case, membersHold, type Said } from './case.ts'
import { type Misreading, ms, type Standing, type Terms, terms } from './conditions.ts'
import { absenceLevels, covered } from './coverage.ts'
import { Ladder } from './ladder.ts'
import { type Heard, Memory, type Tally } from './memory.ts'
import { open } from './open.ts'

const UNHEARD: readonly string[] = ['absence', 'composite']
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
  /** When the newest came that hazards could be judged by. */
  readonly #usableAt = new Map<DatastreamId, Instant>()
  #works: Work[] = []
  /** Until when what fell due has been gone through. */
  #asOf: Instant = NEVER
  #startedAt: Instant = NEVER
  /** Until when schedules have been followed. */
  #turned: Instant = 0
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
    if (entry.type === 'command' && entry.command.kind === 'maintenance') {
      const { scope, until } = entry.command
      this.#asOf = entry.at
      this.#works = [...this.#works.filter((work) => !sameScope(work.scope, scope)), { scope, until }]
      this.#hearOfWorks()
      this.#tally('maintenance')
    }
    if (entry.type !== 'readings') return
    this.#asOf = entry.at
    for (const reading of entry.readings) {
      this.#receive(reading.datastream, this.#memory.hear(reading, entry.at), entry.at)
    }
    for (const { datastream } of entry.rejections) {
      if (datastream === undefined) continue
      this.#receive(datastream, this.#memory.hearUnreadable(datastream, entry.at), entry.at)
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
    // Composites are judged by the clock as it is.
    const composites = this.#cases.filter(({ stream }) => stream === undefined)
    const closed = composites.filter((one) => one.wasOpen && !this.#open(one))
    for (const one of composites) one.wasOpen = this.#open(one)
    this.#runOut(this.#turns())
    // What ran out while the gateway was down did so before the schedule closed.
    for (const one of closed) this.#close(one)
    for (const one of this.#cases) this.#lose(one)
    this.#judgeComposites(now)
  }

  /** When schedules opened or closed since the last time, and now: several times, when the gateway was down. */
  #turns(): Instant[] {
    const schedules = this.#cases.filter(({ rule }) => rule.schedule !== undefined)
    const turns = [this.#now]
    const since = schedules.length === 0 ? this.#now : this.#turned
    for (let minute = Math.floor(this.#now / MINUTE) * MINUTE; minute > since; minute -= MINUTE) {
      if (schedules.some((one) => this.#open(one, minute) !== this.#open(one, minute - MINUTE)))
        turns.push(minute)
    }
    this.#turned = this.#now
    return turns
  }

  /** What fell due goes in the order in which it did, also when several things have by now; composites see each by itself. */
  #runOut(turns: readonly Instant[]): void {
    for (let done = NEVER; done < this.#now; ) {
      const dues = this.#cases.flatMap((one) => one.ladder.dues(one.levels()))
      const ends = this.#works.map(({ until }) => until)
      const due = Math.min(this.#now, ...[...dues, ...ends, ...turns].filter((at) => at > done))
      this.#asOf = due
      const over = ends.includes(due)
      if (over) this.#hearOfWorks()
      const changed = new Set<RuleId>()
      for (const one of turns.includes(due) ? this.#cases : []) {
        if (one.stream !== undefined && this.#turn(one, one.stream, due)) changed.add(one.rule.id)
      }
      // Composites are made of what their members are by then, silence included.
      for (const one of due === this.#now ? this.#cases : []) {
        if (one.rule.condition.kind === 'absence' && this.#silence(one)) changed.add(one.rule.id)
      }
      for (const one of this.#cases) {
        if (one.stream !== undefined && this.#clock(one, one.stream, due)) changed.add(one.rule.id)
      }
      this.#judgeComposites(this.#now, over ? undefined : changed)
      for (const one of this.#cases) {
        if (one.stream !== undefined || !one.ladder.dues(one.levels()).includes(due)) continue
        if (!this.#open(one, due)) one.ladder.waits.clear()
        if (this.#change(one, () => one.ladder.clock(one.levels(), due, due)))
          this.#judgeComposites(this.#now, new Set([one.rule.id]))
      }
      done = due
    }
    this.#works = this.#works.filter(({ until }) => until > this.#now)
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
        untold: false,
        fired: [],
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
        const holds = membersHold(this.#cases, rule, parts, (one) => this.#isQuiet(one))
        return { holds, clear: !holds }
      }
      return [{ level, for: ms(parts.for), clearFor: ms(parts.clearFor), consecutive: 1, at }]
    })
  }

  /** Nobody is told of it for now, and it counts for no composite. */
  #isQuiet({ stream, area, ladder }: Case): boolean {
    return this.#works.some(({ scope, until }) => {
      if (until <= this.#asOf) return false
      if ('station' in scope) return stream?.startsWith(`${scope.station}/`) === true
      return ladder.firing !== 'red' && (area === scope.area || area.startsWith(`${scope.area}/`))
    })
  }

  /** What may be told by now has been told. */
  #hearOfWorks(): void {
    for (const one of this.#cases) one.untold &&= this.#isQuiet(one)
  }

  #open({ rule }: Case, at = this.#now): boolean {
    return this.#misread('schedules are ignored') || open(rule.schedule, at)
  }

  /** Something came of a datastream, whatever it was. */
  #receive(stream: DatastreamId, heard: Heard, at: Instant): void {
    this.#receivedAt.set(stream, at)
    const { flag, duplicate, overtaken, timeliness } = heard
    const isNow = (timeliness === 'new' || timeliness === 'ahead') && !overtaken && !duplicate
    const usable = isNow && flag !== 'fail' && flag !== 'missing'
    if (usable) this.#usableAt.set(stream, at)
    const cases = this.#cases.filter((other) => other.stream === stream)
    for (const one of cases) {
      if (!usable && one.rule.condition.kind !== 'sensor-fault') continue
      if (one.lost) this.#say(one, 'data-back', null, null)
      one.lost = false
    }
    this.#judge(heard, at)
    for (const one of cases) {
      if (one.rule.condition.kind === 'absence' && one.ladder.firing !== undefined)
        this.#change(one, () => {
          one.ladder.firing = undefined
        })
    }
    this.#judgeComposites(at)
  }

  #judge(heard: Heard, at: Instant): void {
    if (heard.timeliness === 'ancient') return
    const ignored = heard.duplicate && !this.#misread('duplicates count')
    for (const one of this.#cases) {
      if (one.stream !== heard.stream || one.rule.condition.kind === 'absence') continue
      const seesAll = one.rule.condition.kind === 'sensor-fault'
      if (!seesAll && (heard.flag === 'fail' || heard.flag === 'missing')) continue
      const late = heard.timeliness === 'late' || heard.timeliness === 'back-fill' || heard.overtaken
      if (late && !this.#misread('late readings clear')) this.#judgeLate(one, heard, at)
      else if (!ignored) this.#judgeNew(one, heard)
    }
  }

  #judgeNew(one: Case, heard: Heard): void {
    const { stream, time } = heard
    const previous = this.#seenBy(one, stream).findLast((other) => other !== heard)
    const gap = time - (previous?.time ?? NEVER) > this.#memory.maxGap(stream)
    if (gap && !this.#misread('gaps do not matter')) {
      if (one.ladder.waits.size > 0) this.#tally('a wait to fire started anew after a gap')
      if (one.ladder.clearing !== undefined) this.#tally('a wait to clear started anew after a gap')
      one.ladder.forget()
    }
    // A counter's rise may be in doubt for reasons of its own.
    const unfixed =
      this.#memory.datastream(stream).form === 'counter' || one.rule.condition.kind === 'sensor-fault'
    const suspect = unfixed ? null : heard.flag === 'suspect'
    this.#change(
      one,
      () => one.ladder.judge(one.levels(), (level) => level.at(time, heard), time, this.#open(one, time)),
      suspect,
      time,
    )
  }

  /** What came late corrects windows: the one that ends now may raise, and never clears; nothing waits because of it. */
  #judgeLate(one: Case, heard: Heard, now: Instant): void {
    const { kind } = one.rule.condition
    if (!WINDOWED.includes(kind)) {
      const breached = one.levels().find((level) => level.at(heard.time, heard).holds)
      // Of what came before its newest reading, a datastream without windows does not remember what it has heard already.
      const wouldHave = heard.time >= one.since && this.#open(one, heard.time)
      if (breached !== undefined && kind === 'threshold' && wouldHave) {
        // By a schedule it may have begun to fire while the gateway was down.
        const known =
          one.rule.schedule !== undefined ||
          one.fired.some(({ from, to }) => heard.time >= from && heard.time <= to)
        this.#say(
          one,
          known || heard.duplicate ? 'perhaps missed' : 'missed',
          breached.level,
          null,
          heard.time,
        )
      }
      return
    }
    if (heard.duplicate || heard.overtaken) return
    const newest = this.#seenBy(one, heard.stream).at(-1)
    // That it was dry lifts no window.
    if (this.#memory.datastream(heard.stream).form === 'increment' && heard.value === 0) return
    const latest = heard.timeliness === 'back-fill' ? now : this.#memory.newestTime(heard.stream)
    const sound = newest?.time ?? NEVER
    const end = kind === 'accumulation' ? Math.max(sound, latest) : sound
    if (!Number.isFinite(end)) return
    // What lies before all that the window looks at corrects nothing.
    const { condition } = one.rule
    if ('window' in condition && heard.time < end - ms(condition.window) - this.#memory.maxGap(heard.stream))
      return
    // It begins, ends and completes no wait.
    const after = one.ladder.copy()
    after.forget()
    after.judge(one.levels(), (level) => level.at(end, newest), end, this.#open(one, end))
    const lifted = after.firing
    if (lifted === undefined || !one.ladder.graverThanFiring(lifted)) return
    this.#change(one, () => one.ladder.fire(lifted))
    this.#tally('raised by a late reading')
  }

  /** The readings a rule was judged by as they came, in the order of their time. */
  #seenBy(one: Case, stream: DatastreamId): Heard[] {
    const current = ({ timeliness, overtaken }: Heard) =>
      !overtaken && (timeliness === 'new' || timeliness === 'ahead')
    if (one.rule.condition.kind !== 'sensor-fault') return this.#memory.usable(stream, current)
    return this.#memory.heard
      .filter((heard) => heard.stream === stream && !heard.duplicate && current(heard))
      .sort((a, b) => a.time - b.time)
  }

  /** Its schedule opens or closes, where it has been the other until `at`. True when it thereby fires another level. */
  #turn(one: Case, stream: DatastreamId, at: Instant): boolean {
    const [was, is] = [one.wasOpen, this.#open(one, at)]
    one.wasOpen = is
    if (was && !is) this.#close(one)
    return is && !was && this.#opening(one, stream, at)
  }

  #close({ ladder }: Case): void {
    if (ladder.waits.size > 0) this.#tally('a wait ended by the schedule')
    ladder.waits.clear()
  }

  #opening(one: Case, stream: DatastreamId, at: Instant): boolean {
    const seen = this.#seenBy(one, stream)
    // Of a sensor's faults the last that was heard counts, whatever its time.
    const newest =
      one.rule.condition.kind === 'sensor-fault'
        ? this.#memory.heard.findLast((heard) => seen.includes(heard))
        : seen.at(-1)
    if (one.rule.condition.kind === 'absence' || newest === undefined || !this.#isFresh(one, stream, at))
      return false
    const after = one.ladder.copy()
    after.judge(one.levels(), (level) => level.at(at, newest), at, true)
    if (after.waits.size > 0) this.#tally('a wait begun by the schedule')
    if (after.firing !== undefined && one.ladder.graverThanFiring(after.firing))
      return this.#change(one, () => one.ladder.stand(after))
    // It may raise, never clear: nothing new has been heard.
    for (const [level, wait] of after.waits) one.ladder.waits.set(level, wait)
    return false
  }

  #clock(one: Case, stream: DatastreamId, due: Instant): boolean {
    if (!one.ladder.dues(one.levels()).includes(due)) return false
    const until = (this.#seenBy(one, stream).at(-1)?.time ?? NEVER) + this.#memory.maxGap(stream)
    if (!this.#open(one, due)) one.ladder.waits.clear()
    return this.#change(one, () => one.ladder.clock(one.levels(), due, until), null, due)
  }

  /** What is known of a datastream is known of now: no older than its lateness, and possible. */
  #isFresh(one: Case, stream: DatastreamId, at: Instant): boolean {
    const seesAll = one.rule.condition.kind === 'sensor-fault'
    const newest = this.#memory.newest(stream, seesAll)
    return (
      newest !== undefined &&
      at - this.#memory.newestTime(stream) <= latenessOf(this.#memory.stationOf(stream)) &&
      (seesAll ||
        (newest.flag !== 'fail' && (one.rule.condition.kind === 'accumulation' || newest.flag !== 'missing')))
    )
  }

  #silence(one: Case): boolean {
    const silence = this.#now - this.#silentSince(one)
    const due = absenceLevels(one.rule, this.#interval(one)).find(({ after }) => silence >= after)
    if (due === undefined || !one.wasOpen || !one.ladder.graverThanFiring(due.level)) return false
    return this.#change(one, () => one.ladder.fire(due.level))
  }

  #silentSince({ stream, since }: Case): Instant {
    return Math.max(this.#startedAt, since, this.#receivedAt.get(stream ?? '') ?? NEVER)
  }

  #interval({ stream }: Case): DurationMs {
    return stream === undefined ? 0 : this.#memory.datastream(stream).intervalMs
  }

  #lostAt(one: Case): Instant | undefined {
    if (UNHEARD.includes(one.rule.condition.kind) || one.ladder.firing === undefined || one.lost)
      return undefined
    const received = this.#receivedAt.get(one.stream ?? '')
    const usable = this.#usableAt.get(one.stream ?? '') ?? received
    const heard = one.rule.condition.kind === 'sensor-fault' ? received : usable
    return Math.max(this.#startedAt, heard ?? NEVER) + 3 * this.#interval(one)
  }

  #lose(one: Case): void {
    const at = this.#lostAt(one)
    if (at === undefined || at > this.#now) return
    one.lost = true
    this.#say(one, 'data-lost', null, null)
  }

  /** `changed`: only composites of these, and of what they change. */
  #judgeComposites(now: Instant, changed?: Set<RuleId>): void {
    // Twice, for composites of composites.
    for (const one of [...this.#cases, ...this.#cases]) {
      if (one.rule.condition.kind !== 'composite') continue
      if (changed !== undefined && !refersTo(one.rule, changed)) continue
      const levels = one.levels()
      const stands = (level: Terms) => level.at(now, undefined)
      const moved = this.#change(one, () => one.ladder.judge(levels, stands, now, one.wasOpen))
      if (moved) changed?.add(one.rule.id)
    }
  }

  #dues(one: Case, to: Instant): Instant[] {
    const dues = [...one.ladder.dues(one.levels()), ...this.#works.map(({ until }) => until)]
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

  /** Says what an act made of a case. `time`: of what it was judged by; `suspect`: whether that was; null: not for this to say. */
  #change(one: Case, act: () => unknown, suspect: boolean | null = null, time = this.#now): boolean {
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
      if (!one.raisedBefore) one.untold = this.#isQuiet(one)
      one.raisedBefore = true
    } else this.#say(one, GRAVITY[after] > GRAVITY[before] ? 'level-raised' : 'level-lowered', after, null)
    const last = one.fired.at(-1)
    if (before === undefined) one.fired.push({ from: time, to: Number.POSITIVE_INFINITY })
    if (after === undefined && last !== undefined) last.to = time
    one.untold &&= after === undefined || this.#isQuiet(one)
    // It is closed; what comes next is another warning.
    if (after === undefined && one.untold) one.raisedBefore = false
    if (after === undefined) one.lost = false
    return true
  }

  #say(
    one: Case,
    type: Said['type'],
    level: Level | null,
    needsConfirmation: boolean | null,
    time = this.#now,
  ): void {
    this.#tally(type)
    const { rule, subject } = one
    this.said.push({ at: this.#now, rule: rule.id, subject, type, level, needsConfirmation, time })
  }
}

interface Work {
  readonly scope: { readonly station: string } | { readonly area: AreaPath }
  readonly until: Instant
}

function sameScope(one: Work['scope'], other: Work['scope']): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** True of a composite that one of these is a member of. */
function refersTo(rule: Rule, ids: ReadonlySet<RuleId>): boolean {
  const levels: CompositeLevel[] = Object.values(rule.levels)
  return levels.some(({ allOf, anyOf, of }) =>
    [allOf, anyOf, of].some((members) => members?.some((one) => ids.has(one.rule))),
  )
}
