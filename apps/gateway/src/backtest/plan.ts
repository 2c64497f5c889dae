import {
  areaContains,
  areaSubject,
  BEGINNING,
  type CompositeLevel,
  covers,
  type Datastream,
  type DatastreamId,
  type DurationMs,
  datastreamId,
  HOUR,
  type Instant,
  type JudgeSnapshot,
  latenessOf,
  type Member,
  parseDuration,
  type Rule,
  type RuleId,
  rowFor,
  type Station,
  type StationId,
  type SubjectId,
  type Table,
  type TableId,
  usesTable,
} from '@tocsin/core'
import { namedBy } from '../rules/rule-faults.ts'
import { withinReach } from './neighbourhood.ts'

/** What is configured now: a back-test tries a rule on yesterday's readings of today's stations. */
export interface Configuration {
  readonly stations: readonly Station[]
  /** Newest versions. */
  readonly rules: readonly Rule[]
  readonly tables: readonly Table[]
}

/** A datastream that is read from the history and given to the judge. */
export interface Feed {
  readonly id: DatastreamId
  readonly station: StationId
  readonly datastream: Datastream
  readonly lateness: DurationMs
}

/** All that trying one version of a rule needs besides readings. Plain data: it is sent to another thread. */
export interface Plan {
  /** The rule as tried: active, whatever it is. */
  readonly rule: Rule
  readonly stations: readonly Station[]
  readonly rules: readonly Rule[]
  readonly tables: readonly Table[]
  /** Sorted by id. */
  readonly feeds: readonly Feed[]
  /** What the rule is judged on: datastreams, or for a composite its area. */
  readonly subjects: readonly SubjectId[]
  /** Only some of what the rule covers is tried. */
  readonly isLimited: boolean
  /** How much history before the range fills the rule's windows. */
  readonly warmUp: DurationMs
}

/** Half an hour of readings says little of where a river stood: no warm-up is shorter than this. */
const LEAST_WARM_UP: DurationMs = HOUR

/**
 * What trying `rule` takes: the rules it rests on, the stations that any of them covers, and the datastreams to be read. An area that
 * a composite does not look at is left out.
 * @param only the datastreams to be tried; without it all that the rule covers
 */
export function planOf(rule: Rule, configuration: Configuration, only?: ReadonlySet<DatastreamId>): Plan {
  const tried: Rule = { ...rule, state: 'active' }
  const needed = new Map<RuleId, Rule>([[tried.id, tried]])
  gather(tried, configuration.rules, needed)
  const rules = [...needed.values()]
  const stations = new Map<StationId, Station>()
  const feeds = new Map<DatastreamId, Feed>()
  const add = (station: Station, datastream: Datastream) => {
    const id = datastreamId(station.id, datastream.name)
    if (feeds.has(id)) return
    stations.set(station.id, station)
    feeds.set(id, { id, station: station.id, datastream, lateness: latenessOf(station) })
  }
  const isWanted = (station: Station, { name }: Datastream) =>
    only === undefined || only.has(datastreamId(station.id, name))
  const areas = tried.condition.kind === 'composite' ? areasOf(tried) : undefined
  for (const station of configuration.stations) {
    if (areas !== undefined && !areas.some((area) => areaContains(area, station.area))) continue
    for (const datastream of station.datastreams) {
      const judged = rules.some((one) => isJudgedOn(one, station, datastream))
      if (judged && isWanted(station, datastream)) add(station, datastream)
    }
  }
  // A gauge is held against its neighbours: without them it would never be found dry.
  for (const feed of [...feeds.values()]) {
    const own = stations.get(feed.station) as Station
    for (const { station, datastream } of withinReach(own, feed.datastream, configuration.stations)) {
      add(station, datastream)
    }
  }
  const sorted = [...feeds.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  return {
    rule: tried,
    stations: [...stations.values()].map(describedForHistory),
    rules,
    tables: configuration.tables.filter((table) => rules.some((one) => tableOf(one) === table.id)),
    feeds: sorted,
    subjects: subjectsOf(tried, configuration.stations, isWanted),
    isLimited: only !== undefined,
    warmUp: Math.max(LEAST_WARM_UP, ...rules.map((one) => memoryOf(one, configuration, sorted))),
  }
}

function subjectsOf(
  rule: Rule,
  stations: readonly Station[],
  isWanted: (station: Station, datastream: Datastream) => boolean,
): SubjectId[] {
  const { area } = rule.appliesTo
  if (rule.condition.kind === 'composite') return area === undefined ? [] : [areaSubject(area)]
  return stations.flatMap((station) =>
    station.datastreams
      .filter((datastream) => isJudgedOn(rule, station, datastream) && isWanted(station, datastream))
      .map(({ name }) => datastreamId(station.id, name)),
  )
}

/** Datastreams that one of these rows of a table holds for, each with its row. */
export function rowsTried(
  table: Table,
  rows: readonly number[],
  stations: readonly Station[],
): Map<DatastreamId, number> {
  const found = new Map<DatastreamId, number>()
  for (const station of stations) {
    for (const { name } of station.datastreams) {
      const id = datastreamId(station.id, name)
      const row = rowFor(table, station, id)
      if (row !== undefined && rows.includes(row)) found.set(id, row)
    }
  }
  return found
}

/** The judge's state as a back-test begins. */
export function snapshotOf({ stations, rules, tables }: Plan, at: Instant): JudgeSnapshot {
  return { ...BEGINNING, now: at, clock: at, startedAt: at, stations, rules, tables }
}

/** Rules that `rule` speaks of, and those that they speak of. A member that is a draft itself is tried with it. */
function gather(rule: Rule, rules: readonly Rule[], into: Map<RuleId, Rule>): void {
  for (const id of namedBy(rule)) {
    const other = rules.find((one) => one.id === id)
    if (other === undefined || into.has(id)) continue
    const judged: Rule = other.state === 'draft' ? { ...other, state: 'shadow' } : other
    into.set(id, judged)
    gather(judged, rules, into)
  }
}

function legsOf(rule: Rule): Member[] {
  if (rule.condition.kind !== 'composite') return []
  return Object.values(rule.levels as Record<string, CompositeLevel>).flatMap(
    ({ allOf = [], anyOf = [], of = [] }) => [...allOf, ...anyOf, ...of],
  )
}

/** Where a composite looks; undefined: everywhere. */
function areasOf(rule: Rule): string[] | undefined {
  const own = rule.appliesTo.area
  const areas = legsOf(rule).map((member) => member.area ?? own)
  return areas.every((area) => area !== undefined) ? areas : undefined
}

/** As the judge sees it, but for rows that a table lacks: what it is given too much it leaves alone. */
function isJudgedOn(rule: Rule, station: Station, datastream: Datastream): boolean {
  const { kind } = rule.condition
  if (kind === 'composite' || (kind === 'accumulation' && datastream.form === undefined)) return false
  return covers(rule.appliesTo, station, datastream)
}

/**
 * History holds increments, of which the back-test makes totals again so that long gaps are treated as they were: totals that start at 0,
 * never run over, and mean nothing to a check of single values.
 */
function describedForHistory(station: Station): Station {
  return {
    ...station,
    datastreams: station.datastreams.map((datastream) => {
      if (datastream.form !== 'counter') return datastream
      const quality = { ...datastream.quality, suspectSpan: undefined, sentinels: undefined }
      return { ...datastream, span: undefined, modulus: undefined, quality }
    }),
  }
}

function tableOf(rule: Rule): TableId | undefined {
  return usesTable(rule) ? rule.condition.table : undefined
}

/** How far back a rule looks: its windows, its waits, and what the quality checks of its datastreams remember. */
function memoryOf(rule: Rule, { tables }: Configuration, feeds: readonly Feed[]): DurationMs {
  const interval = Math.max(0, ...feeds.map(({ datastream }) => datastream.intervalMs))
  const windows: DurationMs[] = [0]
  if ('window' in rule.condition) windows.push(lengthOf(rule.condition.window))
  const table = tables.find(({ id }) => id === tableOf(rule))
  for (const { window } of table?.columns ?? []) windows.push(lengthOf(window))
  const waits: DurationMs[] = [0]
  for (const level of Object.values(rule.levels) as LevelParts[]) {
    for (const window of Object.keys(isSums(level.anyOf) ? level.anyOf : {})) windows.push(lengthOf(window))
    waits.push(lengthOf(level.for) + lengthOf(level.clearFor))
    const intervals = /^(\d+) intervals?$/.exec(level.after ?? '')?.[1]
    waits.push(intervals === undefined ? lengthOf(level.after) : Number(intervals) * interval)
  }
  const checks = feeds.map(({ datastream: { quality } }) =>
    Math.max(quality?.flatLine?.afterMs ?? 0, quality?.warmUpMs ?? 0),
  )
  // Twice the gap that ends a wait, so that the first readings have something before them.
  return Math.max(...windows) + Math.max(...waits) + Math.max(0, ...checks) + 4 * interval
}

interface LevelParts {
  readonly anyOf?: unknown
  readonly for?: string
  readonly clearFor?: string
  readonly after?: string
}

/** Sums by window, and not the members of a composite. */
function isSums(anyOf: unknown): anyOf is Record<string, number> {
  return typeof anyOf === 'object' && anyOf !== null && !Array.isArray(anyOf)
}

function lengthOf(duration: string | undefined): DurationMs {
  return duration === undefined ? 0 : (parseDuration(duration) ?? 0)
}
