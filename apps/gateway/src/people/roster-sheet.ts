import { type Area, type AreaPath, DUTIES, type Duty, type Instant } from '@tocsin/core'
import { plainWidth } from '../tables/amount.ts'
import type { CellFault, CellValue, Place, Sheet } from '../tables/sheet.ts'
import { findArea } from './area-names.ts'
import { localInstant } from './local-instant.ts'
import { type RegisterRow, readRegister } from './register-sheet.ts'

const COLUMNS = {
  id: '编号|班次编号|id|shiftid',
  desk: '值班室|值班单位|单位|区域|desk|area',
  date: '日期|值班日期|date',
  time: '时段|值班时段|时间|值班时间|班次|time|hours',
  from: '开始|开始时间|起|起始时间|from|start',
  to: '结束|结束时间|止|终止时间|to|end',
  leader: '带班领导|带班|值班领导|leader',
  officer: '主班|主班人员|值班员|值班人员|officer',
  deputy: '副班|副班人员|deputy',
  standby: '备班|备班人员|standby',
  aside: '序号|星期|值班室名称|备注|no.|no|weekday|deskname|remark|remarks|note',
} as const
type Column = keyof typeof COLUMNS

/** What a file says of one shift. A slot that is undefined: it says nothing; null: nobody (无). */
export interface ListedShift {
  readonly row: number
  readonly id?: string | undefined
  readonly desk: AreaPath
  readonly from: Instant
  readonly to: Instant
  /** By name or id. */
  readonly staff: Readonly<Partial<Record<Duty, string | null>>>
  readonly place: (column: 'desk' | 'from' | 'to' | Duty | 'id') => Place
}

export interface RosterSheet {
  readonly shifts: readonly ListedShift[]
  readonly faults: readonly CellFault[]
  readonly notes: readonly string[]
}

export interface RosterReadOptions {
  readonly areas: readonly Area[]
  readonly timeZone: string
  readonly now: Instant
  /** The desk of rows that do not name one. */
  readonly desk?: AreaPath | undefined
}

/** Reads a duty roster (值班表), one row a shift: by 日期 and 时段, or by 开始 and 结束. */
export function readRosterSheet(sheet: Sheet, options: RosterReadOptions): RosterSheet {
  const missing = 'it does not say when'
  const byStart = readRegister<Column>(sheet, COLUMNS, 'from', missing)
  const read = byStart.has('from') ? byStart : readRegister<Column>(sheet, COLUMNS, 'date', missing)
  const faults: CellFault[] = [...read.faults]
  const shifts = read.rows.flatMap((row) => {
    const before = faults.length
    const shift = readRow(row, read.has, options, faults)
    return faults.length > before || shift === undefined ? [] : [shift]
  })
  return { shifts, faults, notes: read.notes }
}

function readRow(
  row: RegisterRow<Column>,
  has: (column: Column) => boolean,
  { areas, timeZone, now, desk }: RosterReadOptions,
  faults: CellFault[],
): ListedShift | undefined {
  // Who made the list, below it.
  const isAlone = ['time', 'to', ...DUTIES].every((column) => row.text(column as Column) === undefined)
  if (!has('from') && isAlone && dayOf(plainWidth(row.text('date') ?? ''), timeZone, now) === undefined)
    return undefined
  const found = findArea({ area: row.text('desk') }, areas, desk)
  if (!found.ok) faults.push({ ...row.place('desk'), message: found.message, expected: found.expected })
  const span = has('from') ? byEnds(row, timeZone, now) : byDay(row, timeZone, now)
  if ('message' in span) {
    faults.push({ ...row.place(span.column), message: span.message, expected: span.expected })
  }
  if (!found.ok || 'message' in span) return undefined
  const id = row.text('id')
  const staff = DUTIES.flatMap((duty) => {
    const stated = has(duty) ? row.stated(duty) : undefined
    return stated === undefined ? [] : [[duty, stated] as const]
  })
  return {
    row: row.row,
    id: id !== undefined && /^shift-\d+$/.test(id) ? id : undefined,
    desk: found.area,
    ...span,
    staff: Object.fromEntries(staff),
    place: (column) => {
      const at = column === 'from' || column === 'to' ? (has('from') ? column : 'date') : column
      return row.place(at)
    },
  }
}

type Span =
  | { readonly from: Instant; readonly to: Instant }
  | { readonly column: Column; readonly message: string; readonly expected: string }

function byEnds(row: RegisterRow<Column>, timeZone: string, now: Instant): Span {
  const ends: Instant[] = []
  for (const column of ['from', 'to'] as const) {
    const text = plainWidth(row.text(column) ?? '')
    const [, dayText = '', hour = '', minute = ''] =
      /^(.*?)[\sT]+(\d{1,2})[:时点](\d{2})?(?::\d{2}|分)?$/.exec(text) ?? []
    const day = dayOf(dayText, timeZone, now)
    const at =
      day === undefined ? undefined : localInstant(timeZone, day, Number(hour) * 60 + Number(minute || 0))
    if (at === undefined) {
      return { column, message: `"${text}" is no day and time`, expected: 'such as 2026-07-01 08:00' }
    }
    ends.push(at)
  }
  return { from: ends[0] as Instant, to: ends[1] as Instant }
}

const HOURS =
  /^(?:[^\d]*?)(\d{1,2})[:时点]?(\d{2})?分?[-\u2010-\u2015\u2212~～至到]+(次日|翌日|第二天)?(\d{1,2})[:时点]?(\d{2})?分?$/

function byDay(row: RegisterRow<Column>, timeZone: string, now: Instant): Span {
  const dayText = plainWidth(row.text('date') ?? '')
  const day = dayOf(dayText, timeZone, now)
  if (day === undefined) {
    return { column: 'date', message: `"${dayText}" is no day`, expected: 'such as 2026-07-01 or 7月1日' }
  }
  const text = plainWidth(row.text('time') ?? '').replace(/\s/g, '')
  const [, fromHour, fromMinute, nextDay, toHour, toMinute] = HOURS.exec(text) ?? []
  const expected = 'such as 08:00-20:00, or 20:00-次日08:00'
  if (fromHour === undefined || toHour === undefined || Number(fromHour) > 24 || Number(toHour) > 24) {
    return { column: 'time', message: `"${text}" does not say from when to when`, expected }
  }
  const begins = Number(fromHour) * 60 + Number(fromMinute ?? 0)
  const ends = Number(toHour) * 60 + Number(toMinute ?? 0)
  const over = nextDay !== undefined || ends <= begins ? 24 * 60 : 0
  const from = localInstant(timeZone, day, begins)
  const to = localInstant(timeZone, day, ends + over)
  if (from === undefined || to === undefined) {
    return { column: 'time', message: `that day has no ${text}: clocks change`, expected }
  }
  return { from, to }
}

/** `2026-07-01`, `2026/7/1`, `2026年7月1日`; without a year, `7月1日` and `7/1`, the one nearest to now. */
function dayOf(text: string, timeZone: string, now: Instant): string | undefined {
  const cleaned = text.replace(/\s|\(.*\)|(?:星期|周)./g, '')
  const full = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(cleaned)
  const short = /^(\d{1,2})[-/.月](\d{1,2})日?$/.exec(cleaned)
  if (full !== null) return dayText(Number(full[1]), Number(full[2]), Number(full[3]))
  if (short === null) return undefined
  const year = new Date(now).getUTCFullYear()
  const days = [year - 1, year, year + 1].flatMap(
    (one) => dayText(one, Number(short[1]), Number(short[2])) ?? [],
  )
  const away = (day: string) => Math.abs((localInstant(timeZone, day, 12 * 60) ?? 0) - now)
  return days.sort((a, b) => away(a) - away(b))[0]
}

function dayText(year: number, month: number, day: number): string | undefined {
  const at = new Date(Date.UTC(year, month - 1, day))
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return undefined
  return at.toISOString().slice(0, 10)
}

/** A shift as it is written into a file; who stands in it by a name that means one person. */
export interface WrittenShift {
  readonly id: string
  readonly desk: AreaPath
  /** In local time: `2026-07-01 08:00`. */
  readonly from: string
  readonly to: string
  readonly staff: Readonly<Partial<Record<Duty, string>>>
}

/** Lays shifts out so that `readRosterSheet` gives the same again. */
export function writeRosterSheet(
  shifts: readonly WrittenShift[],
  areaName: (path: AreaPath) => string,
): Sheet {
  const head = ['编号', '值班室', '值班室名称', '开始', '结束', '带班领导', '主班', '副班', '备班']
  const body = shifts.map(({ id, desk, from, to, staff }): CellValue[] => [
    id,
    desk,
    areaName(desk),
    from,
    to,
    ...DUTIES.map((duty) => staff[duty] ?? null),
  ])
  return { name: '值班表', rows: [head, ...body], merges: [], headRows: 1 }
}
