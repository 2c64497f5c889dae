import { DAY, HOUR, type Instant, MINUTE } from '@tocsin/core'
import type { PositionedObservation } from '@tocsin/gateway/history/history'

export const DATASTREAMS = 1000
/** One station more has reported every minute for a year. */
export const YEAR_LONG = 'year/level'
const YEAR = 365 * DAY

export const nameOf = (number: number) => `gauge-${number}/level`

/**
 * The readings of the history bench, in the order in which they would have arrived: a thousand gauges report once a minute, up to `to`, and one of
 * them has done so for a year. Millimetres, a wave and a tide of its own for each, noise; up to half a second on the way. The same in every run.
 * @param total of the thousand together; the year comes on top
 */
export function* readingsUpTo(to: Instant, total: number): Generator<PositionedObservation[]> {
  const from = to - Math.ceil(total / DATASTREAMS) * MINUTE
  const random = pseudoRandom(7)
  let position = 0
  const reading = (datastream: string, minute: Instant, number: number): PositionedObservation => ({
    datastream,
    phenomenonTime: minute,
    receivedAt: minute + 40 + Math.floor(500 * random()),
    value: Math.round((levelOf(number, minute) + 0.02 * (random() - 0.5)) * 1000) / 1000,
    flag: 'good',
    checks: [],
    timeliness: 'new',
    position: ++position,
  })
  const names = Array.from({ length: DATASTREAMS }, (_, number) => nameOf(number))
  let batch: PositionedObservation[] = []
  for (let minute = Math.min(from, to - YEAR); minute < to; minute += MINUTE) {
    if (minute >= to - YEAR) batch.push(reading(YEAR_LONG, minute, 500))
    if (minute >= from)
      for (const [number, name] of names.entries()) batch.push(reading(name, minute, number))
    if (batch.length < 20_000) continue
    yield batch
    batch = []
  }
  yield batch
}

function levelOf(number: number, time: Instant): number {
  const base = 1 + (number % 60) / 10
  return base + 0.8 * Math.sin(time / (9 * DAY) + number) + 0.15 * Math.sin(time / (2 * HOUR) + number)
}

/** From 0 to 1, the same in every run. */
function pseudoRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
    return state / 0x7fff_ffff
  }
}
