import type { PersonRecord } from '@tocsin/contract'
import { type AreaPath, areaContains } from '@tocsin/core'

/** Who answers for a place: those of the village first, then whoever stands above it. */
export function watchersOf(persons: readonly PersonRecord[], area: AreaPath): PersonRecord[] {
  const depth = ({ roles }: PersonRecord) =>
    Math.max(
      -1,
      ...roles.filter((role) => areaContains(role.area, area)).map((role) => role.area.split('/').length),
    )
  return persons
    .filter((person) => depth(person) >= 0)
    .toSorted((a, b) => depth(b) - depth(a) || (a.name < b.name ? -1 : 1))
}
