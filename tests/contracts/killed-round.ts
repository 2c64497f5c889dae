import { DAY, MINUTE } from '@tocsin/core'
import type { PositionedObservation } from '@tocsin/gateway/history/history'

const BEGIN = Date.UTC(2026, 5, 20)
const MINUTES = (45 * DAY) / MINUTE
export const LATER_THAN_ALL = BEGIN + 55 * DAY

/** Some thousands of observations of three datastreams over 45 days; each round corrects some of the rounds before. */
export function killedRound(round: number): PositionedObservation[] {
  return Array.from({ length: 30_000 }, (_, index) => {
    const minute = (index * 7919 + round * 104_729) % (MINUTES / 4)
    const phenomenonTime = BEGIN + minute * 4 * MINUTE
    return {
      datastream: ['a/level', 'b/level', 'c/rain'][index % 3] as string,
      phenomenonTime,
      receivedAt: phenomenonTime + 250,
      value: ((index * 31 + round) % 200) / 8,
      flag: 'good',
      checks: [],
      timeliness: 'new',
      position: round * 30_000 + index + 1,
    }
  })
}
