import { isUnit, readUnit } from './amount.ts'
import type { MergedCells } from './merged-cells.ts'

/** What the lines above a table's head say. */
export interface TitleLines {
  title?: string
  unit?: { text: string; column: number }
  datum?: string
}

/** Reads the lines above the head: the table's name, 单位：m, 高程基准：吴淞. */
export function readTitleLines(cells: MergedCells, headRow: number): TitleLines {
  const above: TitleLines = {}
  let annex: string | undefined
  for (let row = 0; row < headRow; row++) {
    for (let column = 0; column < cells.width; column++) {
      const merge = cells.mergeAt(row, column)
      if (merge && (merge.top !== row || merge.left !== column)) continue
      const text = String(cells.at(row, column) ?? '').trim()
      const unit = unitIn(text)
      const datum = /^(?:高程)?(?:基准面?|基面|datum) ?[:：] ?(.+)$/i.exec(text)
      if (unit !== undefined) above.unit ??= { text: unit, column }
      if (datum) above.datum ??= datum[1] as string
      // 附件2 stands alone above the name, and is it only where there is no other.
      else if (/^附[件表录]\s*[\d一二三四五六七八九十]*\s*[:：]?$/.test(text)) annex ??= text
      else if (text !== '' && !UNIT_LINE.test(text)) above.title ??= text
    }
  }
  return above.title === undefined && annex !== undefined ? { ...above, title: annex } : above
}

const UNIT_LINE = /^[(（]?(?:计量)?(?:单位|units?) ?[:：] ?([^()（）]+)[)）]?$/i

/** The unit that a line states, alone (单位：m) or in brackets behind the table's name. */
function unitIn(text: string): string | undefined {
  const match = UNIT_LINE.exec(text) ?? /[(（]\s*(?:计量)?单位 ?[:：] ?([^()（）]+)[)）]/.exec(text)
  return match && isUnit(match[1] as string) ? readUnit(match[1] as string) : undefined
}
