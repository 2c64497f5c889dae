import type { CalloutWithLedger } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'
import { isSilent, presentGeneration } from '../callouts/ledger-model.ts'

/** How a village stands in a call-out, and who of its people has answered. */
export interface VillageAnswer {
  readonly village: string
  readonly name: string
  /** `silent`: not met, and somebody's attempts are used up. `uncovered`: no plan calls anybody there. */
  readonly standing: 'uncovered' | 'silent' | 'waiting' | 'met'
  readonly answered: readonly string[]
  readonly silent: readonly string[]
  readonly ringing: readonly string[]
  readonly nextAt: Instant | null
}

const PLACES = { uncovered: 0, silent: 1, waiting: 2, met: 3 } as const

/** Those first of whom nobody knows whether they know. */
export function villageAnswers(callout: Pick<CalloutWithLedger, 'tracks' | 'persons'>): VillageAnswer[] {
  const generation = presentGeneration(callout as CalloutWithLedger)
  const called = callout.persons.filter((person) => person.generation === generation)
  return callout.tracks
    .map(({ village, name, covered, metAt, nextAt }): VillageAnswer => {
      const here = called.filter(({ villages }) => villages.includes(village))
      const names = (fits: (person: (typeof here)[number]) => boolean) =>
        here.filter(fits).map((person) => person.name)
      // Who cannot come has answered, and is no more there than who is silent.
      const silent = names((person) => isSilent(person) || person.state === 'cannot')
      const standing = !covered
        ? 'uncovered'
        : metAt !== null
          ? 'met'
          : silent.length > 0
            ? 'silent'
            : 'waiting'
      return {
        village,
        name,
        standing,
        answered: names(({ state }) => state === 'answered'),
        silent,
        ringing: names((person) => person.state === 'ringing' && !isSilent(person)),
        nextAt,
      }
    })
    .sort(
      (a, b) => PLACES[a.standing] - PLACES[b.standing] || (a.nextAt ?? Infinity) - (b.nextAt ?? Infinity),
    )
}
