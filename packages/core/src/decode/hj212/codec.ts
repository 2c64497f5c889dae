import { latin } from '../bytes.ts'
import {
  type Codec,
  type CodecContext,
  type ElementValue,
  type Explanation,
  type Field,
  type Purpose,
  type Received,
  refused,
  type Step,
} from '../codec.ts'
import { covering } from '../cover.ts'
import { Cursor } from '../cursor.ts'
import { cut, NOTHING_PENDING, type PendingBytes } from '../framing.ts'
import { instantOfDigits } from '../local-time.ts'
import { say } from '../reasons.ts'
import { Rejections, shorten } from '../rejections.ts'
import { frameOf, hj212Frame } from './encode.ts'
import { FRAMING, readLoosely, readSegment, type Segment, STANDARD } from './segment.ts'

/** Times of reports whose packets still come. */
const MOST_SPLIT = 32
const ANSWER_WANTED = 1
const IS_SPLIT = 2

/** Half a frame, and the data time of split reports: only the first packet need carry it. */
export interface Hj212Link {
  readonly pending: PendingBytes
  readonly times: readonly { readonly key: string; readonly digits: string }[]
}

/** HJ 212-2017 and HJ/T 212-2005 as the centre: told apart by the version bits of Flag, which the older one does not have. */
export const hj212: Codec<Hj212Link> = {
  protocol: 'hj212',
  opened: { pending: NOTHING_PENDING, times: [] },

  receive(link, bytes, context): Step<Hj212Link> {
    const { pending, pieces } = cut(link.pending, bytes, FRAMING, context.receivedAt)
    let times = link.times
    const received: Received[] = []
    for (const piece of pieces) {
      if (piece.fault !== undefined) {
        received.push(refused(piece.bytes, piece.fault, shown(piece.bytes)))
        continue
      }
      const cursor = new Cursor(piece.bytes, 0, piece.bytes.length, undefined)
      const segment = readSegment(cursor)
      if (typeof segment === 'string') {
        received.push(refused(piece.bytes, segment, shown(piece.bytes)))
        continue
      }
      times = remembered(times, segment)
      received.push(take(segment, piece.bytes, times, context))
    }
    return { link: { pending, times }, received }
  },

  explain(frame, context): Explanation {
    const fields: Field[] = []
    const segment = readSegment(new Cursor(frame, 0, frame.length, fields))
    if (fields.length === 0) readLoosely(new Cursor(frame, 0, frame.length, fields))
    const { rejections } =
      typeof segment === 'string'
        ? refused(frame, segment, shown(frame))
        : take(segment, frame, remembered([], segment), context)
    return { fields: covering(frame, fields), rejections }
  },
}

function packetKey({ head }: Segment): string {
  return `${head.get('MN')}/${head.get('CN')}/${head.get('QN')}`
}

function dataTimeOf({ items }: Segment): string | undefined {
  for (const pairs of items) {
    for (const [name, value] of pairs) if (name === 'DataTime') return value
  }
  return undefined
}

function remembered(times: Hj212Link['times'], segment: Segment): Hj212Link['times'] {
  const digits = dataTimeOf(segment)
  if (digits === undefined || !isSplit(segment)) return times
  const key = packetKey(segment)
  return [...times.filter((one) => one.key !== key), { key, digits }].slice(-MOST_SPLIT)
}

function isSplit({ head }: Segment): boolean {
  return head.has('PNO') || (flagOf(head.get('Flag')) & IS_SPLIT) !== 0
}

function flagOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,3}$/.test(text) ? Number(text) : 0
}

/** What a command is for; uploads are those whose values are judged. */
function purposeOf(command: string): Purpose {
  if (command === '9021' || command === '9022') return 'link'
  return /^20[1-7]\d$/.test(command) ? 'readings' : 'other'
}

function take(
  segment: Segment,
  bytes: Uint8Array,
  times: Hj212Link['times'],
  context: CodecContext,
): Received {
  const rejections = new Rejections()
  const { head } = segment
  const station = head.get('MN')
  const command = head.get('CN') ?? ''
  const flag = head.get('Flag')
  for (const name of ['MN', 'CN', 'ST']) {
    if ((head.get(name) ?? '') === '') rejections.add(name, say('missing'), shown(bytes), `${STANDARD} 6.3.2`)
  }
  if (flag !== undefined && !/^\d{1,3}$/.test(flag))
    rejections.add('Flag', say('decimal-number'), flag, `${STANDARD} 6.3.2`)
  const purpose = station === undefined || station === '' || command === '' ? 'refused' : purposeOf(command)
  const digits = dataTimeOf(segment) ?? times.find(({ key }) => key === packetKey(segment))?.digits
  const values = purpose === 'readings' ? valuesOf(segment, station ?? '', digits, rejections, context) : []
  const qn = head.get('QN')
  return {
    bytes,
    purpose,
    station,
    command,
    repeatKey:
      qn === undefined && digits === undefined
        ? undefined
        : `${station}/${command}/${qn ?? digits}/${head.get('PNO') ?? ''}`,
    sentAt: qn === undefined ? undefined : instantOfDigits(qn.slice(0, 14), context.zone, 2),
    values,
    note: purpose === 'other' ? contentOf(bytes) : undefined,
    rejections: rejections.list(),
    answer: answerOf(head),
  }
}

/** Flags under which a number is no measurement: its instrument stands still, is broken, maintained or calibrated, or does not answer. */
export const NO_VALUE = new Map<string, { readonly zh: string; readonly en: string }>(
  Object.entries({
    F: { zh: '停运', en: 'stopped' },
    M: { zh: '维护', en: 'in maintenance' },
    D: { zh: '故障', en: 'faulty' },
    C: { zh: '校准', en: 'being calibrated' },
    B: { zh: '通讯异常', en: 'does not answer' },
    P: { zh: '电源故障', en: 'without power' },
  }),
)
/** N is right, S typed in by hand, T above the range: there the truth is no less than the number, so it is judged. */
const WITH_VALUE = ['N', 'S', 'T']

function valuesOf(
  segment: Segment,
  station: string,
  digits: string | undefined,
  rejections: Rejections,
  context: CodecContext,
): ElementValue[] {
  const time = digits === undefined ? undefined : instantOfDigits(digits, context.zone, 2)
  if (digits === undefined) rejections.add('DataTime', say('time-missing'), '', `${STANDARD} 6.3.3`)
  else if (time === undefined) {
    rejections.add('DataTime', say('values-unplaced'), digits, `${STANDARD} 6.3.3`)
    return []
  }
  const values: ElementValue[] = []
  for (const pairs of segment.items) {
    const flag = pairs.find(([name]) => name.endsWith('-Flag'))?.[1]
    const why = flag === undefined ? undefined : NO_VALUE.get(flag)
    if (flag !== undefined && why === undefined && !WITH_VALUE.includes(flag)) {
      rejections.add(pairs[0]?.[0] ?? '', say('no-such-flag'), flag, `${STANDARD} data flags`)
    }
    for (const [element, text] of pairs) {
      if (element === 'DataTime' || element.endsWith('-Flag') || !element.includes('-')) continue
      if (element.endsWith('Time')) continue
      const isNumber = /^-?\d{1,15}(\.\d{1,15})?$/.test(text)
      if (!isNumber && text !== '') rejections.add(element, say('decimal-number'), text, `${STANDARD} 6.3.3`)
      const reason =
        why === undefined
          ? undefined
          : say('flag', { flag: flag ?? '', word: why.en }, `${STANDARD} data flags`)
      const missing = isNumber ? undefined : say('no-decimal-number', {}, `${STANDARD} 6.3.3`)
      const value = reason === undefined && isNumber ? Number(text) : undefined
      values.push({ station, element, time, value, reason: reason ?? missing })
    }
  }
  return values
}

/** Notifications of a device (9013); every other command of the 1000s and 3000s goes down. */
const NOTIFICATIONS = ['1013', '3019']

/**
 * The answer that Flag asks for: 9014 to an upload, 9013 to a notification, none to an answer or a command. In 2017 it repeats the request's number;
 * in 2005 number and command stand in CP.
 */
function answerOf(head: ReadonlyMap<string, string>): Uint8Array | undefined {
  const flag = flagOf(head.get('Flag'))
  const command = head.get('CN') ?? ''
  const isNotification = NOTIFICATIONS.includes(command)
  if ((flag & ANSWER_WANTED) === 0 || (!isNotification && !/^2\d{3}$/.test(command))) return undefined
  const cn = isNotification ? '9013' : '9014'
  const qn = head.get('QN')
  const version = flag >> 2
  if (version === 0) {
    const content = [...(qn === undefined ? [] : [`QN=${qn}`]), `CN=${command}`].join(';')
    return frameOf(`ST=91;CN=${cn};CP=&&${content}&&`)
  }
  return hj212Frame(
    { st: '91', cn, pw: head.get('PW') ?? '', mn: head.get('MN') ?? '', qn, flag: version << 2 },
    '',
  )
}

/** A frame as a person may see it: its password is nobody's business. */
function shown(bytes: Uint8Array): string {
  return shorten(latin(bytes).replace(/PW=[^;]*/, 'PW=…'))
}

function contentOf(bytes: Uint8Array): string {
  const text = latin(bytes.subarray(6, -6))
  return shorten(text.slice(text.indexOf('CP=') + 3))
}
