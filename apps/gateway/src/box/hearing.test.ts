import type { ConsoleView } from '@tocsin/contract'
import { type Level, MINUTE, type Warning } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { Hearing } from './hearing.ts'

const li = (sound: ConsoleView['sound']): ConsoleView => ({
  user: 'li',
  name: '李明',
  role: 'operator',
  wall: false,
  since: 0,
  sound,
  hidden: false,
})
const open = (level: Level) =>
  [{ level, gravest: level, acknowledged: null, suppression: null }] as unknown as Warning[]

/** What is found at each minute, with the consoles of that minute. */
function found(minutes: readonly (readonly ConsoleView[])[], warnings: readonly Warning[]) {
  let now = 0
  let consoles: readonly ConsoleView[] = []
  const hearing = new Hearing({ clock: { now: () => now }, consoles: () => consoles })
  return minutes.map((there, minute) => {
    now = minute * MINUTE
    consoles = there
    const [finding] = hearing.findings(warnings)
    const { status, code } = hearing.part()
    return `${finding === undefined ? '–' : finding.urgent ? 'urgent' : 'waits'} ${status} ${code}`
  })
}

describe('whether the shift would hear a warning', () => {
  it('is nothing to tell of while one console can be heard, muted or not', () => {
    expect(found([[li('on'), li('blocked')], [li('muted')]], open('red'))).toEqual([
      '– ok consoles-heard',
      '– ok consoles-heard',
    ])
  })
  it('is urgent when red is open and for a minute no console is', () => {
    expect(found([[], []], open('red'))).toEqual(['– ok consoles-none', 'urgent degraded consoles-none'])
  })
  it('is urgent when orange is open and all consoles are silent, and over when one can be heard', () => {
    expect(found([[li('blocked')], [li(null)], [li('on')], [li('blocked')]], open('orange'))).toEqual([
      'waits ok consoles-silent',
      'urgent degraded consoles-silent',
      '– ok consoles-heard',
      'waits ok consoles-silent',
    ])
  })
  it('can wait while nothing grave is open, and is said by health alone when nobody is there', () => {
    expect(found([[li('blocked')], []], open('yellow'))).toEqual([
      'waits ok consoles-silent',
      '– ok consoles-none',
    ])
  })
})
