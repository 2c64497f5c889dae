import { describe, expect, it } from 'vitest'
import type { Level } from '../model/index.ts'
import { climb, elapse, forgetWaits, INACTIVE, type LadderState, type Rung } from './ladder.ts'

const rung = (level: Level, held: number, { clearFor = 0, consecutive = 1 } = {}): Rung => ({
  level,
  for: held,
  clearFor,
  consecutive,
})

/** Kapacitor's documented example: info > 60, warn > 70, crit > 80; resets < 50, < 60, < 70. */
const kapacitor: Rung[] = [rung('red', 0), rung('orange', 0), rung('yellow', 0)]
const RAISE = [80, 70, 60]
const RESET = [70, 60, 50]

const truth = (value: number) => ({
  holds: (rung: number) => value > (RAISE[rung] as number),
  cleared: (rung: number) => value < (RESET[rung] as number),
})

function levels(values: number[], rungs = kapacitor): string[] {
  let state: LadderState = INACTIVE
  return values.map((value, time) => {
    state = climb(rungs, state, truth(value), time)
    return state.state === 'firing' ? (rungs[state.rung] as Rung).level : state.state
  })
}

describe('the ladder of levels', () => {
  it('follows Kapacitor on its own example', () => {
    expect(levels([61, 73, 64, 85, 62, 56, 47])).toEqual([
      'yellow',
      'orange',
      'orange',
      'red',
      'yellow',
      'yellow',
      'inactive',
    ])
  })

  it('jumps over the levels between', () => {
    expect(levels([61, 99])).toEqual(['yellow', 'red'])
  })

  it('stays between clear and raise', () => {
    expect(levels([61, 55, 50, 49])).toEqual(['yellow', 'yellow', 'yellow', 'inactive'])
  })

  const held: Rung[] = [rung('red', 2), rung('orange', 0), rung('yellow', 3)]

  it('waits for each level as long as that level asks', () => {
    expect(levels([65, 65, 65, 65], held)).toEqual(['pending', 'pending', 'pending', 'yellow'])
    expect(levels([85, 85, 85], held)).toEqual(['orange', 'orange', 'red'])
  })

  it('begins to wait anew after a dip', () => {
    expect(levels([65, 65, 40, 65, 65, 65, 65], held)).toEqual([
      'pending',
      'pending',
      'inactive',
      'pending',
      'pending',
      'pending',
      'yellow',
    ])
  })

  it('fires what is due when time passes without a reading', () => {
    const pending = climb(held, INACTIVE, truth(65), 10)
    expect(elapse(held, pending, 12)).toBe(pending)
    expect(elapse(held, pending, 13)).toMatchObject({ state: 'firing', rung: 2, since: 13 })
  })

  it('forgets what was pending, not what fires', () => {
    expect(forgetWaits(climb(held, INACTIVE, truth(65), 10))).toBe(INACTIVE)
    expect(forgetWaits(climb(held, INACTIVE, truth(85), 10))).toMatchObject({
      state: 'firing',
      pending: [],
    })
  })

  it('clears only after its end has lasted, and begins to wait anew when it comes back', () => {
    const slow = [rung('yellow', 0, { clearFor: 3 })]
    const yellow = {
      holds: (value: number) => value > 60,
      cleared: (value: number) => value < 50,
    }
    let state: LadderState = INACTIVE
    const told = [61, 49, 49, 55, 49, 49, 49, 49].map((value, time) => {
      const truth = { holds: () => yellow.holds(value), cleared: () => yellow.cleared(value) }
      state = climb(slow, state, truth, time)
      return state.state
    })
    expect(told).toEqual([...Array(7).fill('firing'), 'inactive'])
  })

  it('ends by the clock what has been clear long enough', () => {
    const slow = [rung('yellow', 0, { clearFor: 3 })]
    const of = (value: number) => ({ holds: () => value > 60, cleared: () => value < 50 })
    const clearing = climb(slow, climb(slow, INACTIVE, of(61), 0), of(49), 1)
    expect(elapse(slow, clearing, 3)).toBe(clearing)
    expect(elapse(slow, clearing, 4)).toBe(INACTIVE)
  })

  it('counts readings, not their corrections, and not the clock', () => {
    const thrice = [rung('red', 0, { consecutive: 3 })]
    const holds = { holds: () => true, cleared: () => false }
    let state = climb(thrice, INACTIVE, holds, 1)
    state = climb(thrice, state, holds, 1)
    state = climb(thrice, state, holds, 2)
    expect(elapse(thrice, state, 99)).toBe(state)
    expect(climb(thrice, state, holds, 3)).toMatchObject({ state: 'firing', since: 3 })
  })
})
