import type { Bucket, FlaggedSpan, LiveObservation, ObservationView } from '@tocsin/contract'
import type { DurationMs, Instant, QualityFlag } from '@tocsin/core'
import { isAhead } from '../live/live-store.ts'

/** A point of a chart: one observation, or a bucket of many with its extremes. */
export interface Point {
  readonly time: Instant
  readonly value: number
  readonly low: number
  readonly high: number
  readonly flag: QualityFlag
  /** Back-fill: received later than the station's lateness allows. */
  readonly late: boolean
}

/** What HTTP answered: buckets own everything before `rawFrom`, single observations what comes after. */
export interface History {
  readonly from: Instant
  readonly rawFrom: Instant
  /** Live values from here on are none of this chart's; infinite while it follows the time. */
  readonly to: Instant
  readonly buckets: readonly Bucket[]
  /** What within the buckets is suspect, impossible or late. */
  readonly flagged: readonly FlaggedSpan[]
  readonly observations: readonly Pick<ObservationView, 'phenomenonTime' | 'receivedAt' | 'value' | 'flag'>[]
}

type Single = Pick<ObservationView, 'phenomenonTime' | 'receivedAt' | 'value' | 'flag'>

/** Live observations kept between two reads of the history; past it the history is read again. */
export const CAPACITY = 2000

/** A step between live values beyond this part of the interval means that something was left out on the way. */
const HOLE = 1.5

/**
 * One datastream's history and its live values as one series, without a gap and without doubles. The live side listens before the history
 * is asked for, so nothing falls between them; observations are told apart by phenomenonTime, and of two for the same moment the later
 * received is the correction. What it cannot mend by itself it answers with `read-again`.
 */
export class JoinedSeries {
  readonly #intervalMs: DurationMs
  readonly #isRain: boolean
  readonly #latenessMs: DurationMs
  #history: History | undefined
  /** By phenomenonTime; from `rawFrom` on once the history is known. */
  #singles = new Map<Instant, Single>()
  #newest = Number.NEGATIVE_INFINITY
  #sorted: Point[] | undefined

  constructor(intervalMs: DurationMs, isRain: boolean, latenessMs: DurationMs) {
    this.#intervalMs = intervalMs
    this.#isRain = isRain
    this.#latenessMs = latenessMs
  }

  get history(): History | undefined {
    return this.#history
  }

  /** Takes over what was read; live values that came meanwhile stay. */
  setHistory(history: History): void {
    this.#history = history
    const live = this.#singles
    this.#singles = new Map()
    for (const observation of history.observations) this.#keep(observation)
    for (const observation of live.values()) {
      const { phenomenonTime } = observation
      if (phenomenonTime >= history.rawFrom && phenomenonTime < history.to) this.#keep(observation)
    }
    this.#newest = Number.NEGATIVE_INFINITY
    for (const time of this.#singles.keys()) this.#newest = Math.max(this.#newest, time)
    this.#sorted = undefined
  }

  add(observation: LiveObservation): 'joined' | 'read-again' {
    const { phenomenonTime } = observation
    // Nobody knows when it was true; a chart has no place for it.
    if (isAhead(observation)) return 'joined'
    if (this.#history !== undefined && phenomenonTime >= this.#history.to) return 'joined'
    if (this.#history !== undefined && phenomenonTime < this.#history.rawFrom) {
      return phenomenonTime < this.#history.from ? 'joined' : 'read-again'
    }
    this.#keep(observation)
    this.#sorted = undefined
    // The gateway sends each client the latest of a batch only: a step over several intervals may hide what a device sent in one go.
    const hole =
      this.#newest !== Number.NEGATIVE_INFINITY && phenomenonTime - this.#newest > HOLE * this.#intervalMs
    this.#newest = Math.max(this.#newest, phenomenonTime)
    return hole || this.#singles.size > CAPACITY + (this.#history?.observations.length ?? 0)
      ? 'read-again'
      : 'joined'
  }

  /** Oldest first, each time once. */
  points(): readonly Point[] {
    if (this.#sorted) return this.#sorted
    const points = (this.#history?.buckets ?? []).map((bucket) => this.#fromBucket(bucket))
    const singles = [...this.#singles.values()].sort((a, b) => a.phenomenonTime - b.phenomenonTime)
    for (const { phenomenonTime, receivedAt, value, flag } of singles) {
      const late = receivedAt - phenomenonTime > this.#latenessMs
      points.push({ time: phenomenonTime, value, low: value, high: value, flag, late })
    }
    this.#sorted = points
    return points
  }

  #fromBucket({ from, to, min, mean, max, count, sum }: Bucket): Point {
    const rain = sum ?? mean * count
    return this.#isRain
      ? // A bucket of rain stands at its end, like the increments it is made of.
        { time: to - 1, value: rain, low: rain, high: rain, flag: 'good', late: false }
      : { time: (from + to) / 2, value: mean, low: min, high: max, flag: 'good', late: false }
  }

  #keep(observation: Single): void {
    const known = this.#singles.get(observation.phenomenonTime)
    if (known && known.receivedAt > observation.receivedAt) return
    this.#singles.set(observation.phenomenonTime, observation)
  }
}
