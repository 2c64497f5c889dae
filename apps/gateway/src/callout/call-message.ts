import type { Bilingual } from '@tocsin/contract'
import type { Call, Callout, Person } from '@tocsin/core'
import type { OutgoingMessage } from '../channels/channel.ts'

const NEWS = {
  zh: { 'all-clear': '解除告警：', cancelled: '取消叫应，无需行动：' },
  en: { 'all-clear': 'All clear: ', cancelled: 'Called off, nothing to be done: ' },
} as const

/** A drill that reaches nobody says so wherever its words are shown. */
const SIMULATED = { zh: '（模拟渠道）', en: '(simulated channel) ' } as const

/** What every message of a plan adds at the levels at which it orders people to move. */
const MOVE = { zh: '请立即组织转移：', en: 'Move people now: ' } as const

/** One message for calls that leave together: the first call's key, all their texts, the most urgent first. */
export function messageOf(
  calls: readonly { readonly call: Call; readonly said: Bilingual; readonly callout: Callout }[],
  person: Pick<Person, 'language'>,
  address: string,
  tag: string | null,
): OutgoingMessage {
  const [first] = calls
  if (first === undefined) throw new Error('a message of no calls')
  const { language } = person
  const { call } = first
  const texts = calls.map(({ call: { reason, generation, simulated }, said, callout }) => {
    const text = simulated ? `${SIMULATED[language]}${said[language]}` : said[language]
    if (reason === 'all-clear' || reason === 'cancelled') return `${NEWS[language][reason]}${text}`
    return generationOf(callout, generation)?.addsMove ? `${MOVE[language]}${text}` : text
  })
  const asks = call.reason !== 'all-clear' && call.reason !== 'cancelled'
  return {
    key: call.key,
    address,
    text: [...new Set(texts)].join(language === 'zh' ? '；' : '; '),
    language,
    level: call.level,
    reference: call.callout,
    exercise: call.exercise,
    answer: asks ? { tag } : null,
  }
}

function generationOf({ live, earlier }: Callout, number: number) {
  return [live, ...earlier].find((one) => one?.number === number)
}
