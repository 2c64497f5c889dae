import { compileRule, type RuleDefinition } from '@tocsin/core'
import { expect, it } from 'vitest'
import { expectedWords, faultWords } from './fault-words.ts'

const zh = (text: string) => faultWords(text, 'zh')

it('says in Chinese what is wrong and what should stand there', () => {
  expect(zh('4 would clear the very value that raises at 3.9: a value under raiseAt 3.9')).toBe(
    '4 会让刚触发（3.9）的值立即回落：低于触发值 3.9',
  )
  expect(
    zh('a hole: nobody has said what holds here: a number, or null where it is deliberately not used'),
  ).toBe('空缺：没有说明这里用什么值：一个数；不用则填 —')
  expect(zh("30 mm is not over orange's 40 mm: the graver level over the one below it")).toBe(
    '30 mm 没有高于橙色的 40 mm：越严重的等级数值越高',
  )
  expect(expectedWords('a number, or — for not used', 'zh')).toBe('一个数；不用则填 —')
})
it('says in Chinese what is wrong with a plan, a person or a channel', () => {
  expect(zh('in lushan/xincun no step reaches anybody: somebody in at least one step')).toContain(
    '在 lushan/xincun，哪一步都叫不到人：',
  )
  expect(zh('5s is out of range: a duration from 30s to 30d, such as 5m')).toBe(
    '5s 超出范围：30s 到 30d 之间的时长，如 5m',
  )
  expect(
    zh('belongs to 王大山 (p-1) already: a number of their own; only a fixed line (0…) may be shared'),
  ).toContain('已是王大山的号码：')
  expect(zh('is missing: a text')).toBe('请填写：保存后不再显示')
})
it('keeps the words of the gateway where it knows no others, and in English', () => {
  expect(zh('the moon is full')).toBe('the moon is full')
  expect(zh('no level is set: two moons')).toBe('至少填一个等级：two moons')
  expect(faultWords('no level is set', 'en')).toBe('no level is set')
})
it('knows the words that core writes of the usual mistakes', () => {
  const wrong = (rule: object) => {
    const compiled = compileRule({
      name: 'r',
      appliesTo: { area: 'a' },
      state: 'active',
      ...rule,
    } as RuleDefinition)
    return compiled.ok ? [] : compiled.faults
  }
  const threshold = { kind: 'threshold', direction: 'above' }
  const faults = [
    ...wrong({ condition: threshold, levels: {}, appliesTo: {} }),
    ...wrong({
      condition: threshold,
      levels: { red: { raiseAt: 3, clearBelow: 4 }, yellow: { raiseAt: 5 } },
    }),
    ...wrong({ condition: threshold, levels: { red: { raiseAt: 3, for: '2x' } } }),
    ...wrong({
      condition: { kind: 'rate', direction: 'rising', window: '1s' },
      levels: { red: { raiseAt: 0 } },
    }),
    ...wrong({ condition: { kind: 'accumulation' }, levels: { red: { anyOf: {} } } }),
    ...wrong({ condition: { kind: 'accumulation' }, levels: { red: { anyOf: { '1h': 40, '3h': 30 } } } }),
    ...wrong({ condition: { kind: 'absence' }, levels: { red: { after: 'soon' } } }),
    ...wrong({ condition: { kind: 'composite' }, levels: { red: { allOf: [] } } }),
  ]
  expect(faults.length).toBeGreaterThan(8)
  for (const { message } of faults) expect(faultWords(message, 'zh'), message).not.toBe(message)
})
