import { DAY, type Instant } from '../../model/index.ts'
import { bcdDigits, bcdMeaning } from '../bcd.ts'
import { hex } from '../bytes.ts'
import type { CodecContext, ElementValue, Meaning } from '../codec.ts'
import type { Cursor } from '../cursor.ts'
import { instantOf, wallClock } from '../local-time.ts'
import { say } from '../reasons.ts'
import type { Rejections } from '../rejections.ts'
import { functionCode, type Head, LINK_TEST, label, REAL_TIME, SELF_REPORT, STANDARD } from './frame.ts'
import { ALARM_BITS, KINDS, littleValue } from './values.ts'

/** What the data of a frame say. */
export interface Data {
  readonly values: ElementValue[]
  readonly sentAt: Instant | undefined
  readonly note: string | undefined
}

/** Reads the data of a frame: link tests, self-reports, and values on request. */
export function readData(cursor: Cursor, head: Head, context: CodecContext, rejections: Rejections): Data {
  if (head.fn === LINK_TEST) {
    const [code] = cursor.take(1, LINK, ([byte]) => LINK_CODES[byte ?? 0] ?? '?')
    const known = LINK_CODES[code ?? 0]
    return { values: [], sentAt: undefined, note: known && `${known.zh} ${known.en}` }
  }
  if (head.fn !== SELF_REPORT && head.fn !== REAL_TIME) {
    rejections.add(
      '',
      say('not-read-here', { function: functionCode(head.fn) }),
      hex(cursor.bytes.subarray(cursor.offset, cursor.end)),
      `${STANDARD} AFN`,
    )
    return { values: [], sentAt: undefined, note: undefined }
  }
  return readReport(cursor, head, context, rejections)
}

const LINK_CODES: Readonly<Record<number, { readonly zh: string; readonly en: string }>> = {
  240: { zh: '登录', en: 'log-in' },
  241: { zh: '退出登录', en: 'log-out' },
  242: { zh: '在线保持', en: 'keep-alive' },
}

/** Values, then alarm word, state word and time tag; values on request come without the tag. */
function readReport(cursor: Cursor, head: Head, context: CodecContext, rejections: Rejections): Data {
  const values: ElementValue[] = []
  const tail = head.fn === SELF_REPORT ? 9 : 4
  const end = cursor.end - tail
  if (end < cursor.offset) {
    rejections.add(
      '',
      say(tail === 9 ? 'short-data-time' : 'short-data', { bytes: cursor.left }),
      '',
      `${STANDARD} AFN ${hex(Uint8Array.of(head.fn))}H`,
    )
    return { values, sentAt: undefined, note: undefined }
  }
  const valuesFrom = cursor.offset
  // The time stands behind the values and says when they were true.
  const sentAt = tail === 9 ? tagTime(cursor.bytes.subarray(end + 4, end + 9), context) : undefined
  readValues(cursor, end, head, sentAt, values, rejections)
  if (cursor.offset < end) {
    const raw = cursor.take(end - cursor.offset, DATA, hex)
    const kind = KINDS[head.kind]
    rejections.add(
      kind?.en ?? '',
      say('no-whole-value', { bytes: raw.length, all: end - valuesFrom }),
      hex(raw),
      `${STANDARD} data of kind ${head.kind}`,
    )
  }
  cursor.take(2, ALARM, alarmMeaning)
  cursor.take(2, STATE, hex)
  if (tail === 9) {
    const raw = cursor.take(5, TIME, tagMeaning)
    if (sentAt === undefined) {
      rejections.add('Tp', say('tag-time'), hex(raw), `${STANDARD} time tag Tp`)
    }
  }
  return { values, sentAt, note: undefined }
}

function readValues(
  cursor: Cursor,
  end: number,
  head: Head,
  time: Instant | undefined,
  values: ElementValue[],
  rejections: Rejections,
): void {
  const definitions = KINDS[head.kind]?.values ?? []
  const width = definitions.reduce((total, { bytes }) => total + bytes, 0)
  // A meter that knows no volume sends its flow alone.
  const used = width > 0 && (end - cursor.offset) % width !== 0 ? definitions.slice(0, 1) : definitions
  for (let round = 1; used.length > 0; round++) {
    for (const definition of used) {
      if (end - cursor.offset < definition.bytes) return
      const name = { zh: definition.zh, en: definition.en, clause: `${STANDARD} data of kind ${head.kind}` }
      const raw = cursor.take(definition.bytes, name, (taken) =>
        bcdMeaning(littleValue(taken, definition), definition.unit),
      )
      const value = littleValue(raw, definition)
      const element = `${definition.name}${round}`
      if (value === 'unreadable')
        rejections.add(
          element,
          say('no-decimal-digits'),
          hex(raw),
          `${STANDARD} data of kind ${head.kind}, BCD`,
        )
      values.push({
        station: head.station,
        element,
        time,
        value: typeof value === 'number' ? value : undefined,
        unit: definition.unit,
        reason:
          value === 'none'
            ? say('no-value', { mark: 'AAH' }, `${STANDARD} data`)
            : value === 'unreadable'
              ? say('no-decimal-digits', {}, `${STANDARD} BCD`)
              : undefined,
      })
    }
  }
}

/**
 * The instant of a time tag: second, minute, hour and day, without month and year. It is the one nearest to the receipt that has such a day.
 */
function tagTime(tag: Uint8Array, { receivedAt, zone }: CodecContext): Instant | undefined {
  const digits = bcdDigits(tag.subarray(0, 4))
  if (digits === undefined) return undefined
  const at = (index: number) => Number(digits.slice(2 * index, 2 * index + 2))
  let nearest: Instant | undefined
  // The same day of the month before, of this one and of the next: one of them is less than a month away.
  for (const away of [-31, -28, 0, 28, 31]) {
    const { year, month } = wallClock(receivedAt + away * DAY, zone)
    const time = instantOf({ year, month, day: at(3), hour: at(2), minute: at(1), second: at(0) }, zone)
    if (time === undefined) continue
    if (nearest === undefined || Math.abs(time - receivedAt) < Math.abs(nearest - receivedAt)) nearest = time
  }
  return nearest
}

function tagMeaning(tag: Uint8Array): Meaning {
  const [second, minute, hour, day, delay] = Array.from(tag, (byte) => hex(Uint8Array.of(byte)))
  const clock = `${hour}:${minute}:${second}`
  return {
    zh: `${day} 日 ${clock}，允许延时 ${delay} 分`,
    en: `day ${day}, ${clock}; may be ${delay} min late`,
  }
}

function alarmMeaning(raw: Uint8Array): Meaning {
  // Lowest byte first, as the values are.
  const bits = (raw[0] ?? 0) + 256 * (raw[1] ?? 0)
  const set = ALARM_BITS.filter(({ zh }, bit) => zh !== '' && (bits >> bit) & 1)
  if (set.length === 0) return { zh: '无报警', en: 'none' }
  return { zh: set.map(({ zh }) => zh).join('；'), en: set.map(({ en }) => en).join('; ') }
}

export const DATA = label('数据', 'data', 'user data')
const LINK = label('链路检测', 'link test', 'AFN 02H')
const ALARM = label('终端报警状态', 'alarms', 'alarm word')
const STATE = label('终端状态', 'state of the terminal', 'state word')
const TIME = label('时间标签 Tp', 'time tag Tp', 'time tag Tp')
