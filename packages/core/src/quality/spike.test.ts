import { describe, expect, it } from 'vitest'
import { settleOutlier } from './spike.ts'

describe('an outlier, when its successor has come', () => {
  const f = (
    name: string,
    before: number,
    value: number,
    next: number,
    expected: string,
    previous = before,
  ) =>
    it(name, () => {
      const outlier = {
        phenomenonTime: 1,
        receivedAt: 1,
        time: 1,
        value,
        before: { time: 0, value: before },
        previous,
        others: [],
      }
      const { flag, checks } = settleOutlier(outlier, next, { suspect: 0.2, fail: 0.5 })
      expect([flag, ...checks].join(' ')).toBe(expected)
    })

  f('was a spike when the value returns', 1, 1.4, 1, 'suspect spike')
  f('was impossible when it stood out far enough', 1, 9.9, 1.2, 'fail spike')
  f('was the water rising when the next goes on', 1, 1.4, 1.8, 'good')
  f('was the edge of a step when the next stays', 1, 1.6, 1.6, 'suspect spike')
  f('was no spike when it is as the one before it was', 1, 1.6, 1.6, 'good', 1.6)
})
