import { expect, test } from 'vitest'
import { isUnit, readAmount } from './amount.ts'
import { readHeaderWord, readLevel } from './header-words.ts'

test.each([
  ['准备转移', 'orange', undefined],
  ['立即转移', 'red', undefined],
  ['准备转移 1h', 'orange', '1h'],
  ['立即转移指标（0.5小时）', 'red', '0.5h'],
  ['橙色 1h', 'orange', '1h'],
  ['orange 1h', 'orange', '1h'],
  ['Red 24 hours', 'red', '24h'],
  ['yellow 30m', 'yellow', '30m'],
  ['一级(红色)', 'red', undefined],
  ['Ⅰ级', 'red', undefined],
  ['Ⅱ级', 'orange', undefined],
  ['III级', 'yellow', undefined],
  ['Ⅳ级（蓝色）', 'blue', undefined],
  ['3级', 'yellow', undefined],
  ['蓝色预警雨量(mm)', 'blue', undefined],
  ['警戒水位（m）', 'yellow', undefined],
  ['保证水位', 'orange', undefined],
  ['0.5h', undefined, '0.5h'],
  ['３０ｍｉｎ', undefined, '30m'],
  ['30分钟', undefined, '30m'],
  ['半小时', undefined, '30m'],
  ['1 h', undefined, '1h'],
  ['6小时累计雨量', undefined, '6h'],
  ['二十四小时', undefined, '24h'],
  ['24h雨量（mm）', undefined, '24h'],
  ['3天', undefined, '3d'],
])('reads the head %s', (text, level, window) => {
  const word = readHeaderWord(text)
  expect([word?.level, word?.window]).toEqual([level, window])
})

test.each([
  '江华县山洪灾害预警指标表',
  '红色和橙色',
  '准备转移、立即转移指标',
  '30m',
  '223.5m',
  '5mm',
  '双河1组',
  'Redwood',
  '蓝色1h备用',
  '一个半小时',
])('takes %s for no head', (text) => {
  expect(readHeaderWord(text)).toBeUndefined()
})

test('reads what a column is for, and its unit', () => {
  expect(readHeaderWord('预 警 对 象')?.role).toBe('subject')
  expect(readHeaderWord('自然村（组）')?.role).toBe('village')
  expect(readHeaderWord('Station ID')?.role).toBe('station')
  expect(readHeaderWord('预警等级')?.role).toBe('level')
  expect(readHeaderWord('警戒水位（米）')?.unit).toBe('m')
  expect(readHeaderWord('红色 (%LEL)')?.unit).toBe('%LEL')
})

test('reads a level standing by itself', () => {
  expect([
    readLevel('立即转移'),
    readLevel('红'),
    readLevel('red 1h'),
    readLevel(5),
    readLevel(null),
  ]).toEqual(['red', 'red', undefined, undefined, undefined])
})

test.each([
  [40, 40, undefined],
  ['40', 40, undefined],
  ['４０．５', 40.5, undefined],
  ['1,200', 1200, undefined],
  ['1，200.5', 1200.5, undefined],
  ['≥ 40 mm', 40, 'mm'],
  ['40毫米', 40, 'mm'],
  ['40㎜', 40, 'mm'],
  ['225.10 米', 225.1, 'm'],
  ['-0.35m', -0.35, 'm'],
  ['.5', 0.5, undefined],
  ['19.5%', 19.5, '%'],
])('reads the value %s', (cell, value, unit) => {
  expect(readAmount(cell)).toEqual({ kind: 'number', value, unit })
})

test.each(['—', '——', '-', '–', '/', '／', ' ─ '])('takes %s for not used', (cell) => {
  expect(readAmount(cell)).toEqual({ kind: 'not-used' })
})

test.each(['40/35/30', '40-50', '1,20', '1e3', '四十', '40 45', '=A1', '2024-03-01', '无'])(
  'takes %s for text',
  (cell) => {
    expect(readAmount(cell)).toEqual({ kind: 'text', text: cell })
  },
)

test('tells a unit from an office', () => {
  expect(['mm', '毫米', 'm³/s', '%LEL', '℃', '江华县水利局', ''].map(isUnit)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    false,
  ])
})
