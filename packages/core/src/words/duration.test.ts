import { describe, expect, it } from 'vitest'
import { countdownText, durationText, elapsedText, lengthText } from './duration.ts'

describe('a duration as a rule has it', () => {
  it.each([
    ['30s', '30 秒', '30 seconds'],
    ['90m', '90 分钟', '90 minutes'],
    ['1h', '1 小时', '1 hour'],
    ['1.5h', '1.5 小时', '1.5 hours'],
    ['3d', '3 天', '3 days'],
    ['soon', 'soon', 'soon'],
  ])('says %s in the unit it was written in', (text, chinese, english) => {
    expect(durationText(text, 'zh')).toBe(chinese)
    expect(durationText(text, 'en')).toBe(english)
  })
})

describe('a length of time', () => {
  it.each([
    [90_000, '1 分 30 秒', '1 minute 30 seconds'],
    [1_500_000, '25 分钟', '25 minutes'],
    [16_200_000, '4 小时 30 分钟', '4 hours 30 minutes'],
    [94_001_500, '1 天 2 小时 6 分 41.5 秒', '1 day 2 hours 6 minutes 41.5 seconds'],
    [0, '0 秒', '0 seconds'],
  ])('of %i ms is told in full', (length, chinese, english) => {
    expect(lengthText(length, 'zh')).toBe(chinese)
    expect(lengthText(length, 'en')).toBe(english)
  })

  it.each([
    [89_200, '1 分 29 秒', '1 分 30 秒'],
    [3_661_000, '1 小时 1 分钟', '1 小时 2 分钟'],
    [93_600_001, '1 天 2 小时', '1 天 3 小时'],
    [59_999, '59 秒', '1 分钟'],
    [3_599_999, '59 分 59 秒', '1 小时'],
    [400, '0 秒', '1 秒'],
    [-5000, '0 秒', '0 秒'],
  ])('of %i ms has passed rounded down and is left rounded up, in two units', (length, elapsed, left) => {
    expect(elapsedText(length, 'zh')).toBe(elapsed)
    expect(countdownText(length, 'zh')).toBe(left)
  })
})
