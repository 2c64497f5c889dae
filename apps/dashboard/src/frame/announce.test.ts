import { describe, expect, it } from 'vitest'
import { exampleWarning } from '../warnings/warning-example.ts'
import { announcements, raisingOf } from './announce.ts'

const li = { by: 'li', name: '李', at: 1000, level: 'red' as const }
const told = (...warnings: Parameters<typeof raisingOf>[0][]) => new Set(warnings.map(raisingOf))

describe('what is read out', () => {
  it('is a warning that is new, and one whose acknowledgement has lapsed', () => {
    const raised = exampleWarning({ level: 'red' })
    expect(announcements([raised], new Set(), 0)).toHaveLength(1)
    expect(announcements([raised], told(raised), 0)).toEqual([])
    const lapsed = exampleWarning({ level: 'red', lapsed: { ...li, lapsedAt: 901_000 } })
    expect(announcements([lapsed], told(raised), 0)).toEqual([lapsed])
  })
  it('is not one that somebody has, nor anything that was open when the page came', () => {
    const taken = exampleWarning({ level: 'red', acknowledged: li })
    expect(announcements([taken], new Set(), 0)).toEqual([])
    expect(announcements([exampleWarning()], undefined, 0)).toEqual([])
  })
})
