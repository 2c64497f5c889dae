import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { MAX_FILE_BYTES, type Sheet } from './sheet.ts'
import { xlsx, zip } from './testing/zip.ts'
import { readXlsx } from './xlsx-reader.ts'
import { writeXlsx } from './xlsx-writer.ts'

async function read(bytes: Uint8Array, sheetName?: string): Promise<Sheet> {
  const found = await readXlsx(bytes, sheetName)
  if (!found.ok) throw new Error(JSON.stringify(found.fault))
  return found.sheet
}

async function faultOf(bytes: Uint8Array, sheetName?: string): Promise<string> {
  const found = await readXlsx(bytes, sheetName)
  return found.ok ? 'was read' : `${found.fault.message}; ${found.fault.expected}`
}

const row = (cells: string, r = 1) => `<sheetData><row r="${r}">${cells}</row></sheetData>`

test('reads every kind of cell', async () => {
  const inside = row(`
    <c r="A1" t="s"><v>1</v></c><c r="B1"><v>40.5</v></c><c r="C1" t="inlineStr"><is><t>新</t><t>村</t></is></c>
    <c r="D1" t="b"><v>1</v></c><c r="E1" t="e"><v>#DIV/0!</v></c><c r="F1" t="str"><f>A1</f><v>公式</v></c>
    <c r="G1"><f>1+1</f></c><c r="H1" s="1"><v>45352</v></c><c r="I1" s="2"><v>45352.25</v></c><c r="K1"/>`)
  const more = {
    'xl/sharedStrings.xml':
      '<sst><si><t>没用</t></si><si><r><t>双</t></r><r><t>河</t></r><rPh><t>shuanghe</t></rPh></si></sst>',
    'xl/styles.xml': `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m"/></numFmts>
      <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
      <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
  }
  expect(await read(xlsx(inside, more))).toEqual({
    name: '表',
    rows: [['双河', 40.5, '新村', 'TRUE', '#DIV/0!', '公式', '=1+1', '2024-03-01', '2024-03-01 06:00']],
    merges: [],
  })
})

test('puts a cell that does not say where it stands behind the one before, whatever the prefix of its names', async () => {
  const inside = `<x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row>
    <x:row><x:c r="C2"><x:v>3</x:v></x:c></x:row></x:sheetData>`
  expect((await read(xlsx(inside))).rows).toEqual([
    [1, 2],
    [null, null, 3],
  ])
})

test('reads merged ranges as far as there are values', async () => {
  const inside = `${row('<c r="A1"><v>1</v></c><c r="C1"><v>2</v></c>')}
    <mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="C1:C1048576"/><mergeCell ref="?"/></mergeCells>`
  expect((await read(xlsx(inside))).merges).toEqual([{ top: 0, left: 0, bottom: 0, right: 1 }])
})

test('refuses merged ranges that overlap', async () => {
  const inside = `${row('<c r="A1"><v>1</v></c><c r="C1"><v>2</v></c>')}
    <mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="B1:C1"/></mergeCells>`
  expect(await faultOf(xlsx(inside))).toContain('overlap at B1')
})

test('passes over a million formatted empty rows, and refuses one value far below', async () => {
  expect((await read(xlsx(row('<c r="XFD1048576" s="3"/>', 1048576)))).rows).toEqual([])
  expect(await faultOf(xlsx(row('<c r="XFD1048576"><v>1</v></c>')))).toBe(
    'the sheet reaches to XFD1048576; at most 5000 rows and 200 columns',
  )
  expect(await faultOf(xlsx(row('<c r="A5001"><v>1</v></c>')))).toContain('reaches to A5001')
  expect(await faultOf(xlsx(row('<c r="GS1"><v>1</v></c>')))).toContain('reaches to GS1')
  expect((await read(xlsx(row('<c r="GR5000"><v>1</v></c>', 5000)))).rows.length).toBe(5000)
})

test('refuses what unpacks to too much, and what unpacks to more than it says', async () => {
  const bomb = `<!--${' '.repeat(17 * 1024 * 1024)}-->`
  expect(await faultOf(xlsx(bomb))).toContain('unpacks to more than 16 MB')
  const before = performance.now()
  expect(await faultOf(xlsx(bomb, {}, 500))).toContain('damaged')
  expect(performance.now() - before).toBeLessThan(2_000)
  expect(await faultOf(Buffer.concat([xlsx(''), randomBytes(MAX_FILE_BYTES)]))).toContain('at most 5120 kB')
})

test('refuses a part that is damaged, is no XML or is missing, and an archive that is no workbook', async () => {
  const good = xlsx(row('<c r="A1"><v>1234567</v></c>'))
  const packedAt = good.indexOf('worksheets/sheet1.xml') + 'worksheets/sheet1.xml'.length
  const flipped = Buffer.from(good)
  flipped[packedAt + 8] = (flipped[packedAt + 8] as number) ^ 0x10
  expect(await faultOf(flipped)).toContain('damaged')
  expect(await faultOf(xlsx('<c'))).toContain('no XML')
  expect(await faultOf(xlsx('<a></b>'))).toContain('no XML')
  expect(await faultOf(xlsx(`<c ${'r="A1" '.repeat(100_000)}/>`))).toContain('no XML')
  expect(await faultOf(zip({ 'word/document.xml': '<a/>' }))).toContain('no workbook')
  expect(await faultOf(Buffer.from('PK'))).toContain('damaged')
  expect(await faultOf(good, '别的')).toBe('there is no sheet "别的"; one of: 表')
})

test('expands no entities but those of XML itself, and refuses a document that declares some', async () => {
  const sheet = `<worksheet>${row('<c r="A1" t="inlineStr"><is><t>&b;&amp;&#20843;</t></is></c>')}</worksheet>`
  expect((await read(xlsx('', { 'xl/worksheets/sheet1.xml': sheet }))).rows).toEqual([['&b;&八']])
  const lol = `<!DOCTYPE w [<!ENTITY a "${'ha'.repeat(100)}"><!ENTITY b "&a;&a;&a;&a;">]>`
  expect(await faultOf(xlsx('', { 'xl/worksheets/sheet1.xml': lol + sheet }))).toContain('no XML')
})

test('reads back what was written: merged cells, numbers, and characters that XML cannot hold', async () => {
  const sheet: Sheet = {
    name: `预警/指标 [2024]: ${'长'.repeat(40)}`,
    rows: [
      ['标题', null, null],
      ['_x0041_', 'a\r\nb\u0001', ' <&"> '],
      [0.1, -3, 1234.5],
      [null, '=1+1', '001'],
      ['constructor', '__proto__', 'toString'],
    ],
    merges: [{ top: 0, left: 0, bottom: 0, right: 2 }],
    headRows: 1,
  }
  const written = await writeXlsx(sheet)
  if (!written.ok) throw new Error('was refused')
  const again = await read(written.bytes)
  expect(again.rows).toEqual([['标题'], ...sheet.rows.slice(1)])
  expect(again.merges).toEqual(sheet.merges)
  expect(again.name).toBe('预警 指标  2024   长长长长长长长长长长长长长长长长长')
})

test('refuses a workbook with a sheet for each season, and says how to bring it in', async () => {
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const book = (...names: string[]) =>
    xlsx(row('<c r="A1"><v>1</v></c>'), {
      'xl/workbook.xml': `<workbook xmlns:r="${office}"><sheets>${names
        .map((name) => `<sheet name="${name}" r:id="r1"/>`)
        .join('')}</sheets></workbook>`,
    })
  expect(await faultOf(book('主汛期', '枯水期', '说明'))).toBe(
    'the sheets "主汛期", "枯水期" are of different seasons, and a table holds for one; a file for each sheet, and for each table a rule whose schedule is that season',
  )
  expect(await faultOf(book('主汛期', '枯水期'), '枯水期')).toBe('was read')
  expect(await faultOf(book('汛期指标', '说明'))).toBe('was read')
})
