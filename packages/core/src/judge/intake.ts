import {
  HOUR,
  type Instant,
  type Observation,
  type Position,
  type Reading,
  type Timeliness,
} from '../model/index.ts'
import {
  type Checked,
  check,
  distanceKm,
  flatness,
  goodBefore,
  isUsable,
  type Sample,
  settleOutlier,
  timeliness,
  warmUntil,
} from '../quality/index.ts'
import { UM_PER_MM } from '../rules/index.ts'
import { takeIncrement, takeTotal } from './rain.ts'
import type { Stream } from './stream.ts'

/** Readings with a clock ahead that are remembered, to tell a redelivered frame. */
const MOST_AHEAD = 1000

/** What became of a reading: what rules are to make of it. */
export interface Taken {
  /** `repeated` was known; `kept` is stored and nothing more; `current` is what is now; `past` came late and may correct windows. */
  standing: 'repeated' | 'kept' | 'current' | 'past'
  timeliness: Timeliness
  /** When it is judged to have been true. */
  time: Instant
  /** Rules may be shown it. */
  usable: boolean
  checked: Checked
  /** As observed: of a counter, the rise. */
  value: number
  /** Time of the datastream's newest usable value before it. */
  soundBefore: Instant
  /** The value before it, which it proves to be a spike that cannot be. */
  exposed: Observation | undefined
}

const NOTHING: Checked = { flag: 'good', checks: [] }

/** Readings → observations: quality, the order of times, and what each datastream remembers. */
export class Intake {
  readonly #streams: ReadonlyMap<string, Stream>
  /** Rain gauges near another; made when first asked for. */
  readonly #neighbours = new Map<Stream, readonly Stream[]>()
  /** One for all: it is read before the next reading is taken. */
  readonly #taken: Taken = {
    standing: 'kept',
    timeliness: 'new',
    time: 0,
    usable: false,
    checked: NOTHING,
    value: 0,
    soundBefore: 0,
    exposed: undefined,
  }

  constructor(streams: ReadonlyMap<string, Stream>) {
    this.#streams = streams
  }

  /** Stations have come, gone or moved. */
  forgetNeighbours(): void {
    this.#neighbours.clear()
  }

  /**
   * Checks a reading, files it, and writes what was observed. The answer lives until the next call.
   * @param clock the gateway's clock as of the entry
   */
  take(
    stream: Stream,
    reading: Reading,
    clock: Instant,
    position: Position,
    observations: Observation[],
  ): Taken {
    const taken = this.#taken
    taken.soundBefore = stream.soundTime
    taken.exposed = undefined
    if (reading.phenomenonTime === stream.rawTime && reading.value === stream.rawValue) {
      taken.standing = 'repeated'
      return taken
    }
    const { receivedAt } = reading
    // What was heard with a clock ahead may come again when the clock has caught up with it.
    if (stream.rain === undefined && stream.ahead.length > 0 && wasAhead(stream, reading)) {
      taken.standing = 'repeated'
      return taken
    }
    taken.timeliness = timeliness(reading.phenomenonTime, receivedAt, stream.newestTime, stream.lateness)
    taken.standing =
      taken.timeliness === 'ancient'
        ? 'kept'
        : taken.timeliness === 'new' || taken.timeliness === 'ahead'
          ? 'current'
          : 'past'
    if (taken.timeliness === 'ahead' && isOvertaken(stream, reading)) taken.standing = 'past'
    // Only what is now shows that the sensor speaks again.
    if (taken.standing === 'current') stream.unreadable = false
    if (stream.rain === undefined) this.#takeValue(stream, reading, clock, position, observations)
    else this.#takeRain(stream, reading, clock, position, observations)
    return taken
  }

  #takeValue(
    stream: Stream,
    reading: Reading,
    clock: Instant,
    position: Position,
    observations: Observation[],
  ): void {
    const taken = this.#taken
    const { phenomenonTime, receivedAt, value } = reading
    const isCurrent = taken.standing === 'current'
    const isAhead = taken.timeliness === 'ahead'
    if (isAhead) noteAhead(stream, reading)
    // A clock that is a little ahead is a clock as they are; what it says is judged as of now at the latest.
    const time = Math.min(phenomenonTime, receivedAt)
    if (isCurrent && stream.outlier !== undefined) this.#settleOutlier(stream, value, position, observations)
    const checked = check(stream.datastream, value, time, taken.timeliness, stream)
    const { flag, checks } = checked
    const { timeliness } = taken
    const observation: Observation = {
      datastream: stream.id,
      phenomenonTime,
      receivedAt,
      value,
      flag,
      checks,
      timeliness,
      position,
    }
    observations.push(observation)
    taken.time = time
    taken.value = value
    taken.checked = checked
    taken.usable = isUsable(checked)
    if (isAhead && !isCurrent) {
      // When it was true nobody can tell: it moves no window, and is the newest of nothing.
      stream.clockFaultSince ??= clock
      return
    }
    if (taken.standing === 'past' && isKnown(stream, time, value)) {
      taken.standing = 'repeated'
      observations.pop()
      return
    }
    if (isCurrent) remember(stream, reading, time, checked)
    advance(stream, reading, observation, time, clock)
    if (!taken.usable || taken.standing === 'kept') return
    stream.integral?.store(time, value)
    if (stream.values !== undefined) {
      if (flag === 'suspect') stream.values.drop(time)
      else stream.values.store(time, value)
    }
    if (isCurrent && time >= stream.soundTime) {
      stream.soundTime = time
      stream.soundValue = value
    }
    stream.keepHorizon()
  }

  /** The value after an outlier has come: says what the outlier was, as an observation that corrects its flag. */
  #settleOutlier(stream: Stream, next: number, position: Position, observations: Observation[]): void {
    const { outlier, datastream } = stream
    const spike = datastream.quality?.spike
    stream.outlier = undefined
    if (outlier === undefined || spike === undefined) return
    const { flag, checks } = settleOutlier(outlier, next, spike)
    if (flag === 'good') {
      const sample = { time: outlier.time, value: outlier.value }
      if (stream.good === undefined || stream.good.time < outlier.time) rememberGood(stream, sample)
      stream.values?.store(outlier.time, outlier.value)
    }
    if (flag === 'suspect') return
    const corrected: Observation = {
      datastream: stream.id,
      phenomenonTime: outlier.phenomenonTime,
      receivedAt: outlier.receivedAt,
      value: outlier.value,
      flag,
      checks,
      timeliness: 'late',
      position,
    }
    observations.push(corrected)
    if (flag !== 'fail') return
    stream.integral?.drop(outlier.time)
    this.#taken.exposed = corrected
  }

  #takeRain(
    stream: Stream,
    reading: Reading,
    clock: Instant,
    position: Position,
    observations: Observation[],
  ): void {
    const taken = this.#taken
    const { datastream } = stream
    const rain = stream.rain as NonNullable<Stream['rain']>
    const isCurrent = taken.standing === 'current'
    const time = taken.timeliness === 'ahead' ? reading.receivedAt : reading.phenomenonTime
    const placeable = taken.standing !== 'kept' && !rain.forgot(time)
    const checked = check(datastream, reading.value, time, taken.timeliness, stream)
    if (taken.timeliness === 'ahead' && isRepeated(stream, reading)) {
      taken.standing = 'repeated'
      return
    }
    const elapsed = time - stream.newestTime
    const taking = { reading, time, timeliness: taken.timeliness, checked, placeable, position }
    const { maxMmPerMinute } = datastream.quality ?? {}
    const observed =
      datastream.form === 'counter'
        ? takeTotal(rain, taking, datastream.modulus, maxMmPerMinute)
        : takeIncrement(
            rain,
            taking,
            Number.isFinite(elapsed) ? elapsed : datastream.intervalMs,
            maxMmPerMinute,
          )
    let own = observed.at(-1)
    if (own === undefined) {
      taken.standing = 'repeated'
      return
    }
    if (isCurrent && own.value === 0 && own.flag === 'good' && this.#isBlocked(stream, time)) {
      own = { ...own, flag: 'suspect', checks: [...own.checks, 'neighbour'] }
      observed[observed.length - 1] = own
    }
    for (const observation of observed) observations.push(observation)
    taken.time = time
    taken.value = own.value
    taken.checked = own
    // A counter's first total, and one whose rise is unknown, still end a silence and move windows on.
    taken.usable = placeable && own.flag !== 'fail' && checked.flag !== 'missing'
    if (isCurrent) stream.warmUntil = warmUntil(datastream, time, stream)
    advance(stream, reading, own, time, clock)
    if (!taken.usable) {
      if (!placeable) taken.standing = 'kept'
      return
    }
    if (isCurrent && time >= stream.soundTime) {
      stream.soundTime = time
      stream.soundValue = own.value
    }
    // That it was dry lifts no window, and no window knows whether it was said before.
    if (!isCurrent && datastream.form === 'increment' && own.value === 0) taken.standing = 'kept'
    stream.keepHorizon()
  }

  /** Dry for an hour among wet neighbours: leaves in the funnel, most likely. */
  #isBlocked(stream: Stream, time: Instant): boolean {
    const asked = stream.datastream.quality?.neighbours
    if (asked === undefined || (stream.rain?.sumUm(time, HOUR) ?? 0) > 0) return false
    let wet = 0
    for (const neighbour of this.#nearby(stream, asked.withinKm)) {
      if ((neighbour.rain?.sumUm(time, HOUR) ?? 0) >= asked.wetMm * UM_PER_MM) wet++
    }
    return wet >= asked.atLeast
  }

  #nearby(stream: Stream, withinKm: number): readonly Stream[] {
    let near = this.#neighbours.get(stream)
    if (near === undefined) {
      const here = stream.station.position
      near =
        here === undefined
          ? []
          : [...this.#streams.values()].filter(({ isRainfall, station }) => {
              if (!isRainfall || station.id === stream.station.id || station.position === undefined)
                return false
              return distanceKm(here, station.position) <= withinKm
            })
      this.#neighbours.set(stream, near)
    }
    return near
  }
}

/** What the checks remember of a current value. */
function remember(stream: Stream, reading: Reading, time: Instant, { flag, checks }: Checked): void {
  const { datastream } = stream
  const { quality } = datastream
  const { value } = reading
  if (quality !== undefined) {
    stream.warmUntil = warmUntil(datastream, time, stream)
    if (quality.flatLine !== undefined && flag !== 'fail' && flag !== 'missing') {
      stream.flat = flatness(stream.flat, quality.flatLine, value, time)
    }
    const before = goodBefore(stream, time)
    if (checks.includes('spike') && before !== undefined) {
      const { phenomenonTime, receivedAt } = reading
      const others = checks.filter((check) => check !== 'spike')
      stream.outlier = {
        phenomenonTime,
        receivedAt,
        time,
        value,
        before,
        previous: stream.soundValue,
        others,
      }
    }
  }
  if (flag === 'good' && time >= stream.newestTime) rememberGood(stream, { time, value })
}

function rememberGood(stream: Stream, sample: Sample): void {
  const { good, datastream } = stream
  const { maxRatePerMinute, quality } = datastream
  const compared = maxRatePerMinute !== undefined || quality?.spike !== undefined
  if (compared && good !== undefined && good.time < sample.time) stream.goodBefore = good
  stream.good = sample
}

/** Takes a reading as the newest, if it is; a late one changes nothing here. */
function advance(
  stream: Stream,
  reading: Reading,
  observation: Observation,
  time: Instant,
  clock: Instant,
): void {
  const kind = observation.timeliness
  if (kind === 'ahead' || kind === 'ancient') stream.clockFaultSince ??= clock
  else if (kind === 'new') stream.clockFaultSince = undefined
  if (kind === 'ancient' || time < stream.newestTime) return
  // Never ahead of the gateway's clock: a device that puts its own right again must not be late for minutes.
  stream.newestTime = Math.min(time, reading.receivedAt)
  stream.rawTime = reading.phenomenonTime
  stream.rawValue = reading.value
  stream.keep(observation)
}

/** True when a reading with a clock ahead came before; else it is remembered. */
function isRepeated(stream: Stream, reading: Reading): boolean {
  if (wasAhead(stream, reading)) return true
  noteAhead(stream, reading)
  return false
}

function wasAhead({ ahead }: Stream, { phenomenonTime: time, value }: Reading): boolean {
  return ahead.some((one) => one.time === time && one.value === value)
}

function noteAhead(stream: Stream, { phenomenonTime: time, value }: Reading): void {
  stream.ahead = [...stream.ahead, { time, value }].slice(-MOST_AHEAD)
}

/**
 * True when a level of a device whose clock is ahead is no newer, by that clock, than what was heard already. When nothing newer has come
 * for maxGap its clock was put back: what it says is of now.
 */
function isOvertaken(stream: Stream, { phenomenonTime, receivedAt }: Reading): boolean {
  const { rain, rawTime, newestTime, maxGap } = stream
  return rain === undefined && phenomenonTime <= rawTime && receivedAt - newestTime <= maxGap
}

/** True when a late value repeats what a window holds already: a frame came again. Without windows nobody remembers, and nothing comes of it. */
function isKnown({ values, integral }: Stream, time: Instant, value: number): boolean {
  return values?.at(time) === value || integral?.at(time) === value
}
