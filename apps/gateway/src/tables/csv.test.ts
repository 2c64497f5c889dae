import { expect, test } from 'vitest'
import { readCsv, readPasted } from './csv-reader.ts'
import { writeCsv } from './csv-writer.ts'
import { encodeGbk } from './encoding.ts'
import type { CellValue, Sheet } from './sheet.ts'

function rowsOf(bytes: Uint8Array | string): readonly (readonly CellValue[])[] | string {
  const read = readCsv(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
  return read.ok ? read.sheet.rows : read.fault.message
}

const sheet = (...rows: CellValue[][]): Sheet => ({ rows, merges: [] })

function written(of: Sheet, encoding: 'utf-8' | 'gbk'): Uint8Array {
  const result = writeCsv(of, encoding)
  if (!result.ok) throw new Error(JSON.stringify(result.faults))
  return result.bytes
}

test('tells UTF-8 with and without its mark, GBK, GB 18030 and UTF-16 apart', () => {
  const expected = [['村名', '新村']]
  expect(rowsOf('村名,新村')).toEqual(expected)
  expect(rowsOf('\ufeff村名,新村')).toEqual(expected)
  expect(rowsOf(Buffer.from('b4e5c3fb2cd0c2b4e5', 'hex'))).toEqual(expected)
  // 㐀 has four bytes in GB 18030 and is not in GBK.
  expect(rowsOf(Buffer.from('b4e5c3fb2c8139ee392cd0c2', 'hex'))).toEqual([['村名', '㐀', '新']])
  expect(rowsOf(Buffer.from('\ufeff村名\t新村', 'utf16le'))).toEqual(expected)
  expect(rowsOf(Buffer.from('\ufeff村名\t新村', 'utf16le').swap16())).toEqual(expected)
})

test('refuses what is no text', () => {
  expect(rowsOf(Buffer.from('ff00ff00', 'hex'))).toContain('neither UTF-8 nor GBK')
  expect(rowsOf(Buffer.from('a,b\0'))).toContain('neither UTF-8 nor GBK')
})

test('finds the delimiter, which Excel may state', () => {
  expect(rowsOf('a;b;c\n1,5;2;3')).toEqual([
    ['a', 'b', 'c'],
    ['1,5', '2', '3'],
  ])
  expect(rowsOf('a\tb,c\td')).toEqual([['a', 'b,c', 'd']])
  expect(rowsOf('"a;b;c;d",e')).toEqual([['a;b;c;d', 'e']])
  expect(rowsOf('sep=;\r\na,b,c;d')).toEqual([['a,b,c', 'd']])
})

test('reads quotes, any line end, line breaks within cells and empty rows', () => {
  expect(rowsOf('a,"b ""x"", c"\r\n\r\n"1\n2",3\rz')).toEqual([['a', 'b "x", c'], [], ['1\n2', '3'], ['z']])
  expect(rowsOf('a,"b"c,d')).toEqual([['a', 'bc', 'd']])
  expect(rowsOf('a,"never closed\nb')).toEqual([['a', 'never closed\nb']])
  expect(rowsOf('')).toEqual([])
})

test('refuses more rows and columns than a table has', () => {
  expect(rowsOf(`${'\n'.repeat(5000)}x`)).toBe('the sheet reaches to A5001')
  expect(rowsOf(`${','.repeat(200)}x`)).toBe('the sheet reaches to GS1')
  expect(rowsOf(`${'\n'.repeat(100_000)}`)).toEqual([])
})

test('writes UTF-8 with a mark and GBK without, lines ended as RFC 4180 has it', () => {
  expect(Buffer.from(written(sheet(['村', 1.5], ['a,b', null, 'c"d']), 'utf-8')).toString()).toBe(
    '\ufeff村,1.5,\r\n"a,b",,"c""d"\r\n',
  )
  expect(Buffer.from(written(sheet(['村名', '—', '€']), 'gbk')).toString('hex')).toBe(
    'b4e5c3fb2ca1aa2c800d0a',
  )
})

test('keeps a text from becoming a formula, and gives it back as it was', () => {
  const texts = ['=HYPERLINK("x")', '+1', '-1', '@SUM', '\tx', "'=1", "''-", "'quoted'", '-']
  const bytes = written(sheet(texts, [-5]), 'utf-8')
  expect(Buffer.from(bytes).toString()).toContain(
    `"'=HYPERLINK(""x"")",'+1,'-1,'@SUM,"'\tx",''=1,'''-,'quoted','-`,
  )
  expect(Buffer.from(bytes).toString()).toContain('\r\n-5,')
  expect(rowsOf(bytes)).toEqual([texts, ['-5']])
})

test('names the cells that hold characters GBK lacks', () => {
  expect(writeCsv(sheet(['村', '㐂村'], ['x', '🌧é']), 'gbk')).toEqual({
    ok: false,
    faults: [
      { row: 1, column: 2, cell: 'B1', message: 'GBK has no "㐂"', expected: 'UTF-8, or other characters' },
      { row: 2, column: 2, cell: 'B2', message: 'GBK has no "🌧"', expected: 'UTF-8, or other characters' },
    ],
  })
})

test('writes every character of code page 936, and no other, so that it reads back', () => {
  let count = 0
  for (let code = 0x80; code <= 0xffff; code++) {
    if (code >= 0xd800 && code < 0xe000) continue
    const character = String.fromCharCode(code)
    const encoded = encodeGbk(character)
    if (!encoded.ok) continue
    count++
    if (new TextDecoder('gbk').decode(encoded.bytes) !== character)
      expect.fail(`${code.toString(16)} differs`)
  }
  // 21,791 of two bytes, as Python's gbk codec has them, and the euro.
  expect(count).toBe(21_792)
})

test('takes tabs for the delimiter of what was pasted', () => {
  const read = readPasted('a,b;c\td\r\n"e\nf"\tg')
  expect(read.ok && read.sheet.rows).toEqual([
    ['a,b;c', 'd'],
    ['e\nf', 'g'],
  ])
})
