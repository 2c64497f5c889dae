import { expect, it } from 'vitest'
import { joined, zh } from './chinese.ts'

it('puts a space where Chinese meets a digit, a letter, a unit or a sign', () => {
  expect(zh`低于${'3.70 m'}时`).toBe('低于 3.70 m 时')
  expect(zh`在${'lushan'}至少有${2}个站点`).toBe('在 lushan 至少有 2 个站点')
  expect(zh`低于${'−5 °C'}时`).toBe('低于 −5 °C 时')
  expect(zh`达到${'12 m³'}触发`).toBe('达到 12 m³ 触发')
})

it('puts none beside punctuation, between two digits, or twice', () => {
  expect(joined('白河桥', '：', '4.02')).toBe('白河桥：4.02')
  expect(joined('1', '2')).toBe('12')
  expect(zh`低于 ${3}时`).toBe('低于 3 时')
  expect(joined('a', '', '低')).toBe('a 低')
})

it('leaves a name as somebody wrote it', () => {
  expect(zh`规则“${'2号桥A岸'}”`).toBe('规则“2号桥A岸”')
})
