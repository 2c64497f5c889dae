import { describe, expect, it } from 'vitest'
import { openArchive } from '../tables/archive.ts'
import { calloutForm } from './callout-form.ts'
import type { Document } from './document.ts'
import { drillReport } from './drill-report.ts'
import { followUp } from './follow-up.ts'
import { recordSheet } from './record-sheet.ts'
import { Telling } from './telling.ts'
import { exampleRecord } from './testing/example-record.ts'
import { durationWords } from './words.ts'
import { writeDocx } from './write-docx.ts'

const record = exampleRecord(5)
const zh = new Telling(record, 'zh')
const en = new Telling(record, 'en')
const textOf = ({ blocks }: Document) => JSON.stringify(blocks)

describe('what is told of a record', () => {
  it('is unknown where the channel cannot know it, and empty where nothing was heard', () => {
    expect(zh.fact('email', 'delivered', null)).toBe('未知')
    expect(en.fact('email', 'delivered', null)).toBe('unknown')
    expect(zh.fact('telephone', 'delivered', null)).toBe('')
    // A channel that is set up no more: nobody says what it could know.
    expect(zh.fact('voice', 'delivered', null)).toBe('')
  })
  it('has one row an attempt', () => {
    const rows = recordSheet(record, zh).rows.filter(([callout]) => callout === 'order-1')
    expect(rows).toHaveLength(15)
    expect(rows[0]?.slice(8, 14)).toEqual([
      1,
      '首次叫应',
      '2026-07-01 22:01:00',
      '2026-07-01 22:01:00',
      '未知',
      '未知',
    ])
    expect(
      new Set(
        recordSheet(record, en)
          .rows.slice(0, 16)
          .map(({ length }) => length),
      ).size,
    ).toBe(1)
  })
  it('says how long it took, to the second, and a dash where it never came to it', () => {
    expect(durationWords(61_000, 'zh')).toBe('1 分 1 秒')
    expect(durationWords(3_661_000, 'en')).toBe('1 h 1 min 1 s')
    expect(durationWords(null, 'zh')).toBe('—')
  })
})

describe('the draft of a follow-up report', () => {
  it('says that it is a draft and what is missing, in both languages', () => {
    const chinese = textOf(followUp(record, zh, 'sun'))
    for (const word of [
      '草稿',
      '不是报告',
      '无可用的雨水情数据。【待补充】',
      '区域内没有逐户登记',
      '叫应责任人 5 人次，应答 4',
    ])
      expect(chinese).toContain(word)
    const english = textOf(followUp(record, en, 'sun'))
    for (const word of ['DRAFT', 'no report', 'No data of rain or levels. [to be completed]', '4 answered'])
      expect(english).toContain(word)
    expect(english).not.toMatch(/[【】]/)
  })
  it('names who is to be visited', () => {
    const text = textOf(followUp(record, zh, 'sun'))
    expect(text).toContain('张0（未应答）')
    expect(text).toContain('派人上门联系 1 名')
  })
})

describe('the report of a drill', () => {
  it('has nothing to compare with, and says so', () => {
    const drill = { ...exampleRecord(5, { exercise: true, simulated: true }), previous: null }
    const text = textOf(drillReport(drill, zh, 'sun'))
    for (const word of ['【演练】', '没有呼叫任何人', '没有同类渠道的演练可比', '80%'])
      expect(text).toContain(word)
  })
})

describe('a document of 506 people', () => {
  it('is written without holding up the thread that judges', async () => {
    const document = calloutForm(exampleRecord(506), zh, 'sun')
    const before = process.threadCpuUsage()
    const bytes = await writeDocx(document)
    const { user, system } = process.threadCpuUsage(before)
    expect(Buffer.from(bytes.subarray(0, 2)).toString()).toBe('PK')
    // In microseconds of this thread: some 12,000. Written here it would be 430,000.
    expect(user + system).toBeLessThan(150_000)
  }, 60_000)
  it('keeps what XML cannot hold out of it', async () => {
    const { docxOf } = await import('./docx.ts')
    const blocks = [{ kind: 'paragraph' as const, text: 'a\u0007b\ud800c <&>' }]
    const bytes = await docxOf({ language: 'zh', landscape: false, footer: '', blocks })
    const xml = await (await openArchive(bytes)).text('word/document.xml')
    expect(xml).toMatch(/>abc &lt;&amp;(&gt;|>)</)
  })
})
