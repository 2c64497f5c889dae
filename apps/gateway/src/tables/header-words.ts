import type { Level } from '@tocsin/core'
import { isUnit, plainWidth, readUnit } from './amount.ts'
import type { CellValue } from './sheet.ts'

/** What a column other than one of values is for; `aside`: for people, not for the table. */
export type ColumnRole =
  | 'subject'
  | 'station'
  | 'village'
  | 'level'
  | 'source'
  | 'approver'
  | 'approved'
  | 'aside'

/** What one cell of a head says: a level, a window, both, or what its column is for. */
export interface HeaderWord {
  readonly level?: Level | undefined
  /** As the contract writes it: `0.5h`, `30m`. */
  readonly window?: string | undefined
  readonly role?: ColumnRole | undefined
  /** In brackets behind it: 警戒水位(m). */
  readonly unit?: string | undefined
}

const LEVEL_WORDS: readonly (readonly [Level, string])[] = [
  ['red', '立即转移|红色?|[一1]级|(?<!i)i级|\\bred\\b|\\bimmediate\\b'],
  ['orange', '准备转移|橙色?|[二2]级|(?<!i)ii级|\\borange\\b|\\bprepare\\b|保证'],
  ['yellow', '黄色?|[三3]级|iii级|\\byellow\\b|警戒'],
  ['blue', '蓝色?|[四4]级|iv级|\\bblue\\b'],
]
const LEVEL_PATTERN = new RegExp(LEVEL_WORDS.map(([level, words]) => `(?<${level}>${words})`).join('|'), 'g')

const WINDOW_PATTERN =
  /(半|[一两二三六]|十二|二十四|\d{1,4}(?:\.\d{1,3})?) ?(个?半?小时|时|hours?|hrs?|h|分钟?|minutes?|mins?|m|天|日|days?|d)(?![a-z])/
const WORDED_COUNTS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    一: 1,
    两: 2,
    二: 2,
    三: 3,
    六: 6,
    十二: 12,
    二十四: 24,
  }),
)

/** Words around a level or window that add nothing to it. */
const FILLING =
  /预警|转移|指标|降雨量?|降水量?|雨量|水位|阈值|临界|时段|累[计积]|等?级|值|warning|threshold|rainfall|rain|level|stage|water|>=|[≥>\s:/_\-·、().]/g

const ROLES: Readonly<Record<ColumnRole, string>> = {
  subject: '预警对象|对象|编码|对象编码|数据流|datastream|subject|id',
  station:
    '站点|测站|站号|站码|雨量站|水位站|关联站点|关联测站|关联雨量站|代表站|站名|测站编码|测站编号|站点编码|站点编号|测站名称|站点名称|雨量站名称|雨量站编码|station|stationid|stationname|gauge',
  village:
    '村|村名|村庄|村组|行政村|自然村|名称|村名称|防治对象|防治村|危险区|危险区名称|沿河村落|小流域|地点|village|name|place',
  level: '等级|级别|预警等级|预警级别|预警类型|预警类别|转移类型|指标类型|指标类别|类别|阶段|level|grade',
  source: '来源|数据来源|指标来源|依据|出处|source',
  approver: '批准人|审批人|核定人|approvedby|approver',
  approved: '批准日期|审批日期|核定日期|approvedon',
  aside:
    '对象名称|序号|编号|备注|说明|县|区县|县区|乡|镇|乡镇|乡镇名称|经度|纬度|no|no.|township|remark|remarks|note|notes',
}
const ROLE_OF = new Map(
  Object.entries(ROLES).flatMap(([role, words]) =>
    words.split('|').map((word) => [word, role as ColumnRole]),
  ),
)

/** Reads a cell of a head; undefined when it says none of these, as a title does not. */
export function readHeaderWord(cell: CellValue): HeaderWord | undefined {
  if (typeof cell !== 'string' || cell.length > 60) return undefined
  const { words, unit } = splitUnit(plainWidth(cell).trim())
  const plain = words.toLowerCase().replace(/\s+/g, ' ').trim()
  const role = ROLE_OF.get(plain.replaceAll(' ', ''))
  if (role) return { role, unit }
  const level = readLevelIn(plain)
  if (level === 'several') return undefined
  const match = WINDOW_PATTERN.exec(plain.replace(LEVEL_PATTERN, ' '))
  // 30m alone is thirty metres as well as thirty minutes.
  const window =
    match && (match[2] !== 'm' || level) ? windowText(match[1] as string, match[2] as string) : undefined
  if (!level && window === undefined) return undefined
  const rest = plain
    .replace(LEVEL_PATTERN, ' ')
    .replace(match?.[0] ?? '', '')
    .replace(FILLING, '')
  if (rest !== '' && readUnit(rest) !== 'mm') return undefined
  return { level, window, unit }
}

/** The level that a cell names: 准备转移, 橙色, 二级, orange; undefined when it names none, or several. */
export function readLevel(cell: CellValue): Level | undefined {
  const word = readHeaderWord(cell)
  return word?.window === undefined ? word?.level : undefined
}

function readLevelIn(text: string): Level | undefined | 'several' {
  const found = new Set<Level>()
  for (const { groups } of text.matchAll(LEVEL_PATTERN)) {
    for (const [level] of LEVEL_WORDS) if (groups?.[level] !== undefined) found.add(level)
  }
  return found.size > 1 ? 'several' : [...found][0]
}

function windowText(count: string, unit: string): string | undefined {
  if (count === '半' || unit.includes('半')) return count === '半' ? '30m' : undefined
  const number = WORDED_COUNTS.get(count) ?? Number(count)
  if (unit.startsWith('m') || unit.startsWith('分')) return `${number}m`
  return `${number}${/^[d天日]/.test(unit) ? 'd' : 'h'}`
}

/** Parts 警戒水位(m) into its words and its unit. A bracket that holds a level, as in 一级(红色), is no unit. */
function splitUnit(text: string): { words: string; unit?: string | undefined } {
  const match = /^(.*)[([]\s*([^()[\]]{1,12})\s*[)\]]$/s.exec(text)
  const inside = match?.[2] ?? ''
  if (
    !match ||
    readLevelIn(inside.toLowerCase()) !== undefined ||
    WINDOW_PATTERN.test(inside.toLowerCase())
  ) {
    return { words: text }
  }
  const unit = inside.replace(/^单位:?\s*/, '')
  return { words: match[1] as string, unit: isUnit(unit) ? readUnit(unit) : undefined }
}
