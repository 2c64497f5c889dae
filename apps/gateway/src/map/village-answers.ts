import { VILLAGE_ANSWERS, type VillageAnswer } from '@tocsin/contract'
import { type AreaPath, type Callout, GRAVITY } from '@tocsin/core'

/** How villages stand in the call-outs that are live. */
export function villageAnswers(callouts: readonly Callout[]): VillageAnswer[] {
  return worstOf(callouts.filter(({ state }) => state.kind !== 'ended').flatMap(answersOf))
}

/** Each village once: the real before the exercise, then the worst, then the gravest. */
export function worstOf(answers: readonly VillageAnswer[]): VillageAnswer[] {
  const worst = new Map<AreaPath, VillageAnswer>()
  for (const answer of answers) {
    const known = worst.get(answer.village)
    if (known === undefined || compare(answer, known) < 0) worst.set(answer.village, answer)
  }
  return [...worst.values()]
}

function answersOf(callout: Callout): VillageAnswer[] {
  const { live, pending, state } = callout
  const asking =
    live?.purpose === 'call' ? live : callout.earlier.findLast(({ purpose }) => purpose === 'call')
  const gated = state.kind === 'held' || state.kind === 'waiting'
  const level = asking?.level ?? pending?.level ?? null
  const frame = { callout: callout.id, exercise: callout.exercise, level }
  return (asking?.tracks ?? []).map(({ village, plan, metAt }): VillageAnswer => {
    const rings = asking?.rings.filter(({ villages }) => villages.includes(village)) ?? []
    const silent = rings.filter(({ silentSince }) => silentSince !== null).length
    const over = rings.length > 0 && rings.every((ring) => ring.state === 'over')
    return {
      ...frame,
      village,
      state:
        plan === null
          ? 'uncovered'
          : metAt !== null
            ? 'answered'
            : silent > 0 || over
              ? 'not-answered'
              : gated
                ? 'waiting'
                : 'called',
      called: rings.length,
      answered: rings.filter((ring) => ring.state === 'answered').length,
      cannot: rings.filter((ring) => ring.state === 'cannot').length,
      silent,
    }
  })
}

function compare(a: VillageAnswer, b: VillageAnswer): number {
  const gravity = ({ level }: VillageAnswer) => (level === null ? 0 : GRAVITY[level])
  return (
    Number(a.exercise) - Number(b.exercise) ||
    VILLAGE_ANSWERS.indexOf(a.state) - VILLAGE_ANSWERS.indexOf(b.state) ||
    gravity(b) - gravity(a)
  )
}
