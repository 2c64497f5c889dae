import {
  type AccumulationLevel,
  type BandLevel,
  type DatastreamId,
  type DurationMs,
  type Instant,
  LEVELS,
  type Level,
  type MeanLevel,
  parseDuration,
  type RateLevel,
  type Rule,
  type SensorFaultLevel,
  type Table,
  type ThresholdLevel,
  type TimeToThresholdLevel,
} from '@tocsin/core'
import type { Heard, Memory, Tally } from './memory.ts'

/** How a level stands: what is unknown neither holds nor is clear. */
export interface Standing {
  readonly holds: boolean
  readonly clear: boolean
}

/** One level of a rule on one datastream. */
export interface Terms {
  readonly level: Level
  readonly for: DurationMs
  readonly clearFor: DurationMs
  readonly consecutive: number
  /** How it stands at `time`, by a reading (the newest at that time). */
  readonly at: (time: Instant, reading: Heard | undefined) => Standing
}

/** Ways of misreading the rules, by which the comparison is shown to see what it should. */
export type Misreading =
  | 'raises above only'
  | 'no hysteresis'
  | 'gaps do not matter'
  | 'windows include their beginning'
  | 'duplicates count'
  | 'no wait'
  | 'clears at once'
  | 'late readings clear'
  | 'one level at a time'
  | 'schedules are ignored'

const UNKNOWN: Standing = { holds: false, clear: false }

export function ms(duration: string | undefined): DurationMs {
  if (duration === undefined) return 0
  const length = parseDuration(duration)
  if (length === undefined) throw new Error(`oracle: ${duration} is no duration`)
  return length
}

interface Question {
  readonly rule: Rule
  readonly stream: DatastreamId
  readonly memory: Memory
  readonly tables: ReadonlyMap<string, Table>
  readonly misread: (how: Misreading) => boolean
  readonly tally: Tally
}

/** The levels of a rule on a datastream, gravest first; none when its table has no row for it. Not for absence and composites. */
export function terms(question: Question): Terms[] {
  const { rule, misread } = question
  const ofTable = 'table' in rule.condition ? levelsOfTable(question, rule.condition.table) : undefined
  const written = rule.levels as Partial<Record<Level, Parts>>
  return LEVELS.flatMap((level) => {
    const own = written[level]
    const parts = ofTable === undefined ? own : ofTable[level] && { ...own, ...ofTable[level] }
    if (parts === undefined) return []
    return [
      {
        level,
        for: misread('no wait') ? 0 : ms(parts.for),
        clearFor: misread('clears at once') ? 0 : ms(parts.clearFor),
        consecutive: parts.consecutive ?? 1,
        at: (time: Instant, reading: Heard | undefined) => standing(question, parts, time, reading),
      },
    ]
  })
}

type Parts = Partial<
  ThresholdLevel &
    BandLevel &
    Omit<AccumulationLevel, 'clearBelow'> &
    MeanLevel &
    RateLevel &
    TimeToThresholdLevel &
    SensorFaultLevel & { clearMargin: number; clearSums: Readonly<Record<string, number>> }
> & { readonly for?: string | undefined; readonly clearFor?: string | undefined }

function levelsOfTable(
  { stream, memory, tables, rule }: Question,
  id: string,
): Partial<Record<Level, Parts>> {
  const table = tables.get(id)
  const station = memory.stationOf(stream)
  const areas = station.area
    .split('/')
    .map((_, index, parts) => parts.slice(0, parts.length - index).join('/'))
  const row =
    table?.rows.find(({ subject }) => 'datastream' in subject && subject.datastream === stream) ??
    table?.rows.find(({ subject }) => 'station' in subject && subject.station === station.id) ??
    areas
      .map((area) => table?.rows.find(({ subject }) => 'area' in subject && subject.area === area))
      .find((found) => found !== undefined)
  const levels: Partial<Record<Level, Parts>> = {}
  for (const [index, { level, window }] of (table?.columns ?? []).entries()) {
    const cell = row?.cells[index] ?? null
    if (cell === null) continue
    if (window === undefined) {
      const margin = (rule.levels as Partial<Record<Level, Parts>>)[level]?.clearMargin ?? 0
      levels[level] = {
        raiseAt: cell,
        clearBelow: written(cell - margin),
        clearAbove: written(cell + margin),
      }
    } else levels[level] = { anyOf: { ...levels[level]?.anyOf, [window]: cell } }
  }
  return levels
}

/** As a person would write what was computed from decimals. */
function written(computed: number): number {
  return Number(computed.toFixed(6))
}

function standing(question: Question, parts: Parts, time: Instant, reading: Heard | undefined): Standing {
  const { rule, stream, memory, misread } = question
  const { condition } = rule
  const strict = misread('raises above only')
  const flat = misread('no hysteresis')
  const atLeast = (value: number, limit: number) => (strict ? value > limit : value >= limit)
  const { raiseAt = 0 } = parts
  const above = (value: number): Standing => {
    const holds = atLeast(value, raiseAt)
    return { holds, clear: flat ? !holds : value < (parts.clearBelow ?? raiseAt) }
  }
  const below = (value: number): Standing => {
    const holds = atLeast(-value, -raiseAt)
    return { holds, clear: flat ? !holds : value > (parts.clearAbove ?? raiseAt) }
  }
  switch (condition.kind) {
    case 'threshold': {
      if (reading === undefined) return UNKNOWN
      const { value } = reading
      if (condition.direction === 'above') return above(value)
      if (condition.direction === 'below') return below(value)
      const [low, high] = parts.raiseOutside ?? [0, 0]
      const [clearLow, clearHigh] = parts.clearInside ?? [low, high]
      const holds = atLeast(-value, -low) || atLeast(value, high)
      return { holds, clear: flat ? !holds : value > clearLow && value < clearHigh }
    }
    case 'accumulation': {
      const windows = Object.entries(parts.anyOf ?? {})
      const sums = windows.map(([window, limit]) => ({
        sum: sumOfRain(question, time, ms(window)),
        limit: Math.round(limit * 1000),
        clear: Math.round((clearSum(parts, window) ?? limit * 0.9) * 1000),
      }))
      const holds = sums.some(({ sum, limit }) => atLeast(sum, limit))
      return { holds, clear: flat ? !holds : sums.every(({ sum, clear }) => sum < clear) }
    }
    case 'mean': {
      const mean = meanOver(question, time, ms(condition.window), condition.over ?? 'covered')
      if (mean === undefined) {
        question.tally('a mean is unknown')
        return UNKNOWN
      }
      return condition.direction === 'above' ? above(mean) : below(mean)
    }
    case 'rate': {
      const rise = riseOver(question, time, ms(condition.window), condition.direction, reading)
      if (rise !== undefined) return above(rise)
      question.tally('a rise is unknown')
      return UNKNOWN
    }
    case 'time-to-threshold': {
      if (reading === undefined) return UNKNOWN
      const window = ms(condition.window)
      const { threshold = 0, within } = parts
      const limit = ms(within)
      const beyond = parts.clearBeyond === undefined ? 1.5 * limit : ms(parts.clearBeyond)
      const way = condition.direction === 'rising' ? threshold - reading.value : reading.value - threshold
      if (way <= 0) return { holds: true, clear: false }
      const rise = riseOver(question, time, window, condition.direction, reading)
      if (rise === undefined) return UNKNOWN
      if (rise <= 0) return { holds: false, clear: true }
      // way ÷ (rise ÷ window), compared without dividing.
      const holds = atLeast(limit * rise, way * window)
      return { holds, clear: flat ? !holds : way * window > beyond * rise }
    }
    case 'sensor-fault': {
      if (reading === undefined) return UNKNOWN
      const flags = parts.flags ?? (parts.checks === undefined ? ['fail'] : [])
      const holds =
        flags.some((flag) => flag === reading.flag) ||
        (parts.checks ?? []).some((check) => reading.checks.includes(check))
      return { holds, clear: !holds }
    }
    case 'absence':
    case 'composite':
      throw new Error(`oracle: ${condition.kind} on ${stream} of ${memory.stations.length} stations`)
  }
}

function clearSum(parts: Parts, window: string): number | undefined {
  return (parts.clearBelow as Readonly<Record<string, number>> | undefined)?.[window]
}

/** Micrometres of rain in (time − window, time]. */
function sumOfRain({ stream, memory, misread, tally }: Question, time: Instant, window: DurationMs): number {
  const begin = time - window
  let sum = 0
  for (const amount of memory.amounts(stream)) {
    const inside =
      amount.time <= time &&
      (misread('windows include their beginning') ? amount.time >= begin : amount.time > begin)
    if (!inside) continue
    if (amount.from === undefined || amount.from >= begin) sum += amount.micrometres
    else {
      tally('a window takes its share of a rise')
      const outside = (amount.micrometres * (begin - amount.from)) / (amount.time - amount.from)
      sum += amount.micrometres - Math.round(outside)
    }
  }
  return sum
}

/** The mean over (time − window, time]; undefined when too little of it is covered. */
function meanOver(
  { stream, memory }: Question,
  time: Instant,
  window: DurationMs,
  over: 'covered' | 'window',
): number | undefined {
  const { intervalMs } = memory.datastream(stream)
  const readings = memory.usable(stream)
  let integral = 0
  let covered = 0
  for (const [index, { time: end, value }] of readings.entries()) {
    const before = readings[index - 1]
    const length = before === undefined ? intervalMs : Math.min(end - before.time, memory.maxGap(stream))
    const part = Math.min(end, time) - Math.max(end - length, time - window)
    if (part <= 0) continue
    integral += value * part
    covered += part
  }
  if (over === 'window') return integral / window
  return covered * 2 < window ? undefined : integral / covered
}

/** How much it rose (or fell) over the window; undefined when there is nothing to compare with. */
function riseOver(
  { stream, memory }: Question,
  time: Instant,
  window: DurationMs,
  direction: 'rising' | 'falling',
  reading: Heard | undefined,
): number | undefined {
  const base = memory
    .usable(stream)
    .filter(({ flag }) => flag !== 'suspect')
    .findLast((one) => one.time <= time - window && one.time >= time - window - memory.maxGap(stream))
  if (base === undefined || reading === undefined) return undefined
  return direction === 'rising' ? reading.value - base.value : base.value - reading.value
}
