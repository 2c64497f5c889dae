import { describe, expect, it } from 'vitest'
import { SECOND } from '../model/index.ts'
import { type BoxFinding, type BoxStanding, observe } from './box-warnings.ts'

/** What is said over time, as `second+` raised and `second-` cleared. A letter for each look, 10 s apart: found (x) or not (.). */
function told(looks: string, urgent = false): string {
  let standing: readonly BoxStanding<BoxFinding>[] = []
  const said: string[] = []
  for (const [index, look] of [...looks].entries()) {
    const observed = observe(standing, look === 'x' ? [{ key: 'k', urgent }] : [], index * 10 * SECOND)
    standing = observed.standing
    said.push(...observed.raised.map(() => `${index * 10}+`), ...observed.cleared.map(() => `${index * 10}-`))
  }
  return said.join(' ')
}

describe('a warning about the box', () => {
  it('is raised when what is wrong has lasted for two minutes', () =>
    expect(told('xxxxxxxxxxxxxxx')).toBe('120+'))
  it('is not raised for what has gone by then, and stays gone', () =>
    expect(told('xxxxxxxxxxx.............x')).toBe(''))
  it('is raised once for what comes and goes', () => expect(told('x..x..x..x..x..x..x..x..x')).toBe('120+'))
  it('is over when it has not been found for two minutes, and is then raised anew', () =>
    expect(told('xxxxxxxxxxxxx.............xxxxxxxxxxxxx')).toBe('120+ 250- 380+'))
  it('is raised and over at once when nobody is called while it lasts', () =>
    expect(told('.xx.x', true)).toBe('10+ 30- 40+'))
  it('lasts on where the clock was set back', () => {
    const { standing } = observe([], [{ key: 'k', urgent: false }], 1_000_000)
    const back = observe(standing, [{ key: 'k', urgent: false }], 400_000)
    expect(observe(back.standing, [{ key: 'k', urgent: false }], 520_000).raised).toHaveLength(1)
  })
})
