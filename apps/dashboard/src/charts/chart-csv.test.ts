import type { AnnotationView } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { type CsvRow, type CsvText, chartCsv } from './chart-csv.ts'

const text: CsvText = {
  local: (at) => `L${at}`,
  zone: 'Asia/Shanghai, UTC+8',
  what: '水位',
  unit: 'm',
  word: (key) => key,
  flag: (flag) => flag,
}
const value = (time: number, more: Partial<Extract<CsvRow, { kind: 'value' }>> = {}): CsvRow => ({
  kind: 'value',
  time,
  receivedAt: time + 5,
  value: 1.5,
  flag: 'good',
  late: false,
  ...more,
})
const note = (from: number, to: number, words: string): AnnotationView => ({
  id: from,
  station: 'bridge',
  datastream: null,
  from,
  to,
  text: words,
  writtenAt: 0,
  by: '王芳',
  deleted: null,
})

describe('a chart as a CSV file', () => {
  it('names unit and zone, keeps every digit, and tells quality and back-fill', () => {
    const lines = chartCsv([value(1000, { value: 1.2345678, flag: 'suspect', late: true })], [], text).split(
      '\r\n',
    )
    expect(lines[0]).toBe(
      '\ufeff"start (Asia/Shanghai, UTC+8)","end (Asia/Shanghai, UTC+8)",utc,水位 (m),min (m),max (m),sum (m),count,quality,"received (Asia/Shanghai, UTC+8)",late,note',
    )
    expect(lines[1]).toBe('L1000,,1970-01-01T00:00:01.000Z,1.2345678,,,,,suspect,L1005,yes,')
  })
  it('writes buckets with their extremes', () => {
    const bucket: CsvRow = { kind: 'bucket', from: 0, to: 10, min: 1, mean: 2, max: 3, count: 4 }
    expect(chartCsv([bucket], [], text).split('\r\n')[1]).toBe('L0,L10,1970-01-01T00:00:00.000Z,2,1,3,,4,,,,')
  })
  it('carries notes where they belong, and those in a gap by themselves', () => {
    const rows = [value(1000), value(2000), value(9000)]
    const notes = [note(1500, 1500, '闸门"开"'), note(100, 200, '=HYPERLINK("x")')]
    const lines = chartCsv(rows, notes, text).split('\r\n')
    expect(lines[1]).toContain(`"'=HYPERLINK(""x"") (王芳)"`)
    expect(lines[2]).toContain('"闸门""开"" (王芳)"')
    expect(lines[3]).not.toContain('王芳')
  })
})
