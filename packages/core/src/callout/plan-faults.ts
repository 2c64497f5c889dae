import {
  type Area,
  DAY,
  type DurationMs,
  LEVELS,
  MINUTE,
  type Person,
  type PersonId,
  type PlanDefinition,
  type PlanStep,
  parseDuration,
  SECOND,
  type Shift,
} from '../model/index.ts'
import { laxer } from './quorum.ts'
import { resolve, villagesOf } from './world.ts'

/** Closest together that two attempts at one person may be: a telephone must have time to ring out. */
export const LEAST_EVERY: DurationMs = 30 * SECOND
/** Most attempts at one person in one step. Beyond it a person is not reached by telephoning. */
export const MOST_ATTEMPTS = 10
const MOST_STEPS = 20
const LONGEST: DurationMs = DAY

/** Why a plan makes no sense: where in it, what was expected, and what is there. */
export interface PlanFault {
  /** `levels`, `steps[1].quorum` */
  readonly path: string
  readonly message: string
  readonly expected: string
}

/** What a plan is checked against. */
export interface Register {
  readonly areas: readonly Area[]
  readonly people: readonly Person[]
  readonly roster: readonly Shift[]
}

/** Everything that speaks against a plan; nothing when it can be saved. Who has a role or a duty is looked up as it is at `now`. */
export function planFaults(plan: PlanDefinition, register: Register, now: number): PlanFault[] {
  return [
    ...frameFaults(plan),
    ...plan.steps.flatMap((step, index) => stepFaults(plan, step, index, register)),
    ...peopleFaults(plan, register, now),
  ]
}

/** Deputies that lead back to where they began: each circle once, as the persons on it. */
export function deputyCircles(people: readonly Person[]): PersonId[][] {
  const deputyOf = new Map(people.map(({ id, deputy }) => [id, deputy]))
  const circles: PersonId[][] = []
  const done = new Set<PersonId>()
  for (const { id } of people) {
    const path: PersonId[] = []
    let one: PersonId | undefined = id
    while (one !== undefined && !done.has(one) && !path.includes(one)) {
      path.push(one)
      one = deputyOf.get(one)
    }
    if (one !== undefined && path.includes(one)) circles.push(path.slice(path.indexOf(one)))
    for (const person of path) done.add(person)
  }
  return circles
}

function frameFaults({ levels, steps, gate, ordersMove, answerWithin }: PlanDefinition): PlanFault[] {
  const faults: PlanFault[] = []
  if (levels.length === 0) {
    faults.push({
      path: 'levels',
      message: 'the plan is for no level',
      expected: `one of ${LEVELS.join(', ')}`,
    })
  }
  if (steps.length === 0 || steps.length > MOST_STEPS) {
    faults.push({
      path: 'steps',
      message: steps.length === 0 ? 'the plan calls nobody' : `${steps.length} steps`,
      expected: `1 to ${MOST_STEPS} steps`,
    })
  }
  const beside = (ordersMove ?? []).filter((level) => !levels.includes(level))
  if (beside.length > 0) {
    faults.push({
      path: 'ordersMove',
      message: `it orders people to move at ${beside.join(', ')}, and is not for that level`,
      expected: 'levels of the plan',
    })
  }
  if (gate.kind === 'held') faults.push(...durationFaults('gate.for', gate.for, SECOND, LONGEST))
  if (answerWithin !== undefined) {
    faults.push(...durationFaults('answerWithin', answerWithin, MINUTE, LONGEST))
  }
  return faults
}

function stepFaults(plan: PlanDefinition, step: PlanStep, index: number, register: Register): PlanFault[] {
  const path = `steps[${index}]`
  const faults: PlanFault[] = [
    ...durationFaults(`${path}.after`, step.after, 0, LONGEST),
    ...durationFaults(`${path}.every`, step.every, LEAST_EVERY, LONGEST),
  ]
  if (step.who.length === 0) {
    faults.push({
      path: `${path}.who`,
      message: 'the step calls nobody',
      expected: 'a role, a duty or a person',
    })
  }
  step.who.forEach((who, at) => {
    if ('person' in who && !register.people.some(({ id }) => id === who.person)) {
      faults.push({
        path: `${path}.who[${at}].person`,
        message: `there is no person "${who.person}"`,
        expected: 'the id of a person',
      })
    }
  })
  if (!Number.isInteger(step.attempts) || step.attempts < 1 || step.attempts > MOST_ATTEMPTS) {
    faults.push({
      path: `${path}.attempts`,
      message: `${step.attempts} attempts`,
      expected: `a whole number from 1 to ${MOST_ATTEMPTS}`,
    })
  }
  if (step.quorum.kind === 'count' && (!Number.isInteger(step.quorum.count) || step.quorum.count < 1)) {
    faults.push({
      path: `${path}.quorum.count`,
      message: `${step.quorum.count} answers`,
      expected: 'a whole number from 1',
    })
  }
  const stricter = plan.steps.slice(0, index).find(({ quorum }) => laxer(step.quorum, quorum))
  if (stricter !== undefined) {
    faults.push({
      path: `${path}.quorum`,
      message: 'laxer than that of a step before it: answers that were not enough then would be enough now',
      expected: 'a quorum at least as strict',
    })
  }
  return faults
}

/** Faults that depend on who there is: for each step the village in which it is worst. */
function peopleFaults(plan: PlanDefinition, { areas, people, roster }: Register, now: number): PlanFault[] {
  const world = { areas, people, roster, down: [], zone: 'UTC', trial: null }
  const villages = villagesOf(areas, plan.area)
  const faults: PlanFault[] = []
  const nobody = villages.find((village) =>
    plan.steps.every(({ who }) => resolve(who, village, world, now).length === 0),
  )
  if (nobody !== undefined && plan.steps.some(({ who }) => who.length > 0)) {
    faults.push({
      path: 'steps',
      message: `in ${nobody} no step reaches anybody`,
      expected: 'somebody in at least one step',
    })
  }
  plan.steps.forEach(({ quorum }, index) => {
    if (quorum.kind !== 'count') return
    const who = plan.steps.slice(0, index + 1).flatMap((step) => step.who)
    for (const village of villages) {
      const possible = resolve(who, village, world, now).length
      if (possible === 0 || possible >= quorum.count) continue
      faults.push({
        path: `steps[${index}].quorum.count`,
        message: `${quorum.count} answers, and in ${village} only ${possible} are called by then`,
        expected: `at most ${possible}`,
      })
      return
    }
  })
  const called = new Set(
    villages.flatMap((village) => plan.steps.flatMap(({ who }) => resolve(who, village, world, now))),
  )
  for (const circle of deputyCircles(people)) {
    if (!circle.some((person) => called.has(person))) continue
    faults.push({
      path: 'steps',
      message: `the deputies of ${circle.join(', ')} lead back to ${circle[0]}`,
      expected: 'a chain of deputies that ends',
    })
  }
  return faults
}

/** Plans that would both be nearest for one level in one area. */
export function planOverlaps(
  plan: PlanDefinition,
  others: readonly (PlanDefinition & { readonly id: string })[],
): PlanFault[] {
  return others
    .filter(({ area, levels }) => area === plan.area && levels.some((level) => plan.levels.includes(level)))
    .map(({ name, levels }) => ({
      path: 'levels',
      message: `the plan "${name}" already covers ${levels.filter((level) => plan.levels.includes(level)).join(', ')} in ${plan.area}`,
      expected: 'one plan per area and level',
    }))
}

function durationFaults(path: string, text: string, least: DurationMs, most: DurationMs): PlanFault[] {
  const duration = parseDuration(text)
  if (duration !== undefined && duration >= least && duration <= most) return []
  const expected = `a duration from ${least / SECOND}s to ${most / DAY}d, such as 5m`
  return [
    {
      path,
      message: duration === undefined ? `"${text}" is no duration` : `${text} is out of range`,
      expected,
    },
  ]
}
