import { describe, expect, it } from 'vitest'
import {
  CHECKS,
  FLAGS,
  LEVELS,
  type Level,
  type Member,
  type RuleDefinition,
  type Schedule,
} from '../model/index.ts'
import { COUNTY } from './example-county.ts'
import { LANGUAGES, type Language } from './language.ts'
import { LEVEL_WORDS } from './level.ts'
import { CHECK_WORDS, FLAG_WORDS } from './quality-words.ts'
import { ruleSentence } from './rule-sentence.ts'

const RULES = 3000

/** Numbers from a seed, the same on every machine. */
function dice(seed: number) {
  let state = seed
  const below = (count: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * count)
  }
  const one = <T>(items: readonly T[]): T => items[below(items.length)] as T
  const some = <T>(items: readonly T[]): T[] => {
    const chosen = items.filter(() => below(3) === 0)
    return chosen.length > 0 ? chosen : [one(items)]
  }
  return {
    below,
    one,
    some,
    maybe: <T>(make: () => T): T | undefined => (below(2) === 0 ? make() : undefined),
    amount: () => (below(100_000) - 20_000) / one([1, 10, 100, 1000]),
    positive: () => (1 + below(50_000)) / one([1, 10, 100]),
    duration: () => `${1 + below(99)}${one(['s', 'm', 'h', 'd'])}`,
  }
}
type Dice = ReturnType<typeof dice>

/** Those that the tables of the county have columns for. */
const TABLE_LEVELS: readonly Level[] = ['red', 'orange']

function holding(d: Dice, extra: object = {}) {
  return { ...extra, for: d.maybe(d.duration), clearFor: d.maybe(d.duration) }
}

function levels<T>(d: Dice, make: () => T, among: readonly Level[] = LEVELS): Partial<Record<Level, T>> {
  return Object.fromEntries(d.some(among).map((level) => [level, make()]))
}

function members(d: Dice): Member[] {
  return Array.from({ length: 1 + d.below(3) }, () => ({
    rule: d.one(['rain-up', 'level-here', 'gas', 'unheard-of']),
    level: d.maybe(() => d.one(LEVELS)),
    area: d.maybe(() => d.one(['lushan', 'lushan/shang'])),
    stations: d.maybe(() => 2 + d.below(9)),
  }))
}

function anyOf(d: Dice) {
  return Object.fromEntries(d.some(['10m', '30m', '1h', '3h', '6h', '72h']).map((w) => [w, d.positive()]))
}

const KINDS: readonly ((d: Dice) => Pick<RuleDefinition, 'condition' | 'levels'>)[] = [
  (d) => ({
    condition: { kind: 'threshold', direction: 'above' },
    levels: levels(d, () =>
      holding(d, {
        raiseAt: d.amount(),
        clearBelow: d.maybe(d.amount),
        consecutive: d.maybe(() => 2 + d.below(9)),
      }),
    ),
  }),
  (d) => ({
    condition: { kind: 'threshold', direction: 'below' },
    levels: levels(d, () => holding(d, { raiseAt: d.amount(), clearAbove: d.maybe(d.amount) })),
  }),
  (d) => ({
    condition: { kind: 'threshold', direction: 'outside' },
    levels: levels(d, () =>
      holding(d, {
        raiseOutside: [d.amount(), d.amount()],
        clearInside: d.maybe(() => [d.amount(), d.amount()]),
        consecutive: d.maybe(() => 2 + d.below(9)),
      }),
    ),
  }),
  (d) => ({
    condition: { kind: 'accumulation' },
    levels: levels(d, () => {
      const sums = anyOf(d)
      const clear = () =>
        Object.fromEntries(d.some(Object.keys(sums)).map((window) => [window, d.positive()]))
      return holding(d, { anyOf: sums, clearBelow: d.maybe(clear) })
    }),
  }),
  (d) => ({
    condition: { kind: 'accumulation', table: d.one(['rain-table', 'lost-table']) },
    levels: d.below(2) === 0 ? {} : levels(d, () => holding(d), TABLE_LEVELS),
  }),
  (d) => ({
    condition: {
      kind: 'threshold',
      direction: d.one(['above', 'below']),
      table: d.one(['level-table', 'lost-table']),
    },
    levels: levels(
      d,
      () => holding(d, { clearMargin: d.maybe(d.positive), consecutive: d.maybe(() => 2 + d.below(9)) }),
      TABLE_LEVELS,
    ),
  }),
  (d) => {
    const above = d.below(2) === 0
    return {
      condition: {
        kind: 'mean',
        direction: above ? 'above' : 'below',
        window: d.duration(),
        over: d.one(['covered', 'window', undefined]),
      },
      levels: levels(d, () =>
        holding(d, { raiseAt: d.amount(), [above ? 'clearBelow' : 'clearAbove']: d.maybe(d.amount) }),
      ),
    }
  },
  (d) => ({
    condition: { kind: 'rate', direction: d.one(['rising', 'falling']), window: d.duration() },
    levels: levels(d, () => holding(d, { raiseAt: d.positive(), clearBelow: d.maybe(d.positive) })),
  }),
  (d) => ({
    condition: { kind: 'time-to-threshold', direction: d.one(['rising', 'falling']), window: d.duration() },
    levels: levels(d, () =>
      holding(d, { threshold: d.amount(), within: d.duration(), clearBeyond: d.maybe(d.duration) }),
    ),
  }),
  (d) => ({
    condition: { kind: 'absence', dependsOn: d.maybe(() => d.one(['mast', 'unheard-of'])) },
    levels: levels(d, () => ({ after: d.one([d.duration(), `${1 + d.below(20)} intervals`]) })),
  }),
  (d) => ({
    condition: { kind: 'sensor-fault' },
    levels: levels(d, () =>
      holding(d, { flags: d.maybe(() => d.some(FLAGS)), checks: d.maybe(() => d.some(CHECKS)) }),
    ),
  }),
  (d) => ({
    condition: { kind: 'composite' },
    levels: levels(d, () => {
      const legs = members(d)
      const some = { atLeast: 1 + d.below(legs.length), of: legs }
      return holding(d, d.one<object>([{ allOf: legs }, { anyOf: legs }, some]))
    }),
  }),
]

function schedule(d: Dice): Schedule {
  const day = () => `0${1 + d.below(9)}-${10 + d.below(18)}`
  const hour = () => `${10 + d.below(14)}:${10 + d.below(49)}`
  return {
    zone: d.one(['Asia/Shanghai', 'Europe/London']),
    seasons: d.maybe(() => [
      d.one([
        { from: day(), to: day() },
        { from: `2026-${day()}`, to: `2027-${day()}` },
      ]),
    ]),
    hours: d.maybe(() => [
      { from: hour(), to: hour(), days: d.maybe(() => [...d.some([1, 2, 3, 4, 5, 6, 7])]) },
    ]),
  }
}

function rule(kind: (d: Dice) => Pick<RuleDefinition, 'condition' | 'levels'>, d: Dice): RuleDefinition {
  const made = kind(d)
  const fits = {
    area: d.one(['lushan', 'mine']),
    property: d.maybe(() => d.one(['water-level', 'oxygen', '粉尘'])),
    tag: d.maybe(() => '危桥'),
  }
  const named = { datastreams: d.some(['bridge/level', 'weir/up', 'pit/co', 'not-here/level']) }
  const composite = made.condition.kind === 'composite'
  return {
    name: 'a rule',
    appliesTo: composite ? { area: fits.area } : d.one<RuleDefinition['appliesTo']>([fits, named]),
    schedule: d.maybe(() => schedule(d)),
    ...made,
  } as RuleDefinition
}

const TIMES = /(?:\d{4}-)?\d{2}-\d{2}|\d{2}:\d{2}/g
const NAME_FIELDS = new Set(['name', 'appliesTo', 'schedule', 'rule', 'area', 'kind', 'table', 'dependsOn'])

/** Every number that a rule says, windows included; what it leaves at nothing needs no words. */
function numbersOf(value: unknown, field = ''): number[] {
  if (NAME_FIELDS.has(field) && typeof value === 'string') return []
  if (typeof value === 'number') return [value]
  if (typeof value === 'string') return /^\d/.test(value) ? [Number.parseFloat(value)] : []
  if (Array.isArray(value)) return value.flatMap((one) => numbersOf(one, field))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'schedule' || key === 'appliesTo'
      ? []
      : [...(/^\d/.test(key) ? [Number.parseFloat(key)] : []), ...numbersOf(one, key)],
  )
}

/** The numbers of a sentence, without those that are part of a level's name. */
function numbersIn(sentence: string, language: Language): Set<number> {
  const bare = LEVELS.reduce((text, level) => text.replaceAll(LEVEL_WORDS[language][level], ''), sentence)
  return new Set([...bare.matchAll(/−?\d+(?:\.\d+)?/g)].map(([text]) => Number(text.replace('−', '-'))))
}

/** The levels that a rule judges, and those that it asks of other rules. */
function levelsOf(made: RuleDefinition): Level[] {
  const legs = Object.values(made.levels).flatMap((level) =>
    'rule' in level ? [] : Object.values(level).flatMap((part) => (Array.isArray(part) ? part : [])),
  )
  const named = legs.flatMap((leg: unknown) =>
    typeof leg === 'object' && leg !== null && 'level' in leg ? ((leg.level as Level | undefined) ?? []) : [],
  )
  return [...(Object.keys(made.levels) as Level[]), ...named]
}

describe('the sentence of any rule', () => {
  it.each(KINDS.map((kind, index) => [index, kind] as const))('of kind %i drops nothing', (index, kind) => {
    const d = dice(20_260_612 + index)
    for (let count = 0; count < RULES / KINDS.length; count++) {
      const made = rule(kind, d)
      const json = JSON.stringify(made)
      for (const language of LANGUAGES) {
        const sentence = ruleSentence(made, language, COUNTY)
        const numbers = numbersIn(sentence, language)
        const dropped = numbersOf(made).filter((number) => !numbers.has(number))
        expect(dropped, `${json}\n${sentence}`).toEqual([])
        for (const level of levelsOf(made)) expect(sentence, json).toContain(LEVEL_WORDS[language][level])
        expect(sentence, json).not.toMatch(
          /undefined|NaN|null|Infinity|\[object|预警信号| {2}|，，|；；|时时/,
        )
        expect(sentence.match(/[。.]$/g), sentence).toHaveLength(1)
        expect(sentence.match(/。|\. [A-Z]/g) ?? [], sentence).toHaveLength(language === 'zh' ? 1 : 0)
      }
    }
  })

  it.each(KINDS.map((kind, index) => [index, kind] as const))(
    'of kind %i says the same numbers in both languages',
    (index, kind) => {
      const d = dice(7 + index)
      for (let count = 0; count < RULES / KINDS.length; count++) {
        const { schedule: _, ...made } = rule(kind, d)
        const [chinese, english] = [ruleSentence(made, 'zh', COUNTY), ruleSentence(made, 'en', COUNTY)]
        const sorted = (numbers: Set<number>) => [...numbers].sort((a, b) => a - b)
        expect(sorted(numbersIn(chinese, 'zh')), `${chinese}\n${english}`).toEqual(
          sorted(numbersIn(english, 'en')),
        )
      }
    },
  )

  it('names every day and hour of its schedule, and the zone when it is not the office’s', () => {
    const d = dice(3)
    for (let count = 0; count < RULES / 10; count++) {
      const made = { ...rule(d.one(KINDS), d), schedule: schedule(d) } as RuleDefinition
      const { zone, seasons = [], hours = [] } = made.schedule as Schedule
      const [chinese, english] = [ruleSentence(made, 'zh', COUNTY), ruleSentence(made, 'en', COUNTY)]
      for (const time of JSON.stringify([seasons, hours]).match(TIMES) ?? []) {
        const [day, month, year] = time.split('-').map(Number).reverse()
        if (month === undefined) expect(english).toContain(time)
        else if (year !== undefined) expect(chinese).toContain(`${year} 年 ${month} 月 ${day} 日`)
        expect(chinese).toContain(month === undefined ? time : `${month} 月 ${day} 日`)
      }
      const named = zone !== COUNTY.zone && seasons.length + hours.length > 0
      expect(chinese.includes(zone)).toBe(named)
      expect(english.includes(zone)).toBe(named)
    }
  })

  it('names every flag and check of a sensor fault', () => {
    for (const language of LANGUAGES) {
      const all = {
        condition: { kind: 'sensor-fault' },
        levels: { blue: { flags: FLAGS, checks: CHECKS } },
      } as const
      const sentence = ruleSentence({ name: '', appliesTo: { area: 'lushan' }, ...all }, language, COUNTY)
      for (const flag of FLAGS) expect(sentence).toContain(FLAG_WORDS[language][flag])
      for (const check of CHECKS) expect(sentence).toContain(CHECK_WORDS[language][check])
    }
  })
})
