import { Assembly } from '@tocsin/gateway/channels/modem/assembly'
import { AtLines } from '@tocsin/gateway/channels/modem/at-lines'
import { decodeReceived } from '@tocsin/gateway/channels/modem/received'
import { encodeSubmit } from '@tocsin/gateway/channels/modem/submit'
import { bindReply, parseReply } from '@tocsin/gateway/channels/reply'
import { cuts, huntAsThread, type Quarry } from './hunt.ts'
import { mutatedBytes, mutatedText } from './mutate.ts'
import type { Random } from './random.ts'

/** What people send, and what a modem hands over. */
export type Reply =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'pdu'; readonly text: string }
  | { readonly kind: 'line'; readonly text: string }

const TEXTS = [
  '1',
  '2',
  '3 23',
  '３ ２３户。',
  'A1 4 路断',
  'b12，3，7',
  '收到',
  '已收到！',
  '已转移 12 户',
  'OK',
  '1 已到岗',
  '4*受困',
  '我在路上，马上到，请放心。',
  'action started',
  '13812341234',
  'constructor',
  '1 constructor',
  '__proto__',
]

const PDUS = [
  '07911356131313F3040B911346610089F60000208062917314800CC8F71D14969741F977FD07',
  '00040D91683118321432F4000862702101000023080033002000320033',
  '000407D0C2B09C0E0000627010210000230131',
  '0006070D91683118321432F462701021000023627010210010230000',
  '00440D91683118321432F40008627021010000230C050003AB02010033002000320033',
  ...encodeSubmit('+8613812341234', '水位超过 4.5 米，请回复 1', 7).map(({ pdu }) => pdu),
]

const LINES = [
  '+CMTI: "SM",3\r\n',
  '+CMGS: 12\r\nOK\r\n',
  '> ',
  '+CMS ERROR: 500\r\n',
  '+CDS: 25\r\n0006\r\n',
  'RING\r\n',
]

const CODES = ['acknowledged', 'on-post', 'action-started', 'households-moved', 'cannot']
const OPEN = [
  { callout: 'c1', tag: 'A1' },
  { callout: 'c2', tag: 'B12' },
]

function wrongWithReply(text: string): string | undefined {
  const reply = parseReply(text)
  if (reply === null) return undefined
  if (!CODES.includes(reply.code)) return `the code ${reply.code}`
  const { households, note, tag } = reply
  if (households !== undefined && !(Number.isInteger(households) && households >= 0 && households <= 9999))
    return `${households} households`
  if (households !== undefined && reply.code !== 'households-moved') return 'households beside another code'
  if (note !== undefined && (note.length === 0 || note.length > 61)) return `a note of ${note.length} letters`
  if (tag !== null && !/^[A-Z]\d{1,2}$/.test(tag)) return `the tag ${tag}`
  if (JSON.stringify(parseReply(text)) !== JSON.stringify(reply))
    return 'it is read otherwise the second time'
  const bound = bindReply(reply, OPEN)
  if (bound.ok && tag === null) return 'an answer without a tag was bound to one of two'
  return undefined
}

export function replies(): Quarry<Reply> {
  const assembly = new Assembly()
  let lines = new AtLines()
  let slot = 0
  return {
    make(random: Random): Reply {
      const kind = random.below(5)
      if (kind < 2) {
        const text = random.of(TEXTS)
        return { kind: 'text', text: random.once(6) ? text : mutatedText(text, random) }
      }
      if (kind < 4) {
        const pdu = Buffer.from(random.of(PDUS), 'hex')
        const text = mutatedBytes(pdu, random).toString('hex').toUpperCase()
        return { kind: 'pdu', text: random.once(20) ? mutatedText(text, random) : text }
      }
      return { kind: 'line', text: mutatedText(random.of(LINES), random) }
    },
    judge({ kind, text }) {
      if (kind === 'text') return wrongWithReply(text)
      if (kind === 'line') {
        const events = lines.push(text)
        if (events.length > text.length + 1) return `${events.length} events`
        if (++slot % 1000 === 0) lines = new AtLines()
        return undefined
      }
      let received: ReturnType<typeof decodeReceived>
      try {
        received = decodeReceived(text)
      } catch (error) {
        return error instanceof RangeError ? undefined : `threw ${(error as Error).stack}`
      }
      if (!Number.isFinite(received.at)) return `the time ${received.at}`
      if (received.kind === 'report') return undefined
      if (received.from.length > 40) return `a sender of ${received.from.length} letters`
      if (received.text.length > 300) return `a text of ${received.text.length} letters`
      const whole = assembly.add(received, ++slot % 30, slot)
      return whole === null ? undefined : wrongWithReply(whole.text)
    },
    smaller: ({ kind, text }) =>
      (function* () {
        for (const shorter of cuts(text, (from, to) => text.slice(0, from) + text.slice(to)))
          yield { kind, text: shorter }
      })(),
    show: ({ kind, text }) => `${kind} ${JSON.stringify(text)}`,
  }
}

await huntAsThread(replies)
