import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { importPastedTable, importTable } from './import-table.ts'
import { registered } from './testing/registered.ts'
import { xlsx } from './testing/zip.ts'

/** A generator of numbers from 0 to below `end` that is the same in every run (mulberry32). */
function seeded(seed: number): (end: number) => number {
  let state = seed
  return (end) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end)
  }
}

/** Bytes changed, cut out, doubled and swapped at random. */
function mutate(bytes: Buffer, random: (end: number) => number): Buffer {
  let mutated = Buffer.from(bytes)
  for (let times = 1 + random(4); times > 0; times--) {
    const at = random(mutated.length)
    const length = 1 + random(20)
    const kind = random(4)
    if (kind === 0) mutated[at] = random(256)
    else if (kind === 1) mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(at + length)])
    else if (kind === 2) mutated = Buffer.concat([mutated.subarray(0, at + length), mutated.subarray(at)])
    else mutated.copy(mutated, at, random(mutated.length), mutated.length)
  }
  return mutated
}

const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url))
const context = registered()
/** No import of a few kilobytes may take longer: the gateway judges in the same process. */
const LONGEST_MS = 1_000

async function neverThrows(bytes: Buffer): Promise<boolean> {
  const began = performance.now()
  const read = await importTable(bytes, context)
  expect(performance.now() - began).toBeLessThan(LONGEST_MS)
  if (!read.ok) expect(read.faults.length).toBeGreaterThan(0)
  return read.ok
}

test('random bytes are refused', async () => {
  const random = seeded(1)
  for (let run = 0; run < 1_500; run++) {
    const bytes = Buffer.from(Array.from({ length: random(400) }, () => random(256)))
    // Every third looks like a zip archive, every third has no bytes but those of text.
    if (run % 3 === 0) bytes.write('PK\x03\x04', 'latin1')
    if (run % 3 === 1) for (const [at, byte] of bytes.entries()) bytes[at] = byte % 96 || 10
    expect(await neverThrows(bytes)).toBe(false)
  }
})

test('a mutated .xlsx file is read or refused', async () => {
  const random = seeded(2)
  const files = [fixture('jianghua-rain.xlsx'), fixture('river-levels.xlsx')]
  for (let run = 0; run < 1_500; run++) await neverThrows(mutate(files[run % 2] as Buffer, random))
})

test('an .xlsx file with a mutated sheet in a sound archive is read or refused', async () => {
  const random = seeded(3)
  const sheet = sheetXml()
  let read = 0
  for (let run = 0; run < 1_500; run++) {
    const inside = mutate(sheet, random).toString()
    if (await neverThrows(xlsx('', { 'xl/worksheets/sheet1.xml': inside }))) read++
  }
  // Neither all nor none: the mutations reach what is behind the archive. Most leave no well-formed XML.
  expect(read).toBeGreaterThan(10)
  expect(read).toBeLessThan(1_450)
})

test('a mutated CSV file or clipboard is read or refused', async () => {
  const random = seeded(4)
  const bytes = fixture('shuanghe-rain-gbk.csv')
  const text = new TextDecoder('gb18030').decode(bytes)
  let read = 0
  for (let run = 0; run < 1_500; run++) {
    if (await neverThrows(mutate(bytes, random))) read++
    const pasted = mutate(Buffer.from(text.replaceAll(',', '\t')), random).toString()
    importPastedTable(pasted, context)
  }
  expect(read).toBeGreaterThan(50)
  expect(read).toBeLessThan(1_450)
})

/** A sheet as a spreadsheet saves it, its texts in its cells. */
function sheetXml(): Buffer {
  const rows = [
    ['江华县指标', '', '', '', ''],
    ['站点', '准备转移', '', '立即转移', ''],
    ['', '1h', '3h', '1h', '3h'],
    ['双河站', 40, 65, 60, 90],
    ['沱江站', 60, 100, 80, 120],
  ]
  const xml = rows.map((cells, row) => {
    const inside = cells.map((cell, column) => {
      const at = `r="${'ABCDE'[column]}${row + 1}"`
      return typeof cell === 'number'
        ? `<c ${at}><v>${cell}</v></c>`
        : `<c ${at} t="inlineStr"><is><t>${cell}</t></is></c>`
    })
    return `<row r="${row + 1}">${inside.join('')}</row>`
  })
  const merges = ['A1:E1', 'A2:A3', 'B2:C2', 'D2:E2'].map((ref) => `<mergeCell ref="${ref}"/>`)
  return Buffer.from(
    `<worksheet><sheetData>${xml.join('')}</sheetData><mergeCells>${merges.join('')}</mergeCells></worksheet>`,
  )
}
