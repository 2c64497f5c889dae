import { describe, expect, it } from 'vitest'
import { climb, elapse, forgetPending, INACTIVE, type LadderState, type Rung } from './ladder.ts'

/** Kapacitor's documented example: info > 60, warn > 70, crit > 80; resets < 50, < 60, < 70. */
const kapacitor: Rung[] = [
  { level: 'red', for: 0 },
  { level: 'orange', for: 0 },
  { level: 'yellow', for: 0 },
]
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

  const held: Rung[] = [
    { level: 'red', for: 2 },
    { level: 'orange', for: 0 },
    { level: 'yellow', for: 3 },
  ]

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
    expect(forgetPending(climb(held, INACTIVE, truth(65), 10))).toBe(INACTIVE)
    expect(forgetPending(climb(held, INACTIVE, truth(85), 10))).toMatchObject({
      state: 'firing',
      pending: [],
    })
  })
})
