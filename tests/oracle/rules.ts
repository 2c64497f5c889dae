import { LEVELS, programOf, type Rule, type RuleDefinition, type Table } from '@tocsin/core'
import fc from 'fast-check'
import {
  above,
  below,
  consecutive,
  holding,
  ladder,
  levelNames,
  limit,
  mapLevels,
  outside,
  plain,
  rain,
  schedule,
  withoutUndefined,
} from './levels.ts'
import { table } from './tables.ts'

/** What a story is about. */
export const RULES_OF = [
  'threshold above',
  'threshold below',
  'threshold outside',
  'accumulation',
  'mean',
  'rate',
  'time to threshold',
  'absence',
  'sensor fault',
  'composite',
  'table of levels',
  'table of rain',
] as const
export type RuleOf = (typeof RULES_OF)[number]

export interface RuleSet {
  readonly stations: number
  readonly tables: readonly Table[]
  readonly rules: readonly Rule[]
}

const window = fc.constantFrom('1m', '2m', '3m', '5m', '10m')

/** A rule of a kind, without id and with the coverage of every water level (or rain gauge). */
function definition(kind: RuleOf): fc.Arbitrary<RuleDefinition> {
  const frame = (property: string) =>
    schedule.map((when) => ({ name: kind, appliesTo: { property }, ...when }))
  const level = frame('water-level')
  switch (kind) {
    case 'threshold above':
      return fc.record({ frame: level, levels: ladder(limit, above) }).map(({ frame: own, levels }) => ({
        ...own,
        condition: { kind: 'threshold', direction: 'above' },
        levels,
      }))
    case 'threshold below':
      return fc.record({ frame: level, levels: ladder(limit, below) }).map(({ frame: own, levels }) => ({
        ...own,
        condition: { kind: 'threshold', direction: 'below' },
        levels,
      }))
    case 'threshold outside':
      return fc.record({ frame: level, levels: ladder(limit, outside) }).map(({ frame: own, levels }) => ({
        ...own,
        condition: { kind: 'threshold', direction: 'outside' },
        levels,
      }))
    case 'accumulation':
      return fc
        .record({ frame: frame('rainfall'), levels: ladder(fc.integer({ min: 1, max: 20 }), rain) })
        .map(({ frame: own, levels }) => ({ ...own, condition: { kind: 'accumulation' }, levels }))
    case 'mean':
      return fc
        .record({
          frame: level,
          direction: fc.constantFrom('above' as const, 'below' as const),
          window,
          over: fc.constantFrom({}, { over: 'covered' as const }, { over: 'window' as const }),
          up: ladder(limit, plain(above)),
          down: ladder(limit, plain(below)),
        })
        .map(({ frame: own, direction, over, up, down, ...one }) => ({
          ...own,
          condition: { kind: 'mean', direction, window: one.window, ...over },
          levels: direction === 'above' ? up : down,
        }))
    case 'rate':
      return fc
        .record({
          frame: level,
          direction: fc.constantFrom('rising' as const, 'falling' as const),
          window,
          levels: ladder(
            fc.integer({ min: 1, max: 12 }).map((half) => half / 2),
            plain((raiseAt) => above(raiseAt)),
          ),
        })
        .map(({ frame: own, levels, ...condition }) => ({
          ...own,
          condition: { kind: 'rate', ...condition },
          levels,
        }))
    case 'time to threshold':
      return fc
        .record({
          frame: level,
          direction: fc.constantFrom('rising' as const, 'falling' as const),
          window,
          levels: ladder(limit, (threshold) =>
            fc
              .record({
                holding,
                within: fc.constantFrom('1m', '3m', '5m', '10m'),
                beyond: fc.constantFrom({}, {}, { clearBeyond: '10m' }, { clearBeyond: '30m' }),
              })
              .map((one) => ({ threshold, within: one.within, ...one.beyond, ...one.holding })),
          ),
        })
        .map(({ frame: own, levels, direction, window: long }) => ({
          ...own,
          condition: { kind: 'time-to-threshold', direction, window: long },
          levels:
            direction === 'rising'
              ? levels
              : mapLevels(levels, (one) => ({ ...one, threshold: 11 - one.threshold })),
        }))
    case 'absence':
      return fc
        .record({
          frame: level,
          levels: ladder(fc.integer({ min: 1, max: 12 }), (gravity) =>
            fc.constantFrom({ after: `${gravity} intervals` }, { after: `${gravity}m` }),
          ),
        })
        .map(({ frame: own, levels }) => ({ ...own, condition: { kind: 'absence' }, levels }))
    case 'sensor fault':
      return fc
        .record({
          frame: level,
          levels: ladder(limit, () =>
            fc
              .record({
                holding,
                of: fc.constantFrom<object[]>(
                  {},
                  { flags: ['fail'] },
                  { flags: ['fail', 'suspect'] },
                  { checks: ['unreadable'] },
                  { checks: ['gross-range', 'clock-ahead'] },
                  { flags: ['suspect'], checks: ['unreadable'] },
                ),
              })
              .map((one) => ({ ...one.of, ...one.holding })),
          ),
        })
        .map(
          ({ frame: own, levels }) =>
            ({ ...own, condition: { kind: 'sensor-fault' }, levels }) as RuleDefinition,
        )
    case 'table of levels':
      return fc
        .record({
          frame: level,
          direction: fc.constantFrom('above' as const, 'below' as const),
          levels: levelNames.chain((names) =>
            fc
              .tuple(
                ...names.map(() =>
                  fc
                    .record({
                      holding,
                      consecutive,
                      margin: fc.constantFrom(
                        {},
                        ...[1, 0.5, 0.1, 0.2].map((clearMargin) => ({ clearMargin })),
                      ),
                    })
                    .map((one) => ({ ...one.holding, ...one.consecutive, ...one.margin })),
                ),
              )
              .map((parts) => Object.fromEntries(names.map((name, index) => [name, parts[index]]))),
          ),
        })
        .map(
          ({ frame: own, direction, levels }) =>
            ({
              ...own,
              condition: { kind: 'threshold', direction, table: 'table-1' },
              levels,
            }) as RuleDefinition,
        )
    case 'table of rain':
      return fc.record({ frame: frame('rainfall'), own: holding }).map(
        ({ frame: own, own: hold }) =>
          ({
            ...own,
            condition: { kind: 'accumulation', table: 'table-1' },
            levels: { red: hold, orange: {} },
          }) as RuleDefinition,
      )
    case 'composite':
      throw new Error('a composite is made of others: see ruleSet')
  }
}

/** Numbered rules. */
function numbered(definitions: readonly RuleDefinition[]): Rule[] {
  return definitions.map((one, index) => ({ ...one, id: `rule-${index + 1}`, version: 1 }) as Rule)
}

const members = (count: number) =>
  fc.array(
    fc
      .record({
        rule: fc.integer({ min: 1, max: count }).map((index) => `rule-${index}`),
        level: fc.constantFrom(undefined, undefined, ...LEVELS),
        area: fc.constantFrom(undefined, undefined, 'a', 'a/b', 'a/c'),
        stations: fc.constantFrom(undefined, undefined, undefined, 1, 2, 3),
      })
      .map(withoutUndefined),
    { minLength: 1, maxLength: 3 },
  )

const composite = (count: number) =>
  fc
    .record({
      area: fc.constantFrom('a', 'a', 'a/b'),
      when: schedule,
      levels: ladder(limit, () =>
        fc
          .record({
            holding,
            how: fc.constantFrom('allOf' as const, 'anyOf' as const, 'atLeast' as const),
            of: members(count),
            k: fc.integer({ min: 1, max: 3 }),
          })
          .map(({ holding: hold, how, of, k }) => ({
            ...(how === 'atLeast' ? { atLeast: Math.min(k, of.length), of } : { [how]: of }),
            ...hold,
          })),
      ),
    })
    .map(
      ({ area, when, levels }) =>
        ({
          name: 'composite',
          appliesTo: { area },
          ...when,
          condition: { kind: 'composite' },
          levels,
        }) as unknown as RuleDefinition,
    )

/** The rules of a story, with the stations and tables they need. */
export function ruleSet(kind: RuleOf): fc.Arbitrary<RuleSet> {
  // Only what can be saved.
  return anyRuleSet(kind).filter(({ rules, tables }) =>
    rules.every((rule) => programOf(rule, 'active', new Map(tables.map((one) => [one.id, one]))).ok),
  )
}

function anyRuleSet(kind: RuleOf): fc.Arbitrary<RuleSet> {
  if (kind === 'composite') {
    const base = fc.constantFrom<RuleOf[]>(
      'threshold above',
      'threshold above',
      'threshold below',
      'rate',
      'absence',
      'mean',
    )
    return fc
      .record({
        bases: fc.array(base.chain(definition), { minLength: 2, maxLength: 3 }),
        stations: fc.integer({ min: 2, max: 3 }),
        more: fc.boolean(),
      })
      .chain(({ bases, stations, more }) =>
        fc.tuple(composite(bases.length), composite(bases.length + 1)).map(([first, second]) => ({
          stations,
          tables: [],
          rules: numbered([...bases, first, ...(more ? [second] : [])]),
        })),
      )
  }
  const rules = fc.array(definition(kind), { minLength: 1, maxLength: 2 }).map(numbered)
  if (kind === 'table of levels' || kind === 'table of rain')
    return definition(kind).chain((rule) => {
      const { direction } = rule.condition as { direction?: string }
      return table(kind === 'table of rain' ? 'accumulation' : 'threshold', direction === 'below').map(
        (one) => ({
          stations: 3,
          tables: [one],
          rules: numbered([rule]),
        }),
      )
    })
  return rules.map((list) => ({ stations: 1, tables: [], rules: list }))
}
