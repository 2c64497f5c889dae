import type { BacktestCourse, BacktestEvent, BacktestOutcome, BacktestResult } from '@tocsin/contract'
import type { DurationMs, Instant, Level } from '@tocsin/core'

/** Something that a version would have done, and the column of the table whose cell made it. */
export interface StripMark {
  readonly at: Instant
  readonly kind: 'raise' | 'clear'
  /** Null of a clear. */
  readonly level: Level | null
  readonly column: number | undefined
}

export interface StripFiring {
  readonly from: Instant
  /** Null: it went on beyond the range. */
  readonly to: Instant | null
}

/** One version on one datastream. */
export interface StripSide {
  readonly marks: readonly StripMark[]
  readonly firings: readonly StripFiring[]
}

/** One datastream of one row: what it measured, what the draft would have done and what the version in force would have. */
export interface Strip {
  readonly row: number
  readonly datastream: string
  readonly course: BacktestCourse
  readonly draft: StripSide
  readonly current: StripSide | null
  /** What people want to be warned of: the mark reached, where one is set; else what was really raised. */
  readonly known: readonly StripFiring[]
  readonly knownBy: 'mark' | 'warnings'
}

/** Columns of a table and the cells of its rows, as far as strips need them. */
export interface StripTable {
  readonly columns: readonly { readonly level: Level; readonly window?: string | undefined }[]
  readonly rows: readonly { readonly cells: readonly (number | null)[] }[]
}

/** A strip for each datastream that was tried, in the order of the rows. */
export function stripsOf(result: BacktestResult, table: StripTable, saved: StripTable | undefined): Strip[] {
  return result.courses
    .flatMap((course) => {
      if (course.row === null) return []
      const cells = table.rows[course.row]?.cells ?? []
      const leads = result.outcome.leads
      const crossings = (leads?.list ?? []).map(({ at }) => ({ from: at, to: at }))
      const knownBy: Strip['knownBy'] = leads === null ? 'warnings' : 'mark'
      const real = course.real.map(({ from, to }) => ({ from, to }))
      return {
        row: course.row,
        datastream: course.datastream,
        course,
        draft: sideOf(result.outcome, course.datastream, result.from, (event) =>
          firedColumn(event, table.columns, cells),
        ),
        current:
          result.comparedWith &&
          sideOf(result.comparedWith, course.datastream, result.from, (event) =>
            saved === undefined ? undefined : firedColumn(event, saved.columns, []),
          ),
        known: knownBy === 'mark' ? crossings : real,
        knownBy,
      }
    })
    .sort((a, b) => a.row - b.row || (a.datastream < b.datastream ? -1 : 1))
}

function sideOf(
  { warnings }: BacktestOutcome,
  datastream: string,
  begin: Instant,
  columnOf: (event: BacktestEvent) => number | undefined,
): StripSide {
  const marks: StripMark[] = []
  const firings: { from: Instant; to: Instant | null }[] = []
  for (const { subject, events, firingAtStart } of warnings) {
    if (subject !== datastream) continue
    let open = firingAtStart === null ? undefined : { from: begin, to: null as Instant | null }
    if (open !== undefined) firings.push(open)
    for (const event of events) {
      const { type, at, level = null } = event
      if (type === 'raised' || type === 'raised-again' || type === 'level-raised') {
        marks.push({ at, kind: 'raise', level, column: columnOf(event) })
        if (type !== 'level-raised' && open === undefined) {
          open = { from: at, to: null }
          firings.push(open)
        }
      } else if (type === 'cleared' || type === 'closed') {
        marks.push({ at, kind: 'clear', level: null, column: undefined })
        if (open !== undefined) open.to = at
        open = undefined
      }
    }
  }
  return { marks, firings }
}

/** The column of the cell that an event is owed to: of its level, the window whose sum had reached it; the one by the most, where several had. */
export function firedColumn(
  { level, windows = {} }: Pick<BacktestEvent, 'level' | 'windows'>,
  columns: StripTable['columns'],
  cells: readonly (number | null)[],
): number | undefined {
  let found: number | undefined
  let most = 0
  for (const [index, column] of columns.entries()) {
    if (column.level !== level) continue
    if (column.window === undefined) return index
    const cell = cells[index]
    const sum = windows[column.window]
    if (typeof cell !== 'number' || sum === undefined || sum < cell || cell <= 0) continue
    if (sum / cell > most) {
      most = sum / cell
      found = index
    }
  }
  return found
}

/** What a version comes to on one strip. */
export interface StripNumbers {
  readonly raises: number
  /** Known events during which it fired, or that were reached while it did. */
  readonly hits: number
  readonly misses: number
  /** Times that it fired, and nothing known happened. */
  readonly false: number
  /** How long before the known events it fired, in the median; null: never before one. */
  readonly leadMs: DurationMs | null
  /** Persons called, over all raises and rises to a graver level; where it is not known who, undefined. */
  readonly calls: number | undefined
  /** Of the times that people are called, those from 22:00 to 06:00. */
  readonly atNight: number
  readonly callsAtNight: number | undefined
}

/**
 * @param persons how many are called at a level; undefined where no plan says
 * @param hourOf the local hour of a moment
 */
export function numbersOf(
  side: StripSide,
  known: readonly StripFiring[],
  persons: (level: Level) => number | undefined,
  hourOf: (at: Instant) => number,
): StripNumbers {
  const raises = side.marks.filter(({ kind }) => kind === 'raise')
  const nightly = raises.filter(({ at }) => hourOf(at) >= 22 || hourOf(at) < 6)
  const leads = known.flatMap((event) => {
    const warned = side.firings.find((firing) => meets(firing, event))
    return warned === undefined ? [] : [event.from - warned.from]
  })
  const sorted = leads.toSorted((a, b) => a - b)
  return {
    raises: raises.length,
    hits: leads.length,
    misses: known.length - leads.length,
    false: side.firings.filter((firing) => !known.some((event) => meets(firing, event))).length,
    leadMs: sorted[Math.floor((sorted.length - 1) / 2)] ?? null,
    calls: called(raises, persons),
    atNight: nightly.length,
    callsAtNight: called(nightly, persons),
  }
}

function meets(a: StripFiring, b: StripFiring): boolean {
  return a.from <= (b.to ?? Number.POSITIVE_INFINITY) && b.from <= (a.to ?? Number.POSITIVE_INFINITY)
}

function called(
  marks: readonly StripMark[],
  persons: (level: Level) => number | undefined,
): number | undefined {
  const counts = marks.map(({ level }) => (level === null ? 0 : persons(level)))
  return counts.some((count) => count === undefined)
    ? undefined
    : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)
}

/** Cells beyond all that was measured in the time that was tried: a question, not a fault. By the path that a form has for them. */
export function beyondRecord(
  strips: readonly Strip[],
  table: StripTable,
): Record<string, { readonly record: number; readonly at: Instant }> {
  const highest: Record<string, { record: number; at: Instant }> = {}
  for (const { row, course } of strips) {
    for (const [column, { window = null }] of table.columns.entries()) {
      const record = course.lines.find((line) => line.window === window)?.record
      const path = `rows.${row}.cells.${column}`
      // Of several stations the one that measured the most says whether it can be reached.
      if (record && !((highest[path]?.record ?? Number.NEGATIVE_INFINITY) >= record.value))
        highest[path] = { record: record.value, at: record.at }
    }
  }
  return Object.fromEntries(
    Object.entries(highest).filter(([path, { record }]) => {
      const [, row, , column] = path.split('.').map(Number)
      const cell = table.rows[row ?? -1]?.cells[column ?? -1]
      return typeof cell === 'number' && cell > record
    }),
  )
}
