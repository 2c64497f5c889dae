import type { CsvMapping } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'
import { type MomentReader, momentReader } from './moment.ts'
import { faultyRow, NOTHING, type Parsed, type ParsedValue, type Units, UnreadableFile } from './parsed.ts'
import { conversion } from './unit.ts'

const DELIMITERS = [',', ';', '\t'] as const
/** What of a cell is repeated when it is wrong. */
const QUOTED = 40

/**
 * Reads the rows of a CSV file, a line each (RFC 4180; a cell holds no line break). A row of which a cell is wrong keeps its other cells; a row
 * without a time keeps none.
 */
export interface RowReader {
  /** One line, in order, from the first of the file on. Throws UnreadableFile at a header that lacks what the mapping names. */
  take(line: string): Parsed
  /** True once the header has been read: what follows can be read in any order. */
  readonly isReady: boolean
}

export function csvRows(mapping: CsvMapping, units: Units, latest: Instant): RowReader {
  const { comment, headerLine, skipLines, time } = mapping
  const read = momentReader(time.format) as MomentReader
  const missing = new Set(mapping.missing)
  let before = headerLine
  let skip = skipLines
  let delimiter: string = mapping.delimiter ?? ''
  let columns: Columns | undefined

  return {
    get isReady() {
      return columns !== undefined && skip === 0
    },
    take(line) {
      if (comment !== undefined && line.startsWith(comment)) return NOTHING
      if (columns === undefined) {
        before -= 1
        if (before > 0) return NOTHING
        if (delimiter === '') delimiter = mostOften(line)
        const names = split(line, delimiter)
        if (names === undefined) throw new UnreadableFile('the header row has a quote that is not closed')
        columns = placeColumns(mapping, names, units)
        return NOTHING
      }
      if (skip > 0) {
        skip -= 1
        return NOTHING
      }
      if (line.trim() === '') return NOTHING
      const cells = split(line, delimiter)
      if (cells === undefined) return faultyRow('a quote is not closed on its line')
      const text = columns.time.map((index) => cells[index]?.trim() ?? '').join(' ')
      const name = time.columns.join(' ')
      let zone = time.zone
      if (columns.zone !== undefined) {
        const said = cells[columns.zone]?.trim() ?? ''
        zone = time.zones?.[said]
        if (zone === undefined)
          return faultyRow(`"${said.slice(0, QUOTED)}" is no zone of the mapping`, time.zoneColumn)
      }
      const moment = read(text, zone)
      if (!moment.ok) return faultyRow(moment.message, name)
      if (moment.at > latest) return faultyRow(`"${text}" lies in the future`, name)
      const values: ParsedValue[] = []
      const faults: { column: string; message: string }[] = []
      let blank = 0
      for (const { index, column, datastream, convert } of columns.values) {
        const cell = cells[index]?.trim()
        if (cell === undefined) faults.push({ column, message: 'the row ends before it' })
        else if (cell === '' || missing.has(cell)) blank += 1
        else {
          const value = numberOf(cell, mapping.decimal)
          if (value === undefined) faults.push({ column, message: `"${cell.slice(0, QUOTED)}" is no number` })
          else values.push({ datastream, phenomenonTime: moment.at, value: convert(value) })
        }
      }
      return { isRow: true, values, blank, faults }
    },
  }
}

interface Columns {
  readonly time: readonly number[]
  readonly zone: number | undefined
  readonly values: readonly {
    readonly index: number
    readonly column: string
    readonly datastream: string
    readonly convert: (value: number) => number
  }[]
}

function placeColumns(mapping: CsvMapping, header: readonly string[], units: Units): Columns {
  const names = header.map((name) => name.trim())
  const place = (name: string): number => {
    const number = /^#(\d{1,4})$/.exec(name)
    if (number !== null) {
      const index = Number(number[1]) - 1
      if (index >= 0 && index < names.length) return index
    }
    const found = names.indexOf(name.trim())
    if (found < 0) {
      throw new UnreadableFile(
        `the header row (line ${mapping.headerLine}) has no column "${name}"; it has ${names.slice(0, 20).join(', ').slice(0, 400)}`,
      )
    }
    if (names.lastIndexOf(name.trim()) !== found) {
      throw new UnreadableFile(`the column "${name}" is there twice; name it by its place, #${found + 1}`)
    }
    return found
  }
  return {
    time: mapping.time.columns.map(place),
    zone: mapping.time.zoneColumn === undefined ? undefined : place(mapping.time.zoneColumn),
    values: mapping.columns.map(({ column, datastream, unit }) => {
      const convert = conversion(unit, units.get(datastream) ?? '')
      if (convert === undefined)
        throw new UnreadableFile(`${datastream} is no longer kept in a unit that ${unit} converts to`)
      return { index: place(column), column, datastream, convert }
    }),
  }
}

/** Cells of a line; undefined when a quote is not closed. */
export function split(line: string, delimiter: string): string[] | undefined {
  if (!line.includes('"')) return line.split(delimiter)
  const cells: string[] = []
  let at = 0
  for (;;) {
    let cell = ''
    if (line[at] === '"') {
      let from = at + 1
      for (;;) {
        const quote = line.indexOf('"', from)
        if (quote < 0) return undefined
        cell += line.slice(from, quote)
        from = quote + 1
        if (line[from] !== '"') break
        cell += '"'
        from += 1
      }
      at = from
    }
    const end = line.indexOf(delimiter, at)
    cells.push(cell + line.slice(at, end < 0 ? line.length : end))
    if (end < 0) return cells
    at = end + delimiter.length
  }
}

function mostOften(line: string): string {
  const count = (one: string) => line.split(one).length
  return DELIMITERS.reduce((best, one) => (count(one) > count(best) ? one : best))
}

/** Digits grouped by a comma or a space are no number: nobody can say which of the two a file means. */
function numberOf(cell: string, decimal: '.' | ','): number | undefined {
  const text = decimal === ',' ? cell.replace(',', '.') : cell
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(text)) return undefined
  if (decimal === ',' && cell.includes('.')) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}
