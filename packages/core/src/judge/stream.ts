import {
  type AreaPath,
  type CheckName,
  DAY,
  type Datastream,
  type DatastreamId,
  type DurationMs,
  datastreamId,
  type Instant,
  latenessOfDatastream,
  type Observation,
  type QualityFlag,
  type QuotedReading,
  type RuleId,
  type Station,
} from '../model/index.ts'
import type { Flatness, Outlier, QualityMemory, Sample } from '../quality/index.ts'
import {
  type CompiledRule,
  IntegralSeries,
  lookBack,
  type Program,
  RainSeries,
  type Seen,
  type TimelineSnapshot,
  ValueSeries,
} from '../rules/index.ts'
import { MAX_EVIDENCE } from '../warnings/index.ts'
import { type Ruling, type RulingSnapshot, type Subject, saveRulings, startRuling } from './ruling.ts'

/** The newest value of a datastream, as lists show it. */
export interface Latest {
  readonly phenomenonTime: Instant
  readonly receivedAt: Instant
  readonly value: number
  readonly flag: QualityFlag
}

/** The serialisable form of a stream's state. */
export interface StreamSnapshot {
  readonly newestTime: Instant | null
  readonly soundTime: Instant | null
  readonly soundValue?: number | undefined
  readonly shownTime?: Instant | null | undefined
  readonly ahead?: readonly Sample[] | undefined
  readonly raw: { readonly time: Instant; readonly value: number } | null
  readonly latest: Latest | null
  readonly lastReceivedAt: Instant | null
  readonly usableAt?: Instant | null | undefined
  readonly good: Sample | null
  readonly goodBefore?: Sample | undefined
  readonly outlier?: Outlier | undefined
  readonly flat?: Flatness | undefined
  readonly warmUntil?: Instant | undefined
  readonly unreadable?: boolean | undefined
  readonly recent: readonly QuotedReading[]
  readonly clockFaultSince: Instant | null
  readonly rain?: TimelineSnapshot | undefined
  readonly values?: TimelineSnapshot | undefined
  readonly integral?: TimelineSnapshot | undefined
  readonly rulings: Readonly<Record<RuleId, RulingSnapshot>>
  /** Since when rules cover it that are as they began. */
  readonly covered?: Readonly<Record<RuleId, Instant>> | undefined
}

/** So much rain is kept whether a rule asks for it or not: a rule that comes later must not begin with nothing. */
const RAIN_HORIZON: DurationMs = 3 * DAY
/** So much of that to the minute, as most rules will want it. */
const FINE_RAIN: DurationMs = DAY

/** What the judge knows of one datastream. Mutable, for the sake of the hot path; everything else in core is a value. */
export class Stream implements Subject, Seen, QualityMemory {
  readonly id: DatastreamId
  station: Station
  datastream: Datastream
  lateness: DurationMs
  maxGap: DurationMs
  dirty = false

  // What it reported.
  /** Judged time of the newest reading, never ahead of the journal's clock; -Infinity before the first. */
  newestTime: Instant = Number.NEGATIVE_INFINITY
  /** Time and value of the newest reading as they came: a redelivery repeats both. */
  rawTime: Instant = Number.NaN
  rawValue = 0
  /** Judged time and value of the newest value that rules were shown: an impossible one proves nothing of what was pending. */
  soundTime: Instant = Number.NEGATIVE_INFINITY
  soundValue = 0
  /** Judged time of the newest thing that sensor-fault rules were shown, impossible or no number. */
  shownTime: Instant = Number.NEGATIVE_INFINITY
  /** Readings whose clock ran ahead, as they came: all are judged at receipt, so their times cannot tell a redelivery. */
  ahead: readonly Sample[] = []
  #newest: Latest | undefined
  lastReceivedAt: Instant = Number.NEGATIVE_INFINITY
  /** When the newest came that hazards could be judged by. */
  usableAt: Instant = Number.NEGATIVE_INFINITY
  clockFaultSince: Instant | undefined
  /** The newest thing it sent was no number. */
  unreadable = false
  /** Some warning of it says that it is silent. */
  dataLost = false
  /** The newest few, round and round; #turn is the next place. */
  #recent: QuotedReading[] = []
  #turn = 0

  // What the quality checks remember.
  good: Sample | undefined
  goodBefore: Sample | undefined
  outlier: Outlier | undefined
  flat: Flatness | undefined
  warmUntil: Instant = Number.NEGATIVE_INFINITY

  // What rules see: of the reading being judged, and of the time before it.
  value = 0
  flag: QualityFlag = 'good'
  checks: readonly CheckName[] = []
  /** The value before, while it is judged anew as impossible. */
  exposed: QuotedReading | undefined
  rain: RainSeries | undefined
  values: ValueSeries | undefined
  integral: IntegralSeries | undefined
  #horizon = { rain: RAIN_HORIZON, fineRain: FINE_RAIN, values: 0, integral: 0 }

  /** All rulings, by rule id; the others are parts of them. */
  rulings: Ruling[] = []
  hazards: readonly Ruling[] = []
  absences: readonly Ruling[] = []
  sensorFaults: readonly Ruling[] = []
  #saved: StreamSnapshot | undefined

  constructor(station: Station, datastream: Datastream, saved?: StreamSnapshot) {
    this.id = datastreamId(station.id, datastream.name)
    this.station = station
    this.datastream = datastream
    this.lateness = latenessOfDatastream(station, datastream)
    this.maxGap = 2 * datastream.intervalMs
    this.#saved = saved
    if (saved) {
      this.dataLost = Object.values(saved.rulings).some(({ dataLost }) => dataLost === true)
      this.newestTime = saved.newestTime ?? Number.NEGATIVE_INFINITY
      this.soundTime = saved.soundTime ?? Number.NEGATIVE_INFINITY
      this.soundValue = saved.soundValue ?? 0
      this.shownTime = saved.shownTime ?? Number.NEGATIVE_INFINITY
      this.ahead = saved.ahead ?? []
      this.rawTime = saved.raw?.time ?? Number.NaN
      this.rawValue = saved.raw?.value ?? 0
      this.#newest = saved.latest ?? undefined
      this.lastReceivedAt = saved.lastReceivedAt ?? Number.NEGATIVE_INFINITY
      // Earlier builds did not say.
      this.usableAt =
        saved.usableAt === undefined ? this.lastReceivedAt : (saved.usableAt ?? Number.NEGATIVE_INFINITY)
      this.good = saved.good ?? undefined
      this.goodBefore = saved.goodBefore
      this.outlier = saved.outlier
      this.flat = saved.flat
      this.warmUntil = saved.warmUntil ?? Number.NEGATIVE_INFINITY
      this.unreadable = saved.unreadable ?? false
      this.clockFaultSince = saved.clockFaultSince ?? undefined
      this.#recent = [...saved.recent]
      this.#turn = this.#recent.length % MAX_EVIDENCE
    }
    if (this.isRainfall) this.#startRain(saved?.rain)
  }

  get area(): AreaPath {
    return this.station.area
  }

  get isRainfall(): boolean {
    return this.datastream.form !== undefined
  }

  #startRain(saved: TimelineSnapshot | undefined): void {
    const isCounter = this.datastream.form === 'counter'
    this.rain = new RainSeries(saved, isCounter, this.maxGap)
  }

  /** When the newest came that tells a rule of this kind how things are: a sensor's fault is told by anything, and so is what only late readings told of. */
  lastHeardBy(kind: CompiledRule['kind']): Instant {
    return kind === 'sensor-fault' || !Number.isFinite(this.usableAt) ? this.lastReceivedAt : this.usableAt
  }

  /** Takes a new description; its state stays. */
  redescribe(station: Station, datastream: Datastream): void {
    const before = this.datastream
    this.station = station
    this.datastream = datastream
    this.lateness = latenessOfDatastream(station, datastream)
    this.maxGap = 2 * datastream.intervalMs
    if (datastream.form !== before.form) {
      this.rain = undefined
      if (datastream.form) this.#startRain(undefined)
    } else if (datastream.intervalMs !== before.intervalMs) {
      // What counts as a gap is another length now.
      if (this.rain) this.#startRain(this.rain.snapshot())
      if (this.integral)
        this.integral = new IntegralSeries(this.integral.snapshot(), datastream.intervalMs, this.maxGap)
    }
  }

  /** Its clock is wrong, its newest value impossible, or what it sent no number. */
  get isFaulty(): boolean {
    return this.clockFaultSince !== undefined || this.unreadable || this.#newest?.flag === 'fail'
  }

  /** Keeps an observation as the newest. By reference: most are never looked at again. */
  keep(observation: Observation): void {
    this.#newest = observation
    this.#recent[this.#turn] = observation
    this.#turn = (this.#turn + 1) % MAX_EVIDENCE
  }

  /** The newest readings, oldest first. */
  get recent(): readonly QuotedReading[] {
    return [...this.#recent.slice(this.#turn), ...this.#recent.slice(0, this.#turn)].map(quote)
  }

  get latest(): Latest | undefined {
    const newest = this.#newest
    if (newest === undefined) return undefined
    const { phenomenonTime, receivedAt, value, flag } = newest
    return { phenomenonTime, receivedAt, value, flag }
  }

  /** A ruling for a rule that covers this stream now: with the state saved before a restart, if there was one. */
  ruling(program: Program, compiled: CompiledRule, coveredSince: Instant): Ruling {
    const saved = this.#saved
    // Earlier builds did not say since when: then it is long ago.
    const since = saved === undefined ? coveredSince : saved.covered ? saved.covered[compiled.rule.id] : 0
    return startRuling(program, compiled, since ?? coveredSince, saved?.rulings[compiled.rule.id])
  }

  /** Takes the rulings in force, and keeps as much of the past as they look back over. */
  rule(rulings: Ruling[]): void {
    this.rulings = rulings
    this.absences = rulings.filter(({ compiled }) => compiled.kind === 'absence')
    this.sensorFaults = rulings.filter(({ compiled }) => compiled.kind === 'sensor-fault')
    this.hazards = rulings.filter(({ compiled: { kind } }) => kind !== 'absence' && kind !== 'sensor-fault')
    const horizon = { fineRain: FINE_RAIN, values: 0, integral: 0 }
    for (const { compiled } of rulings) {
      const back = lookBack(compiled)
      horizon.fineRain = Math.max(horizon.fineRain, back.rain)
      horizon.values = Math.max(horizon.values, back.values)
      horizon.integral = Math.max(horizon.integral, back.integral)
    }
    // One gap more: what a window begins with may stand before it. And the lateness: a late value is judged at its time, too.
    const more = this.maxGap + this.lateness
    this.#horizon = {
      rain: Math.max(RAIN_HORIZON, this.lateness, horizon.fineRain) + more,
      fineRain: horizon.fineRain + more,
      values: horizon.values + more,
      integral: horizon.integral + more,
    }
    if (horizon.values === 0) this.values = undefined
    else this.values ??= new ValueSeries(this.#saved?.values)
    if (horizon.integral === 0) this.integral = undefined
    else {
      const { intervalMs } = this.datastream
      this.integral ??= new IntegralSeries(this.#saved?.integral, intervalMs, this.maxGap)
    }
  }

  /** Forgets what no rule looks back over any more. */
  keepHorizon(): void {
    this.rain?.keep(this.newestTime, this.#horizon.rain, this.#horizon.fineRain)
    // What is late is judged as of the newest sound value, which a back-filled one may have left behind.
    this.values?.keep(this.soundTime, this.#horizon.values)
    this.integral?.keep(this.soundTime, this.#horizon.integral)
  }

  /** Everything saved has been taken up. A rule that covers the stream from now on starts without a past. */
  settle(): void {
    this.#saved = undefined
  }

  snapshot(): StreamSnapshot {
    const finite = (time: Instant) => (Number.isFinite(time) ? time : null)
    return {
      newestTime: finite(this.newestTime),
      soundTime: finite(this.soundTime),
      soundValue: this.soundValue,
      shownTime: finite(this.shownTime),
      ...(this.ahead.length > 0 ? { ahead: this.ahead } : {}),
      raw: Number.isNaN(this.rawTime) ? null : { time: this.rawTime, value: this.rawValue },
      latest: this.latest ?? null,
      lastReceivedAt: finite(this.lastReceivedAt),
      usableAt: finite(this.usableAt),
      good: this.good ?? null,
      ...(this.goodBefore ? { goodBefore: this.goodBefore } : {}),
      outlier: this.outlier,
      flat: this.flat,
      warmUntil: Number.isFinite(this.warmUntil) ? this.warmUntil : undefined,
      ...(this.unreadable ? { unreadable: true } : {}),
      recent: this.recent,
      clockFaultSince: this.clockFaultSince ?? null,
      rain: this.rain?.snapshot(),
      values: this.values?.snapshot(),
      integral: this.integral?.snapshot(),
      ...saveRulings(this.rulings),
    }
  }
}

function quote({ phenomenonTime, value, flag, checks }: QuotedReading): QuotedReading {
  return checks !== undefined && checks.length > 0
    ? { phenomenonTime, value, flag, checks }
    : { phenomenonTime, value, flag }
}
