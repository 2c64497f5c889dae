import type { Area, AreaPath } from '@tocsin/core'
import { readAmount } from '../tables/amount.ts'
import type { CellFault, CellValue, Place, Sheet } from '../tables/sheet.ts'
import { findArea } from './area-names.ts'
import { readNumbers } from './number-cells.ts'
import { type RegisterRow, readRegister } from './register-sheet.ts'

const COLUMNS = {
  id: '编号|户编号|id|householdid',
  name: '户主|户主姓名|户名|住户|家庭|姓名|household|name',
  area: '区域|区域路径|所属区域|area',
  township: '乡镇|镇|乡|街道|乡镇名称|township',
  village: '村|村名|行政村|自然村|village',
  zone: '危险区|危险区名称|防治对象|dangerzone|zone',
  persons: '人数|人口|家庭人口|家庭人数|常住人口|persons|people',
  needs: '特殊需求|特殊人员|特殊情况|特殊群体|老弱病残|需求|specialneeds|needs',
  helper: '帮扶责任人|帮扶人|包保责任人|包保人|转移责任人|责任人|责任人姓名|helper',
  helperPhone: '帮扶人电话|帮扶责任人电话|责任人电话|责任人联系电话|包保人电话|转移责任人电话|helperphone',
  destination: '转移地点|转移去向|安置点|安置地点|避灾点|避险点|destination|shelter',
  aside: '序号|备注|no.|no|remark|remarks|note',
} as const
type Column = keyof typeof COLUMNS

/** What a file says of one household. Undefined: it says nothing; null: that there is none (无). */
export interface ListedHousehold {
  readonly row: number
  readonly id?: string | undefined
  readonly name: string
  readonly area: AreaPath
  readonly persons?: number | undefined
  readonly specialNeeds?: string | null | undefined
  readonly helper?: string | null | undefined
  /** Tells helpers of one name apart; may be masked. */
  readonly helperPhone?: string | undefined
  readonly destination?: string | null | undefined
  readonly place: (column: 'id' | 'name' | 'zone' | 'persons' | 'helper') => Place
}

export interface HouseholdSheet {
  readonly households: readonly ListedHousehold[]
  readonly faults: readonly CellFault[]
  readonly notes: readonly string[]
}

/** Reads a list of households (转移名册), one row each. */
export function readHouseholdSheet(sheet: Sheet, areas: readonly Area[], within?: AreaPath): HouseholdSheet {
  const read = readRegister<Column>(sheet, COLUMNS, 'name')
  const faults: CellFault[] = [...read.faults]
  const households = read.rows.flatMap((row) => {
    const before = faults.length
    const household = readRow(row, read.has, areas, within, faults)
    return faults.length > before || household === undefined ? [] : [household]
  })
  return { households, faults, notes: read.notes }
}

function readRow(
  row: RegisterRow<Column>,
  has: (column: Column) => boolean,
  areas: readonly Area[],
  within: AreaPath | undefined,
  faults: CellFault[],
): ListedHousehold | undefined {
  const words = {
    area: row.text('area'),
    township: row.text('township'),
    village: row.text('village'),
    zone: row.text('zone'),
  }
  const found = findArea(words, areas, within)
  if (!found.ok) {
    faults.push({ ...row.place(found.column), message: found.message, expected: found.expected })
    return undefined
  }
  const persons = has('persons') ? readCount(row, faults) : undefined
  const [number] = has('helperPhone') ? readNumbers(row.value('helperPhone')) : []
  if (number?.ok === false) {
    faults.push({ ...row.place('helperPhone'), message: number.message, expected: number.expected })
  }
  const id = row.text('id')
  return {
    row: row.row,
    id: id !== undefined && /^household-\d+$/.test(id) ? id : undefined,
    name: row.text('name') as string,
    area: found.area,
    persons,
    specialNeeds: row.stated('needs'),
    helper: row.stated('helper'),
    helperPhone: number?.ok ? ('masked' in number ? number.masked : number.address) : undefined,
    destination: row.stated('destination'),
    place: (column) => row.place(column),
  }
}

/** 4, 4人, ４: whole people. */
function readCount(row: RegisterRow<Column>, faults: CellFault[]): number | undefined {
  const value = row.value('persons')
  const amount = readAmount(typeof value === 'string' ? value.replace(/[人口]/g, '') : value)
  if (amount.kind === 'empty' || amount.kind === 'not-used') return undefined
  if (
    amount.kind === 'number' &&
    Number.isInteger(amount.value) &&
    amount.value >= 0 &&
    amount.value <= 1000
  ) {
    return amount.value
  }
  faults.push({ ...row.place('persons'), message: 'is no count of people', expected: '0 to 1000' })
  return undefined
}

/** A household as it is written into a file. */
export interface WrittenHousehold {
  readonly id: string
  readonly name: string
  readonly area: AreaPath
  readonly persons: number
  readonly specialNeeds?: string | undefined
  readonly helper?: string | undefined
  readonly helperPhone?: string | undefined
  readonly destination?: string | undefined
  /** 已通知, 已转移, 已返回 with their times, for people. */
  readonly standing: string
}

/** Lays households out so that `readHouseholdSheet` gives the same again. */
export function writeHouseholdSheet(
  households: readonly WrittenHousehold[],
  areaName: (path: AreaPath) => string,
): Sheet {
  const head = [
    '编号',
    '户主',
    '区域',
    '区域名称',
    '人数',
    '特殊需求',
    '帮扶责任人',
    '帮扶责任人电话',
    '转移地点',
    '转移情况',
  ]
  const body = households.map((one): CellValue[] => [
    one.id,
    one.name,
    one.area,
    areaName(one.area),
    one.persons,
    one.specialNeeds ?? null,
    one.helper ?? null,
    one.helperPhone ?? null,
    one.destination ?? null,
    one.standing || null,
  ])
  return { name: '转移名册', rows: [head, ...body], merges: [], headRows: 1 }
}
