import type { MapRain, StationView } from '@tocsin/contract'
import { datastreamId } from '@tocsin/core'

/**
 * Classes of fallen rain in mm, by the limits that GB/T 28592 has for 24 hours; they hold for every window here, so that a colour means one amount.
 * From pale to dark, so that they are told apart without colour; none is a colour of a level.
 */
export const RAIN_CLASSES = [
  { from: 0.1, fill: '#d3efe6', text: '#111111', radius: 11 },
  { from: 10, fill: '#8fd0c2', text: '#111111', radius: 13 },
  { from: 25, fill: '#4aa7a0', text: '#111111', radius: 15 },
  { from: 50, fill: '#2f7380', text: '#ffffff', radius: 18 },
  { from: 100, fill: '#5b4a8f', text: '#ffffff', radius: 21 },
  { from: 250, fill: '#3a1d55', text: '#ffffff', radius: 24 },
] as const

export interface RainMark {
  readonly station: string
  readonly name: string
  readonly position: readonly [number, number] | null
  readonly mm: number
  /** Index into `RAIN_CLASSES`; −1: no rain fell. */
  readonly rank: number
}

export function rainRank(mm: number): number {
  return RAIN_CLASSES.findLastIndex(({ from }) => mm >= from)
}

/** What fell at each station that measures rain and was heard of, the most first. */
export function rainMarks(stations: readonly StationView[], rain: MapRain): RainMark[] {
  const marks = stations.flatMap((station): RainMark[] => {
    const sum = station.datastreams.flatMap(({ name }) => rain.sums[datastreamId(station.id, name)] ?? [])[0]
    if (sum === undefined) return []
    const { id, name, position } = station
    return [
      {
        station: id,
        name,
        position: position === undefined ? null : [position.longitude, position.latitude],
        mm: sum.mm,
        rank: rainRank(sum.mm),
      },
    ]
  })
  return marks.sort((a, b) => b.mm - a.mm)
}

/** `12.4`; what is less than the least class is none. */
export function rainText(mm: number): string {
  return mm < 0.05 ? '0' : mm.toFixed(1)
}
