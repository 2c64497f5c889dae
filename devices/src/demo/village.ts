import { calls, type ShiftBody } from '@tocsin/contract'
import { DAY, HOUR, type Instant } from '@tocsin/core'
import type { Session } from '../session.ts'
import { DEMO_AREAS, DEMO_HOUSEHOLDS, DEMO_PERSONS, DEMO_PLAN, DEMO_SHIFTS } from './people.ts'
import { DEMO_PLACES } from './places.ts'

const DESK = 'lushan'
const SHIFT_LASTS = 12 * HOUR
/** From the one that is on, for so long ahead. */
const SHIFTS_AHEAD = 28 * DAY

/**
 * Enters the places and people of the demonstration, its roster and plan, and ends its trial operation: its channels reach nobody. What is
 * there already stays as it is. Throws ProblemError when the gateway refuses.
 */
export async function enterVillage(session: Session, now: Instant): Promise<void> {
  const { areas } = await session(calls.listAreas, {})
  const missing = DEMO_AREAS.filter(({ path }) => !areas.some((area) => area.path === path))
  if (missing.length > 0) await session(calls.saveAreas, { body: { areas: missing } })
  await enterPlaces(session)
  const ids = await enterPersons(session)
  await enterHouseholds(session, ids)
  await enterShifts(session, ids, now)
  const { plans } = await session(calls.listPlans, {})
  if (plans.length === 0) await session(calls.createPlan, { body: DEMO_PLAN })
  await endTrial(session)
  await seatAdministrator(session, ids)
}

async function enterPlaces(session: Session): Promise<void> {
  const { places } = await session(calls.listPlaces, {})
  for (const place of DEMO_PLACES) {
    if (places.some(({ kind, name }) => kind === place.kind && name === place.name)) continue
    await session(calls.createPlace, { body: place })
  }
}

type Ids = ReadonlyMap<string, string>

async function enterPersons(session: Session): Promise<Ids> {
  const { persons } = await session(calls.listPersons, { query: {} })
  const byName = new Map(persons.map(({ name, id }) => [name, id]))
  const ids = new Map<string, string>()
  for (const { key, body, deputy } of DEMO_PERSONS) {
    const known = byName.get(body.name)
    const of = deputy === undefined ? {} : { deputy: idOf(deputy, ids) }
    ids.set(key, known ?? (await session(calls.createPerson, { body: { ...body, ...of } })).id)
  }
  return ids
}

async function enterHouseholds(session: Session, ids: Ids): Promise<void> {
  const { households } = await session(calls.listHouseholds, { query: {} })
  for (const household of DEMO_HOUSEHOLDS) {
    if (households.some(({ name }) => name === household.name)) continue
    await session(calls.createHousehold, { body: { ...household, helper: idOf(household.helper, ids) } })
  }
}

async function enterShifts(session: Session, ids: Ids, now: Instant): Promise<void> {
  const first = Math.floor(now / SHIFT_LASTS) * SHIFT_LASTS
  const { shifts } = await session(calls.listShifts, {
    query: { from: first, to: now + SHIFTS_AHEAD, desk: DESK },
  })
  const begun = new Set(shifts.map(({ from }) => from))
  const missing: ShiftBody[] = []
  for (let from = first; from < now + SHIFTS_AHEAD; from += SHIFT_LASTS) {
    if (begun.has(from)) continue
    const who = DEMO_SHIFTS[(from / SHIFT_LASTS) % 2] ?? DEMO_SHIFTS[0]
    missing.push({
      desk: DESK,
      from,
      to: from + SHIFT_LASTS,
      leader: idOf(who.leader, ids),
      officer: idOf(who.officer, ids),
      standby: idOf(who.standby, ids),
    })
  }
  if (missing.length > 0) await session(calls.createShifts, { body: { shifts: missing } })
}

async function endTrial(session: Session): Promise<void> {
  const { trial } = await session(calls.getCalloutSettings, {})
  if (trial === null) return
  const reason = '模拟演示：渠道均为模拟 / demonstration: every channel is simulated'
  await session(calls.setTrial, { body: { trial: null, reason } })
}

/** Whoever looks at the demonstration sits at its desk: calls to the officer on duty come to their screen. */
async function seatAdministrator(session: Session, ids: Ids): Promise<void> {
  const { users } = await session(calls.listUsers, {})
  const officer = idOf('officer', ids)
  if (users.some(({ person }) => person === officer)) return
  const one = users.find(({ role, person }) => role === 'administrator' && person === undefined)
  if (one === undefined) return
  await session(calls.changeUser, { params: { id: one.username }, body: { person: officer } })
}

function idOf(key: string, ids: Ids): string {
  const id = ids.get(key)
  if (id === undefined) throw new Error(`the demonstration names "${key}", who is not among its people`)
  return id
}
