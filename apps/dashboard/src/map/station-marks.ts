import type { LatestValue, MapCourse, MapMoment, StationView, WarningView } from '@tocsin/contract'
import {
  type Datastream,
  datastreamId,
  GRAVITY,
  type Instant,
  type Level,
  type StationId,
} from '@tocsin/core'
import { leadingDatastream } from '../overview/overview-model.ts'
import { isStale } from '../stations/freshness.ts'
import { subjectOf } from '../warnings/subject.ts'
import { type Standing, standing, stateOf } from '../warnings/warning-order.ts'

/** What a station's own value is worth: `stale` is too old, `offline` nothing comes from it, `never` nothing ever came. */
export type Condition = 'live' | 'stale' | 'offline' | 'never'

/** A station as the map draws it. */
export interface StationMark {
  readonly id: StationId
  readonly name: string
  readonly area: string
  readonly position: readonly [number, number] | null
  readonly level: Level | null
  readonly state: Standing | null
  readonly doubtful: boolean
  readonly condition: Condition
  /** What it is watched for, and its value at that moment. */
  readonly datastream: Datastream | undefined
  readonly value: number | null
  readonly flag: LatestValue['flag'] | null
  readonly warnings: number
}

type Latest = (datastream: string) => LatestValue | undefined

/** How stations stand now. `latest` knows the newest values. */
export function stationMarks(
  stations: readonly StationView[],
  open: readonly WarningView[],
  latest: Latest,
  now: Instant,
): StationMark[] {
  const byStation = new Map<string, WarningView[]>()
  for (const warning of open) {
    const { stationId } = subjectOf(warning, NOTHING)
    if (stationId === undefined) continue
    const known = byStation.get(stationId)
    if (known === undefined) byStation.set(stationId, [warning])
    else known.push(warning)
  }
  return stations.map((station) => {
    const warnings = byStation.get(station.id) ?? NONE
    const worst = warnings.reduce<WarningView | null>(
      (a, b) => (a === null || weight(b) > weight(a) ? b : a),
      null,
    )
    const lead = worst === null ? leadOf(station) : leadingDatastream(station, worst)
    const value = lead && latest(datastreamId(station.id, lead.name))
    const condition: Condition =
      value === undefined && station.lastSeenAt === null
        ? 'never'
        : !station.connected
          ? 'offline'
          : value === undefined || lead === undefined || isStale(value, lead.intervalMs, now)
            ? 'stale'
            : 'live'
    return {
      ...frame(station),
      level: worst && standing(worst),
      state: worst && stateOf(worst),
      doubtful: worst?.needsConfirmation ?? false,
      condition,
      datastream: lead,
      value: value?.value ?? null,
      flag: value?.flag ?? null,
      warnings: warnings.length,
    }
  })
}

/** How stations stood at a moment: levels by the warnings' events, values by the history. What was connected then is not known. */
export function stationMarksAt(
  stations: readonly StationView[],
  course: MapCourse | undefined,
  moment: MapMoment | undefined,
  at: Instant,
): StationMark[] {
  const byStation = new Map<string, { level: Level; state: Standing }[]>()
  for (const warning of course?.warnings ?? []) {
    const { stationId } = subjectOf(warning, NOTHING)
    const step = warning.steps.findLast((one) => one.at <= at)
    if (stationId === undefined || step === undefined || step.level === null) continue
    const state = step.acknowledged
      ? 'acknowledged'
      : step.cleared
        ? 'cleared-unacknowledged'
        : 'unacknowledged'
    byStation.set(stationId, [...(byStation.get(stationId) ?? []), { level: step.level, state }])
  }
  return stations.map((station) => {
    const warnings = byStation.get(station.id) ?? []
    const [worst] = warnings.toSorted(
      (a, b) =>
        GRAVITY[b.level] - GRAVITY[a.level] ||
        Number(b.state === 'unacknowledged') - Number(a.state === 'unacknowledged'),
    )
    const lead = leadOf(station)
    const value = lead && moment?.values[datastreamId(station.id, lead.name)]
    const stale = value !== undefined && lead !== undefined && at - value.phenomenonTime > 2 * lead.intervalMs
    return {
      ...frame(station),
      level: worst?.level ?? null,
      state: worst?.state ?? null,
      doubtful: false,
      condition: value === undefined ? 'never' : stale ? 'stale' : 'live',
      datastream: lead,
      value: value?.value ?? null,
      flag: value?.flag ?? null,
      warnings: warnings.length,
    }
  })
}

/** Worst first; within a level those nobody has, then what is silent, then by name. */
export function byConcern(a: StationMark, b: StationMark): number {
  return (
    rankOf(b) - rankOf(a) ||
    Number(b.state === 'unacknowledged') - Number(a.state === 'unacknowledged') ||
    CONCERN[b.condition] - CONCERN[a.condition] ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  )
}

/** 0 for no warning, up to 4 for red. */
export function rankOf({ level }: Pick<StationMark, 'level'>): number {
  return level === null ? 0 : GRAVITY[level]
}

/** True when the map would draw both alike: values of what is calm are not drawn. */
export function sameMark(a: StationMark, b: StationMark): boolean {
  return (
    a.id === b.id &&
    a.level === b.level &&
    a.state === b.state &&
    a.condition === b.condition &&
    a.doubtful === b.doubtful &&
    a.name === b.name &&
    a.area === b.area &&
    a.warnings === b.warnings &&
    a.position?.[0] === b.position?.[0] &&
    a.position?.[1] === b.position?.[1] &&
    (a.level === null || a.value === b.value)
  )
}

export function sameMarks(a: readonly StationMark[], b: readonly StationMark[]): boolean {
  return a.length === b.length && a.every((mark, index) => sameMark(mark, b[index] as StationMark))
}

const NOTHING: readonly StationView[] = []
const NONE: readonly WarningView[] = []
const CONCERN: Record<Condition, number> = { offline: 3, never: 2, stale: 1, live: 0 }

// Sorting the datastreams of ten thousand stations each second would be felt.
const leads = new WeakMap<StationView, Datastream | undefined>()
function leadOf(station: StationView): Datastream | undefined {
  if (!leads.has(station)) leads.set(station, leadingDatastream(station, null))
  return leads.get(station)
}

function frame({ id, name, area, position }: StationView) {
  return {
    id,
    name,
    area,
    position: position === undefined ? null : ([position.longitude, position.latitude] as const),
  }
}

function weight(warning: WarningView): number {
  return GRAVITY[standing(warning)] * 2 + (stateOf(warning) === 'unacknowledged' ? 1 : 0)
}
