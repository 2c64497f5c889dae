import { expect, it } from 'vitest'
import { momentText } from './moment.ts'

const NOW = 1_781_245_800_000 // 2026-06-12 14:30 in Shanghai, 07:30 in London

it('tells a time of today by the clock, of this year by the day, and an older one with its year', () => {
  expect(momentText(NOW - 180_000, 'zh', 'Asia/Shanghai', NOW)).toBe('14:27')
  expect(momentText(NOW - 86_400_000, 'zh', 'Asia/Shanghai', NOW)).toBe('6 月 11 日 14:30')
  expect(momentText(NOW - 86_400_000, 'en', 'Asia/Shanghai', NOW)).toBe('11 June 14:30')
  expect(momentText(NOW - 365 * 86_400_000, 'zh', 'Asia/Shanghai', NOW)).toBe('2025 年 6 月 12 日 14:30')
  expect(momentText(NOW - 365 * 86_400_000, 'en', 'Asia/Shanghai', NOW)).toBe('12 June 2025 14:30')
})

it('goes by the zone: what is today in London was yesterday in Shanghai', () => {
  const midnight = NOW - 15 * 3_600_000
  expect(momentText(midnight, 'en', 'Asia/Shanghai', NOW)).toBe('11 June 23:30')
  expect(momentText(NOW, 'en', 'Europe/London', NOW)).toBe('07:30')
})
