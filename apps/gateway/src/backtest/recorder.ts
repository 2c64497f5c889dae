import type { BacktestEvent, BacktestSummary, BacktestWarning, Firing } from '@tocsin/contract'
import {
  DAY,
  type DurationMs,
  graver,
  type Instant,
  type Level,
  localOffset,
  type Ruled,
  type RuleId,
  type SubjectId,
} from '@tocsin/core'

/** Events kept for the result: what a person may still read. A rule that brings more is wrong, and the summary says how wrong. */
const MOST_EVENTS = 10_000
/** Firings kept to be compared with others. */
const MOST_FIRINGS = 50_000
const NIGHT = { from: 22, to: 6 }

/** The range that is reported on; what lies before it only fills windows. */
export interface Reported {
  readonly from: Instant
  readonly to: Instant
  /** IANA zone of days and nights. */
  readonly zone: string
}

interface Track {
  readonly warning: { -readonly [K in keyof BacktestWarning]: BacktestWarning[K] }
  /** What fires now; null: nothing. */
  level: Level | null
  /** Since when: this level, and any level; both no earlier than the range. */
  levelSince: Instant
  since: Instant
  /** Of the present firing. */
  gravest: Level
}

/** What a rule did, as far as it lies in the range. Its size is bounded, whatever the rule does. */
export class Recorder {
  readonly #rule: RuleId
  readonly #reported: Reported
  readonly #tracks = new Map<SubjectId, Track>()
  readonly #days = new Map<string, { date: string; raises: number; atNight: number }>()
  readonly #byLevel = zeroes()
  readonly #firingMsByLevel = zeroes()
  #raises = 0
  #levelRaises = 0
  #suppressed = 0
  #atNight = 0
  #longest: Firing | null = null
  #firingMs: DurationMs = 0
  #events = 0
  readonly firings: Firing[] = []
  cutEvents = 0
  cutFirings = 0

  constructor(rule: RuleId, reported: Reported) {
    this.#rule = rule
    this.#reported = reported
  }

  /** Takes what came of an entry; of other rules than this one nothing. */
  take(events: readonly Ruled[]): void {
    for (const ruled of events) if (ruled.warning.rule.id === this.#rule) this.#take(ruled)
  }

  /** Since when the subject's warning fires; undefined when it does not. */
  firingSince(subject: SubjectId): Instant | undefined {
    const track = this.#tracks.get(subject)
    return track?.level == null ? undefined : track.since
  }

  #take({ warning, event }: Ruled): void {
    const { from, to } = this.#reported
    if (event.at >= to) return
    const inRange = event.at >= from
    let track = this.#tracks.get(warning.subject)
    if (track === undefined) {
      track = newTrack(warning.subject, warning.area, warning.level)
      this.#tracks.set(warning.subject, track)
    }
    const at = Math.max(event.at, from)
    switch (event.type) {
      case 'raised':
      case 'raised-again':
        track.since = at
        track.gravest = event.level
        this.#changeLevel(track, event.level, at)
        if (inRange) this.#countRaise(track, event.level, event.at, warning.suppression != null)
        break
      case 'level-raised':
      case 'level-lowered':
        this.#changeLevel(track, event.level, at)
        if (inRange && event.type === 'level-raised') this.#levelRaises++
        break
      case 'cleared':
      case 'closed':
        this.#end(track, at, inRange)
        break
      default:
        // What else is told of a warning changes nothing of what fires.
        break
    }
    if (!inRange) {
      track.warning.firingAtStart = track.level
      if (track.level !== null) track.warning.gravest = track.level
      return
    }
    if (this.#events >= MOST_EVENTS) this.cutEvents++
    else {
      this.#events++
      track.warning.events.push(compact(event))
    }
  }

  #changeLevel(track: Track, level: Level, at: Instant): void {
    this.#countLevel(track, at)
    track.level = level
    track.levelSince = at
    if (graver(level, track.gravest)) track.gravest = level
    if (graver(level, track.warning.gravest)) track.warning.gravest = level
  }

  #countLevel({ level, levelSince }: Track, until: Instant): void {
    if (level !== null) this.#firingMsByLevel[level] += until - levelSince
  }

  #countRaise(track: Track, level: Level, at: Instant, suppressed: boolean): void {
    const local = new Date(at + localOffset(this.#reported.zone, at))
    const date = local.toISOString().slice(0, 10)
    const hour = local.getUTCHours()
    const atNight = hour >= NIGHT.from || hour < NIGHT.to ? 1 : 0
    const day = this.#days.get(date) ?? { date, raises: 0, atNight: 0 }
    this.#days.set(date, { date, raises: day.raises + 1, atNight: day.atNight + atNight })
    track.warning.raises++
    this.#raises++
    this.#byLevel[level]++
    this.#atNight += atNight
    if (suppressed) this.#suppressed++
  }

  #end(track: Track, at: Instant, inRange: boolean): void {
    if (track.level === null) return
    this.#countLevel(track, at)
    track.level = null
    if (inRange) this.#keepFiring(track, at, at)
  }

  /** `end` is null where it goes on; `until` is the end of what counts. */
  #keepFiring(track: Track, end: Instant | null, until: Instant): void {
    const firing: Firing = {
      subject: track.warning.subject,
      from: track.since,
      to: end,
      gravest: track.gravest,
    }
    const length = until - track.since
    track.warning.firingMs += length
    this.#firingMs += length
    const longest = this.#longest
    if (longest === null || length > (longest.to ?? this.#reported.to) - longest.from) this.#longest = firing
    if (this.firings.length < MOST_FIRINGS) this.firings.push(firing)
    else this.cutFirings++
  }

  /** Ends the range: what fires still counts up to here. Once. */
  finish(): { summary: BacktestSummary; warnings: BacktestWarning[] } {
    const { from, to } = this.#reported
    for (const track of this.#tracks.values()) {
      track.warning.firingAtEnd = track.level
      if (track.level === null) continue
      this.#countLevel(track, to)
      this.#keepFiring(track, null, to)
    }
    const warnings = [...this.#tracks.values()]
      .map(({ warning }) => warning)
      // Those that began and ended in the warm-up are not reported.
      .filter(({ events, firingAtStart, raises }) => events.length + raises > 0 || firingAtStart !== null)
    const summary: BacktestSummary = {
      subjects: warnings.length,
      raises: this.#raises,
      byLevel: this.#byLevel,
      levelRaises: this.#levelRaises,
      suppressed: this.#suppressed,
      perDay: (this.#raises * DAY) / Math.max(1, to - from),
      days: [...this.#days.values()],
      atNight: this.#atNight,
      longest: this.#longest,
      firingMs: this.#firingMs,
      firingMsByLevel: this.#firingMsByLevel,
    }
    return { summary, warnings }
  }
}

function newTrack(subject: SubjectId, area: string, level: Level): Track {
  const warning = {
    subject,
    area,
    firingAtStart: null,
    firingAtEnd: null,
    gravest: level,
    raises: 0,
    firingMs: 0,
    events: [],
  }
  return { warning, level: null, levelSince: 0, since: 0, gravest: level }
}

/** An event as the result lists it: without ids, which a warning that was never raised has no use for. */
function compact(event: Ruled['event']): BacktestEvent {
  const { type, at } = event
  return {
    type,
    at,
    ...('level' in event ? { level: event.level } : {}),
    ...('reason' in event ? { reason: event.reason } : {}),
    ...('reading' in event && event.reading ? { reading: quoted(event.reading) } : {}),
    ...('windows' in event && event.windows ? { windows: { ...event.windows } } : {}),
    ...('computed' in event && event.computed ? { computed: { ...event.computed } } : {}),
    ...('needsConfirmation' in event && event.needsConfirmation ? { needsConfirmation: true } : {}),
  }
}

function quoted({
  phenomenonTime,
  value,
  flag,
}: NonNullable<BacktestEvent['reading']>): BacktestEvent['reading'] {
  return flag === undefined ? { phenomenonTime, value } : { phenomenonTime, value, flag }
}

function zeroes(): Record<Level, number> {
  return { red: 0, orange: 0, yellow: 0, blue: 0 }
}
