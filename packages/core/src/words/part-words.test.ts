import { describe, expect, it } from 'vitest'
import { isPartCode, PART_SAYINGS, type PartCode, partAdvice, partText } from './part-words.ts'

const moment = (at: number) => `<${at}>`
const codes = Object.keys(PART_SAYINGS) as PartCode[]
const places = (text: string) => new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name))

describe('what is said of a part', () => {
  it('fills the same places in both languages', () => {
    for (const code of codes)
      expect(places(PART_SAYINGS[code].zh), code).toEqual(places(PART_SAYINGS[code].en))
  })

  it('says in Chinese what to do wherever it does in English', () => {
    for (const code of codes)
      expect(partAdvice(code, 'zh') === undefined, code).toBe(partAdvice(code, 'en') === undefined)
  })

  it('tells one from several, groups large numbers, and writes times and lengths as people do', () => {
    const said = (waiting: number, language: 'zh' | 'en') =>
      partText(
        'store-failing',
        { store: 'influx', lastingMs: 605_000, detail: 'away', waiting },
        language,
        moment,
      )
    expect(said(1, 'en')).toBe(
      'InfluxDB has taken nothing for 10 minutes 5 seconds (away); 1 journal entry waits and will be shipped once it does',
    )
    expect(said(1200, 'en')).toContain('1,200 journal entries wait')
    expect(said(1200, 'zh')).toBe(
      'InfluxDB 已 10 分 5 秒没有接收数据（away）；1,200 条在日志里等着，恢复后补送',
    )
    expect(partText('rules-unsaved', { sinceAt: 7, detail: 'x' }, 'en', moment)).toContain('since <7>')
    expect(partText('loop-well', { delayMs: 21.4 }, 'zh', moment)).toBe('任务最多等 21 ms')
  })

  it('puts the cause in Chinese before what the machine said of it', () => {
    const text = (language: 'zh' | 'en') =>
      partText('journal-refusing', { detail: 'connect ECONNREFUSED 127.0.0.1:8086' }, language, moment)
    expect(text('zh')).toContain('对方拒绝连接：connect ECONNREFUSED')
    expect(text('en')).not.toMatch(/[\u3400-\u9fff]/)
  })

  it('knows its codes, and no others', () => {
    expect([isPartCode('disk-low'), isPartCode('constructor')]).toEqual([true, false])
  })
})
