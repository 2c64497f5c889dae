import type { DurationMs, Instant, Rule, Station, Table } from '../model/index.ts'
import type { Field } from './field.ts'
import type { Happening, Request, Timed, WarningKey } from './scenario.ts'

const REQUESTS = ['acknowledge', 'withdraw', 'close', 'note', 'shelve', 'maintenance'] as const
const CHANGES = ['station', 'rule', 'delete_rule', 'table', 'delete_table'] as const
const OTHERS = ['reading', 'frame', 'restart', 'clock_stepped', 'break_rule', 'mend_rule'] as const
const KINDS = [...REQUESTS, ...CHANGES, ...OTHERS]
const FIELDS = ['at', 'by', 'text', 'reason', 'exp_refusal', ...KINDS]

/** What whole configured things must look like; they are written as everywhere else, so their reader is handed in. */
export interface Shapes {
  station(field: Field): Station | undefined
  rule(field: Field): Rule | undefined
  table(field: Field): Table | undefined
}

/** One happening, by the one field that names its kind: `{ at: 5m, acknowledge: { rule: r, subject: s/level }, by: li }`. */
export function readHappening(field: Field, start: Instant, zone: string, shapes: Shapes): Timed[] {
  if (field.fields(FIELDS) === undefined) {
    field.fault('is nothing', 'a happening')
    return []
  }
  const at = field.need('at', 'such as 5m').offset()
  const kinds = KINDS.filter((kind) => !field.at(kind).isAbsent)
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1) {
    field.fault(
      kinds.length > 1 ? `is ${kinds.join(' and ')} at once` : 'names nothing that happens',
      `one of ${KINDS.join(', ')}`,
    )
    return []
  }
  if (at === undefined) return []
  const happening = readKind(field, kind, at, start, zone, shapes)
  return happening === undefined ? [] : [{ at, ...happening }]
}

function readKind(
  field: Field,
  kind: (typeof KINDS)[number],
  at: DurationMs,
  start: Instant,
  zone: string,
  shapes: Shapes,
): Happening | undefined {
  const what = field.at(kind)
  const reason = field.at('reason').text()
  const person = field.at('by').text()
  const by = person === undefined ? undefined : ({ kind: 'person', id: person, name: person } as const)
  switch (kind) {
    case 'acknowledge':
    case 'withdraw':
    case 'close':
    case 'note':
    case 'shelve':
    case 'maintenance': {
      const request = readRequest(field, kind, at)
      const name = person ?? 'li'
      const refusal = field.at('exp_refusal').text()
      return request && { kind: 'request', request, by: { kind: 'person', id: name, name }, refusal }
    }
    case 'station': {
      const station = shapes.station(what)
      return station && { kind, station }
    }
    case 'rule': {
      const rule = shapes.rule(what)
      return rule && { kind, rule, by, reason }
    }
    case 'table': {
      const table = shapes.table(what)
      return table && { kind, table, by, reason }
    }
    case 'delete_rule': {
      const rule = what.text()
      return rule === undefined ? undefined : { kind: 'rule-deleted', rule, by, reason }
    }
    case 'delete_table': {
      const table = what.text()
      return table === undefined ? undefined : { kind: 'table-deleted', table, by, reason }
    }
    case 'reading':
      return readReading(what, at, start, zone)
    case 'frame': {
      what.fields(['station', 'payload'])
      const station = what.need('station', 'its id').text()
      const payload = what.need('payload', 'the text that the device sends').text()
      return station === undefined || payload === undefined ? undefined : { kind, station, payload }
    }
    case 'restart':
      what.fields(['down_for'])
      return { kind, downFor: what.at('down_for').offset() }
    case 'break_rule':
    case 'mend_rule': {
      const rule = what.text()
      return rule === undefined ? undefined : { kind: 'fault', rule, broken: kind === 'break_rule' }
    }
    case 'clock_stepped': {
      const by = what.offset(true)
      return by === undefined ? undefined : { kind: 'stepped', by }
    }
    default:
      return kind satisfies never
  }
}

function readReading(field: Field, at: DurationMs, start: Instant, zone: string): Happening | undefined {
  field.fields(['series', 'value', 'time'])
  const series = field.need('series', 'such as bridge/level').text()
  const value = field.need('value', 'a number').number()
  const phenomenonTime = field.at('time').instant(start, zone) ?? start + at
  const [station = '', name] = series?.split('/') ?? []
  if (series === undefined || value === undefined) return undefined
  if (name === undefined) return field.at('series').fault(`"${series}" is no series`, 'station/name')
  return { kind: 'reading', station, name, phenomenonTime, json: JSON.stringify(value) }
}

function readRequest(field: Field, kind: (typeof REQUESTS)[number], at: DurationMs): Request | undefined {
  const what = field.at(kind)
  const note = field.at('text').text()
  if (kind === 'maintenance') {
    what.fields(['station', 'area', 'for'])
    const [station, area] = [what.at('station').text(), what.at('area').text()]
    const length = what.need('for', 'how long, such as 2h; 0s ends it').offset()
    if (length === undefined) return undefined
    const scope = station !== undefined ? { station } : area !== undefined ? { area } : undefined
    if (scope === undefined) return what.fault('names no place', 'a station or an area')
    return { kind, scope, until: at + length, note: note ?? kind }
  }
  what.fields(kind === 'shelve' ? ['rule', 'subject', 'for'] : ['rule', 'subject'])
  const warning = readKey(what)
  if (warning === undefined) return undefined
  if (kind === 'acknowledge') return { kind, warning, note }
  if (kind === 'withdraw') return { kind, warning }
  if (kind !== 'shelve') return { kind, warning, note: note ?? kind }
  const length = what.need('for', 'how long, such as 2h; 0s ends it').offset()
  return length === undefined ? undefined : { kind, warning, until: at + length, note: note ?? kind }
}

function readKey(field: Field): WarningKey | undefined {
  const rule = field.need('rule', 'the id of its rule').text()
  const subject = field.need('subject', 'such as bridge/level').text()
  return rule === undefined || subject === undefined ? undefined : { rule, subject }
}
