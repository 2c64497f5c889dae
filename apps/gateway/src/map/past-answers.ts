import type { VillageAnswer } from '@tocsin/contract'
import type { AreaPath, Callout, Instant, LedgerLine, Level, PersonId } from '@tocsin/core'

/** How somebody stood who was called. */
type Standing = 'ringing' | 'answered' | 'cannot' | 'silent'

/** A generation as its ledger tells of it so far. */
interface Course {
  level: Level | null
  started: boolean
  ended: boolean
  readonly persons: Map<PersonId, Standing>
  readonly called: Map<AreaPath, Set<PersonId>>
  readonly met: Set<AreaPath>
}

/** How the villages of a call-out stood at a moment, by its ledger; none before it began and once it was over. */
export function pastAnswers(callout: Callout, ledger: readonly LedgerLine[], at: Instant): VillageAnswer[] {
  if (callout.startedAt > at) return []
  const course: Course = {
    level: null,
    started: false,
    ended: false,
    persons: new Map(),
    called: new Map(),
    met: new Set(),
  }
  for (const line of ledger) if (line.at <= at) follow(course, line)
  if (course.ended) return []
  const level = course.level ?? callout.pending?.level ?? null
  return villagesOf(callout).map(({ village, covered }): VillageAnswer => {
    const called = [...(course.called.get(village) ?? [])].map((person) => course.persons.get(person))
    const count = (standing: Standing) => called.filter((one) => one === standing).length
    const counts = { answered: count('answered'), cannot: count('cannot'), silent: count('silent') }
    return {
      village,
      state: stateOf(course, village, covered, counts.silent),
      callout: callout.id,
      exercise: callout.exercise,
      level,
      called: called.length,
      ...counts,
    }
  })
}

function stateOf(
  { started, met }: Course,
  village: AreaPath,
  covered: boolean,
  silent: number,
): VillageAnswer['state'] {
  if (!covered) return 'uncovered'
  if (met.has(village)) return 'answered'
  if (silent > 0) return 'not-answered'
  return started ? 'called' : 'waiting'
}

function follow(course: Course, line: LedgerLine): void {
  switch (line.type) {
    case 'held':
    case 'waiting':
      if (!course.started) course.level = line.level
      break
    case 'started':
      // For a higher level everybody is called anew.
      course.level = line.level
      course.started = true
      course.persons.clear()
      course.called.clear()
      course.met.clear()
      break
    case 'level-lowered':
      course.level = line.level
      break
    case 'step-due':
      for (const person of line.persons) call(course, line.village, person)
      break
    case 'stand-in':
      if (line.deputy !== null) call(course, line.village, line.deputy)
      break
    case 'not-answered':
      if (course.persons.get(line.person) === 'ringing') course.persons.set(line.person, 'silent')
      break
    case 'answered':
      course.persons.set(line.person, line.code === 'cannot' ? 'cannot' : 'answered')
      break
    case 'met':
      course.met.add(line.village)
      break
    case 'reopened':
      course.met.delete(line.village)
      break
    case 'ended':
      course.ended = true
      break
    default:
  }
}

function call({ persons, called }: Course, village: AreaPath, person: PersonId): void {
  const known = called.get(village) ?? new Set()
  called.set(village, known.add(person))
  if (!persons.has(person)) persons.set(person, 'ringing')
}

/** The villages that it is about, and whether a plan calls anybody there. */
function villagesOf({ live, earlier, pending }: Callout): { village: AreaPath; covered: boolean }[] {
  const asking = live?.purpose === 'call' ? live : earlier.findLast(({ purpose }) => purpose === 'call')
  return (asking?.tracks ?? pending?.villages ?? []).map(({ village, plan }) => ({
    village,
    covered: plan !== null,
  }))
}
