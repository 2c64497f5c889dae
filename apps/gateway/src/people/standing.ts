import type { Tick, TickEntry } from '@tocsin/core'

/** Where a household stands: for each tick who set it and when, or null. */
export type Standing = Readonly<Record<Tick, TickEntry | null>>

const NOTHING: Standing = { told: null, moved: null, returned: null }

/**
 * The fold of a household's ticks, oldest first. A tick that is taken back counts as not set. A new round, or being told or moved after having
 * returned, begins anew: what was ticked in the flood before says nothing about this one.
 */
export function standing(ticks: readonly TickEntry[]): Standing {
  return ticks.reduce<Standing>((now, entry) => {
    if (entry.tick === 'round') return NOTHING
    if (!entry.done) return { ...now, [entry.tick]: null }
    const before = entry.tick !== 'returned' && now.returned !== null ? NOTHING : now
    return { ...before, [entry.tick]: entry }
  }, NOTHING)
}
