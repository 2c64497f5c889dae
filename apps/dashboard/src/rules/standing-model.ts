import type { EvaluationView } from '@tocsin/contract'
import { GRAVITY } from '@tocsin/core'

const ORDER = { firing: 0, pending: 1, inactive: 2 } as const

/** What a rule fires on first, gravest on top; then what waits, then what cannot be judged, then the rest by subject. */
export function byConcern(a: EvaluationView, b: EvaluationView): number {
  return (
    ORDER[a.state] - ORDER[b.state] ||
    gravity(b) - gravity(a) ||
    Number(isHindered(b)) - Number(isHindered(a)) ||
    (a.subject < b.subject ? -1 : 1)
  )
}

/** That it is outside its schedule is meant; what else keeps a rule from judging is not. */
function isHindered({ hindrances }: EvaluationView): boolean {
  return hindrances.some(({ kind }) => kind !== 'outside-schedule')
}

function gravity({ firing, waiting }: EvaluationView): number {
  const level = firing?.level ?? waiting[0]?.level
  return level === undefined ? 0 : GRAVITY[level]
}

export interface StandingCounts {
  readonly firing: number
  readonly pending: number
  readonly hindered: number
  readonly total: number
}

/** How many subjects a rule fires on, waits for, and cannot judge. */
export function standingCounts(evaluations: readonly EvaluationView[]): StandingCounts {
  return {
    firing: evaluations.filter(({ state }) => state === 'firing').length,
    pending: evaluations.filter(({ state }) => state === 'pending').length,
    hindered: evaluations.filter(isHindered).length,
    total: evaluations.length,
  }
}
