import type { Level } from '@tocsin/core'
import type { OutgoingMessage } from './channel.ts'

const LEVEL = {
  zh: { red: '一级(红色)', orange: '二级(橙色)', yellow: '三级(黄色)', blue: '四级(蓝色)' },
  en: { red: 'RED', orange: 'ORANGE', yellow: 'YELLOW', blue: 'BLUE' },
} satisfies Record<string, Record<Level, string>>

/** The level as people read and hear it. */
export function levelWord(level: Level, language: 'zh' | 'en'): string {
  return LEVEL[language][level]
}

const ENDED = /[。！？!?.]$/

/** The text with its full stop. */
function sentence(text: string, language: 'zh' | 'en'): string {
  const trimmed = text.trim()
  return ENDED.test(trimmed) ? trimmed : `${trimmed}${language === 'zh' ? '。' : '.'}`
}

/**
 * The message as it is read: exercise first, level, what and what to do, how to answer, and last the id by which a
 * duplicate is known.
 */
export function wording(message: OutgoingMessage): string {
  if (message.verbatim !== undefined) return message.verbatim
  const { language, answer } = message
  const level = levelWord(message.level, language)
  const tag = answer?.tag ? `${answer.tag} ` : ''
  const text = sentence(message.text, language)
  if (language === 'zh') {
    return [
      `${message.exercise ? '【演练】' : ''}【${level}】${text}`,
      answer ? `回复：${tag}1已到岗，${tag}2已开始行动，${tag}3 户数(已转移)，${tag}4无法到岗。` : '',
      answer?.link ? `或打开 ${answer.link} ` : '',
      `编号${message.reference}`,
    ].join('')
  }
  return [
    `${message.exercise ? '【演练】EXERCISE ' : ''}[${level}] ${text}`,
    answer
      ? `Reply ${tag}1 on post, ${tag}2 action started, ${tag}3 N households moved, ${tag}4 cannot.`
      : '',
    answer?.link ? `Or open ${answer.link}` : '',
    `Ref ${message.reference}`,
  ]
    .filter(Boolean)
    .join(' ')
}

/** The message as it is spoken: no link, no brackets, and the keys of a telephone. */
export function speech(message: OutgoingMessage): string {
  if (message.verbatim !== undefined) return message.verbatim
  const level = levelWord(message.level, message.language).replace(/[()]/g, '')
  const text = sentence(message.text, message.language)
  if (message.language === 'zh') {
    return [
      message.exercise ? '这是演练，这是演练。' : '',
      `${level}告警。${text}`,
      message.answer ? '听完请按键：已到岗按1，已开始行动按2，已转移按3、星号和户数，无法到岗按4。' : '',
    ].join('')
  }
  return [
    message.exercise ? 'This is an exercise.' : '',
    `${level} warning. ${text}`,
    message.answer
      ? 'Press 1 if you are on post, 2 if action has started, 3, star and their number if households were moved, 4 if you cannot.'
      : '',
  ]
    .filter(Boolean)
    .join(' ')
}
