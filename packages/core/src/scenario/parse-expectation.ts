import { type DurationMs, type Instant, LEVELS } from '../model/index.ts'
import { EVENT_FACTS, OBSERVATION_FACTS, PEAK_FACTS, STATE_FACTS, TIMES, WARNING_FACTS } from './facts.ts'
import type { Field } from './field.ts'
import { formatOffset } from './offset.ts'
import { expandNames } from './parse-series.ts'
import type { Expectation, Expected } from './scenario.ts'

/** Where a scenario says what must come of it. */
export const EXPECTATIONS = [
  'warning_rule_test',
  'event_test',
  'exp_events',
  'exp_shadow_events',
  'exp_event_counts',
  'exp_states',
  'exp_missed_peaks',
  'exp_observations',
  'exp_clock_faults',
] as const

/** Reads all expectations of a scenario, in the order of the list above. */
export function readExpectations(root: Field, start: Instant, zone: string): Expectation[] {
  return [
    ...root.at('warning_rule_test').items().flatMap(readWarnings),
    ...root.at('event_test').items().flatMap(readEventsOfRule),
    ...readEvents(root.at('exp_events'), undefined),
    ...readEvents(root.at('exp_shadow_events'), undefined, true),
    ...readCounts(root.at('exp_event_counts')),
    ...root.at('exp_states').items().flatMap(readState),
    ...readPeaks(root.at('exp_missed_peaks')),
    ...root
      .at('exp_observations')
      .items()
      .flatMap((field) => readObservation(field, start, zone)),
    ...root.at('exp_clock_faults').items().flatMap(readClockFault),
  ]
}

function readWarnings(field: Field): Expectation[] {
  field.fields(['eval_time', 'rule', 'exp_warnings', 'exp_count'])
  const at = field.need('eval_time', 'such as 5m').offset()
  const rule = field.need('rule', 'the id of a rule').text()
  const warnings = field.at('exp_warnings')
  const count = field.at('exp_count').count()
  if (warnings.isAbsent && count === undefined)
    field.fault('expects nothing', 'exp_warnings ([] for none), or exp_count')
  if (at === undefined || rule === undefined) return []
  const expected = warnings.isAbsent
    ? undefined
    : warnings.items().map((item) => readFacts(item, WARNING_FACTS))
  return [{ kind: 'warnings', where: field.path, at, rule, warnings: expected, count }]
}

function readEventsOfRule(field: Field): Expectation[] {
  field.fields(['rule', 'exp_events'])
  const rule = field.need('rule', 'the id of a rule').text()
  if (field.at('exp_events').isAbsent) field.need('exp_events', 'a list, [] for none')
  return rule === undefined ? [] : readEvents(field.at('exp_events'), rule)
}

function readEvents(field: Field, rule: string | undefined, shadow = false): Expectation[] {
  if (field.isAbsent) return []
  return [
    {
      kind: 'events',
      where: field.path,
      rule,
      shadow,
      events: field.items().map((item) => readFacts(item, EVENT_FACTS)),
    },
  ]
}

function readCounts(field: Field): Expectation[] {
  return Object.keys(field.fields() ?? {}).flatMap((type): Expectation[] => {
    const count = field.at(type).count()
    return count === undefined ? [] : [{ kind: 'count', where: `${field.path}.${type}`, type, count }]
  })
}

function readState(field: Field): Expectation[] {
  const at = field.need('eval_time', 'such as 5m').offset()
  const rule = field.need('rule', 'the id of a rule').text()
  const subject = field.need('subject', 'such as bridge/level').text()
  const state = field.at('state').oneOf(['inactive', 'pending', 'firing'])
  const { where, facts } = readFacts(field, ['eval_time', 'rule', 'subject', ...STATE_FACTS])
  if (state === undefined && Object.keys(facts).length === 3) field.fault('expects nothing', 'state, level …')
  if (at === undefined || rule === undefined || subject === undefined) return []
  const { eval_time: _, rule: __, subject: ___, ...rest } = facts
  return [{ kind: 'state', where, at, rule, subject, facts: rest }]
}

function readPeaks(field: Field): Expectation[] {
  if (field.isAbsent) return []
  return [
    {
      kind: 'missed-peaks',
      where: field.path,
      peaks: field.items().map((item) => readFacts(item, PEAK_FACTS)),
    },
  ]
}

function readObservation(field: Field, start: Instant, zone: string): Expectation[] {
  const series = field.need('series', 'such as bridge/level').text()
  const time = field.need('time', 'its phenomenonTime').instant(start, zone)
  const { where, facts } = readFacts(field, ['series', 'time', ...OBSERVATION_FACTS], ['time'])
  if (series === undefined || time === undefined) return []
  const { series: _, time: __, ...rest } = facts
  return [{ kind: 'observation', where, series, time, facts: rest }]
}

function readClockFault(field: Field): Expectation[] {
  field.fields(['eval_time', 'series', 'since'])
  const at = field.need('eval_time', 'such as 5m').offset()
  const series = field.need('series', 'such as bridge/level').text()
  const since = field.at('since').offset()
  if (at === undefined || series === undefined) return []
  const facts = { since: since === undefined ? null : formatOffset(since) }
  return expandNames(series).map((one) => ({
    kind: 'clock-fault',
    where: field.path,
    at,
    series: one,
    facts,
  }))
}

/** The facts that are given, times in their canonical form; `raw` ones are read elsewhere. */
function readFacts(field: Field, known: readonly string[], raw: readonly string[] = []): Expected {
  const fields = field.fields(known)
  if (fields === undefined) field.fault('is nothing', 'what must be found')
  const facts: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields ?? {})) {
    if (value === undefined || !known.includes(key)) continue
    if (key === 'level' && value !== null) field.at(key).oneOf(LEVELS)
    const isTime = TIMES.includes(key) && value !== null && !raw.includes(key)
    const offset: DurationMs | undefined = isTime ? field.at(key).offset(true) : undefined
    facts[key] = offset === undefined ? value : formatOffset(offset)
  }
  return { where: field.path, facts }
}
