import { decodePayload, decodeProfile, type Station } from '@tocsin/core'
import { expect, it } from 'vitest'
import { refusalWords } from './refusal-words.ts'

const zh = (text: string) => refusalWords(text, 'zh')

it('says in Chinese why a call is refused', () => {
  expect(zh('Something changed meanwhile; look again')).toBe('刚才已有人改过，请刷新后再看')
  expect(zh('There is a channel sms already')).toBe('「sms」已经有了')
  expect(zh('No table t-1, or no such version of it')).toBe('「t-1」不存在，可能已被移除')
})
it('says in Chinese why another machine is not reached', () => {
  expect(zh('connect ECONNREFUSED 127.0.0.1:9')).toBe('对方没有接受连接（127.0.0.1:9）')
  expect(zh('getaddrinfo ENOTFOUND db.example')).toBe('找不到主机 db.example')
})
it('keeps the words of others, and every word in English', () => {
  expect(zh('Access denied for user reader')).toBe('Access denied for user reader')
  expect(refusalWords('Not now', 'en')).toBe('Not now')
})
it('knows the words that core writes of what a station sent', () => {
  const station = { id: 'bridge', name: '白河桥', area: 'lushan', datastreams: [] } as unknown as Station
  for (const sent of [
    'not json',
    '[]',
    '7',
    '{"values":{}}',
    '{"values":{"depth":2}}',
    '{"ts":"x","values":{"a":1}}',
  ]) {
    for (const { reason } of decodePayload(sent, decodeProfile(station), 0).rejections) {
      expect(zh(reason), reason).toMatch(/[一-鿿]/)
    }
  }
})
