import {
  type CheckName,
  type Datastream,
  type DatastreamId,
  type DurationMs,
  datastreamId,
  HOUR,
  type Instant,
  type Level,
  latenessOf,
  type MissedPeak,
  type QualityFlag,
  type QuotedReading,
  type RuleId,
  type Station,
} from '../model/index.ts'
import type { Sample } from '../quality/index.ts'
import {
  type CompiledRule,
  firingRung,
  INACTIVE,
  type LadderState,
  RainSeries,
  type RainSnapshot,
} from '../rules/index.ts'
import { MAX_EVIDENCE } from '../warnings/index.ts'

/** The newest value of a datastream, as lists show it. */
export interface Latest {
  readonly phenomenonTime: Instant
  readonly receivedAt: Instant
  readonly value: number
  readonly flag: QualityFlag
}

/** One rule on one datastream, and where it stands. */
export interface Ruling {
  compiled: CompiledRule
  ladder: LadderState
  /** Silence before this says nothing: the rule, or the datastream, was not there. */
  coveredSince: Instant
  /** When it last fired, by judged time: what lies within was warned of, and is no missed peak. */
  fired: { from: Instant; to: Instant } | undefined
  missed: MissedPeak | undefined
  /** The due time of this ruling's earliest timer. */
  armedFor: Instant
}

/** The serialisable form of a ruling; the rule itself is configuration. */
interface RulingSnapshot {
  readonly levels: readonly Level[]
  readonly ladder: LadderState
  readonly coveredSince: Instant
  readonly fired?: Ruling['fired']
  readonly missed?: MissedPeak | undefined
}

/** The serialisable form of a stream's state. */
export interface StreamSnapshot {
  readonly newestTime: Instant | null
  readonly soundTime: Instant | null
  readonly ahead?: readonly Sample[] | undefined
  readonly raw: { readonly time: Instant; readonly value: number } | null
  readonly latest: Latest | null
  readonly lastReceivedAt: Instant | null
  readonly good: Sample | null
  readonly recent: readonly QuotedReading[]
  readonly clockFaultSince: Instant | null
  readonly rain?: RainSnapshot | undefined
  readonly rulings: Readonly<Record<RuleId, RulingSnapshot>>
}

/** What the judge knows of one datastream. Mutable, for the sake of the hot path; everything else in core is a value. */
export class Stream {
  readonly id: DatastreamId
  station: Station
  datastream: Datastream
  lateness: DurationMs
  isRainfall: boolean

  /** Judged time of the newest reading, never ahead of the journal's clock; -Infinity before the first. */
  newestTime: Instant = Number.NEGATIVE_INFINITY
  /** Time and value of the newest reading as they came: a redelivery repeats both. */
  rawTime: Instant = Number.NaN
  rawValue = 0
  /** Judged time of the newest value that rules were shown: an impossible one proves nothing of what was pending. */
  soundTime: Instant = Number.NEGATIVE_INFINITY
  /** Rain increments whose clock ran ahead, as they came: all are judged at receipt, so their times cannot tell a redelivery. */
  ahead: readonly Sample[] = []
  latest: Latest | undefined
  lastReceivedAt: Instant = Number.NEGATIVE_INFINITY
  good: Sample | undefined
  clockFaultSince: Instant | undefined
  rain: RainSeries | undefined
  rulings: Ruling[] = []
  /** How much rain history the rules that cover it need. */
  horizon: DurationMs = HOUR
  /** Changed since its state was last saved. */
  dirty = false
  readonly #recent: QuotedReading[] = []
  #saved: StreamSnapshot['rulings']

  constructor(station: Station, datastream: Datastream, saved?: StreamSnapshot) {
    this.id = datastreamId(station.id, datastream.name)
    this.station = station
    this.datastream = datastream
    this.lateness = latenessOf(station)
    this.isRainfall = datastream.form !== undefined
    this.#saved = saved?.rulings ?? {}
    if (saved) {
      this.newestTime = saved.newestTime ?? Number.NEGATIVE_INFINITY
      this.soundTime = saved.soundTime ?? Number.NEGATIVE_INFINITY
      this.ahead = saved.ahead ?? []
      this.rawTime = saved.raw?.time ?? Number.NaN
      this.rawValue = saved.raw?.value ?? 0
      this.latest = saved.latest ?? undefined
      this.lastReceivedAt = saved.lastReceivedAt ?? Number.NEGATIVE_INFINITY
      this.good = saved.good ?? undefined
      this.clockFaultSince = saved.clockFaultSince ?? undefined
      this.#recent.push(...saved.recent)
    }
    if (this.isRainfall) this.rain = new RainSeries(saved?.rain, datastream.form === 'counter', this.maxGap)
  }

  /** Takes a new description; its state stays. */
  redescribe(station: Station, datastream: Datastream): void {
    if (datastream.form !== this.datastream.form) {
      this.rain = datastream.form
        ? new RainSeries(undefined, datastream.form === 'counter', 2 * datastream.intervalMs)
        : undefined
    }
    this.station = station
    this.datastream = datastream
    this.lateness = latenessOf(station)
    this.isRainfall = datastream.form !== undefined
  }

  /** Longer silence than this leaves a pending `for` unproven (alerting R8). */
  get maxGap(): DurationMs {
    return 2 * this.datastream.intervalMs
  }

  /** Its clock is wrong, or its newest value impossible. */
  get isFaulty(): boolean {
    return this.clockFaultSince !== undefined || this.latest?.flag === 'fail'
  }

  quote(phenomenonTime: Instant, value: number, flag: QualityFlag, checks: readonly CheckName[]): void {
    if (this.#recent.length >= MAX_EVIDENCE) this.#recent.shift()
    this.#recent.push(
      checks.length > 0 ? { phenomenonTime, value, flag, checks } : { phenomenonTime, value, flag },
    )
  }

  /** The newest readings, oldest first. */
  get recent(): readonly QuotedReading[] {
    return this.#recent
  }

  /** A ruling for a rule that covers this stream now: with the state saved before a restart, if there was one. */
  ruling(compiled: CompiledRule, coveredSince: Instant): Ruling {
    const saved = this.#saved[compiled.rule.id]
    return {
      compiled,
      ladder: saved ? relevel(saved.ladder, saved.levels, compiled) : INACTIVE,
      coveredSince: saved?.coveredSince ?? coveredSince,
      fired: saved?.fired,
      missed: saved?.missed,
      armedFor: Number.POSITIVE_INFINITY,
    }
  }

  /** Everything saved has been taken up. A rule that covers the stream from now on starts without a past. */
  settle(): void {
    this.#saved = {}
  }

  snapshot(): StreamSnapshot {
    const finite = (time: Instant) => (Number.isFinite(time) ? time : null)
    return {
      newestTime: finite(this.newestTime),
      soundTime: finite(this.soundTime),
      ...(this.ahead.length > 0 ? { ahead: this.ahead } : {}),
      raw: Number.isNaN(this.rawTime) ? null : { time: this.rawTime, value: this.rawValue },
      latest: this.latest ?? null,
      lastReceivedAt: finite(this.lastReceivedAt),
      good: this.good ?? null,
      recent: this.#recent,
      clockFaultSince: this.clockFaultSince ?? null,
      rain: this.rain?.snapshot(),
      rulings: Object.fromEntries(
        this.rulings
          .filter(isWorthSaving)
          .map(({ compiled, ladder, coveredSince, fired, missed }) => [
            compiled.rule.id,
            { levels: compiled.rungs.map(({ level }) => level), ladder, coveredSince, fired, missed },
          ]),
      ),
    }
  }
}

/** Most rules are as they began on most datastreams; saving that a thousand times a second would cost more than judging. */
function isWorthSaving({ compiled, ladder, fired, missed }: Ruling): boolean {
  return compiled.kind === 'absence' || ladder !== INACTIVE || fired !== undefined || missed !== undefined
}

/**
 * The state of a rule's earlier version as its new version starts: a level that fires goes on firing if the new version still
 * has it, what was pending begins anew. A hazard is not demoted by an edit (alerting R11).
 */
export function relevel(ladder: LadderState, levels: readonly Level[], to: CompiledRule): LadderState {
  if (ladder.state === 'inactive') return INACTIVE
  const rungs = to.rungs
  const same = levels.length === rungs.length && levels.every((level, rung) => level === rungs[rung]?.level)
  if (same) return ladder
  const rung = rungs.findIndex(({ level }) => level === levels[firingRung(ladder, to.rungs)])
  return ladder.state !== 'firing' || rung < 0
    ? INACTIVE
    : { state: 'firing', rung, since: ladder.since, pending: [] }
}
