import type { Tick, TickEntry } from '@tocsin/core'

/** Where a household stands: for each tick who set it and when, or null. */
export type Standing = Readonly<Record<Tick, TickEntry | null>>

/**
 * The fold of a household's ticks, oldest first. A tick that is taken back counts as not set. A new round, or being told or moved after having
 * returned, begins anew: what was ticked in the flood before says nothing about this one.
 */
export function standing(ticks: readonly TickEntry[]): Standing {
  const now: Record<Tick, TickEntry | null> = { told: null, moved: null, returned: null }
  for (const entry of ticks) {
    const { tick, done } = entry
    if (tick === 'round' || (done && tick !== 'returned' && now.returned !== null)) {
      Object.assign(now, { told: null, moved: null, returned: null })
    }
    if (tick !== 'round') now[tick] = done ? entry : null
  }
  return now
}
