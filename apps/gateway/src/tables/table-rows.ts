import { LEVELS, type Level } from '@tocsin/core'
import { readAmount } from './amount.ts'
import { readLevel } from './header-words.ts'
import type { CellNote, Layout } from './layout.ts'
import type { MergedCells } from './merged-cells.ts'
import { type CellFault, type CellValue, place } from './sheet.ts'

/** One value of a table with the place it stands at; both from 0. */
export interface Spot {
  readonly row: number
  readonly column: number
}

/** A column of the table that is read: where it stands in the sheet depends on the row when rows are by level. */
export interface ReadColumn {
  readonly level: Level
  readonly window: string | undefined
  readonly windowMs: number | undefined
}

/** What the file says of one village or station: still text, with every value's place. */
export interface ReadRow {
  readonly subject: { readonly text: string; readonly at: Spot }
  readonly name: string
  readonly source: string
  readonly approvedBy: string
  readonly approvedOn: string
  /** By column; undefined where the row of a level is missing altogether. */
  readonly spots: (Spot | undefined)[]
}

export interface RowsRead {
  readonly columns: readonly ReadColumn[]
  readonly rows: readonly ReadRow[]
  readonly faults: readonly CellFault[]
  readonly notes: readonly CellNote[]
}

/** How a line below the table begins that is none of its rows: 注：, 说明1：, 审核：李四, ※. */
const NOTE_START =
  /^[(（]?(?:(?:注|说明|备注|附注|填表|填报|制表|编制|审核|审批|批准|校核|负责|联系|日期|资料来源|notes?|remarks?)[^:：]{0,6}[:：]|\*|※)/i

/** Gathers the rows under a head, one for each village: a village that has a row for each level becomes one. */
export function readRows(cells: MergedCells, layout: Layout): RowsRead {
  const faults: CellFault[] = []
  const notes: CellNote[] = []
  const { roles } = layout
  const subjectColumn = roles.subject ?? roles.station ?? roles.village
  if (subjectColumn === undefined) {
    const message = 'no column says whom the rows are about'
    const expected = 'a column 预警对象, 站点 or 村名'
    return { columns: [], rows: [], faults: [{ ...place(layout.headRow, 0), message, expected }], notes }
  }
  const byLevel = layout.values.some(({ level }) => level === undefined) && roles.level !== undefined
  const lines: Line[] = []
  for (let row = layout.firstRow; row < cells.height; row++) {
    const note = besideTheTable(cells, layout, row)
    if (note !== undefined) {
      if (note !== '')
        notes.push({ ...place(row, 0), message: `not a row of the table: ${note.slice(0, 80)}` })
      continue
    }
    // A CSV file has lost its merged cells: an empty one means the village of the row above, where villages have several.
    const above = byLevel && isEmpty(cells.at(row, subjectColumn)) ? lines.at(-1) : undefined
    lines.push({
      row,
      text: above?.text ?? textAt(cells, row, subjectColumn),
      at: above?.at ?? { row, column: subjectColumn },
      name: textAt(cells, row, roles.village) || (above?.name ?? ''),
      source: textAt(cells, row, roles.source) || (above?.source ?? ''),
      approvedBy: textAt(cells, row, roles.approver) || (above?.approvedBy ?? ''),
      approvedOn: dayAt(cells, row, roles.approved, faults) || (above?.approvedOn ?? ''),
    })
  }
  const gathered = byLevel
    ? gatherByLevel(cells, layout, lines, roles.level ?? 0, faults)
    : gatherByRow(layout, lines, faults)
  return { ...gathered, faults, notes }
}

/** A day as people write it: 2026-04-15, 2026/4/15, 2026年4月15日; empty where none stands. */
function dayAt(cells: MergedCells, row: number, column: number | undefined, faults: CellFault[]): string {
  const text = textAt(cells, row, column)
  if (text === '' || column === undefined) return ''
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00(?::00)?)?$/.exec(text)
  const day = match && [match[1], match[2]?.padStart(2, '0'), match[3]?.padStart(2, '0')].join('-')
  if (
    day &&
    new Date(`${day}T00:00Z`).getTime() > 0 &&
    new Date(`${day}T00:00Z`).toISOString().startsWith(day)
  )
    return day
  faults.push({ ...place(row, column), message: `"${text}" is no day`, expected: 'such as 2026-04-15' })
  return ''
}

interface Line {
  readonly row: number
  readonly text: string
  readonly at: Spot
  readonly name: string
  readonly source: string
  readonly approvedBy: string
  readonly approvedOn: string
}

/** What a line says that is no row of the table: empty for an empty one; undefined when it is a row. */
function besideTheTable(cells: MergedCells, layout: Layout, row: number): string | undefined {
  const texts = Array.from({ length: cells.width }, (_, column) => String(cells.at(row, column) ?? '').trim())
  const first = texts.findIndex((text) => text !== '')
  if (first < 0) return ''
  const text = texts[first] as string
  const holdsValues = layout.values.some(({ column }) => {
    const { kind } = readAmount(cells.at(row, column))
    return kind === 'number' || kind === 'not-used'
  })
  if (holdsValues) return undefined
  if (NOTE_START.test(text)) return text
  // A township's name, or a remark, across the whole table.
  const merge = cells.mergeAt(row, first)
  const across = layout.values.every(({ column }) => merge && merge.left <= column && column <= merge.right)
  return across ? text : undefined
}

function gatherByRow(layout: Layout, lines: readonly Line[], faults: CellFault[]): Gathered {
  const values = layout.values.filter((value) => {
    if (value.level !== undefined) return true
    const expected = '准备转移, 立即转移, 红色, 橙色, 黄色, 蓝色, red, …'
    const message = `no level stands over ${value.window}`
    faults.push({ ...place(value.headRow, value.column), message, expected })
    return false
  })
  const columns = values.map(({ level, window, windowMs }) => ({ level: level as Level, window, windowMs }))
  const rows = lines.map(({ row, text, at, ...told }) => {
    return { subject: { text, at }, ...told, spots: values.map(({ column }) => ({ row, column })) }
  })
  return { columns, rows }
}

interface Gathered {
  readonly columns: readonly ReadColumn[]
  readonly rows: readonly ReadRow[]
}

function gatherByLevel(
  cells: MergedCells,
  layout: Layout,
  lines: readonly Line[],
  levelColumn: number,
  faults: CellFault[],
): Gathered {
  const levelled = lines.flatMap((line) => {
    const cell = cells.at(line.row, levelColumn)
    const level = readLevel(cell)
    if (level) return [{ ...line, level }]
    const message = isEmpty(cell) ? 'the level is missing' : `"${cell}" is no level`
    faults.push({
      ...place(line.row, levelColumn),
      message,
      expected: `准备转移, 立即转移, ${LEVELS.join(', ')}`,
    })
    return []
  })
  const levels = [...new Set(levelled.map(({ level }) => level))]
  const windows = layout.values
  const columns = levels.flatMap((level) =>
    windows.map(({ window, windowMs }) => ({ level, window, windowMs })),
  )
  const rows: (ReadRow & { has: Map<Level, number> })[] = []
  for (const { level, row, text, at, ...told } of levelled) {
    const latest = rows.at(-1)
    // Rows of one village stand together; the same again further down is a second one, and refused as such.
    const same = latest?.subject.text === text && latest.name === told.name ? latest : undefined
    const into = same ?? {
      subject: { text, at },
      ...told,
      spots: columns.map(() => undefined),
      has: new Map(),
    }
    if (!same) rows.push(into)
    const earlier = into.has.get(level)
    if (earlier !== undefined) {
      const message = `${text} has ${level} already in ${place(earlier, levelColumn).cell}`
      faults.push({ ...place(row, levelColumn), message, expected: 'one row for each level of a village' })
      continue
    }
    into.has.set(level, row)
    windows.forEach(({ column }, index) => {
      into.spots[levels.indexOf(level) * windows.length + index] = { row, column }
    })
  }
  for (const { subject, has } of rows) {
    for (const level of levels.filter((one) => !has.has(one))) {
      const message = `"${subject.text}" has no row for ${level}`
      faults.push({
        ...place(subject.at.row, subject.at.column),
        message,
        expected: `rows for ${levels.join(', ')}`,
      })
    }
  }
  return { columns, rows }
}

function textAt(cells: MergedCells, row: number, column: number | undefined): string {
  return column === undefined ? '' : String(cells.at(row, column) ?? '').trim()
}

function isEmpty(cell: CellValue): boolean {
  return String(cell ?? '').trim() === ''
}
