import { readFileSync } from 'node:fs'
import { importPastedTable, importTable, type TableImport } from '@tocsin/gateway/tables/import-table'
import { registered } from '@tocsin/gateway/tables/testing/registered'
import { xlsx } from '@tocsin/gateway/tables/testing/zip'
import { cuts, huntAsThread, type Quarry } from './hunt.ts'
import { mutatedBytes, mutatedText } from './mutate.ts'

/** A file, or what was copied out of a spreadsheet. */
export interface TableInput {
  readonly kind: 'xlsx' | 'sheet' | 'csv' | 'pasted'
  readonly bytes: Buffer
}

const fixture = (name: string) =>
  readFileSync(new URL(`../../apps/gateway/src/tables/fixtures/${name}`, import.meta.url))

const ROWS = [
  ['江华县指标', '', '', '', ''],
  ['站点', '准备转移', '', '立即转移', ''],
  ['', '1h', '3h', '1h', '3h'],
  ['双河站', '40', '65', '60', '90'],
  ['沱江站', '60', '100', '80', '120'],
]

/** The sheet as a spreadsheet saves it, its texts in its cells. */
function sheetXml(): Buffer {
  const rows = ROWS.map((cells, row) => {
    const inside = cells.map((cell, column) => {
      const at = `r="${'ABCDE'[column]}${row + 1}"`
      return /^\d+$/.test(cell)
        ? `<c ${at}><v>${cell}</v></c>`
        : `<c ${at} t="inlineStr"><is><t>${cell}</t></is></c>`
    })
    return `<row r="${row + 1}">${inside.join('')}</row>`
  })
  const merges = ['A1:E1', 'A2:A3', 'B2:C2', 'D2:E2'].map((ref) => `<mergeCell ref="${ref}"/>`)
  return Buffer.from(
    `<worksheet><sheetData>${rows.join('')}</sheetData><mergeCells>${merges.join('')}</mergeCells></worksheet>`,
  )
}

function wrongWith(read: TableImport): string | undefined {
  if (!read.ok) return read.faults.length === 0 ? 'refused without a fault' : undefined
  const { definition } = read
  if (definition.rows.length === 0) return 'taken without a row'
  return JSON.stringify(definition).includes('null') && /:null/.test(JSON.stringify(definition.columns))
    ? 'a column without a value'
    : undefined
}

export function tables(): Quarry<TableInput> {
  const context = registered()
  const files = [fixture('jianghua-rain.xlsx'), fixture('river-levels.xlsx')]
  const csvs = [fixture('shuanghe-rain-gbk.csv'), Buffer.from(ROWS.map((row) => row.join(',')).join('\n'))]
  const sheet = sheetXml()
  const pasted = ROWS.map((row) => row.join('\t')).join('\n')
  return {
    make(random) {
      const kind = random.below(20)
      if (kind < 3) return { kind: 'xlsx', bytes: mutatedBytes(random.of(files), random) }
      if (kind < 6) {
        const bytes = random.once(2)
          ? mutatedBytes(sheet, random)
          : Buffer.from(mutatedText(sheet.toString(), random))
        return { kind: 'sheet', bytes }
      }
      if (kind < 13) return { kind: 'csv', bytes: mutatedBytes(random.of(csvs), random) }
      return { kind: 'pasted', bytes: Buffer.from(mutatedText(pasted, random)) }
    },
    async judge({ kind, bytes }) {
      if (kind === 'pasted') return wrongWith(importPastedTable(bytes.toString(), context))
      const file = kind === 'sheet' ? xlsx('', { 'xl/worksheets/sheet1.xml': bytes.toString() }) : bytes
      return wrongWith(await importTable(file, context))
    },
    smaller: ({ kind, bytes }) =>
      (function* () {
        for (const shorter of cuts(bytes, (from, to) =>
          Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]),
        ))
          yield { kind, bytes: shorter }
      })(),
    show: ({ kind, bytes }) => `${kind} ${bytes.toString('base64')}`,
  }
}

await huntAsThread(tables)
