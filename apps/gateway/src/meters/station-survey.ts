import { type DurationMs, HOUR, type Instant, type Judge, latenessOf, type Station } from '@tocsin/core'

/** How the stations stand, counted. */
export interface StationSurvey {
  readonly stations: number
  /** Heard within the lateness that each is allowed. */
  readonly heard: number
  /** Heard within the last hour. */
  readonly heardLately: number
  /** Of those, whose clock is ahead of the box's. */
  readonly ahead: number
}

/** Stations that were heard within this time say something of the clock as it is now. */
const LATELY: DurationMs = HOUR

/** Goes through all stations once: some microseconds each. */
export function surveyStations(
  stations: readonly Station[],
  judge: Pick<Judge, 'latest' | 'clockFaultSince'>,
  now: Instant,
): StationSurvey {
  const survey = { stations: stations.length, heard: 0, heardLately: 0, ahead: 0 }
  for (const station of stations) {
    let heardAt = Number.NEGATIVE_INFINITY
    let isAhead = false
    for (const { name } of station.datastreams) {
      const id = `${station.id}/${name}`
      const latest = judge.latest(id)
      if (latest === undefined) continue
      heardAt = Math.max(heardAt, latest.receivedAt)
      if (latest.phenomenonTime > latest.receivedAt && judge.clockFaultSince(id) !== undefined) isAhead = true
    }
    if (now - heardAt <= latenessOf(station)) survey.heard++
    if (now - heardAt > LATELY) continue
    survey.heardLately++
    if (isAhead) survey.ahead++
  }
  return survey
}
