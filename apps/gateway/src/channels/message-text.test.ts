import { describe, expect, it } from 'vitest'
import type { OutgoingMessage } from './channel.ts'
import { speech, wording } from './message-text.ts'

const message: OutgoingMessage = {
  key: 'k',
  address: '13812341234',
  text: '白河桥水位4.52米，请转移住户',
  language: 'zh',
  level: 'red',
  reference: 'W7K2',
  exercise: false,
  answer: { tag: null },
}

describe('the words of a message', () => {
  it('say level, what to do, how to answer, and the id', () => {
    expect(wording(message)).toBe(
      '【一级(红色)】白河桥水位4.52米，请转移住户。回复：1已到岗，2已开始行动，3 户数(已转移)，4无法到岗。编号W7K2',
    )
  })
  it('begin with the mark of an exercise', () => {
    expect(wording({ ...message, exercise: true })).toMatch(/^【演练】【一级/)
    expect(wording({ ...message, exercise: true, language: 'en' })).toMatch(/^【演练】EXERCISE \[RED\]/)
    expect(speech({ ...message, exercise: true })).toMatch(/^这是演练/)
    expect(speech({ ...message, exercise: true, language: 'en' })).toMatch(/^This is an exercise/)
  })
  it('put the tag before each code, and a link after them', () => {
    const text = wording({ ...message, answer: { tag: 'A1', link: 'https://w.example/a/x' } })
    expect(text).toContain(
      '回复：A1 1已到岗，A1 2已开始行动，A1 3 户数(已转移)，A1 4无法到岗。或打开 https://w.example/a/x 编号',
    )
  })
  it('ask for nothing when no answer is wanted', () => {
    expect(wording({ ...message, answer: null })).toBe('【一级(红色)】白河桥水位4.52米，请转移住户。编号W7K2')
    expect(speech({ ...message, answer: null })).not.toContain('按')
  })
  it('are English for whom they should be', () => {
    expect(wording({ ...message, language: 'en', text: 'Move now!' })).toBe(
      '[RED] Move now! Reply 1 on post, 2 action started, 3 N households moved, 4 cannot. Ref W7K2',
    )
  })
  it('are left alone when they are a command to a device', () => {
    expect(wording({ ...message, verbatim: 'PW#x' })).toBe('PW#x')
  })
})
