import type { VillageReachView } from '@tocsin/contract'
import { LEVELS, type Level } from '@tocsin/core'

/** Villages in the order of the gateway: those that cannot be warned first. Without `all` those in which nothing is amiss are left out. */
export function listed(villages: readonly VillageReachView[], all: boolean): readonly VillageReachView[] {
  return all ? villages : villages.filter(({ spots }) => spots.length > 0)
}

/** The levels that any village has rules or a plan for, gravest first. */
export function levelsShown(villages: readonly VillageReachView[]): Level[] {
  const used = new Set(villages.flatMap(({ levels }) => levels.map(({ level }) => level)))
  return LEVELS.filter((level) => used.has(level))
}

/** How many minutes it takes, begun ones counted. */
export function minutesOf(withinMs: number): number {
  return Math.max(1, Math.ceil(withinMs / 60_000))
}
