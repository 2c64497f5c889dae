import type { Area, AreaPath } from '@tocsin/core'
import type { CellFault, CellValue, Place, Sheet } from '../tables/sheet.ts'
import { findArea } from './area-names.ts'
import { type CellNumber, readEmails, readNumbers } from './number-cells.ts'
import { type RegisterRow, readRegister } from './register-sheet.ts'

const COLUMNS = {
  id: '编号|人员编号|id|personid',
  name: '姓名|名字|责任人|负责人|责任人姓名|联系人|name',
  role: '职务|岗位|角色|职责|责任类型|责任人类型|防汛职务|职务/岗位|role|duty|title',
  area: '区域|区域路径|所属区域|责任区域|area',
  township: '乡镇|镇|乡|街道|乡镇名称|乡镇/街道|township',
  village: '村|村名|行政村|自然村|责任村|村/社区|village',
  zone: '危险区|危险区名称|防治对象|dangerzone',
  phone: '手机|手机号|手机号码|联系电话|联系方式|电话|电话号码|移动电话|mobile|phone|tel',
  line: '固定电话|座机|固话|办公电话|值班电话|landline',
  second: '其他电话|备用电话|备用手机|第二电话|otherphone',
  email: '邮箱|电子邮箱|电子邮件|邮件|email|e-mail',
  deputy: '代理人|替补|替补人|候补人|b角|ab角|副手|替岗人|deputy',
  language: '语言|language',
  aside: '序号|备注|性别|单位|no.|no|remark|remarks|note',
} as const
type Column = keyof typeof COLUMNS

/** What a file says of one person; several rows of one are one. Undefined: it says nothing. */
export interface ListedPerson {
  readonly row: number
  readonly id?: string | undefined
  readonly name: string
  readonly roles: readonly { readonly role: string; readonly area: AreaPath }[]
  /** The areas it speaks of: a person's roles elsewhere are none of its business. */
  readonly areas: readonly AreaPath[]
  readonly phones?: readonly ListedNumber[] | undefined
  readonly emails?: readonly ListedNumber[] | undefined
  /** By name, or by id. Null: the file says there is none. */
  readonly deputy?: string | null | undefined
  readonly language?: 'zh' | 'en' | undefined
  readonly place: (column: 'id' | 'name' | 'area' | 'phone' | 'deputy') => Place
}

/** A number with the cell it stands in. */
export type ListedNumber = Extract<CellNumber, { ok: true }> & { readonly at: Place }

export interface PersonSheet {
  readonly persons: readonly ListedPerson[]
  readonly faults: readonly CellFault[]
  readonly notes: readonly string[]
}

/** Reads a list of persons as townships keep it, one row a person or one row a role. */
export function readPersonSheet(sheet: Sheet, areas: readonly Area[], within?: AreaPath): PersonSheet {
  const read = readRegister<Column>(sheet, COLUMNS, 'name')
  const faults: CellFault[] = [...read.faults]
  const listed: ListedPerson[] = []
  const rowOf = new Map<string, number>()
  for (const row of read.rows) {
    const person = readRow(row, read.has, areas, within, faults)
    if (person === undefined) continue
    const keys = keysOf(person)
    const same = keys.map((key) => rowOf.get(key)).find((index) => index !== undefined)
    for (const key of keys) rowOf.set(key, same ?? listed.length)
    if (same === undefined) listed.push(person)
    else listed[same] = merged(listed[same] as ListedPerson, person)
  }
  return { persons: listed, faults, notes: read.notes }
}

function readRow(
  row: RegisterRow<Column>,
  has: (column: Column) => boolean,
  areas: readonly Area[],
  within: AreaPath | undefined,
  faults: CellFault[],
): ListedPerson | undefined {
  const before = faults.length
  const role = row.text('role')
  const words = {
    area: row.text('area'),
    township: row.text('township'),
    village: row.text('village'),
    zone: row.text('zone'),
  }
  const found = findArea(words, areas, within)
  if (!found.ok && (role !== undefined || Object.values(words).some((word) => word !== undefined))) {
    const { column, message, expected } = found
    faults.push({ ...row.place(column), message, expected })
  }
  const numbers = (columns: readonly Column[], read: (cell: CellValue) => CellNumber[]) => {
    if (!columns.some(has)) return undefined
    return columns.flatMap((column) =>
      read(row.value(column)).flatMap((number): ListedNumber[] => {
        if (number.ok) return [{ ...number, at: row.place(column) }]
        faults.push({ ...row.place(column), message: number.message, expected: number.expected })
        return []
      }),
    )
  }
  const phones = numbers(['phone', 'second', 'line'], readNumbers)
  const emails = numbers(['email'], readEmails)
  const language = readLanguage(row.text('language'))
  if (language === null) {
    faults.push({ ...row.place('language'), message: 'is no language', expected: 'zh or en' })
  }
  if (faults.length > before) return undefined
  const id = row.text('id')
  const area = found.ok ? found.area : undefined
  return {
    row: row.row,
    // 编号 is as often a running number: only what an export wrote there is an id.
    id: id !== undefined && /^person-\d+$/.test(id) ? id : undefined,
    name: (row.text('name') as string).replace(/^(\p{Script=Han})\s+(\p{Script=Han})$/u, '$1$2'),
    roles: role === undefined || area === undefined ? [] : [{ role, area }],
    areas: area === undefined ? [] : [area],
    phones,
    emails,
    deputy: row.stated('deputy'),
    language: language ?? undefined,
    place: (column) => row.place(column),
  }
}

/** Null: it says something else. */
function readLanguage(text: string | undefined): 'zh' | 'en' | undefined | null {
  if (text === undefined) return undefined
  if (/^(zh|中文|汉语)$/i.test(text)) return 'zh'
  return /^(en|英文|英语|english)$/i.test(text) ? 'en' : null
}

/** By what two rows are known to be of one person: the id, else name and number. */
function keysOf({ id, name, phones }: ListedPerson): string[] {
  if (id !== undefined) return [id]
  return (phones ?? []).map((number) => `${name} ${textOf(number)}`)
}

/** A person listed once for each role. */
function merged(one: ListedPerson, other: ListedPerson): ListedPerson {
  const roles = [...one.roles]
  for (const role of other.roles) {
    if (!roles.some((known) => known.role === role.role && known.area === role.area)) roles.push(role)
  }
  const unique = (all: readonly ListedNumber[]) =>
    all.filter((number, index) => all.findIndex((first) => textOf(first) === textOf(number)) === index)
  return {
    ...one,
    roles,
    areas: [...new Set([...one.areas, ...other.areas])],
    phones: one.phones && unique([...one.phones, ...(other.phones ?? [])]),
    emails: one.emails && unique([...one.emails, ...(other.emails ?? [])]),
    deputy: one.deputy ?? other.deputy,
    language: one.language ?? other.language,
  }
}

function textOf(number: ListedNumber): string {
  return 'masked' in number ? number.masked : number.address
}

/** A person as they are written into a file. */
export interface WrittenPerson {
  readonly id: string
  readonly name: string
  readonly roles: readonly { readonly role: string; readonly area: AreaPath }[]
  readonly phones: readonly string[]
  readonly emails: readonly string[]
  readonly deputy?: string | undefined
  readonly language: 'zh' | 'en'
}

/** Lays persons out so that `readPersonSheet` gives the same again: one row a role. */
export function writePersonSheet(
  persons: readonly WrittenPerson[],
  areaName: (path: AreaPath) => string,
): Sheet {
  const head = ['编号', '姓名', '职务', '区域', '区域名称', '联系电话', '邮箱', '代理人', '语言']
  const body = persons.flatMap((person) => {
    const roles = person.roles.length === 0 ? [undefined] : person.roles
    return roles.map((role): CellValue[] => [
      person.id,
      person.name,
      role?.role ?? null,
      role?.area ?? null,
      role === undefined ? null : areaName(role.area),
      person.phones.join('、') || null,
      person.emails.join('、') || null,
      person.deputy ?? null,
      person.language,
    ])
  })
  return { name: '责任人通讯录', rows: [head, ...body], merges: [], headRows: 1 }
}
