import { createInstance } from 'i18next'
import { describe, expect, it } from 'vitest'
import calloutEn from '../language/callout-en.json'
import calloutZh from '../language/callout-zh.json'
import en from '../language/en.json'
import type { Translate } from '../language/words.ts'
import zh from '../language/zh.json'
import { answerText, lineText } from './ledger-words.ts'

const i18n = createInstance()
await i18n.init({
  resources: { zh: { translation: { ...zh, ...calloutZh } }, en: { translation: { ...en, ...calloutEn } } },
  interpolation: { escapeValue: false },
})
const translator = (language: string) => i18n.getFixedT(language) as unknown as Translate
const NAMES: Record<string, string> = {
  li: '李书记',
  wang: '王主任',
  zhao: '赵值班',
  'lushan/xincun': '新村',
}
const say = (language: string, line: { type: string; [field: string]: unknown }) =>
  lineText(
    { at: 0, callout: 'w-1', generation: 1, ...line },
    { t: translator(language), nameOf: (id) => NAMES[id] ?? id, time: () => '14:02:11' },
  )

const village = 'lushan/xincun'
const answered = {
  type: 'answered',
  person: 'li',
  code: 'households-moved',
  via: 'voice',
  recordedBy: null,
  households: 12,
  late: true,
  level: 'red',
}
const LINES = [
  { type: 'held', level: 'red', until: 5 },
  { type: 'waiting', level: 'red', releasedBy: 'duty-officer' },
  { type: 'waiting', level: 'red', releasedBy: 'authorised' },
  { type: 'released', by: 'zhao' },
  { type: 'released', by: null },
  { type: 'started', level: 'red', reason: 'level-raised' },
  { type: 'step-due', village, step: 0, loop: 0, persons: ['li', 'wang'], trial: false },
  { type: 'step-due', village, step: 0, loop: 0, persons: ['zhao'], trial: true },
  { type: 'step-empty', village, step: 1, loop: 0 },
  { type: 'stand-in', village, person: 'li', deputy: 'wang' },
  { type: 'stand-in', village, person: 'li', deputy: null },
  { type: 'not-answered', person: 'li', why: 'limit' },
  answered,
  { ...answered, recordedBy: 'zhao', via: 'telephone' },
  { type: 'not-an-answer', why: 'unknown-person', person: null, via: 'sms', text: '收到' },
  { type: 'met', village },
  { type: 'reopened', village },
  { type: 'overdue', village },
  { type: 'level-lowered', level: 'orange' },
  { type: 'cleared' },
  { type: 'stepped', by: -4000 },
  { type: 'ended', how: 'all-clear', by: 'zhao' },
  { type: 'ended', how: 'real-warning', by: null },
]

describe('lines of the ledger', () => {
  it.each(['zh', 'en'])(
    'are whole sentences in %s: no place stays empty, no word of the program shows',
    (language) => {
      for (const line of LINES) {
        const text = say(language, line)
        expect(text).not.toBe(line.type)
        expect(text).not.toMatch(/\{\{|undefined|null|ledger\./)
        if (language === 'zh') expect(text).not.toMatch(/[a-z]{3}/)
      }
    },
  )
  it('say who recorded an answer, and that it came late', () => {
    expect(say('zh', { ...answered, recordedBy: 'zhao', via: 'telephone' })).toBe(
      '李书记 答复“已转移 12 户（超时）”，经人工电话，赵值班 登记',
    )
    expect(say('en', { ...answered, late: false })).toBe('李书记: 12 households moved, by Voice')
  })
  it('say who is called at a step, counted from one', () => {
    expect(say('zh', LINES[6] ?? { type: '' })).toBe('新村 第 1 步：叫 李书记、王主任')
  })
  it('keep a type nobody knows yet, and names nobody knows', () => {
    expect(say('zh', { type: 'moon-rose' })).toBe('moon-rose')
    expect(say('en', { type: 'met', village: 'lushan/elsewhere' })).toBe('lushan/elsewhere: met')
  })
})

it('an answer without a number of households is its word', () => {
  expect(answerText(translator('zh'), { code: 'households-moved' })).toBe('已转移')
  expect(answerText(translator('zh'), { code: 'households-moved', households: 0 })).toBe('已转移 0 户')
  expect(answerText(translator('en'), { code: 'cannot' })).toBe('Cannot')
})
