import { MINUTE } from '@tocsin/core'

/** How many cores the process has used over the last minute or so. */
export class Cores {
  #notes: { readonly atMs: number; readonly usedMs: number }[] = []

  /** To be called every few seconds; null until there are two notes. */
  look(): number | null {
    const { user, system } = process.cpuUsage()
    const newest = { atMs: performance.now(), usedMs: (user + system) / 1000 }
    this.#notes = [...this.#notes.filter(({ atMs }) => newest.atMs - atMs <= MINUTE), newest]
    const oldest = this.#notes[0] as typeof newest
    return newest.atMs === oldest.atMs ? null : (newest.usedMs - oldest.usedMs) / (newest.atMs - oldest.atMs)
  }
}
