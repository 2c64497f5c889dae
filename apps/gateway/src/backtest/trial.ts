import {
  type Actor,
  type Datastream,
  datastreamId,
  type Instant,
  Judge,
  type Position,
  type Reading,
  type Ruled,
  type Station,
  UM_PER_MM,
} from '@tocsin/core'
import type { ScanBatch } from '../history/scan.ts'
import { flagCode } from '../history/stored-codes.ts'
import { type Feed, type Plan, snapshotOf } from './plan.ts'

const FAIL = flagCode('fail')
const MISSING = flagCode('missing')
const NO_REJECTIONS = [] as const
const SYSTEM: Actor = { kind: 'system' }

/**
 * One version of a rule on a stretch of history: the judge that runs live, given the readings in order of the time at which they were true,
 * as if each had been received at that moment, and woken whenever it asks to be.
 */
export class Trial {
  readonly plan: Plan
  readonly #judge: Judge
  readonly #take: (events: readonly Ruled[]) => void
  /** Totals made of a counter's increments, in whole micrometres. */
  readonly #totals: Float64Array
  #arrivals: Arrival[]
  #position: Position = 0

  /**
   * @param begins when each feed's history begins: before that it was not there, and its silence is none
   * @param take hears every event of every rule that takes part
   */
  constructor(
    plan: Plan,
    at: Instant,
    begins: readonly (Instant | null)[],
    take: (events: readonly Ruled[]) => void,
  ) {
    this.plan = plan
    const arrivals = arrivalsOf(plan, begins)
    const first = arrivals.findIndex((arrival) => arrival.at > at)
    this.#arrivals = first < 0 ? [] : arrivals.slice(first)
    const there = new Map(
      arrivals.slice(0, first < 0 ? undefined : first).map(({ station }) => [station.id, station]),
    )
    this.#judge = new Judge({ ...snapshotOf(plan, at), stations: [...there.values()] })
    this.#totals = new Float64Array(plan.feeds.length)
    this.#take = take
  }

  /**
   * Judges a batch.
   * @param numbers by number of the datastream in the batch its number among the plan's feeds, -1: not this trial's
   */
  take(batch: ScanBatch, numbers: Int32Array): void {
    const { rows, times, values, datastreams, flags } = batch
    const { feeds } = this.plan
    let at: Instant = Number.NaN
    let readings: Reading[] = []
    for (let row = 0; row < rows; row++) {
      const number = numbers[datastreams[row] as number] as number
      if (number < 0) continue
      const feed = feeds[number] as Feed
      const value = this.#valueOf(feed, number, values[row] as number, flags[row] as number)
      if (value === undefined) continue
      const time = times[row] as number
      if (time !== at) {
        if (readings.length > 0) this.#judgeReadings(at, readings)
        at = time
        readings = []
      }
      readings.push({ datastream: feed.id, phenomenonTime: time, receivedAt: time, value })
    }
    if (readings.length > 0) this.#judgeReadings(at, readings)
  }

  /** What the device said, as far as the history tells; undefined: nothing that can be judged again. */
  #valueOf({ datastream }: Feed, number: number, value: number, flag: number): number | undefined {
    if (datastream.form === 'counter') {
      // What is impossible or unknown was no rain; that the station reported counts all the same.
      const mm = flag === FAIL || flag === MISSING ? 0 : value
      const total = (this.#totals[number] as number) + Math.round(mm * UM_PER_MM)
      this.#totals[number] = total
      return total / UM_PER_MM
    }
    // By which the device says that it has no value: known again, as long as it is still configured.
    if (flag === MISSING && datastream.quality?.sentinels?.includes(value) !== true) return undefined
    return value
  }

  /** Lets everything fall due that does before `until`. */
  finish(until: Instant): void {
    this.#wake(until)
  }

  // All of a moment in one entry, from whatever station: they were received at once, and the judge looks at each reading's datastream.
  #judgeReadings(at: Instant, readings: readonly Reading[]): void {
    if (this.#arrivals.length > 0) this.#describe(at)
    this.#wake(at)
    const { station } = this.plan.feeds[0] as Feed
    const { events } = this.#judge.take(
      { type: 'readings', at, station, readings, rejections: NO_REJECTIONS },
      ++this.#position,
    )
    if (events.length > 0) this.#take(events)
  }

  /** Takes in what has appeared by now, at the time when it did. */
  #describe(now: Instant): void {
    for (let next = this.#arrivals[0]; next !== undefined && next.at <= now; next = this.#arrivals[0]) {
      this.#arrivals.shift()
      this.#wake(next.at)
      const change = { kind: 'station', station: next.station } as const
      const { events } = this.#judge.take(
        { type: 'config', at: next.at, by: SYSTEM, change },
        ++this.#position,
      )
      if (events.length > 0) this.#take(events)
    }
  }

  /** As the host does live: a clock entry at the very moment for which the judge asked. */
  #wake(before: Instant): void {
    let last: Instant | undefined
    for (let due = this.#judge.nextDue(); due !== undefined && due < before; due = this.#judge.nextDue()) {
      if (due === last) throw new Error(`back-test: the judge asks to be woken at ${due} again and again`)
      last = due
      const at = Math.max(due, this.#judge.clock)
      const { events } = this.#judge.take({ type: 'clock', at, cause: 'due' }, ++this.#position)
      if (events.length > 0) this.#take(events)
    }
  }
}

/** A station as it is from a time on, with the datastreams that had begun by then. */
interface Arrival {
  readonly at: Instant
  readonly station: Station
}

/** Datastreams join their station with their first observation; those that have none never do. Oldest first. */
function arrivalsOf({ stations, feeds }: Plan, begins: readonly (Instant | null)[]): Arrival[] {
  const begun = new Map(feeds.map(({ id }, number) => [id, begins[number] ?? Number.POSITIVE_INFINITY]))
  return stations
    .flatMap((station) => {
      const beginOf = ({ name }: Datastream) =>
        begun.get(datastreamId(station.id, name)) ?? Number.NEGATIVE_INFINITY
      const times = new Set(station.datastreams.map(beginOf).filter((time) => Number.isFinite(time)))
      return [...times].map((at) => ({
        at,
        station: { ...station, datastreams: station.datastreams.filter((one) => beginOf(one) <= at) },
      }))
    })
    .sort((a, b) => a.at - b.at)
}
