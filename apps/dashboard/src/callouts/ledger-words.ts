import type { CalloutWithLedger } from '@tocsin/contract'
import { type Translate, term } from '../language/words.ts'

type Line = CalloutWithLedger['ledger'][number]
type Values = Record<string, string | number>

/** What a line of the ledger needs besides itself. */
export interface Spoken {
  readonly t: Translate
  /** The name of a person, a user or a village, or the id itself. */
  nameOf(id: string): string
  time(at: number): string
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')
const list = (value: unknown) => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [])

/** A line of the ledger as a sentence. What the console does not know yet is shown by its own word. */
export function lineText(line: Line, spoken: Spoken): string {
  const { t } = spoken
  const key = `ledger.line.${variant(line)}`
  const sentence = t(key, valuesOf(line, spoken))
  return sentence === key ? line.type : sentence
}

/** Lines of one type that are said in more than one way. */
function variant(line: Line): string {
  const { type } = line
  switch (type) {
    case 'released':
      return line['by'] === null ? 'released-by-itself' : type
    case 'ended':
      return line['by'] === null ? 'ended-by-itself' : type
    case 'stand-in':
      return line['deputy'] === null ? 'stand-in-none' : type
    case 'waiting':
      return line['releasedBy'] === 'authorised' ? 'waiting-authorised' : type
    case 'step-due':
      return line['trial'] === true ? 'step-due-trial' : type
    case 'answered':
      return line['recordedBy'] === null || line['recordedBy'] === undefined ? type : 'answered-recorded'
    default:
      return type
  }
}

function valuesOf(line: Line, { t, nameOf, time }: Spoken): Values {
  const name = (field: string) => {
    const id = text(line[field])
    return id === '' ? t('ledger.somebody') : nameOf(id)
  }
  const level = text(line['level'])
  const why = text(line['why'])
  return {
    level: level === '' ? '' : t(`level.full.${level}`),
    until: typeof line['until'] === 'number' ? time(line['until']) : '',
    by: name('by'),
    reason: term(t, 'ledger.reason', text(line['reason'])),
    village: name('village'),
    person: name('person'),
    deputy: name('deputy'),
    villages: list(line['villages']).map(nameOf).join(t('and')),
    persons: list(line['persons']).map(nameOf).join(t('and')),
    step: typeof line['step'] === 'number' ? line['step'] + 1 : '',
    why: why === '' ? '' : term(t, 'ledger.why', why),
    answer: answerText(t, line) + (line['late'] === true ? t('ledger.lateSuffix') : ''),
    via: term(t, 'channel', text(line['via'])),
    recordedBy: name('recordedBy'),
    text: text(line['text']) === '' ? '' : t('ledger.quoted', { text: text(line['text']) }),
    how: term(t, 'callouts.how', text(line['how'])),
    seconds: line.type === 'stepped' && typeof line['by'] === 'number' ? Math.round(line['by'] / 1000) : 0,
  }
}

/** 「已转移 12 户」 */
export function answerText(t: Translate, answer: Record<string, unknown>): string {
  const households = answer['households']
  return answer['code'] === 'households-moved' && typeof households === 'number'
    ? t('answer.movedCount', { households })
    : term(t, 'answer.code', text(answer['code']))
}
