import { describe, expect, it } from 'vitest'
import { parseScenario, type ShapeChecks } from './parse.ts'
import { eventLine, runScenario, type ScenarioOutcome } from './run.ts'

/** The contract's shapes are tested with the contract. */
const ANY_SHAPE: ShapeChecks = { station: () => [], rule: () => [], table: () => [] }

const RIVER = {
  id: 'r',
  name: 'River',
  appliesTo: { property: 'water-level' },
  condition: { kind: 'threshold', direction: 'above' },
  levels: { yellow: { raiseAt: 10, clearBelow: 8 }, red: { raiseAt: 20, for: '2m' } },
}
const scenario = (values: string, rest: object) => ({
  name: 'a river',
  rules: [RIVER],
  input_series: [{ series: 's/level', values }],
  ...rest,
})

function run(data: unknown): ScenarioOutcome {
  const read = parseScenario(data, ANY_SHAPE)
  if (!read.ok) throw new Error(JSON.stringify(read.faults))
  return runScenario(read.scenario)
}

function faults(data: unknown): string[] {
  const read = parseScenario(data, ANY_SHAPE)
  return read.ok ? [] : read.faults.map(({ path, message }) => `${path} ${message}`)
}

const told = (outcome: ScenarioOutcome) =>
  outcome.differences.map(({ where, at, expected, got }) => `${where} ${at ?? ''}: ${expected} / ${got}`)

describe('a scenario', () => {
  it('passes when everything is as it says', () => {
    const outcome = run(
      scenario('5 10 9 7.9', {
        warning_rule_test: [
          { eval_time: '0', rule: 'r', exp_warnings: [] },
          {
            eval_time: '1m',
            rule: 'r',
            exp_warnings: [{ subject: 's/level', level: 'yellow', cleared_at: null }],
          },
          { eval_time: '3m', rule: 'r', exp_count: 1 },
        ],
        exp_events: [
          { at: '60s', type: 'raised', level: 'yellow', reason: 'threshold', value: 10 },
          { at: '3m', type: 'cleared' },
        ],
        exp_event_counts: { raised: 1 },
        exp_missed_peaks: [],
        exp_observations: [{ series: 's/level', time: '1m', flag: 'good', timeliness: 'new', copies: 1 }],
        exp_clock_faults: [{ eval_time: '3m', series: 's/level', since: null }],
      }),
    )
    expect(told(outcome)).toEqual([])
    expect(outcome.passed).toBe(true)
    expect(outcome.events.map(eventLine)[0]).toContain(
      'at 1m, rule r, subject s/level, warning 1, type raised, level yellow',
    )
  })

  it('says what differs, expected beside got', () => {
    const outcome = run(
      scenario('5 10 9 7.9', {
        warning_rule_test: [
          { eval_time: '1m', rule: 'r', exp_warnings: [{ subject: 's/level', level: 'red' }] },
          { eval_time: '0', rule: 'r', exp_count: 3 },
        ],
        exp_events: [{ at: '2m', type: 'raised', level: 'yellow' }],
        exp_event_counts: { raised: 2 },
        exp_missed_peaks: [{ level: 'red' }],
        exp_observations: [
          { series: 's/level', time: '2m', value: 8 },
          { series: 's/level', time: '9m', copies: 1 },
        ],
        exp_clock_faults: [{ eval_time: '3m', series: 's/level', since: '1m' }],
      }),
    )
    expect(outcome.passed).toBe(false)
    expect(told(outcome)).toEqual([
      'warning_rule_test[1] 0s: 3 open warnings / 0',
      'warning_rule_test[0].exp_warnings[0] 1m: subject s/level, level red / subject s/level, level yellow',
      'exp_clock_faults[0] 3m: since 1m / since null',
      'exp_events[0] : at 2m, type raised, level yellow / at 1m, type raised, level yellow',
      'exp_events : nothing more / at 3m, type cleared, rule r, subject s/level, reason threshold',
      'exp_event_counts.raised : 2 of type raised / 1',
      'exp_missed_peaks[0] : level red / nothing',
      'exp_observations[0] : value 8 / value 9',
      'exp_observations[1] : copies 1 / copies 0',
    ])
  })

  it('lets a `for` run out without a reading', () => {
    const outcome = run(
      scenario('20 _', {
        until: '2m',
        exp_events: [
          { at: '0', level: 'yellow' },
          { at: '2m', type: 'level-raised' },
        ],
      }),
    )
    expect(told(outcome)).toEqual([])
  })

  it('hears what was sent while the gateway was down when it is up again', () => {
    const outcome = run(
      scenario('5 _ 12 11', {
        happenings: [{ at: '90s', restart: { down_for: '1m' } }],
        exp_events: [{ at: '2m30s', type: 'raised', level: 'yellow', reading_time: '2m' }],
        exp_observations: [{ series: 's/level', time: '2m', received_at: '2m30s', timeliness: 'new' }],
      }),
    )
    expect(told(outcome)).toEqual([])
  })

  it('does what people ask, and expects it to be done unless it says otherwise', () => {
    const key = { rule: 'r', subject: 's/level' }
    const outcome = run(
      scenario('12 7 7 7', {
        happenings: [
          { at: '30s', acknowledge: key, by: 'li' },
          { at: '40s', acknowledge: key, by: 'wang', exp_refusal: 'acknowledged-by-another' },
          { at: '50s', acknowledge: key, by: 'zhao' },
        ],
        exp_events: [
          { type: 'raised' },
          { type: 'acknowledged', by: 'li' },
          { at: '1m', type: 'cleared' },
          { type: 'closed', by: 'system' },
        ],
      }),
    )
    expect(told(outcome)).toEqual(['acknowledge by zhao 50s: it is done / refused: acknowledged-by-another'])
  })

  it('takes a frame as a device sends it', () => {
    const outcome = run(
      scenario('', {
        happenings: [
          {
            at: '1m',
            frame: {
              station: 's',
              payload: '{"ts":"2025-07-01T00:00:30Z","values":{"level":11,"foul":"x"}}',
            },
          },
        ],
        exp_events: [{ at: '1m', type: 'raised', reading_time: '30s' }],
      }),
    )
    expect(told(outcome)).toEqual([])
  })
})

describe('what does not fit in a scenario', () => {
  it('is told all at once, each at its path', () => {
    const rule = { ...RIVER, levels: { yellow: { raiseAt: 10, clearBelow: 11 } } }
    expect(
      faults({
        name: 'x',
        zone: 'Mars/Olympus',
        interval: '5',
        colour: 'blue',
        rules: [rule, { ...RIVER, id: undefined }],
        input_series: [
          { series: 's/level', values: '1 2y' },
          { series: 'level' },
          { series: 't/level', valves: 1 },
        ],
        happenings: [{ at: '1m' }, { at: '1m', restart: {}, clock_stepped: '5m' }, { restart: {} }],
        exp_events: [{ at: 'soon', type: 'raised', colour: 'blue' }],
        exp_states: [{ eval_time: '1m', rule: 'r', subject: 's/level' }],
      }),
    ).toEqual([
      'colour is not known here',
      'zone "Mars/Olympus" is no zone',
      'interval "5" is no time since the start',
      'input_series[0].values cannot read "2y" at character 3',
      'input_series[1].series "level" is no series',
      'input_series[2].valves is not known here',
      expect.stringMatching(/^rules\[0\]\.levels\.yellow\.clearBelow .*10/),
      'rules[1].id is missing',
      'happenings[0] names nothing that happens',
      'happenings[1] is restart and clock_stepped at once',
      'happenings[2].at is missing',
      'exp_events[0].colour is not known here',
      'exp_events[0].at "soon" is no span of time',
      'exp_states[0] expects nothing',
    ])
  })

  it('is a scenario that expects nothing, or is none at all', () => {
    expect(faults(scenario('1', {}))).toEqual([expect.stringMatching(/expects nothing/)])
    expect(faults('text')).toContain(' is "text"')
    expect(faults(null)).toContain(' is nothing')
  })

  it('is what rules and expectations name and is not there', () => {
    const gone = { ...RIVER, id: 'gone', appliesTo: { datastreams: ['s/leve'] } }
    const circle = (id: string, other: string) => ({
      id,
      name: id,
      appliesTo: { area: 'county' },
      condition: { kind: 'composite' },
      levels: { red: { anyOf: [{ rule: other }] } },
    })
    const table = { ...RIVER, id: 't', condition: { ...RIVER.condition, table: 'none' }, levels: {} }
    expect(
      faults({
        ...scenario('1', { exp_events: [] }),
        rules: [gone, circle('a', 'b'), circle('b', 'a'), circle('c', 'nobody'), table],
      }),
    ).toEqual([
      'rules[0].appliesTo.datastreams[0] there is no datastream s/leve',
      'rules[1].levels.red.anyOf[0].rule b comes back to a',
      'rules[2].levels.red.anyOf[0].rule a comes back to b',
      'rules[3].levels.red.anyOf[0].rule there is no rule nobody',
      'rules[4].condition.table there is no table none',
    ])
    expect(
      faults(scenario('1', { warning_rule_test: [{ eval_time: '1m', rule: 'rr', exp_warnings: [] }] })),
    ).toEqual(['warning_rule_test[0] there is no rule rr'])
  })

  it('is a range of names that goes backwards or is endless', () => {
    const series = (pattern: string) => ({
      ...scenario('1', { exp_events: [] }),
      input_series: [{ series: pattern, values: '1' }],
    })
    expect(faults(series('s{5..1}/level'))).toEqual(['input_series[0].series "s{5..1}/level" goes backwards'])
    expect(faults(series('s{1..10001}/level'))).toEqual([
      'input_series[0].series "s{1..10001}/level" makes 10001 of it',
    ])
    const station = { id: 's{2..1}', name: 'S', area: 'a', datastreams: [] }
    expect(faults(scenario('1', { stations: [station], exp_events: [] }))[0]).toBe(
      'stations[0].id "s{2..1}" goes backwards',
    )
  })

  it('is the deletion or breaking of what was never there', () => {
    const happenings = [
      { at: '1m', delete_rule: 'rr' },
      { at: '1m', break_rule: 'rr' },
      { at: '1m', delete_table: 't' },
    ]
    expect(faults(scenario('1', { happenings, exp_events: [] }))).toEqual([
      'happenings[0].delete_rule there is no rule rr',
      'happenings[1].break_rule there is no rule rr',
      'happenings[2].delete_table there is no table t',
    ])
  })

  it('is more values than can be played', () => {
    expect(faults(scenario('1x99999', { exp_events: [] }))).toEqual([])
    expect(faults(scenario('1x100000', { exp_events: [] }))).toEqual([
      expect.stringMatching(/more than 100000/),
    ])
    const many = [{ series: 's{1..60}/level', values: '1x1999' }]
    expect(faults({ ...scenario('1', { exp_events: [] }), input_series: many })[0]).toMatch(
      /over 100000 values/,
    )
  })

  it('is a series of a station that has no such datastream', () => {
    const station = { id: 's', name: 'S', area: 'a', datastreams: [] }
    expect(faults(scenario('1', { stations: [station], exp_events: [] }))).toEqual([
      'input_series[0].series there is no s/level',
    ])
  })
})
