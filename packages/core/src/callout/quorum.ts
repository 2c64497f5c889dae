import type { Answer, PersonId, StepQuorum } from '../model/index.ts'
import type { Place, PlanSnapshot, Track } from './state.ts'

/** What a person's newest answer says. */
export type Standing = 'counts' | 'cannot' | 'none'

/** Everybody's newest answer of one generation. "Cannot" counts for no quorum. */
export function standings(answers: readonly Answer[], generation: number): Map<PersonId, Standing> {
  const newest = new Map<PersonId, Answer>()
  for (const answer of answers) {
    if (answer.generation !== generation) continue
    const before = newest.get(answer.person)
    if (before === undefined || answer.at >= before.at) newest.set(answer.person, answer)
  }
  return new Map([...newest].map(([person, { code }]) => [person, code === 'cannot' ? 'cannot' : 'counts']))
}

/** Everybody whose answer fills a place. */
export function fillers({ person, standIns, former }: Place): PersonId[] {
  return [person, ...standIns, ...former]
}

/** True when the person, or somebody called in their place, has answered. */
export function isFilled(place: Place, standing: ReadonlyMap<PersonId, Standing>): boolean {
  return fillers(place).some((one) => standing.get(one) === 'counts')
}

/**
 * True when any step that has fallen due has its quorum, counted over its own persons and those of the steps before it. So a superior's answer
 * does not stand for villagers who are all wanted, and their answers stop the superior's calls.
 */
export function quorumMet(
  track: Track,
  plan: PlanSnapshot,
  standing: ReadonlyMap<PersonId, Standing>,
): boolean {
  const newest = track.loop > 0 ? plan.steps.length - 1 : track.step
  for (let step = 0; step <= newest; step++) {
    const quorum: StepQuorum = track.trialSteps.includes(step)
      ? { kind: 'anyone' }
      : (plan.steps[step]?.quorum ?? { kind: 'everybody' })
    const places = track.places.filter((place) => place.step <= step)
    if (places.length === 0) continue
    const filled = places.filter((place) => isFilled(place, standing)).length
    if (filled >= wanted(quorum, places.length)) return true
  }
  return false
}

/** How many of so many places a quorum wants. */
export function wanted(quorum: StepQuorum, places: number): number {
  switch (quorum.kind) {
    case 'anyone':
      return 1
    case 'everybody':
      return places
    case 'count':
      return quorum.count
    default:
      return quorum satisfies never
  }
}

/** True when `later` may be met by answers that did not meet `earlier`. */
export function laxer(later: StepQuorum, earlier: StepQuorum): boolean {
  return rank(later) < rank(earlier)
}

function rank(quorum: StepQuorum): number {
  switch (quorum.kind) {
    case 'anyone':
      return 1
    case 'everybody':
      return Number.POSITIVE_INFINITY
    case 'count':
      return quorum.count
    default:
      return quorum satisfies never
  }
}
