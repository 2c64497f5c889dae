import { decodeText } from './encoding.ts'
import { beyondLimits, type CellValue, type FileFault, MAX_FILE_BYTES, type SheetRead } from './sheet.ts'
import { tooLarge } from './xlsx-reader.ts'

const DELIMITERS = [',', '\t', ';'] as const
type Delimiter = (typeof DELIMITERS)[number]

/** How many characters tell which delimiter a file has. */
const SAMPLE_LENGTH = 20_000

/** Reads a CSV file in any of the encodings of `decodeText`, its cells parted by commas, semicolons or tabs. */
export function readCsv(bytes: Uint8Array): SheetRead {
  if (bytes.length > MAX_FILE_BYTES) return { ok: false, fault: tooLarge(bytes) }
  const decoded = decodeText(bytes)
  if (!decoded) {
    const fault = { message: 'the file is neither UTF-8 nor GBK text', expected: 'an .xlsx file, or CSV' }
    return { ok: false, fault }
  }
  return readText(decoded.text)
}

/** Reads what was copied from a spreadsheet: rows of cells parted by tabs. */
export function readPasted(text: string): SheetRead {
  return text.length > MAX_FILE_BYTES
    ? { ok: false, fault: tooLarge(new TextEncoder().encode(text)) }
    : readText(text, text.includes('\t') ? '\t' : undefined)
}

function readText(text: string, given?: Delimiter): SheetRead {
  // Excel's own way of saying which delimiter follows.
  const stated = /^sep=([,;\t])\r?\n/.exec(text)
  const body = stated ? text.slice(stated[0].length) : text
  const delimiter = given ?? (stated?.[1] as Delimiter | undefined) ?? guessDelimiter(body)
  const rows: CellValue[][] = []
  const fault = splitCells(body, delimiter, (row, column, cell) => {
    const beyond = cell === '' ? undefined : beyondLimits(row, column)
    if (beyond || cell === '') return beyond
    while (rows.length <= row) rows.push([])
    const cells = rows[row] as CellValue[]
    while (cells.length < column) cells.push(null)
    cells[column] = unguard(cell)
    return undefined
  })
  return fault ? { ok: false, fault } : { ok: true, sheet: { rows, merges: [] }, notes: [] }
}

/** The delimiter that stands most often outside quotes. */
function guessDelimiter(text: string): Delimiter {
  const counts = { ',': 0, '\t': 0, ';': 0 }
  let quoted = false
  for (const character of text.slice(0, SAMPLE_LENGTH)) {
    if (character === '"') quoted = !quoted
    else if (!quoted && character in counts) counts[character as Delimiter]++
  }
  return DELIMITERS.reduce((best, delimiter) => (counts[delimiter] > counts[best] ? delimiter : best))
}

/** Calls `take` with every cell, rows and columns from 0, until it answers with a fault. RFC 4180, with any kind of line end. */
function splitCells(
  text: string,
  delimiter: Delimiter,
  take: (row: number, column: number, cell: string) => FileFault | undefined,
): FileFault | undefined {
  let [row, column, at] = [0, 0, 0]
  const special = new RegExp(delimiter === '\t' ? '[\t\r\n]' : `[${delimiter}\r\n]`, 'g')
  while (at < text.length) {
    let cell = ''
    if (text[at] === '"') {
      const quoted = readQuoted(text, at)
      cell = quoted.cell
      at = quoted.end
    }
    // What stands between a closing quote and the delimiter is kept: the file is wrong, its text need not be lost.
    special.lastIndex = at
    const end = special.exec(text)?.index ?? text.length
    cell += text.slice(at, end)
    const fault = take(row, column, cell)
    if (fault) return fault
    if (text[end] === delimiter) column++
    else {
      row++
      column = 0
    }
    at = text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1
  }
  return undefined
}

/** A cell that begins with a quote: up to the closing one, `""` being a quote. An unclosed one reaches to the end of the file. */
function readQuoted(text: string, start: number): { cell: string; end: number } {
  let cell = ''
  let from = start + 1
  for (;;) {
    const quote = text.indexOf('"', from)
    if (quote < 0) return { cell: cell + text.slice(from), end: text.length }
    cell += text.slice(from, quote)
    if (text[quote + 1] !== '"') return { cell, end: quote + 1 }
    cell += '"'
    from = quote + 2
  }
}

/** Takes off the apostrophe that `csv-writer.ts` puts before what a spreadsheet would take for a formula. */
function unguard(cell: string): string {
  return /^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell
}
