import { type Bcd, bcdDigits, bcdMeaning, pointed } from '../bcd.ts'
import { hex, latin, word } from '../bytes.ts'
import type { Meaning } from '../codec.ts'
import type { Cursor, Label } from '../cursor.ts'
import { bytesMeaning } from '../cursor.ts'
import { digitsMeaning } from '../local-time.ts'
import { type Reason, say } from '../reasons.ts'
import type { Rejections } from '../rejections.ts'
import { CLASSES, elementByLead, SERIES_COUNT, STATUS_BITS, seriesByLead } from './elements.ts'
import type { FunctionDefinition } from './functions.ts'
import { stationCode } from './head.ts'

/** One group of a body, in either encoding. Values that are not there or cannot be read are undefined. */
export type Group =
  | { readonly kind: 'station'; readonly address: string; readonly class: string | undefined }
  | { readonly kind: 'time'; readonly digits: string }
  /** One element; `values` are several where it stands for a step in time. */
  | {
      readonly kind: 'values'
      readonly name: string
      readonly unit: string
      readonly values: readonly (number | undefined)[]
      /** The series of the hour have a step of five minutes, others what the step code says. */
      readonly step: 'none' | 'five-minutes' | 'coded'
      /** Why values are missing. */
      readonly reason: Reason | undefined
    }
  | { readonly kind: 'step'; readonly days: number; readonly hours: number; readonly minutes: number }
  | { readonly kind: 'status'; readonly word: number }
  | { readonly kind: 'setting'; readonly name: string; readonly raw: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'picture'; readonly size: number }

/** Serial number, sending time and groups of a body. */
export interface Body {
  readonly serial: number
  /** `YYMMDDHHmmSS`, as it was sent. */
  readonly sent: string
  readonly groups: readonly Group[]
}

const STANDARD = 'SL 651-2014'

// Said of every value that is not there, and therefore said beforehand.
const NO_VALUE = say('no-value', { mark: 'FFH' }, `${STANDARD} 6.6.4.4`)
const NO_DIGITS = say('no-decimal-digits', {}, `${STANDARD} 6.6.3.3`)
export const NO_VALUE_IN_SERIES = say('no-value', { mark: 'FFH' }, `${STANDARD} table C.1`)

/** Reads serial number and sending time. Undefined when the body is too short for them. */
export function readSerial(
  cursor: Cursor,
  rejections: Rejections,
): { serial: number; sent: string } | undefined {
  if (cursor.left < 8) {
    rejections.add(
      'body',
      say('short-body', { bytes: cursor.left }),
      hex(cursor.bytes.subarray(cursor.offset, cursor.end)),
      `${STANDARD} 6.6.1, table 24`,
    )
    return undefined
  }
  const serial = word(
    cursor.take(2, LABELS.serial, (raw) => String(word(raw, 0))),
    0,
  )
  const sent = hex(cursor.take(6, LABELS.sent, (raw) => digitsMeaning(hex(raw))))
  return { serial, sent }
}

/** Reads the groups of a HEX/BCD body behind its sending time. Keeps what it understood when the rest cannot be read, and says so. */
export function readGroups(cursor: Cursor, definition: FunctionDefinition, rejections: Rejections): Group[] {
  const groups: Group[] = []
  switch (definition.body) {
    case 'nothing':
      break
    case 'version':
      readVersion(cursor, groups, rejections)
      break
    case 'state':
      if (startsWith(cursor, 0xf1)) groups.push(readStation(cursor, false))
      takeSetting(cursor, groups, 'state', cursor.left)
      break
    case 'settings':
      readSettings(cursor, groups)
      break
    default:
      readElements(cursor, definition, groups, rejections)
  }
  if (cursor.left > 0) {
    const raw = cursor.take(cursor.left, LABELS.rest, () => NOT_UNDERSTOOD)
    const at = groups.length === 0 ? 'body' : `group ${groups.length + 1}`
    rejections.add(at, say('rest-unread', { bytes: raw.length }), hex(raw), `${STANDARD} 6.6.3.2, table C.1`)
  }
  return groups
}

function startsWith(cursor: Cursor, lead: number): boolean {
  return cursor.left >= 7 && cursor.bytes[cursor.offset] === lead && cursor.bytes[cursor.offset + 1] === lead
}

function readElements(
  cursor: Cursor,
  definition: FunctionDefinition,
  groups: Group[],
  rejections: Rejections,
): void {
  const hasClass = definition.body !== 'status'
  let stepped = false
  while (cursor.left >= 2) {
    const lead = cursor.bytes[cursor.offset] as number
    const size = cursor.bytes[cursor.offset + 1] as number
    const length = size >> 3
    if (lead === 0xf1 && size === 0xf1) {
      if (cursor.left < 7) return
      groups.push(readStation(cursor, hasClass))
    } else if (lead === 0xf0 && size === 0xf0) {
      if (cursor.left < 7) return
      cursor.take(2, LABELS.identifier, () => 'TT')
      groups.push({
        kind: 'time',
        digits: hex(cursor.take(5, LABELS.time, (raw) => digitsMeaning(hex(raw)))),
      })
      stepped = false
    } else if (lead === 0xf2 && size === 0xf2) {
      cursor.take(2, LABELS.identifier, () => 'RGZS')
      groups.push({ kind: 'text', text: latin(cursor.take(cursor.left, LABELS.manual, latin)) })
    } else if (lead === 0xf3 && size === 0xf3) {
      cursor.take(2, LABELS.identifier, () => 'PIC')
      const picture = cursor.take(cursor.left, LABELS.picture, bytesMeaning)
      groups.push({ kind: 'picture', size: picture.length })
    } else if (lead === 0xfd) {
      return
    } else if (seriesByLead(lead) !== undefined) {
      if (cursor.left < 2 + length) return
      readHourSeries(cursor, lead, length, groups, rejections)
    } else if (lead === 0x04 && size === 0x18) {
      if (cursor.left < 5) return
      cursor.take(2, LABELS.identifier, () => 'DR')
      const step = readStep(cursor, rejections)
      if (step !== undefined) groups.push(step)
      stepped = step !== undefined && step.days + step.hours + step.minutes > 0
    } else if (lead === 0x45) {
      if (length !== 4 || cursor.left < 6) return
      cursor.take(2, LABELS.identifier, () => 'ZT')
      const raw = cursor.take(4, LABELS.status, (taken) => statusMeaning(statusBits(taken)))
      groups.push({ kind: 'status', word: statusBits(raw) })
    } else if (lead === 0xff) {
      // 6.6.3.2: a second lead byte, the user's own; the definition byte stands behind it.
      const own = (cursor.bytes[cursor.offset + 2] ?? 0) >> 3
      if (cursor.left < 3 + own) return
      const name = `FF${hex(cursor.bytes.subarray(cursor.offset + 1, cursor.offset + 2))}`
      cursor.take(3, LABELS.identifier, () => name)
      takeSetting(cursor, groups, name, own)
    } else {
      // What follows a lead that table C.1 reserves (76H to EFH) need not follow the rule of the definition byte: reading on would make up values.
      const element = elementByLead(lead)
      if (element === undefined || length === 0 || cursor.left < 2 + length) return
      const isSeries: boolean = definition.body === 'series' && stepped
      readElement(cursor, element, size, isSeries, groups, rejections)
      if (isSeries) stepped = false
    }
  }
}

function statusBits(raw: Uint8Array): number {
  return (word(raw, 0) * 0x10000 + word(raw, 2)) >>> 0
}

function readStation(cursor: Cursor, hasClass: boolean): Group {
  cursor.take(2, LABELS.identifier, () => 'ST')
  const address = stationCode(hex(cursor.take(5, LABELS.address, (raw) => stationCode(hex(raw)))))
  const next = cursor.bytes[cursor.offset]
  // A station that leaves the class out goes on with the next identifier.
  if (!hasClass || cursor.left === 0 || next === 0xf0 || next === 0xf1)
    return { kind: 'station', address, class: undefined }
  const letter = latin(cursor.take(1, LABELS.class, (raw) => classMeaning(latin(raw))))
  return { kind: 'station', address, class: letter }
}

function readHourSeries(
  cursor: Cursor,
  lead: number,
  length: number,
  groups: Group[],
  rejections: Rejections,
): void {
  const series = seriesByLead(lead)
  if (series === undefined) return
  cursor.take(2, LABELS.identifier, () => series.ascii)
  const label: Label = { zh: series.zh, en: series.en, clause: `${STANDARD} table C.1, note e` }
  const none = series.width === 1 ? 0xff : 0xffff
  const read = (raw: Uint8Array): (number | undefined)[] =>
    Array.from({ length: Math.floor(raw.length / series.width) }, (_, index) => {
      const value = series.width === 1 ? (raw[index] as number) : word(raw, 2 * index)
      return value === none ? undefined : value / 10 ** series.decimals
    })
  const raw = cursor.take(length, label, (taken) => ({
    value: read(taken)
      .map((value) => value ?? '—')
      .join(' '),
    unit: series.unit,
  }))
  const values = read(raw)
  if (values.length !== SERIES_COUNT) {
    rejections.add(
      series.ascii,
      say('series-count', { count: values.length, expected: SERIES_COUNT }),
      hex(raw),
      `${STANDARD} table C.1`,
    )
  }
  groups.push({
    kind: 'values',
    name: series.ascii,
    unit: series.unit,
    values,
    step: 'five-minutes',
    reason: NO_VALUE_IN_SERIES,
  })
}

/** The value of packed decimals (6.6.3.3): a first byte FFH is the minus sign; all ones say that there is no value. */
export function elementValue(raw: Uint8Array, decimals: number): Bcd {
  if (raw.every((byte) => byte === 0xff)) return 'none'
  const negative = raw[0] === 0xff
  const digits = bcdDigits(negative ? raw.subarray(1) : raw)
  if (digits === undefined) return 'unreadable'
  const value = pointed(digits, decimals)
  return negative ? 0 - value : value
}

function readElement(
  cursor: Cursor,
  element: { ascii: string; zh: string; en: string; unit: string },
  size: number,
  isSeries: boolean,
  groups: Group[],
  rejections: Rejections,
): void {
  const length = size >> 3
  const decimals = size & 7
  cursor.take(2, LABELS.identifier, () => ({
    zh: `${element.ascii}：${length} 字节，${decimals} 位小数`,
    en: `${element.ascii}: ${length} bytes, ${decimals} decimals`,
  }))
  const label: Label = { zh: element.zh, en: element.en, clause: `${STANDARD} table C.1` }
  const values: (number | undefined)[] = []
  let reason: Reason | undefined
  do {
    const raw = cursor.take(length, label, (taken) => bcdMeaning(elementValue(taken, decimals), element.unit))
    const value = elementValue(raw, decimals)
    values.push(typeof value === 'number' ? value : undefined)
    if (value === 'none') reason ??= NO_VALUE
    if (value === 'unreadable') {
      reason = NO_DIGITS
      rejections.add(element.ascii, say('no-decimal-digits'), hex(raw), `${STANDARD} 6.6.3.3`)
    }
  } while (isSeries && cursor.left >= length && !atIdentifier(cursor))
  groups.push({
    kind: 'values',
    name: element.ascii,
    unit: element.unit,
    values,
    step: isSeries ? 'coded' : 'none',
    reason,
  })
}

/** True at F0F0 or F1F1, which no value begins with. */
function atIdentifier(cursor: Cursor): boolean {
  const lead = cursor.bytes[cursor.offset]
  return (lead === 0xf0 || lead === 0xf1) && cursor.bytes[cursor.offset + 1] === lead
}

function readStep(cursor: Cursor, rejections: Rejections): Extract<Group, { kind: 'step' }> | undefined {
  const raw = cursor.take(3, LABELS.step, stepMeaning)
  const digits = bcdDigits(raw)
  if (digits === undefined) {
    rejections.add('DR', say('step-digits'), hex(raw), `${STANDARD} table C.3`)
    return undefined
  }
  const at = (index: number) => Number(digits.slice(2 * index, 2 * index + 2))
  return { kind: 'step', days: at(0), hours: at(1), minutes: at(2) }
}

function readVersion(cursor: Cursor, groups: Group[], rejections: Rejections): void {
  if (startsWith(cursor, 0xf1)) groups.push(readStation(cursor, false))
  if (cursor.left === 0) return
  const [length = 0] = cursor.take(1, LABELS.versionLength, ([byte]) => String(byte))
  if (length > cursor.left) {
    rejections.add(
      'version',
      say('bytes-announced', { announced: length, there: cursor.left }),
      '',
      `${STANDARD} 6.6.4.19, table 57`,
    )
  }
  groups.push({ kind: 'text', text: latin(cursor.take(length, LABELS.version, latin)) })
}

function readSettings(cursor: Cursor, groups: Group[]): void {
  if (startsWith(cursor, 0xf1)) groups.push(readStation(cursor, false))
  while (cursor.left >= 2) {
    const lead = cursor.bytes[cursor.offset] as number
    const size = cursor.bytes[cursor.offset + 1] as number
    // Table D.1, 0EH: all eight bits of the definition are the number of bytes.
    const length = lead === 0x0e ? size : size >> 3
    if (cursor.left < 2 + length) return
    const name = `${hex(Uint8Array.of(lead))}H`
    cursor.take(2, LABELS.parameter, () => name)
    takeSetting(cursor, groups, name, length)
  }
}

function takeSetting(cursor: Cursor, groups: Group[], name: string, length: number): void {
  if (length > 0) groups.push({ kind: 'setting', name, raw: hex(cursor.take(length, LABELS.setting, hex)) })
}

export function classMeaning(letter: string): Meaning {
  const known = CLASSES[letter]
  return known === undefined ? letter : { zh: `${letter} ${known.zh}`, en: `${letter}, ${known.en}` }
}

export function statusMeaning(bits: number): Meaning {
  const said = STATUS_BITS.map(({ set, unset }, bit) => ((bits >>> bit) & 1 ? set : unset)).filter(
    ({ zh }) => zh !== '',
  )
  return { zh: said.map(({ zh }) => zh).join('；'), en: said.map(({ en }) => en).join('; ') }
}

function stepMeaning(raw: Uint8Array): Meaning {
  const digits = bcdDigits(raw)
  if (digits === undefined) return { zh: '不是十进制数字', en: 'no decimal digits' }
  const [days, hours, minutes] = [0, 2, 4].map((at) => Number(digits.slice(at, at + 2)))
  return { zh: `${days} 天 ${hours} 小时 ${minutes} 分`, en: `${days} d ${hours} h ${minutes} min` }
}

const NOT_UNDERSTOOD: Meaning = {
  zh: '读不懂，其前的内容保留',
  en: 'not understood; what stands before it is kept',
}

const label = (zh: string, en: string, clause: string): Label => ({ zh, en, clause: `${STANDARD} ${clause}` })

export const LABELS = {
  serial: label('流水号', 'serial number', '6.6.2.4'),
  sent: label('发报时间', 'sent at', '6.6.2.5'),
  identifier: label('标识符', 'identifier', '6.6.3.2, table 26'),
  address: label('遥测站地址', 'station', '6.6.2.7'),
  class: label('遥测站分类码', 'class of station', 'appendix A'),
  time: label('观测时间', 'observed at', '6.6.2.8'),
  step: label('时间步长码', 'step', 'table C.3'),
  status: label('遥测站状态及报警', 'status and alarms', '6.6.4.20, table 58'),
  manual: label('人工置数', 'typed in by a person', '6.6.4.8'),
  picture: label('图片数据', 'picture', '6.6.4.9'),
  versionLength: label('版本信息字节数', 'bytes of the version', '6.6.4.19, table 57'),
  version: label('软件版本', 'software version', '6.6.4.19, table 57'),
  parameter: label('参数标识符', 'parameter', 'appendix D'),
  setting: label('数据', 'data', 'appendix D'),
  rest: { ...label('未解析', 'not understood', '6.6.3.2'), kind: 'unread' as const },
}
