import type { Level, RowSubject, TableDefinition } from '@tocsin/core'
import type { CellValue, Merge, Sheet } from './sheet.ts'
import { subjectText } from './subjects.ts'

/** What a person calls a row's subject: the station's name, the area's. Undefined when it has none. */
export type NameOf = (subject: RowSubject) => string | undefined

/** A cell that is deliberately not used; an empty one is a hole. Not a hyphen, with which a formula may begin. */
const NOT_USED = '—'

const LEVEL_TITLES: Readonly<Record<Level, string>> = {
  red: '一级(红色)',
  orange: '二级(橙色)',
  yellow: '三级(黄色)',
  blue: '四级(蓝色)',
}

/** As 山洪 tables call their two levels. */
const TRANSFER_TITLES: Readonly<Partial<Record<Level, string>>> = { red: '立即转移', orange: '准备转移' }

/** Lays a table out as counties keep it, levels over windows and one row per village, so that `readTable` gives the same again. */
export function writeTable(definition: TableDefinition, nameOf: NameOf): Sheet {
  const { name, kind, columns, rows } = definition
  const titles =
    kind === 'accumulation' && columns.every(({ level }) => TRANSFER_TITLES[level])
      ? TRANSFER_TITLES
      : LEVEL_TITLES
  const before = ['预警对象', '对象名称', '村名']
  // Who approved the values, where anybody is known to have.
  const approved = rows.some(({ approvedBy, approvedOn }) => approvedBy ?? approvedOn)
  const after = ['来源', ...(approved ? ['批准人', '批准日期'] : [])]
  const width = before.length + columns.length + after.length
  const unit = kind === 'accumulation' ? 'mm' : definition.unit
  const stated: CellValue[] = [unit && `单位：${unit}`, definition.datum && `基准：${definition.datum}`].map(
    (text) => text ?? null,
  )
  const levels = columns.map(({ level }) => titles[level] ?? level)
  const windowed = kind === 'accumulation'
  const head: CellValue[][] = [[...before, ...(windowed ? blankRepeats(levels) : levels), ...after]]
  if (windowed)
    head.push([
      ...before.map(() => null),
      ...columns.map(({ window }) => window?.replace(/m$/, 'min') ?? null),
      ...after.map(() => null),
    ])
  const top = 2
  const merges: Merge[] = [{ top: 0, left: 0, bottom: 0, right: width - 1 }]
  if (windowed) {
    const beside = [...before.keys(), ...after.map((_, index) => before.length + columns.length + index)]
    for (const column of beside) merges.push({ top, left: column, bottom: top + 1, right: column })
    for (const [from, to] of runs(levels)) {
      if (to > from) merges.push({ top, left: from + before.length, bottom: top, right: to + before.length })
    }
  }
  const body = rows.map((row): CellValue[] => [
    subjectText(row.subject),
    nameOf(row.subject) ?? null,
    row.name ?? null,
    ...row.cells.map((value) => value ?? NOT_USED),
    row.source ?? null,
    ...(approved ? [row.approvedBy ?? null, row.approvedOn ?? null] : []),
  ])
  // The second row stands even where it states nothing: it keeps the title apart from the head.
  return { name, rows: [[name], stated, ...head, ...body], merges, headRows: top + head.length }
}

/** First and last index of each run of equal texts. */
function runs(texts: readonly string[]): [number, number][] {
  const found: [number, number][] = []
  texts.forEach((text, index) => {
    const latest = found.at(-1)
    if (latest && texts[index - 1] === text) latest[1] = index
    else found.push([index, index])
  })
  return found
}

function blankRepeats(texts: readonly string[]): CellValue[] {
  return texts.map((text, index) => (index > 0 && texts[index - 1] === text ? null : text))
}
