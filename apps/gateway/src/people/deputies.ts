import type { PersonId } from '@tocsin/core'

/** Persons whose deputies lead back to themselves, each with those on the way, in order. Every person is looked at once. */
export function deputyCircles(
  deputies: ReadonlyMap<PersonId, PersonId>,
): ReadonlyMap<PersonId, readonly PersonId[]> {
  const found = new Map<PersonId, readonly PersonId[]>()
  const done = new Set<PersonId>()
  for (const start of deputies.keys()) {
    const walk: PersonId[] = []
    const placeOf = new Map<PersonId, number>()
    let next: PersonId | undefined = start
    while (next !== undefined && !done.has(next) && !placeOf.has(next)) {
      placeOf.set(next, walk.length)
      walk.push(next)
      next = deputies.get(next)
    }
    const begins = next === undefined ? undefined : placeOf.get(next)
    if (begins !== undefined) {
      const circle = walk.slice(begins)
      for (const [at, person] of circle.entries()) {
        found.set(person, [...circle.slice(at + 1), ...circle.slice(0, at)])
      }
    }
    for (const person of walk) done.add(person)
  }
  return found
}
