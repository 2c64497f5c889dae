import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { check } from '../oracle/check.ts'
import { compare } from '../oracle/comparison.ts'
import type { Misreading } from '../oracle/conditions.ts'
import { RULES_OF, type RuleOf } from '../oracle/rules.ts'
import { story } from '../oracle/stories.ts'

/** Stories in all. The full set is told by `pnpm fuzz rules`. */
const RUNS = Number(process.env['FUZZ_RUNS'] || 2000)
const SEED = Number(process.env['FUZZ_SEED'] ?? 20151226)

describe('the rules, beside a slow and simple reading of docs/rules.md', () => {
  const told = new Map<string, number>()

  it.each(RULES_OF)('say the same of %s', (kind) => {
    const tally = (what: string) => told.set(what, (told.get(what) ?? 0) + 1)
    const disagreement = check(kind, Math.ceil(RUNS / RULES_OF.length), SEED, tally)
    expect(disagreement && `seed ${disagreement.seed}, path ${disagreement.path}\n${disagreement.text}`).toBe(
      undefined,
    )
  })

  it('hear stories that are worth telling', () => {
    const missing = WORTH_TELLING.filter((what) => (told.get(what) ?? 0) < 5)
    expect(missing).toEqual([])
  })
})

describe('the comparison', () => {
  const misreadings: readonly (readonly [Misreading, RuleOf])[] = [
    ['raises above only', 'threshold above'],
    ['raises above only', 'accumulation'],
    ['raises above only', 'time to threshold'],
    ['no hysteresis', 'threshold below'],
    ['no hysteresis', 'table of levels'],
    ['gaps do not matter', 'threshold above'],
    ['windows include their beginning', 'accumulation'],
    ['duplicates count', 'threshold above'],
    ['no wait', 'mean'],
    ['clears at once', 'sensor fault'],
    ['late readings clear', 'threshold outside'],
    ['one level at a time', 'composite'],
    ['schedules are ignored', 'absence'],
  ]

  it.each(misreadings)('notices within 200 stories when "%s" of %s', (misreading, kind) => {
    const differs = fc.check(
      fc.property(story(kind), (one) => {
        const misread = compare(one, undefined, misreading)
        const { oracle, judge } = compare(one)
        // Read as written it must agree, or the difference is none of the misreading's.
        return (
          oracle.join('\n') !== judge.join('\n') || misread.oracle.join('\n') === misread.judge.join('\n')
        )
      }),
      { numRuns: 200, seed: SEED, endOnFailure: true },
    )
    expect(differs.failed).toBe(true)
  })
})

/** What must have happened at least a few times: paths of the rules that are walked in no other way. */
const WORTH_TELLING = [
  ...[
    'threshold',
    'accumulation',
    'mean',
    'rate',
    'time-to-threshold',
    'absence',
    'sensor-fault',
    'composite',
  ].map((kind) => `${kind} raised`),
  ...['red', 'orange', 'yellow', 'blue'].map((level) => `${level} raised`),
  'raised',
  'raised-again',
  'level-raised',
  'level-lowered',
  'cleared',
  'data-lost',
  'data-back',
  'missed',
  'needs confirmation',
  'fired after for, by a reading',
  'fired after for, by the clock',
  'fired after consecutive readings',
  'cleared after clearFor, by a reading',
  'cleared after clearFor, by the clock',
  'a wait to fire started anew after a gap',
  'a wait to clear started anew after a gap',
  'a wait to fire left to the next reading',
  'a wait to clear left to the next reading',
  'a wait to clear ended by a reading',
  'a wait begun by the schedule',
  'a wait ended by the schedule',
  'raised by a late reading',
  "a counter's step: reset",
  "a counter's step: unknown",
  'a counter rolled over',
  'a window takes its share of a rise',
  'a mean is unknown',
  'a rise is unknown',
  'a restart while it fires',
  'a restart while it waits',
  'a duplicate',
  'maintenance',
  'a correction',
  'late',
  'back-fill',
  'ahead',
  'overtaken while ahead',
  'ancient',
]
