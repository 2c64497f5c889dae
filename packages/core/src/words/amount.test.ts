import { expect, it } from 'vitest'
import { limitText, measuredText } from './amount.ts'

it('writes a limit with all its digits, and metres with at least two decimals', () => {
  expect(limitText(3.9, 'm')).toBe('3.90 m')
  expect(limitText(4.125, 'm')).toBe('4.125 m')
  expect(limitText(19.5, '%VOL')).toBe('19.5 %VOL')
  expect(limitText(40, 'mm')).toBe('40 mm')
  expect(limitText(-4.5, '')).toBe('−4.5')
  expect(limitText(-0, 'm')).toBe('0.00 m')
})

it('keeps binary dust out of sums and differences, and six digits in', () => {
  expect(limitText(0.1 + 0.2, 'mm')).toBe('0.3 mm')
  expect(measuredText(4.5 - 4.02, 'm')).toBe('0.48 m')
  expect(measuredText(55 / 3, 'ppm')).toBe('18.3333 ppm')
  expect(measuredText(3.895, 'm')).toBe('3.895 m')
})
