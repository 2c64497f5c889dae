import type { Language } from '@tocsin/core'
import type { Implausible } from './reporter.ts'

/** What watchers are told, on the page and by SMS. */
export interface ManualWords {
  readonly properties: Readonly<Record<string, string>>
  /** An SMS that was taken: what, where, when. */
  taken(what: string, at: string): string
  beyond(value: string, low: string, high: string): string
  readonly time: string
  /** Several gauges could be meant: how to name one. */
  which(names: readonly string[], example: string): string
  readonly unclear: string
  /** Nothing of the kind is read by people there. */
  nothing(property: string): string
  noSuchPlace(place: string, names: readonly string[]): string
  readonly page: {
    readonly title: string
    hello(name: string): string
    readonly which: string
    readonly value: string
    readonly when: string
    readonly whens: Readonly<Record<string, string>>
    readonly remark: string
    readonly remarkHint: string
    readonly send: string
    readonly thanks: string
    readonly noteKept: string
    readonly again: string
    readonly recent: string
    readonly noteOnly: string
    readonly none: string
    readonly gone: string
    readonly goneDetail: string
    readonly missing: string
    readonly notNumber: string
    readonly notKept: string
    readonly tooMany: string
    readonly latest: string
  }
}

const zh: ManualWords = {
  properties: { 'water-level': '水位', rainfall: '雨量', flow: '流量' },
  taken: (what, at) => `已收到：${what}，${at}。如有误请重发。`,
  beyond: (value, low, high) => `${value} 不在合理范围（${low} 到 ${high}）内，没有记录。请看清读数后重发。`,
  time: '时间不对：只能报 24 小时以内、不晚于现在的读数。',
  which: (names, example) => `您负责的有：${names.join('、')}。请写明是哪一处，如“${example}”。`,
  unclear: '没看懂读数。请这样发：水位 2.3，或：雨量 15。',
  nothing: (property) => `您负责的地方没有人工观测的${property}，没有记录，已转值班室。`,
  noSuchPlace: (place, names) => `没有找到“${place}”。您负责的有：${names.join('、')}。`,
  page: {
    title: '上报读数',
    hello: (name) => `${name}，您好`,
    which: '观测点',
    value: '读数',
    when: '观测时间',
    whens: { '0': '现在', '15': '15 分钟前', '30': '30 分钟前', '60': '1 小时前', '120': '2 小时前' },
    remark: '情况说明',
    remarkHint: '可不填；也可以只写情况、不报读数',
    send: '上报',
    thanks: '已收到',
    noteKept: '已记下您写的情况',
    again: '再报一次',
    recent: '您最近上报的',
    noteOnly: '只写情况',
    none: '您负责的地方还没有人工观测点。可以只写情况。',
    gone: '链接无效',
    goneDetail: '这个链接已停用或不完整。请向值班室要新的链接。',
    missing: '请填读数，或写情况说明。',
    notNumber: '读数应是数字，如 2.3。',
    notKept: '暂时没能保存，请稍后再报，或打电话给值班室。',
    tooMany: '上报太频繁，请过一会再报。',
    latest: '最近',
  },
}

const en: ManualWords = {
  properties: { 'water-level': 'Water level', rainfall: 'Rainfall', flow: 'Flow' },
  taken: (what, at) => `Received: ${what}, ${at}. If it is wrong, send it again.`,
  beyond: (value, low, high) =>
    `${value} is not between ${low} and ${high}, and was not kept. Please look again and send it once more.`,
  time: 'The time is wrong: only readings of the last 24 hours can be reported.',
  which: (names, example) => `You read at: ${names.join(', ')}. Say which, such as "${example}".`,
  unclear: 'The reading is not clear. Send: level 2.3, or: rain 15.',
  nothing: (property) =>
    `Nobody reads ${property.toLowerCase()} by hand where you are; it was not kept, and passed to the duty desk.`,
  noSuchPlace: (place, names) => `There is no "${place}". You read at: ${names.join(', ')}.`,
  page: {
    title: 'Report a reading',
    hello: (name) => `Hello, ${name}`,
    which: 'Gauge',
    value: 'Reading',
    when: 'When',
    whens: {
      '0': 'now',
      '15': '15 minutes ago',
      '30': '30 minutes ago',
      '60': '1 hour ago',
      '120': '2 hours ago',
    },
    remark: 'What you see',
    remarkHint: 'May be left empty; or write this alone, without a reading',
    send: 'Send',
    thanks: 'Received',
    noteKept: 'What you wrote has been noted',
    again: 'Report another',
    recent: 'What you reported lately',
    noteOnly: 'A note only',
    none: 'Nothing is read by hand yet where you are. You can write what you see.',
    gone: 'This link does not work',
    goneDetail: 'It was taken away, or is not whole. Ask the duty desk for a new one.',
    missing: 'Enter a reading, or write what you see.',
    notNumber: 'A reading is a number, such as 2.3.',
    notKept: 'It could not be kept just now. Send it again in a while, or telephone the duty desk.',
    tooMany: 'Too many reports; wait a while.',
    latest: 'latest',
  },
}

const WORDS: Readonly<Record<Language, ManualWords>> = { zh, en }

export function manualWords(language: Language): ManualWords {
  return WORDS[language]
}

/** Why a value was not taken, in a sentence. */
export function refusalText(words: ManualWords, refusal: Implausible, value: number): string {
  if (refusal.kind === 'time') return words.time
  const { low, high, unit } = refusal
  return words.beyond(`${value} ${unit}`, `${low} ${unit}`, `${high} ${unit}`)
}
