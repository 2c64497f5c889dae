import { type AreaBody, calls, type PersonBody, type PlanBody, type ShiftBody } from '@tocsin/contract'
import { HOUR, type Instant } from '@tocsin/core'
import { perform } from '../api/perform.ts'
import type { SetupFacts } from './setup-model.ts'

/** What is asked of a newcomer about the first person. */
export interface FirstPerson {
  readonly name: string
  readonly role: string
  readonly channel: PersonBody['channels'][number]
  readonly village: string
  /** It is who sits here: calls by the console come to this screen. */
  readonly isMe: boolean
}

/** A first shift lasts as long as somebody tries the box out; the roster goes on from there. */
const SHIFT_LASTS = 12 * HOUR

/** The plan that a first person stands in: whoever has that role in the village, three times, a minute apart. */
export function firstPlan(name: string, county: string, role: string): PlanBody {
  return {
    name,
    area: county,
    levels: ['yellow', 'orange', 'red'],
    gate: { kind: 'automatic' },
    steps: [
      {
        after: '0s',
        who: [{ role, at: 'village' }],
        channels: 'in-turn',
        quorum: { kind: 'anyone' },
        attempts: 3,
        every: '1m',
      },
    ],
    loops: false,
  }
}

/** The area whose desk is on duty for a village: its county, or what stands highest above it. */
export function deskOf(areas: readonly AreaBody[], village: string): string {
  const above = areas.filter(({ path }) => village.startsWith(`${path}/`))
  return above.find(({ kind }) => kind === 'county')?.path ?? above[0]?.path ?? village
}

export function firstShift(desk: string, person: string, now: Instant): ShiftBody {
  return { desk, from: now, to: now + SHIFT_LASTS, officer: person }
}

export interface EnterOptions {
  readonly facts: SetupFacts
  /** User name of who sits here. */
  readonly me: string
  readonly now: Instant
  readonly planName: string
}

/**
 * Enters the person, and what it takes that they are called: a plan where there is none, and a shift at the desk, which is all that is called
 * during trial operation. What an earlier try has entered is taken up. Throws ProblemError when the gateway refuses.
 */
export async function enterFirstPerson(
  draft: FirstPerson,
  { facts, me, now, planName }: EnterOptions,
): Promise<void> {
  const known = facts.persons.find(({ name }) => name === draft.name.trim())
  const body: PersonBody = {
    name: draft.name.trim(),
    language: 'zh',
    roles: [{ role: draft.role.trim(), area: draft.village }],
    channels: [draft.channel],
  }
  const person = known ?? (await perform(calls.createPerson, { body }))
  if (draft.isMe) await perform(calls.changeUser, { params: { id: me }, body: { person: person.id } })
  const desk = deskOf(facts.areas, draft.village)
  if (facts.plans.length === 0) {
    await perform(calls.createPlan, { body: firstPlan(planName, desk, draft.role.trim()) })
  }
  const { shifts } = await perform(calls.listShifts, { query: { from: now, to: now + HOUR, desk } })
  if (shifts.length === 0) {
    await perform(calls.createShifts, { body: { shifts: [firstShift(desk, person.id, now)] } })
  }
}
