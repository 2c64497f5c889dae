import { type CounterStep, counterStep } from '../decode/index.ts'
import type {
  CheckName,
  DurationMs,
  Instant,
  Observation,
  Position,
  Reading,
  Timeliness,
} from '../model/index.ts'
import { type Checked, tooIntense } from '../quality/index.ts'
import { type RainSeries, UM_PER_MM } from '../rules/index.ts'

/** A rain reading on its way: its judged time, and whether it can still be placed in the series. */
export interface RainReading {
  readonly reading: Reading
  readonly time: Instant
  readonly timeliness: Timeliness
  readonly checked: Checked
  readonly placeable: boolean
  readonly position: Position
}

const NO_CHECKS: readonly CheckName[] = []

/**
 * Rain of an `increment` datastream, stored in its series; none when it repeats what is known.
 * @param elapsed since the report before
 */
export function takeIncrement(
  series: RainSeries,
  rain: RainReading,
  elapsed: DurationMs,
  maxMmPerMinute: number | undefined,
): Observation[] {
  const { reading, time } = rain
  const checked =
    rain.timeliness === 'new'
      ? withIntensity(rain.checked, reading.value, elapsed, maxMmPerMinute)
      : rain.checked
  if (rain.placeable && checked.flag !== 'fail' && checked.flag !== 'missing') {
    // Several readings ahead of the clock are all judged now; they add up instead of correcting one another.
    const already = rain.timeliness === 'ahead' ? series.sumUm(time, 1) : 0
    const stored = series.store(time, already + Math.round(reading.value * UM_PER_MM))
    if (stored === 'duplicate') return []
  }
  return [observation(rain, reading.phenomenonTime, reading.value, checked)]
}

/**
 * Rain of a `counter` datastream: the rise since the total before it; none when it repeats what is known. A late total also mends
 * the rise after it, which comes first in the answer.
 */
export function takeTotal(
  series: RainSeries,
  rain: RainReading,
  modulus: number | undefined,
  maxMmPerMinute: number | undefined,
): Observation[] {
  const { reading, time, checked } = rain
  const total = reading.value
  if (checked.flag === 'fail' || checked.flag === 'missing')
    return [observation(rain, reading.phenomenonTime, 0, checked)]
  if (!rain.placeable) return [observation(rain, reading.phenomenonTime, 0, UNKNOWN)]
  const { before, same, next } = series.neighbours(time)
  if (same === total) return []
  const own = before && counterStep(before.total, total, time - before.time, modulus)
  series.store(time, micrometres(own), total)
  const taken: Observation[] = []
  if (next) {
    const step = counterStep(total, next.total, next.time - time, modulus)
    series.amend(next.time, micrometres(step))
    const mended = { ...rain, timeliness: 'late' as const }
    taken.push(observation(mended, next.time, millimetres(step), judge(step, GOOD)))
  }
  const judged = judge(own, checked)
  const elapsed = before === undefined ? 0 : time - before.time
  const intense = withIntensity(judged, millimetres(own), elapsed, maxMmPerMinute)
  taken.push(observation(rain, reading.phenomenonTime, millimetres(own), intense))
  return taken
}

/** Heavier than is believed here: `suspect`, and rules see it all the same. */
function withIntensity(
  checked: Checked,
  mm: number,
  elapsed: DurationMs,
  maxMmPerMinute: number | undefined,
): Checked {
  if (maxMmPerMinute === undefined || checked.flag === 'fail' || checked.flag === 'missing') return checked
  if (!tooIntense(mm, elapsed, maxMmPerMinute)) return checked
  return { flag: 'suspect', checks: [...checked.checks, 'intensity'] }
}

const GOOD: Checked = { flag: 'good', checks: NO_CHECKS }
const UNKNOWN: Checked = { flag: 'missing', checks: ['counter-unknown'] }

function micrometres(step: CounterStep | undefined): number {
  return step === undefined || step.kind === 'unknown' ? 0 : Math.round(step.mm * UM_PER_MM)
}

function millimetres(step: CounterStep | undefined): number {
  return micrometres(step) / UM_PER_MM
}

/** The first total says nothing of rain; a reset gives a lower bound; what is unknown is missing, never 0 mm. */
function judge(step: CounterStep | undefined, checked: Checked): Checked {
  if (step === undefined) return { flag: 'not-evaluated', checks: checked.checks }
  switch (step.kind) {
    case 'increment':
      return checked
    case 'reset':
      return { flag: 'suspect', checks: [...checked.checks, 'counter-reset'] }
    case 'unknown':
      return UNKNOWN
    default:
      return step satisfies never
  }
}

function observation(
  rain: RainReading,
  phenomenonTime: Instant,
  value: number,
  checked: Checked,
): Observation {
  const { datastream, receivedAt } = rain.reading
  const { timeliness, position } = rain
  return { datastream, phenomenonTime, receivedAt, value, ...checked, timeliness, position }
}
