import {
  type AreaPath,
  areaContains,
  type DatastreamId,
  type DurationMs,
  type Gauge,
  type GaugeState,
  type Instant,
  type Judge,
  LEVELS,
  type Level,
  latenessOf,
  type Member,
  type Rule,
  type RuleId,
  type Station,
} from '@tocsin/core'

/** A gauge, and how long it may be silent before that says something. */
export interface WatchedGauge extends Gauge {
  readonly silentAfterMs: DurationMs
}

/** Kinds that say something about a sensor or a link, not about a hazard. */
const NOT_HAZARDS = ['absence', 'sensor-fault']
/** What a battery measures is no hazard, whatever rule stands on it. */
const NO_GAUGES = ['battery']

/** Every datastream as villages depend on it: how it stands, and where which rules in force raise warnings by it. */
export function gaugesOf(
  judge: Pick<Judge, 'coverage' | 'latest' | 'maintenance' | 'brokenRules'>,
  stations: readonly Station[],
  rules: readonly Rule[],
  now: Instant,
): WatchedGauge[] {
  const broken = new Set(judge.brokenRules.map(({ rule }) => rule))
  const inForce = new Map(
    rules
      .filter(({ id, state }) => (state ?? 'active') === 'active' && !broken.has(id))
      .map((rule) => [rule.id, rule]),
  )
  const composites = [...inForce.values()].filter(({ condition }) => condition.kind === 'composite')
  const standing = new Map<DatastreamId, readonly RuleId[]>(
    judge.coverage().map((one) => [one.datastream, one.rules.map(({ id }) => id)]),
  )
  const works = judge.maintenance.filter(({ until }) => until > now)
  return stations.flatMap((station) =>
    station.datastreams
      // A village cannot rely on somebody who may be asleep: what people read is no gauge.
      .filter(({ property, manual }) => manual !== true && !NO_GAUGES.includes(property))
      .map((datastream): WatchedGauge => {
        const id: DatastreamId = `${station.id}/${datastream.name}`
        const latest = judge.latest(id)
        // What is true of long ago says nothing of now, however late it came.
        const heardAt = latest === undefined ? null : Math.min(latest.phenomenonTime, latest.receivedAt)
        const silentAfterMs = latenessOf({ ...station, latenessMs: undefined, datastreams: [datastream] })
        const inMaintenance = works.some(({ scope }) => 'station' in scope && scope.station === station.id)
        const state: GaugeState = inMaintenance
          ? 'maintenance'
          : heardAt === null
            ? 'never-heard'
            : now - heardAt > silentAfterMs
              ? 'silent'
              : latest?.flag === 'fail' || latest?.flag === 'missing'
                ? 'failing'
                : 'heard'
        const ids = standing.get(id) ?? []
        const own = ids.flatMap((rule) => inForce.get(rule) ?? []).filter(isHazard)
        const watched = [
          ...(own.length === 0 ? [] : [{ area: station.area, levels: levelsOf(own) }]),
          ...composites
            .filter((composite) =>
              membersOf(composite).some(
                (member) =>
                  ids.includes(member.rule) && areaContains(member.area ?? areaOf(composite), station.area),
              ),
            )
            .map((composite) => ({ area: areaOf(composite), levels: levelsOf([composite]) })),
        ]
        return { datastream: id, area: station.area, state, lastHeardAt: heardAt, watched, silentAfterMs }
      }),
  )
}

function isHazard({ condition }: Rule): boolean {
  return !NOT_HAZARDS.includes(condition.kind)
}

function levelsOf(rules: readonly Rule[]): Level[] {
  return LEVELS.filter((level) => rules.some(({ levels }) => levels[level] !== undefined))
}

function areaOf({ appliesTo }: Rule): AreaPath {
  return appliesTo.area ?? ''
}

function membersOf(rule: Rule): readonly Member[] {
  if (rule.condition.kind !== 'composite') return []
  const levels = rule.levels as Extract<Rule, { condition: { kind: 'composite' } }>['levels']
  return Object.values(levels).flatMap(({ allOf, anyOf, of }) => [
    ...(allOf ?? []),
    ...(anyOf ?? []),
    ...(of ?? []),
  ])
}
