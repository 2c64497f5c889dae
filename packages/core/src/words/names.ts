import {
  type AppliesTo,
  type AreaPath,
  type Datastream,
  type DatastreamId,
  datastreamId,
  type Property,
  type Rule,
  type RuleId,
  type Station,
  type Table,
  type TableDefinition,
  type TableId,
} from '../model/index.ts'
import { covers } from '../rules/index.ts'

/** A datastream as people speak of it. */
export interface NamedStream extends Pick<Datastream, 'name' | 'property' | 'unit' | 'intervalMs'> {
  /** Name of its station. */
  readonly station: string
  /** Its station has another one of the same property: it must be told apart by its own name. */
  readonly twin: boolean
}

type NamedRule = Pick<Rule, 'name'> & Partial<Pick<Rule, 'condition'>>

/** What rules and evaluations only know by id. What is not known is called by its id, and a unit is left out. */
export interface Names {
  /** Zone of the office: times are told in it, and a schedule's zone is named where it differs. */
  readonly zone: string
  readonly stream: (id: DatastreamId) => NamedStream | undefined
  /** The unit and property that everything a rule covers shares; undefined where they differ or nothing is covered. */
  readonly shared: (appliesTo: AppliesTo) => { readonly unit?: string; readonly property?: Property }
  /** Its name, and where it is known its condition: what rises and what falls is told apart by it. */
  readonly rule: (id: RuleId) => NamedRule | undefined
  readonly table: (id: TableId) => Pick<TableDefinition, 'name' | 'unit' | 'columns'> | undefined
  readonly area: (path: AreaPath) => string | undefined
}

/** Names out of what is configured. Areas without a name are called by their path. */
export function namesFrom(configured: {
  readonly zone: string
  readonly stations: readonly Station[]
  readonly rules?: readonly (NamedRule & Pick<Rule, 'id'>)[]
  readonly tables?: readonly Table[]
  readonly areas?: ReadonlyMap<AreaPath, string>
}): Names {
  const streams = new Map<DatastreamId, NamedStream>()
  for (const { id, name: station, datastreams } of configured.stations) {
    for (const { name, property, unit, intervalMs } of datastreams) {
      const twin = datastreams.filter((one) => one.property === property).length > 1
      streams.set(datastreamId(id, name), { station, name, property, unit, intervalMs, twin })
    }
  }
  const rules = new Map(configured.rules?.map((rule) => [rule.id, rule]))
  const tables = new Map(configured.tables?.map((table) => [table.id, table]))
  // By scope: many rules share one, and finding out looks at every datastream.
  const found = new Map<string, { unit?: string; property?: Property }>()
  const shared = (appliesTo: AppliesTo) => {
    const key = JSON.stringify(appliesTo)
    const known = found.get(key) ?? sharedBy(covered(appliesTo, configured.stations, streams))
    found.set(key, known)
    return known
  }
  return {
    zone: configured.zone,
    stream: (id) => streams.get(id),
    shared,
    rule: (id) => rules.get(id),
    table: (id) => tables.get(id),
    area: (path) => configured.areas?.get(path),
  }
}

type Measured = Pick<Datastream, 'unit' | 'property'>

function covered(
  appliesTo: AppliesTo,
  stations: readonly Station[],
  streams: ReadonlyMap<DatastreamId, NamedStream>,
): Measured[] {
  if (appliesTo.datastreams !== undefined) return appliesTo.datastreams.flatMap((id) => streams.get(id) ?? [])
  return stations.flatMap((station) => station.datastreams.filter((one) => covers(appliesTo, station, one)))
}

function sharedBy(measured: readonly Measured[]): { unit?: string; property?: Property } {
  const first = measured[0]
  if (first === undefined) return {}
  return {
    ...(measured.every(({ unit }) => unit === first.unit) && { unit: first.unit }),
    ...(measured.every(({ property }) => property === first.property) && { property: first.property }),
  }
}
