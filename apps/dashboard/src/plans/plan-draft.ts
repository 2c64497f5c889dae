import type { PlanBody } from '@tocsin/contract'
import type { AREA_KINDS, DUTIES, Level } from '@tocsin/core'

export type AreaKind = (typeof AREA_KINDS)[number]
export type Duty = (typeof DUTIES)[number]
export const WHO_KINDS = ['role', 'duty', 'person'] as const
export type WhoKind = (typeof WHO_KINDS)[number]

/** Who is called, as it is typed: every field is kept while the kind is tried out. */
export interface WhoDraft {
  readonly kind: WhoKind
  readonly role: string
  readonly duty: Duty
  readonly person: string
  readonly at: AreaKind
}

export interface StepDraft {
  readonly after: string
  readonly who: readonly WhoDraft[]
  readonly channels: 'all' | 'in-turn'
  readonly quorum: 'anyone' | 'everybody' | 'count'
  readonly count: string
  readonly attempts: string
  readonly every: string
}

export interface PlanDraft {
  readonly name: string
  readonly area: string
  readonly levels: readonly Level[]
  readonly gate: 'automatic' | 'held' | 'by-hand'
  readonly held: string
  readonly ordersMove: readonly Level[]
  readonly steps: readonly StepDraft[]
  readonly loops: boolean
  readonly answerWithin: string
}

export const NEW_WHO: WhoDraft = { kind: 'role', role: '', duty: 'officer', person: '', at: 'village' }

export const NEW_STEP: StepDraft = {
  after: '0s',
  who: [NEW_WHO],
  channels: 'in-turn',
  quorum: 'anyone',
  count: '2',
  attempts: '3',
  every: '1m',
}

export const NEW_PLAN: PlanDraft = {
  name: '',
  area: '',
  levels: ['red', 'orange'],
  gate: 'automatic',
  held: '1m',
  ordersMove: [],
  steps: [NEW_STEP],
  loops: false,
  answerWithin: '5m',
}

type Who = PlanBody['steps'][number]['who'][number]

export function planDraftOf(plan: PlanBody): PlanDraft {
  return {
    name: plan.name,
    area: plan.area,
    levels: plan.levels,
    gate: plan.gate.kind,
    held: plan.gate.kind === 'held' ? plan.gate.for : NEW_PLAN.held,
    ordersMove: plan.ordersMove ?? [],
    steps: plan.steps.map((step) => ({
      after: step.after,
      who: step.who.map(whoDraftOf),
      channels: step.channels,
      quorum: step.quorum.kind,
      count: step.quorum.kind === 'count' ? String(step.quorum.count) : NEW_STEP.count,
      attempts: String(step.attempts),
      every: step.every,
    })),
    loops: plan.loops,
    answerWithin: plan.answerWithin ?? '',
  }
}

function whoDraftOf(who: Who): WhoDraft {
  if ('role' in who) return { ...NEW_WHO, kind: 'role', role: who.role, at: who.at }
  if ('duty' in who) return { ...NEW_WHO, kind: 'duty', duty: who.duty, at: who.at }
  return { ...NEW_WHO, kind: 'person', person: who.person }
}

function whoOf({ kind, role, duty, person, at }: WhoDraft): Who {
  if (kind === 'role') return { role: role.trim(), at }
  return kind === 'duty' ? { duty, at } : { person: person.trim() }
}

/** Fields that are no whole number, by path. What else is wrong the gateway says. */
export function draftFaults(draft: PlanDraft): string[] {
  const whole = (text: string) => /^\d{1,4}$/.test(text.trim())
  return draft.steps.flatMap((step, index) => [
    ...(whole(step.attempts) ? [] : [`steps.${index}.attempts`]),
    ...(step.quorum !== 'count' || whole(step.count) ? [] : [`steps.${index}.quorum.count`]),
  ])
}

/** The plan as it is sent. Only for a draft without faults. */
export function planOf(draft: PlanDraft): PlanBody {
  const answerWithin = draft.answerWithin.trim()
  return {
    name: draft.name.trim(),
    area: draft.area.trim(),
    levels: [...draft.levels],
    // A level that was taken out takes this with it.
    ordersMove: draft.ordersMove.filter((level) => draft.levels.includes(level)),
    gate: draft.gate === 'held' ? { kind: 'held', for: draft.held.trim() } : { kind: draft.gate },
    steps: draft.steps.map((step) => ({
      after: step.after.trim(),
      who: step.who.map(whoOf),
      channels: step.channels,
      quorum: step.quorum === 'count' ? { kind: 'count', count: Number(step.count) } : { kind: step.quorum },
      attempts: Number(step.attempts),
      every: step.every.trim(),
    })),
    loops: draft.loops,
    ...(answerWithin !== '' && { answerWithin }),
  }
}

const PLACES = [
  /^(name|area|levels|gate(\.for)?|ordersMove|answerWithin|steps)$/,
  /^steps\.\d+\.(after|every|attempts|channels|quorum(\.count)?|who)$/,
  /^steps\.\d+\.who\.\d+(\.(role|duty|person|at))?$/,
]

/** True when the form has a field at that path; what has none is listed below it. */
export function isPlaced(path: string): boolean {
  return PLACES.some((place) => place.test(path))
}
