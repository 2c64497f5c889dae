import type { TickEntry } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { standing } from './standing.ts'

/** `+told -told round`: ticks at 1, 2, 3 … */
function ticks(text: string): TickEntry[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word, index) => ({
      tick: word.replace(/^[+-]/, '') as TickEntry['tick'],
      done: !word.startsWith('-'),
      at: index + 1,
      by: { id: 'zhou', name: 'Zhou' },
    }))
}

describe('where a household stands', () => {
  const f = (name: string, text: string, expected: object) =>
    it(`${name}: ${text}`, () => {
      const now = Object.entries(standing(ticks(text))).map(([tick, entry]) => [tick, entry?.at ?? null])
      expect(Object.fromEntries(now)).toEqual({ told: null, moved: null, returned: null, ...expected })
    })

  f('nothing is known of it', '', {})
  f('it was told, then moved', '+told +moved', { told: 1, moved: 2 })
  f('it was moved by somebody who did not ask', '+moved', { moved: 1 })
  f('a tick was set by mistake', '+told +moved -moved', { told: 1 })
  f('a tick was set by mistake and again', '+told -told +told', { told: 3 })
  f('it went home', '+told +moved +returned', { told: 1, moved: 2, returned: 3 })
  f('it was told again after going home', '+told +moved +returned +told', { told: 4 })
  f('going home was ticked by mistake', '+told +moved +returned -returned +moved', { told: 1, moved: 5 })
  f('a new flood began before it went home', '+told round', {})
  f('it was told in the new flood', '+told +moved round +told', { told: 4 })
})
