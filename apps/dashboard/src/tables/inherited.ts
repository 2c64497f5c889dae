import type { StationView, TableBody } from '@tocsin/contract'
import { areaContains } from '@tocsin/core'
import { rowStations } from './row-stations.ts'
import type { RowDraft, TableDraft } from './table-draft.ts'

/** A village that has no row of its own and goes by one of an area above it. */
export interface InheritedRow {
  readonly area: string
  /** The row that it goes by. */
  readonly from: number
}

/** Villages with stations that go by the row of an area above them, in the order of these rows. */
export function inheritedRows(
  { rows, kind }: Pick<TableDraft, 'rows' | 'kind'>,
  stations: readonly StationView[],
): InheritedRow[] {
  const areas = rows.flatMap(({ subjectKind, subject }, index) =>
    subjectKind === 'area' && subject.trim() !== '' ? [{ path: subject.trim(), index }] : [],
  )
  const own = new Set(areas.map(({ path }) => path))
  const found = new Map<string, number>()
  for (const { path } of areas) {
    const measured = rowStations({ subject: { area: path } } as TableBody['rows'][number], kind, stations)
    for (const { area } of measured) {
      if (own.has(area) || found.has(area)) continue
      const nearest = areas
        .filter((one) => areaContains(one.path, area))
        .reduce((best, one) => (one.path.length > best.path.length ? one : best))
      found.set(area, nearest.index)
    }
  }
  return [...found].map(([area, from]) => ({ area, from })).sort((a, b) => a.from - b.from)
}

/** A row of a village's own that begins as a copy of the one it went by. */
export function ownRow(draft: TableDraft, { area, from }: InheritedRow): RowDraft | undefined {
  const template = draft.rows[from]
  if (template === undefined) return undefined
  const key = Math.max(-1, ...draft.rows.map((row) => row.key)) + 1
  return { ...template, key, subjectKind: 'area', subject: area, name: area.split('/').at(-1) ?? area }
}
