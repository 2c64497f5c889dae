import {
  type DurationMs,
  datastreamId,
  type Instant,
  isZone,
  type Rule,
  type Station,
  type Table,
} from '../model/index.ts'
import { compileRule, tableFaults } from '../rules/index.ts'
import { Field } from './field.ts'
import { parseOffset } from './offset.ts'
import { EXPECTATIONS, readExpectations } from './parse-expectation.ts'
import { readHappening, type Shapes } from './parse-happening.ts'
import { checkNameRange, expandNames, MAX_VALUES, readSeries } from './parse-series.ts'
import { referenceFaults } from './references.ts'
import type { Expectation, Scenario, ScenarioFault, Timed } from './scenario.ts'

/** Rules and configured things are written as the contract says; whoever holds its schemas checks them, and says what is wrong by path. */
export interface ShapeChecks {
  station(data: unknown): readonly ScenarioFault[]
  rule(data: unknown): readonly ScenarioFault[]
  table(data: unknown): readonly ScenarioFault[]
}

export type ScenarioReading =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly faults: readonly ScenarioFault[] }

const FIELDS = [
  'name',
  'description',
  'start',
  'zone',
  'interval',
  'area',
  'until',
  'stations',
  'tables',
  'rules',
  'input_series',
  'happenings',
  ...EXPECTATIONS,
]
/** 2025-07-01T00:00:00Z */
const DEFAULT_START: Instant = 1_751_328_000_000
const DEFAULT_ZONE = 'Asia/Shanghai'
const DEFAULT_AREA = 'county'
const DEFAULT_INTERVAL = 60_000
/** A fault in a generated file must not become a megabyte of text. */
const MOST_FAULTS = 50

/** Makes a scenario of data of unknown shape (YAML or JSON, parsed), or says what in it is wrong, and where. */
export function parseScenario(data: unknown, checks: ShapeChecks): ScenarioReading {
  const faults: ScenarioFault[] = []
  const root = new Field(data, '', faults)
  if (root.fields(FIELDS) === undefined) root.fault('is nothing', 'a scenario')
  const shapes = shapesOf(checks)

  const zone = root.at('zone').text() ?? DEFAULT_ZONE
  if (!isZone(zone)) root.at('zone').fault(`"${zone}" is no zone`, 'such as Asia/Shanghai')
  const start = startOf(root, isZone(zone) ? zone : 'UTC')
  const stations = new Map<string, Station>()
  for (const field of root.at('stations').items()) {
    for (const station of readStations(field, shapes)) stations.set(station.id, station)
  }
  const frame = {
    start,
    interval: root.at('interval').offset() ?? DEFAULT_INTERVAL,
    area: root.at('area').text() ?? DEFAULT_AREA,
    stations,
    budget: MAX_VALUES,
  }
  if (frame.interval === 0) root.at('interval').fault('is 0', 'more than 0s')
  const described = new Set(stations.keys())
  const series = root
    .at('input_series')
    .items()
    .map((field) => readSeries(field, frame, described))
  const tables = root
    .at('tables')
    .items()
    .flatMap((field) => shapes.table(field) ?? [])
  const ruleFields = root.at('rules').items()
  const rules = ruleFields.flatMap((field) => shapes.rule(field) ?? [])
  if (root.at('rules').isAbsent) root.need('rules', 'at least one rule')
  const others = root
    .at('happenings')
    .items()
    .flatMap((field) => readHappening(field, start, zone, shapes))
  const expectations = readExpectations(root, start, zone)
  if (expectations.length === 0) root.fault('expects nothing', `at least one of ${EXPECTATIONS.join(', ')}`)

  if (faults.length === 0) checkReferences(ruleFields, rules, tables, others, [...stations.values()])
  if (faults.length === 0)
    checkHappenings(root, [...rules, ...rulesOf(others)], [...tables, ...tablesOf(others)])
  if (faults.length === 0) checkNames(root, expectations, [...rules, ...rulesOf(others)])
  if (faults.length > 0) return { ok: false, faults: faults.slice(0, MOST_FAULTS) }
  // What is done at a moment, is done before what is measured at it.
  const happenings = [...others, ...series.flatMap(({ readings }) => readings)].sort((a, b) => a.at - b.at)
  const last = Math.max(
    root.at('until').offset() ?? 0,
    ...series.map(({ end }) => end),
    happenings.at(-1)?.at ?? 0,
    ...expectations.map(momentOf),
  )
  return {
    ok: true,
    scenario: {
      name: root.at('name').text() ?? 'a scenario without a name',
      description: root.at('description').text(),
      start,
      zone,
      stations: [...stations.values()],
      tables: tables.map((table) => ({ ...table, version: 1 })),
      rules: rules.map((rule) => ({ ...rule, version: 1 })),
      happenings,
      expectations,
      length: last,
    },
  }
}

function rulesOf(happenings: readonly Timed[]): Rule[] {
  return happenings.flatMap((one) => (one.kind === 'rule' ? [{ ...one.rule, version: 0 } as Rule] : []))
}

function tablesOf(happenings: readonly Timed[]): Table[] {
  return happenings.flatMap((one) => (one.kind === 'table' ? [{ ...one.table, version: 0 }] : []))
}

/** What is deleted or broken must have been there: misspelt, it would leave everything as it is. */
function checkHappenings(root: Field, rules: readonly Rule[], tables: readonly Table[]): void {
  const ids: Record<'rule' | 'table', string[]> = {
    rule: rules.map(({ id }) => id),
    table: tables.map(({ id }) => id),
  }
  for (const field of root.at('happenings').items()) {
    for (const [name, kind] of NAMED) {
      const named = field.at(name)
      const id = named.text()
      if (id === undefined || ids[kind].includes(id)) continue
      named.fault(`there is no ${kind} ${id}`, `one of ${[...new Set(ids[kind])].join(', ')}`)
    }
  }
}

const NAMED = [
  ['delete_rule', 'rule'],
  ['break_rule', 'rule'],
  ['mend_rule', 'rule'],
  ['delete_table', 'table'],
] as const

/** What rules name must be there, sooner or later. */
function checkReferences(
  fields: readonly Field[],
  rules: readonly Rule[],
  tables: readonly Table[],
  happenings: readonly Timed[],
  stations: readonly Station[],
): void {
  const all = [...rules, ...rulesOf(happenings)]
  const allTables = tablesOf(happenings)
  const later = happenings.flatMap((one) => (one.kind === 'station' ? [one.station] : []))
  const datastreams = new Set(
    [...stations, ...later].flatMap((station) =>
      station.datastreams.map(({ name }) => datastreamId(station.id, name)),
    ),
  )
  for (const [index, rule] of rules.entries()) {
    const found = referenceFaults(rule, all, [...tables, ...allTables], datastreams)
    for (const { path, message, expected } of found) {
      fields[index]?.at(path).fault(message, expected)
    }
  }
}

/** A rule that is misspelt in an expectation would expect nothing, and pass. */
function checkNames(root: Field, expectations: readonly Expectation[], rules: readonly Rule[]): void {
  const known = new Set(rules.map(({ id }) => id))
  for (const expectation of expectations) {
    const named = expectation.kind === 'events' ? expectation.events.map(({ facts }) => facts['rule']) : []
    for (const rule of [...named, 'rule' in expectation ? expectation.rule : undefined]) {
      if (typeof rule !== 'string' || known.has(rule)) continue
      root.at(expectation.where).fault(`there is no rule ${rule}`, `one of ${[...known].join(', ')}`)
    }
  }
}

/** The last moment that an expectation speaks of. */
function momentOf(expectation: Expectation): DurationMs {
  if (expectation.kind !== 'events') return 'at' in expectation ? expectation.at : 0
  return Math.max(0, ...expectation.events.map(({ facts }) => parseOffset(String(facts['at'] ?? '0')) ?? 0))
}

function startOf(root: Field, zone: string): Instant {
  const start = root.at('start')
  return (start.isAbsent ? undefined : start.instant(0, zone)) ?? DEFAULT_START
}

/** Readers of configured things: their shape by `checks`, their sense by core. */
function shapesOf(checks: ShapeChecks): Shapes {
  const checked = <T>(field: Field, found: readonly ScenarioFault[], use: () => T): T | undefined => {
    for (const { path, message, expected } of found) faultAt(field, path).fault(message, expected)
    return found.length > 0 ? undefined : use()
  }
  return {
    station: (field) => checked(field, checks.station(field.value), () => field.value as Station),
    table: (field) =>
      checked(field, checks.table(withoutId(field)), () => {
        const table = { ...(field.value as Table), version: 1 }
        const found = tableFaults(table)
        for (const { path, message, expected } of found) faultAt(field, path).fault(message, expected)
        return found.length > 0 ? undefined : table
      }),
    rule(field) {
      return checked(field, checks.rule(withoutId(field)), () => {
        const rule = { ...(field.value as Rule), version: 1 }
        const compilation = compileRule(rule)
        if (compilation.ok) return rule
        for (const { path, message, expected } of compilation.faults)
          faultAt(field, path).fault(message, expected)
        return undefined
      })
    },
  }
}

/** Rules and tables carry their id beside what the contract's body has. */
function withoutId(field: Field): unknown {
  field.need('id', 'its id').text()
  const { id: _, ...body } = field.fields() ?? {}
  return body
}

function faultAt(field: Field, path: string): Field {
  return path === '' ? field : field.at(path)
}

/** `s{1..3}` describes three stations alike. */
function readStations(field: Field, shapes: Shapes): Station[] {
  const pattern = field.need('id', 'its id').text()
  const described = field.fields()
  if (pattern === undefined || described === undefined) return []
  checkNameRange(field.at('id'), pattern)
  const names = expandNames(pattern)
  if (names.length === 0) return []
  const first = shapes.station(
    new Field({ name: names[0], ...described, id: names[0] }, field.path, field.faults),
  )
  return first === undefined ? [] : names.map((id) => ({ ...first, id }))
}
