import { expect, it } from 'vitest'
import type { Translate } from '../language/words.ts'
import { pathText, spelledOut, valueText } from './change-words.ts'

const words: Record<string, string> = {
  'level.chip.red': '红 一级',
  'field.raiseAt': '触发值',
  'field.anyOf': '雨量',
  'field.seasons': '汛期',
  'field.schedule': '时段',
  'field.from': '从',
  'rule.state.shadow': '试算',
}
const t: Translate = (key, values) => words[key] ?? (values ? `${values['count']} ${key}` : key)

it('says in words where a rule changed', () => {
  expect(pathText(t, 'levels.red.raiseAt')).toBe('红 一级 · 触发值')
  expect(pathText(t, 'levels.red.anyOf.1h')).toBe('红 一级 · 雨量 · 1 duration.h')
  expect(pathText(t, 'schedule.seasons[0].from')).toBe('时段 · 汛期 1 · 从')
  expect(pathText(t, 'somethingNew')).toBe('somethingNew')
})
it('says what it was and what it is', () => {
  expect(valueText(t, { path: 'state' }, 'shadow')).toBe('试算')
  expect(valueText(t, { path: 'levels.red.raiseAt' }, undefined)).toBe('—')
  expect(valueText(t, { path: 'levels.red.raiseAt' }, -0.5)).toBe('−0.5')
  expect(valueText(t, { path: 'levels.red' }, { raiseAt: 4 })).toBe('{"raiseAt":4}')
})
it('takes apart what came or went whole', () => {
  expect(spelledOut({ path: 'levels.red', after: { raiseAt: 4, for: '5m' } })).toEqual([
    { path: 'levels.red.raiseAt', after: 4 },
    { path: 'levels.red.for', after: '5m' },
  ])
  expect(spelledOut({ path: 'rows[3]', before: { cells: [1, null] } })).toEqual([
    { path: 'rows[3].cells[0]', before: 1 },
    { path: 'rows[3].cells[1]', before: null },
  ])
  const plain = { path: 'name', before: 'a', after: 'b' }
  expect(spelledOut(plain)).toEqual([plain])
})
