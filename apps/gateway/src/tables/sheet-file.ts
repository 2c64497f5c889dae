import { readCsv } from './csv-reader.ts'
import type { SheetRead } from './sheet.ts'
import { readXlsx } from './xlsx-reader.ts'

/** Reads a spreadsheet or CSV file, whichever the bytes are; file names lie too often. `sheetName` chooses among the sheets of an .xlsx file. */
export async function readSheetFile(bytes: Uint8Array, sheetName?: string): Promise<SheetRead> {
  if (startsWith(bytes, [0x50, 0x4b])) return await readXlsx(bytes, sheetName)
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
    const message = 'this is an .xls file of Excel 2003 or older, or one with a password'
    return { ok: false, fault: { message, expected: 'the same saved as .xlsx, without a password' } }
  }
  return readCsv(bytes)
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte)
}
