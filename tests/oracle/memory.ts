import {
  type CheckName,
  type Datastream,
  type DatastreamId,
  type DurationMs,
  datastreamId,
  type Instant,
  latenessOf,
  MINUTE,
  type QualityFlag,
  type Reading,
  type Station,
  type Timeliness,
} from '@tocsin/core'
// By its path: it has its own tests, and is all that the oracle takes from what it is compared with.
import { counterStep } from '../../packages/core/src/decode/counter.ts'

/** One value as it came in. `time` is when it is judged to have been true. */
export interface Heard {
  readonly stream: DatastreamId
  readonly phenomenonTime: Instant
  readonly receivedAt: Instant
  readonly time: Instant
  readonly value: number
  readonly flag: QualityFlag
  readonly checks: readonly CheckName[]
  readonly timeliness: Timeliness
  /** Not a number: it has no time of its own, and is told of the datastream when it came. */
  readonly unreadable: boolean
  readonly duplicate: boolean
  /** None of its datastream was newer when it came. */
  readonly newest: boolean
  /** Its clock is ahead, and by that clock it is no newer than what was heard before. */
  readonly overtaken: boolean
}

/** Rain that fell until `time`, in whole micrometres; with `from` when it fell evenly since then. */
export interface Amount {
  readonly time: Instant
  readonly micrometres: number
  readonly from: Instant | undefined
}

const usableFlags: readonly QualityFlag[] = ['good', 'suspect', 'not-evaluated']

/** What is worth counting about a story: that a path of the rules was walked. */
export type Tally = (what: string) => void

/** Everything that ever came in, in one list, from which every question is answered anew. */
export class Memory {
  readonly heard: Heard[] = []
  readonly #tally: Tally
  readonly #stations: Station[] = []

  constructor(tally: Tally) {
    this.#tally = tally
  }

  configure(station: Station): void {
    this.#stations.push(station)
  }

  get stations(): readonly Station[] {
    return this.#stations
  }

  stationOf(stream: DatastreamId): Station {
    const station = this.#stations.find(({ id }) => stream.startsWith(`${id}/`))
    if (station === undefined) throw new Error(`oracle: no station has the datastream ${stream}`)
    return station
  }

  datastream(stream: DatastreamId): Datastream {
    const station = this.stationOf(stream)
    const found = station.datastreams.find(({ name }) => datastreamId(station.id, name) === stream)
    if (found === undefined) throw new Error(`oracle: there is no datastream ${stream}`)
    return found
  }

  maxGap(stream: DatastreamId): DurationMs {
    return 2 * this.datastream(stream).intervalMs
  }

  /** The newest of what a datastream said, duplicates apart. */
  newest(stream: DatastreamId, unreadableToo: boolean): Heard | undefined {
    return this.heard
      .filter((one) => one.stream === stream && one.timeliness !== 'ancient' && !one.duplicate)
      .filter(({ overtaken }) => !overtaken)
      .filter((one) => unreadableToo || !one.unreadable)
      .sort((a, b) => knownAt(a) - knownAt(b))
      .at(-1)
  }

  /** The time of the newest reading, which is never ahead of the gateway's clock; -Infinity before the first. */
  newestTime(stream: DatastreamId): Instant {
    const times = this.heard
      .filter((one) => one.stream === stream && one.timeliness !== 'ancient')
      .filter((one) => !one.unreadable && !one.duplicate && !one.overtaken)
      .map(knownAt)
    return Math.max(Number.NEGATIVE_INFINITY, ...times)
  }

  hear(reading: Reading, at: Instant): Heard {
    const { datastream: stream, phenomenonTime, value } = reading
    const before = this.heard.filter((one) => one.stream === stream && !one.unreadable && !one.duplicate)
    const newest = this.newestTime(stream)
    const timeliness: Timeliness =
      phenomenonTime > at + 5 * MINUTE
        ? 'ahead'
        : phenomenonTime < at - 31 * 24 * 60 * MINUTE
          ? 'ancient'
          : phenomenonTime < at - latenessOf(this.stationOf(stream))
            ? 'back-fill'
            : phenomenonTime < newest
              ? 'late'
              : 'new'
    const { span, form, quality } = this.datastream(stream)
    const outside = (range: readonly [number, number] | undefined) =>
      range !== undefined && (value < range[0] || value > range[1])
    const impossible = outside(span) || (form !== undefined && value < 0)
    const odd = outside(quality?.suspectSpan)
    const checks: CheckName[] = []
    if (impossible || odd) checks.push('gross-range')
    if (!impossible && timeliness === 'ahead') checks.push('clock-ahead')
    const time =
      timeliness === 'ahead' ? at : form === undefined ? Math.min(phenomenonTime, at) : phenomenonTime
    const alike = before.filter((other) => other.phenomenonTime === phenomenonTime)
    // What is known of rain, and of a time that has passed: the usable one that came last.
    const kept = alike.filter(({ flag }) => usableFlags.includes(flag))
    const asked = timeliness === 'late' || timeliness === 'back-fill' || form !== undefined
    const knowns = [alike.at(-1), asked ? kept.at(-1) : undefined]
    const last = before.findLast(({ newest }) => newest)
    // Impossible rain is in no window, and so nobody keeps of what time it was.
    const placed = ({ flag }: Heard) => form === undefined || usableFlags.includes(flag)
    // That it was dry is said again and again, and nobody keeps when, unless it corrected something. What was said with a clock ahead
    // fell when it was received: it is not what is corrected.
    const noted =
      form !== 'increment' ||
      timeliness === 'ahead' ||
      value !== 0 ||
      kept.some((other) => other.value !== 0 && other.time === time)
    const overtaken =
      timeliness === 'ahead' &&
      form === undefined &&
      last !== undefined &&
      phenomenonTime <= last.phenomenonTime &&
      at - newest <= this.maxGap(stream)
    if (overtaken) this.#tally('overtaken while ahead')
    const one: Heard = {
      stream,
      phenomenonTime,
      receivedAt: at,
      // A level is what it is now; rain fell when it is said to have fallen.
      time: timeliness === 'ahead' ? at : form === undefined ? Math.min(phenomenonTime, at) : phenomenonTime,
      value,
      flag: impossible ? 'fail' : checks.length > 0 ? 'suspect' : 'good',
      checks,
      timeliness,
      unreadable: false,
      // What was judged as of another time, its clock having been ahead, is another reading, unless it is the newest that comes again.
      duplicate:
        knowns.some(
          (known) =>
            known?.value === value && (known === last || (known.time === time && noted && placed(known))),
        ) ||
        ((form === undefined || timeliness === 'ahead') &&
          alike.some((known) => known.timeliness === 'ahead' && known.value === value)),
      newest: timeliness !== 'ancient' && !overtaken && Math.min(time, at) >= newest,
      overtaken,
    }
    this.heard.push(one)
    if (one.timeliness !== 'new') this.#tally(one.timeliness)
    if (one.duplicate) this.#tally('a duplicate')
    else if (before.some((other) => other.phenomenonTime === phenomenonTime)) this.#tally('a correction')
    return one
  }

  hearUnreadable(stream: DatastreamId, at: Instant): Heard {
    const one: Heard = {
      stream,
      phenomenonTime: at,
      receivedAt: at,
      time: at,
      value: Number.NaN,
      flag: 'fail',
      checks: ['unreadable'],
      timeliness: 'new',
      unreadable: true,
      duplicate: false,
      newest: false,
      overtaken: false,
    }
    this.heard.push(one)
    return one
  }

  /** What rules may go by, in the order of its time: of two with one time the later. */
  usable(stream: DatastreamId, among: (heard: Heard) => boolean = () => true): Heard[] {
    return this.heard
      .filter(among)
      .filter((one) => one.stream === stream && !one.unreadable && one.timeliness !== 'ancient')
      .filter(({ duplicate, overtaken }) => !duplicate && !overtaken)
      .filter(({ flag }) => usableFlags.includes(flag))
      .filter((one, index, all) => !all.slice(index + 1).some(({ time }) => time === one.time))
      .sort((a, b) => a.time - b.time)
  }

  /** Every amount of rain that is known. */
  amounts(stream: DatastreamId): Amount[] {
    const readings = this.usable(stream)
    const { form, modulus } = this.datastream(stream)
    if (form !== 'counter')
      return readings.map(({ time, value }) => ({
        time,
        micrometres: Math.round(value * 1000),
        from: undefined,
      }))
    return readings.flatMap(({ time, value }, index) => {
      const before = readings[index - 1]
      if (before === undefined) return []
      const step = counterStep(before.value, value, time - before.time, modulus)
      if (step.kind !== 'increment') this.#tally(`a counter's step: ${step.kind}`)
      else if (value < before.value) this.#tally('a counter rolled over')
      if (step.kind === 'unknown') return []
      const from = time - before.time > this.maxGap(stream) ? before.time : undefined
      return [{ time, micrometres: Math.round(step.mm * 1000), from }]
    })
  }
}

function knownAt({ time, receivedAt }: Heard): Instant {
  return Math.min(time, receivedAt)
}
