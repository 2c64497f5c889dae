import { hex, latin } from '../bytes.ts'
import { checkValue, crcHj212 } from '../checksum.ts'
import type { Meaning } from '../codec.ts'
import { Cursor, type Label } from '../cursor.ts'
import type { Found, Framing } from '../framing.ts'
import { digitsMeaning } from '../local-time.ts'
import { type Reason, say } from '../reasons.ts'

export const STANDARD = 'HJ 212-2017'
const FRAMED = `${STANDARD} 6.3.1`
const HASH = 0x23
const CR = 0x0d
const LF = 0x0a
/** `##`, four digits, four digits of the check, CR and LF. */
const AROUND = 12

/** The frames of HJ 212 in a stream. The length may be up to 9999: frames a little over the standard's 1024 exist. */
export const FRAMING: Framing = {
  name: 'HJ 212',
  header: 6,
  recognise(bytes, offset): Found {
    if (bytes[offset] !== HASH) return NONE
    const left = bytes.length - offset
    if (left > 1 && bytes[offset + 1] !== HASH) return NONE
    const length = statedLength(bytes, offset)
    if (length === undefined) {
      if (left < 6 && digitsSoFar(bytes, offset)) return PARTIAL
      return { kind: 'none', reason: say('no-length-digits', {}, FRAMED) }
    }
    const check = offset + 6 + length
    // The data are text without line ends: one before its time says that the length is wrong.
    const line = bytes.subarray(offset, check + 4).indexOf(CR)
    if (line >= 0) return wrongLength(line - 10, length)
    if (left < length + AROUND) return PARTIAL
    if (bytes[check + 4] !== CR || bytes[check + 5] !== LF) return wrongLength(undefined, length)
    const stated = Number.parseInt(latin(bytes.subarray(check, check + 4)), 16)
    const computed = crcHj212(bytes, offset + 6, check)
    const total = length + AROUND
    return stated === computed
      ? { kind: 'whole', length: total }
      : { kind: 'damaged', length: total, reason: checkFault(stated, computed) }
  },
}

const NONE: Found = { kind: 'none' }
const PARTIAL: Found = { kind: 'partial' }

function wrongLength(found: number | undefined, stated: number): Found {
  const reason =
    found === undefined
      ? say('no-line-end', { stated }, FRAMED)
      : say('line-ends', { stated, found: Math.max(0, found) }, FRAMED)
  return { kind: 'none', reason }
}

function statedLength(bytes: Uint8Array, offset: number): number | undefined {
  const digits = latin(bytes.subarray(offset + 2, offset + 6))
  return /^\d{4}$/.test(digits) ? Number(digits) : undefined
}

function digitsSoFar(bytes: Uint8Array, offset: number): boolean {
  return /^\d*$/.test(latin(bytes.subarray(offset + 2, offset + 6)))
}

function checkFault(stated: number, computed: number): Reason {
  const text = (value: number) => (Number.isNaN(value) ? 'no hexadecimal number' : hexWord(value))
  return say('crc', { found: text(stated), expected: text(computed) }, `${FRAMED} and appendix A`)
}

/** What stands in a frame: the fields of the segment by their name, and the items of CP in their order. */
export interface Segment {
  readonly head: ReadonlyMap<string, string>
  /** Each item's `name=value` pairs; one factor's values stand in one item. */
  readonly items: readonly (readonly (readonly [name: string, value: string])[])[]
}

/** Reads one whole frame, of either direction: for devices that read commands and answers. A text says why it is none. */
export function readHj212(frame: Uint8Array): Segment | Reason {
  return readSegment(new Cursor(frame, 0, frame.length, undefined))
}

/** Reads one whole frame. A text says why it is none. */
export function readSegment(cursor: Cursor): Segment | Reason {
  const { bytes } = cursor
  const found = FRAMING.recognise(bytes, 0)
  if (found.kind === 'none') return found.reason ?? say('no-hj212', {}, FRAMED)
  if (found.kind === 'partial') return say('goes-on', { bytes: bytes.length }, FRAMED)
  if (found.length !== bytes.length)
    return say('bytes-by-length', { bytes: bytes.length, stated: found.length }, FRAMED)
  const segment = segmentOf(cursor, bytes.length - 6)
  return found.kind === 'damaged' ? found.reason : segment
}

/**
 * Reads what begins like a frame and is none, for whoever wants to know why: the check is the last four hexadecimal digits of the line, whatever the
 * length says.
 */
export function readLoosely(cursor: Cursor): void {
  const text = latin(cursor.bytes)
  if (!/^##\d/.test(text)) return
  const check = /[0-9A-Fa-f]{4}\r?\n?$/.exec(text)
  segmentOf(cursor, check !== null && text.slice(0, check.index).endsWith('&&') ? check.index : text.length)
}

function segmentOf(cursor: Cursor, check: number): Segment {
  const { bytes } = cursor
  cursor.take(2, LABELS.begin, latin)
  cursor.take(4, LABELS.length, (raw) => lengthMeaning(latin(raw), check - 6))
  cursor.end = check
  const head = readFields(cursor)
  const items = readItems(cursor)
  if (cursor.left > 0) cursor.take(cursor.left, LABELS.rest, latin)
  cursor.offset = check
  cursor.end = bytes.length
  cursor.take(4, LABELS.check, (raw) => checkValue(latin(raw), hexWord(crcHj212(bytes, 6, check))))
  cursor.take(2, LABELS.end, (raw) => (hex(raw) === '0D0A' ? 'CR LF' : hex(raw)))
  return { head, items }
}

function lengthMeaning(stated: string, length: number): Meaning {
  if (Number(stated) === length) return { zh: `${length} 字节`, en: `${length} bytes` }
  return {
    zh: `${Number(stated)} 字节，实有 ${length}`,
    en: `${Number(stated)} bytes, and ${length} are there`,
  }
}

function hexWord(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0')
}

/** Fields up to `CP=&&`. */
function readFields(cursor: Cursor): Map<string, string> {
  const head = new Map<string, string>()
  const begun = cursor.offset
  const text = latin(cursor.bytes.subarray(begun, cursor.end))
  while (cursor.left > 0) {
    const from = cursor.offset - begun
    if (text.startsWith('CP=&&', from)) {
      cursor.take(5, LABELS.content, latin)
      break
    }
    const semicolon = text.indexOf(';', from)
    const field = text.slice(from, semicolon < 0 ? undefined : semicolon)
    const [name, value] = pair(field)
    cursor.take(field.length, FIELD_LABELS.get(name) ?? LABELS.other, () => fieldMeaning(name, value))
    if (semicolon >= 0) cursor.offset++
    if (!head.has(name)) head.set(name, value)
  }
  return head
}

/** Items up to the closing `&&`. */
function readItems(cursor: Cursor): (readonly (readonly [string, string])[])[] {
  const text = latin(cursor.bytes.subarray(cursor.offset, cursor.end))
  const closing = text.indexOf('&&')
  const content = closing < 0 ? text : text.slice(0, closing)
  const items: (readonly (readonly [string, string])[])[] = []
  for (const item of content === '' ? [] : content.split(';')) {
    const pairs: (readonly [string, string])[] = []
    for (const part of item.split(',')) {
      const [name, value] = pair(part)
      cursor.take(part.length, itemLabel(name), () => itemMeaning(name, value))
      cursor.offset += 1
      if (name !== '') pairs.push([name, value])
    }
    if (pairs.length > 0) items.push(pairs)
  }
  // The last item has no separator behind it.
  if (content !== '') cursor.offset -= 1
  if (closing >= 0) cursor.take(2, LABELS.content, latin)
  return items
}

function pair(text: string): [name: string, value: string] {
  const equals = text.indexOf('=')
  return equals < 0 ? [text.trim(), ''] : [text.slice(0, equals).trim(), text.slice(equals + 1).trim()]
}

function fieldMeaning(name: string, value: string): Meaning {
  // A password is nobody's business.
  if (name === 'PW') return '…'
  if (name === 'QN')
    return digitsMeaning(value.slice(0, 14)) + (value.length > 14 ? `.${value.slice(14)}` : '')
  if (name === 'CN') {
    const known = COMMANDS.get(value)
    return known === undefined ? value : { zh: `${value} ${known[0]}`, en: `${value}, ${known[1]}` }
  }
  if (name !== 'Flag' || !/^\d{1,3}$/.test(value)) return value
  const flag = Number(value)
  const version = flag >> 2 === 0 ? 'HJ/T 212-2005' : flag >> 2 === 1 ? 'HJ 212-2017' : `? ${flag >> 2}`
  return {
    zh: `${value}：${version}，${flag & 1 ? '要应答' : '不要应答'}${flag & 2 ? '，拆分包' : ''}`,
    en: `${value}: ${version}, ${flag & 1 ? 'wants an answer' : 'wants no answer'}${flag & 2 ? ', split' : ''}`,
  }
}

function itemMeaning(name: string, value: string): Meaning {
  if (name.endsWith('Time')) return digitsMeaning(value)
  const known = name.endsWith('-Flag') ? FLAGS.get(value) : undefined
  return known === undefined ? value : { zh: `${value} ${known[0]}`, en: `${value}, ${known[1]}` }
}

/** Commands that are met most. */
const COMMANDS = new Map<string, readonly [zh: string, en: string]>(
  Object.entries({
    2011: ['实时数据', 'real-time data'],
    2021: ['设备运行状态', 'state of equipment'],
    2031: ['日历史数据', 'data of the day'],
    2051: ['分钟数据', 'data of minutes'],
    2061: ['小时数据', 'data of the hour'],
    9011: ['请求应答', 'request accepted'],
    9012: ['执行结果', 'result'],
    9013: ['通知应答', 'notification acknowledged'],
    9014: ['数据应答', 'data acknowledged'],
    9021: ['登录', 'log-in'],
    9022: ['心跳', 'keep-alive'],
    1011: ['提取现场机时间', 'clock asked for'],
    1012: ['设置现场机时间', 'clock set'],
    1062: ['设置实时数据间隔', 'interval set'],
  }),
)

/** Data flags. */
const FLAGS = new Map<string, readonly [zh: string, en: string]>(
  Object.entries({
    N: ['正常', 'normal'],
    F: ['停运', 'stopped'],
    M: ['维护', 'maintenance'],
    S: ['手工输入', 'entered by hand'],
    D: ['故障', 'fault'],
    C: ['校准', 'calibrating'],
    T: ['超上限', 'above the range'],
    B: ['通讯异常', 'communication error'],
    P: ['电源故障', 'power fault'],
  }),
)

/** Factors by their code; the unit is what the supplier agreed on, so none stands here. */
const FACTORS = new Map<string, readonly [zh: string, en: string]>(
  Object.entries({
    a01001: ['温度', 'temperature'],
    a01002: ['湿度', 'humidity'],
    a01006: ['气压', 'air pressure'],
    a05024: ['臭氧', 'ozone'],
    a21001: ['氨', 'ammonia'],
    a21002: ['氮氧化物', 'nitrogen oxides'],
    a21003: ['一氧化氮', 'nitric oxide'],
    a21004: ['二氧化氮', 'nitrogen dioxide'],
    a21005: ['一氧化碳', 'carbon monoxide'],
    a21026: ['二氧化硫', 'sulfur dioxide'],
    a21028: ['硫化氢', 'hydrogen sulfide'],
    a34002: ['可吸入颗粒物 PM10', 'PM10'],
    a34004: ['细颗粒物 PM2.5', 'PM2.5'],
  }),
)

const KINDS = new Map<string, readonly [zh: string, en: string]>(
  Object.entries({
    Rtd: ['实时值', 'real-time value'],
    Avg: ['平均值', 'mean'],
    Min: ['最小值', 'least'],
    Max: ['最大值', 'greatest'],
    Cou: ['累计值', 'sum'],
    Flag: ['数据标记', 'flag'],
  }),
)

function itemLabel(name: string): Label {
  const dash = name.lastIndexOf('-')
  const factor = FACTORS.get(name.slice(0, dash))
  const kind = KINDS.get(name.slice(dash + 1))
  if (dash < 0 || kind === undefined) return { zh: name, en: name, clause: `${STANDARD} 6.3.3` }
  const code = name.slice(0, dash)
  return {
    zh: `${factor?.[0] ?? code} ${kind[0]}`,
    en: `${factor?.[1] ?? code} ${kind[1]}`,
    clause: `${STANDARD} 6.3.3 and appendix B`,
  }
}

const label = (zh: string, en: string, clause: string): Label => ({ zh, en, clause: `${STANDARD} ${clause}` })

const LABELS = {
  begin: label('包头', 'frame begins', '6.3.1'),
  length: label('数据段长度', 'length', '6.3.1'),
  content: label('指令参数界定', 'parameters', '6.3.2'),
  other: label('字段', 'field', '6.3.2'),
  rest: label('其余', 'the rest', '6.3.2'),
  check: label('CRC校验', 'CRC', '6.3.1, appendix A'),
  end: label('包尾', 'frame ends', '6.3.1'),
}

const FIELD_LABELS = new Map<string, Label>(
  Object.entries({
    QN: label('请求编码', 'request number', '6.3.2'),
    ST: label('系统编码', 'system', '6.3.2 and 6.6.1'),
    CN: label('命令编码', 'command', '6.3.2 and 6.6.5'),
    PW: label('访问密码', 'password', '6.3.2'),
    MN: label('设备唯一标识', 'device', '6.3.2'),
    Flag: label('拆分包及应答标志', 'split and answer', '6.3.2'),
    PNUM: label('总包数', 'packets', '6.3.2'),
    PNO: label('包号', 'packet', '6.3.2'),
  }),
)
