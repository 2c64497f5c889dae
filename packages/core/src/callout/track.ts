import { type CallReason, type DurationMs, MINUTE, type PersonId } from '../model/index.ts'
import type { Draft } from './draft.ts'
import { fillers, isFilled, quorumMet, wanted } from './quorum.ts'
import { ringUp, silence, waitsForChannel } from './ring.ts'
import type { Place, PlanSnapshot, Track } from './state.ts'
import { onDuty, personOf, resolve, type World } from './world.ts'

/** Shortest time between the last step and the first of the next loop. */
export const LEAST_LOOP: DurationMs = MINUTE

/** Takes a village through the steps that are due. A step without anybody on call is skipped at once, and said. */
export function advance(draft: Draft, index: number, world: World): void {
  for (;;) {
    const track = draft.track(index)
    const plan = planOf(draft, track)
    if (track === undefined || plan === undefined || track.metAt !== null) return
    if (track.nextAt === null || track.nextAt > draft.now) return
    const { step, loop } = following(track, plan)
    if (takeStep(draft, index, plan, { step, loop }, world)) judge(draft, index)
    else draft.setTrack(index, { step, loop, nextAt: skipTo(draft, step, plan) })
  }
}

/** Calls the deputies of those who cannot or did not answer; the chain of deputies is followed as far as it leads. */
export function standIn(draft: Draft, index: number, world: World): void {
  const track = draft.track(index)
  const plan = planOf(draft, track)
  if (track === undefined || plan === undefined || track.metAt !== null) return
  for (const at of track.places.keys()) {
    while (draft.track(index)?.places[at]?.vacant === true) replace(draft, index, at, plan, world)
  }
}

/** Looks whether the village has its quorum, or has lost it by a changed answer, and acts on it. */
export function judge(draft: Draft, index: number): void {
  const track = draft.track(index)
  const plan = planOf(draft, track)
  if (track === undefined || plan === undefined) return
  const met = quorumMet(track, plan, draft.standing)
  if (met && track.metAt === null) {
    draft.setTrack(index, { metAt: draft.now, nextAt: null })
    draft.log({ type: 'met', village: track.village })
    quieten(draft)
  } else if (!met && track.metAt !== null) {
    draft.setTrack(index, { metAt: null, nextAt: hasNext(track, plan) ? draft.now : null })
    draft.log({ type: 'reopened', village: track.village })
    resume(draft, track)
  }
}

/** Marks the places whose last person has just become unable or silent. The superior, that is the next step, is called at once for "cannot". */
export function vacate(draft: Draft, person: PersonId, cannot: boolean): void {
  for (const [index, track] of (draft.live?.tracks ?? []).entries()) {
    const plan = planOf(draft, track)
    if (plan === undefined || track.metAt !== null) continue
    const concerned = track.places.filter(
      (place) => includes(place, person) && !isFilled(place, draft.standing),
    )
    if (concerned.length === 0) continue
    draft.setTrack(index, {
      places: track.places.map((place) =>
        concerned.includes(place) && last(place) === person ? { ...place, vacant: true } : place,
      ),
      nextAt:
        cannot && hasNext(track, plan) && concerned.some(({ step }) => step === track.step)
          ? Math.min(draft.now, track.nextAt ?? draft.now)
          : track.nextAt,
    })
  }
}

export function planOf(draft: Draft, track: Track | undefined): PlanSnapshot | undefined {
  return track?.plan == null ? undefined : draft.live?.plans[track.plan]
}

function takeStep(
  draft: Draft,
  index: number,
  plan: PlanSnapshot,
  { step, loop }: { step: number; loop: number },
  world: World,
): boolean {
  const track = draft.track(index)
  const settings = plan.steps[step]
  if (track === undefined || settings === undefined) return false
  const { village } = track
  const persons = world.trial
    ? onDuty(world.trial.desk, world.roster, draft.now)
    : resolve(settings.who, village, world, draft.now)
  if (persons.length === 0) {
    draft.log({ type: 'step-empty', village, step, loop })
    draft.notice(`${village}/${step}`, { kind: 'nobody-on-call', village, step })
    return false
  }
  draft.log({ type: 'step-due', village, step, loop, persons, trial: world.trial !== null })
  const kept = track.places.filter((place) => place.step !== step)
  const fresh = renewed(
    persons.filter((person) => !kept.some((place) => place.person === person)),
    track.places.filter((place) => place.step === step),
    step,
  )
  const others = track.trialSteps.filter((one) => one !== step)
  draft.setTrack(index, {
    step,
    loop,
    places: [...kept, ...fresh],
    trialSteps: world.trial ? [...others, step] : others,
    nextAt: afterStep(draft.now, step, plan),
  })
  if (settings.quorum.kind === 'count' && world.trial === null) {
    const places = kept.filter((place) => place.step < step).length + fresh.length
    if (wanted(settings.quorum, places) > places) {
      draft.notice(`${village}/${step}`, { kind: 'quorum-out-of-reach', village, step })
    }
  }
  for (const person of persons) {
    // In a later loop a stand-in may have filled the place already.
    const place = draft.track(index)?.places.find((one) => one.person === person)
    if (place !== undefined && isFilled(place, draft.standing)) continue
    call(draft, index, person, reasonOf(draft, step, loop), { step, loop }, world)
  }
  quieten(draft)
  return true
}

/** A step's places when it falls due again. Who was called for a place before can still fill it; who takes over from somebody takes their place. */
function renewed(persons: readonly PersonId[], before: readonly Place[], step: number): Place[] {
  const leavers = before.filter((place) => !persons.includes(place.person))
  return persons.map((person): Place => {
    const old = before.find((place) => place.person === person) ?? leavers.shift()
    const former = old === undefined ? [] : fillers(old).filter((one) => one !== person)
    return { person, step, standIns: [], former: [...new Set(former)], vacant: false }
  })
}

/** Calls a person for a village's step, unless they have answered; who cannot, or was silent in this very step already, leaves the place vacant. */
function call(
  draft: Draft,
  index: number,
  person: PersonId,
  reason: CallReason,
  { step, loop }: { step: number; loop: number },
  world: World,
): void {
  const track = draft.track(index)
  const plan = planOf(draft, track)
  const settings = plan?.steps[step]
  if (track === undefined || plan === undefined || settings === undefined) return
  const standing = draft.standing.get(person) ?? 'none'
  if (standing === 'counts') return
  if (standing === 'cannot') {
    vacate(draft, person, false)
    return
  }
  const { village } = track
  ringUp(draft, { person, village, step, loop, settings, limitMs: plan.limitMs, reason }, world)
  const ring = draft.ring(person)
  if (ring?.state === 'over' || (ring !== undefined && waitsForChannel(ring))) vacate(draft, person, false)
}

function replace(draft: Draft, index: number, at: number, plan: PlanSnapshot, world: World): void {
  const track = draft.track(index)
  const place = track?.places[at]
  if (track === undefined || place === undefined) return
  const named = personOf(world, last(place))?.deputy
  const known = named === place.person || (named !== undefined && place.standIns.includes(named))
  // In trial operation nobody but the duty desk is called, whoever their deputies are.
  const allowed = world.trial === null && !track.trialSteps.includes(place.step)
  const deputy = allowed && !known && named !== undefined && personOf(world, named) ? named : undefined
  const standIns = deputy === undefined ? place.standIns : [...place.standIns, deputy]
  draft.setTrack(index, {
    places: track.places.map((one, i) => (i === at ? { ...place, standIns, vacant: false } : one)),
  })
  draft.log({ type: 'stand-in', village: track.village, person: place.person, deputy: deputy ?? null })
  if (deputy === undefined) return
  const ring = draft.ring(deputy)
  const silentNow = ring?.state === 'over' && ring.step === place.step && ring.loop === track.loop
  if (silentNow) vacate(draft, deputy, false)
  else if (plan.steps[place.step]) {
    call(draft, index, deputy, 'deputy', { step: place.step, loop: track.loop }, world)
  }
}

/** Stops calling everybody for whom no village waits any more. */
export function quieten(draft: Draft): void {
  for (const ring of [...draft.rings]) {
    if (ring.state !== 'ringing' && ring.state !== 'over') continue
    if (!isWaitedFor(draft, ring.person)) silence(draft, ring, 'stopped')
  }
}

function resume(draft: Draft, { places }: Track): void {
  for (const place of places) {
    for (const person of fillers(place)) {
      const ring = draft.ring(person)
      if (ring?.state !== 'stopped') continue
      draft.setRing({ ...ring, state: 'ringing', next: { at: draft.now, what: 'attempt' } })
    }
  }
}

function isWaitedFor(draft: Draft, person: PersonId): boolean {
  return (draft.live?.tracks ?? []).some(
    ({ metAt, places }) =>
      metAt === null && places.some((place) => includes(place, person) && !isFilled(place, draft.standing)),
  )
}

function includes(place: Place, person: PersonId): boolean {
  return fillers(place).includes(person)
}

function following({ step, loop }: Track, { steps }: PlanSnapshot): { step: number; loop: number } {
  return step + 1 < steps.length ? { step: step + 1, loop } : { step: 0, loop: loop + 1 }
}

function hasNext(track: Track, plan: PlanSnapshot): boolean {
  return track.step + 1 < plan.steps.length
}

/** When the step behind this one falls due, counted from now: a gateway that was down does not call everybody at once. */
function afterStep(now: number, step: number, { steps, loops }: PlanSnapshot): number | null {
  const next = steps[step + 1]
  if (next !== undefined) return now + next.afterMs
  const [first, newest] = [steps[0], steps[step]]
  if (!loops || first === undefined || newest === undefined) return null
  return now + Math.max(LEAST_LOOP, newest.attempts * newest.everyMs) + first.afterMs
}

function skipTo(draft: Draft, step: number, { steps, loops }: PlanSnapshot): number | null {
  if (step + 1 < steps.length) return draft.now
  return loops ? draft.now + LEAST_LOOP : null
}

function last({ person, standIns }: Place): PersonId {
  return standIns.at(-1) ?? person
}

function reasonOf(draft: Draft, step: number, loop: number): CallReason {
  if (loop > 0) return 'again'
  if (step > 0) return 'next-step'
  const reason = draft.live?.reason
  return reason === 'level-raised' || reason === 'raised-again' ? reason : 'first'
}
