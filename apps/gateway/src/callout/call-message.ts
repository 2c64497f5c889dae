import type { Bilingual } from '@tocsin/contract'
import type { Call, Person } from '@tocsin/core'
import type { OutgoingMessage } from '../channels/channel.ts'

const NEWS = {
  zh: { 'all-clear': '解除告警：', cancelled: '取消叫应，无需行动：' },
  en: { 'all-clear': 'All clear: ', cancelled: 'Called off, nothing to be done: ' },
} as const

/** A drill that reaches nobody says so wherever its words are shown. */
const SIMULATED = { zh: '（模拟渠道）', en: '(simulated channel) ' } as const

/** One message for calls that leave together: the first call's key, all their texts, the most urgent first. */
export function messageOf(
  calls: readonly { readonly call: Call; readonly said: Bilingual }[],
  person: Pick<Person, 'language'>,
  address: string,
): OutgoingMessage {
  const [first] = calls
  if (first === undefined) throw new Error('a message of no calls')
  const { language } = person
  const { call } = first
  const texts = calls.map(({ call: { reason, simulated }, said }) => {
    const text = simulated ? `${SIMULATED[language]}${said[language]}` : said[language]
    return reason === 'all-clear' || reason === 'cancelled' ? `${NEWS[language][reason]}${text}` : text
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
    answer: asks ? { tag: null } : null,
  }
}
