import { ANSWER_CODES, type AnswerCode, LEVELS, type Level } from '@tocsin/core'
import fc from 'fast-check'
import { PERSONS } from './county.ts'

/** What happens next in a case; workers do one statement at a time. */
export type Happening =
  | { readonly do: 'run'; readonly worker: number; readonly statements: number }
  | { readonly do: 'crash'; readonly process: 0 | 1 }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'provider'; readonly pick: number; readonly again: boolean }
  | { readonly do: 'answer'; readonly person: string; readonly code: AnswerCode }
  | { readonly do: 'raise' }
  | { readonly do: 'level'; readonly level: Level; readonly move: boolean }
  | { readonly do: 'again' | 'clear' | 'close' | 'cancel' | 'all-clear' | 'release' | 'exercise' }
  | { readonly do: 'plans' | 'people' | 'roster'; readonly variant: number }
  | { readonly do: 'trial'; readonly on: boolean }
  | { readonly do: 'down'; readonly voice: boolean }
  | { readonly do: 'clock'; readonly seconds: number; readonly told: boolean }

/** What a provider makes of a call. */
export const FATES = ['answers', 'cannot', 'rings-out', 'temporary', 'permanent', 'unheard'] as const
export type Fate = (typeof FATES)[number]

export interface Case {
  readonly level: Level
  readonly happenings: readonly Happening[]
  readonly fates: readonly Fate[]
}

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 60,
    arbitrary: fc.record({
      do: fc.constant('run' as const),
      worker: fc.nat(5),
      statements: fc.constantFrom(1, 1, 2, 3, 5, 9, 20, 60),
    }),
  },
  {
    weight: 14,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 4, 11, 16, 61, 91, 181, 301),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant('provider' as const), pick: fc.nat(9), again: fc.boolean() }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('crash' as const), process: fc.constantFrom(0, 1) }) },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      person: fc.constantFrom(...PERSONS, 'nobody'),
      code: fc.constantFrom(...ANSWER_CODES),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('level' as const),
      level: fc.constantFrom(...LEVELS),
      move: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('clock' as const),
      seconds: fc.constantFrom(-3600, -600, -60, 30, 600, 7200),
      told: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('plans', 'people', 'roster'),
      variant: fc.nat(4),
    }) as fc.Arbitrary<Happening>,
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('raise', 'again', 'clear', 'close', 'cancel', 'all-clear', 'release', 'exercise'),
    }) as fc.Arbitrary<Happening>,
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('trial' as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('down' as const), voice: fc.boolean() }) },
)

export const cases: fc.Arbitrary<Case> = fc.record({
  level: fc.constantFrom(...LEVELS),
  happenings: fc.array(happening, { minLength: 20, maxLength: 160, size: 'max' }),
  fates: fc.array(fc.constantFrom(...FATES), { minLength: 1, maxLength: 12 }),
})
