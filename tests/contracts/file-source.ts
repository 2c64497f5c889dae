import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ObservationSource, PositionedObservation } from '@tocsin/gateway/history/history'

/** Stands for the journal in tests of the history: one JSON array of observations a line, one line an entry. */
export const ENTRIES = 'entries.jsonl'
/** While this file exists the source is broken beyond what anybody expects. */
export const BROKEN = 'broken'

export function openObservationSource(dataDir: string): ObservationSource {
  return {
    read(after, upTo, limit) {
      // Outside every try: what a bug in the worker looks like.
      if (existsSync(join(dataDir, BROKEN))) setImmediate(() => failBadly())
      const lines = readFileSync(join(dataDir, ENTRIES), 'utf8').split('\n')
      const observations: PositionedObservation[] = []
      let position = after
      while (position < upTo && observations.length < limit) {
        const line = lines[position]
        if (!line) break
        observations.push(...(JSON.parse(line) as PositionedObservation[]))
        position++
      }
      return { position, observations }
    },
    close() {},
  }
}

function failBadly(): never {
  throw new Error('broken beyond what anybody expects')
}
