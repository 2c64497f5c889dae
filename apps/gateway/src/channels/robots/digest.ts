import { GRAVITY, LEVELS } from '@tocsin/core'
import type { OutgoingMessage } from '../channel.ts'

const COLOUR = {
  zh: { red: '红色', orange: '橙色', yellow: '黄色', blue: '蓝色' },
  en: { red: 'red', orange: 'orange', yellow: 'yellow', blue: 'blue' },
} as const

/** Cuts at whole characters; what is cut off is shown by …. */
export function fitted(text: string, mostBytes: number): string {
  if (Buffer.byteLength(text) <= mostBytes) return text
  const room = mostBytes - Buffer.byteLength('…')
  let bytes = 0
  let out = ''
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > room) break
    out += character
  }
  return `${out}…`
}

/**
 * Many messages in one: 「过去 60 秒：橙色 3 条，黄色 12 条」, then as many of them as fit, the gravest first. All are exercises or
 * none is: the mark must hold for the whole.
 */
export function digest(messages: readonly OutgoingMessage[], seconds: number, mostBytes: number): string {
  const zh = messages[0]?.language !== 'en'
  const counts = LEVELS.map((level) => [level, messages.filter((it) => it.level === level).length] as const)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => (zh ? `${COLOUR.zh[level]} ${count} 条` : `${count} ${COLOUR.en[level]}`))
  const mark = messages.some(({ exercise }) => exercise) ? (zh ? '【演练】' : '【演练】EXERCISE ') : ''
  const head = zh
    ? `${mark}过去 ${seconds} 秒：${counts.join('，')}`
    : `${mark}Last ${seconds} s: ${counts.join(', ')}`
  const gravest = [...messages].sort((a, b) => GRAVITY[b.level] - GRAVITY[a.level])
  const lines = [head]
  for (const [index, { text, level, reference }] of gravest.entries()) {
    const line = `${COLOUR[zh ? 'zh' : 'en'][level]} ${text.trim()} (${reference})`
    const left = gravest.length - index
    const rest = zh ? `另有 ${left} 条，见值班台` : `and ${left} more on the console`
    // Room is kept for saying how many did not fit.
    if (Buffer.byteLength([...lines, line, rest].join('\n')) > mostBytes) {
      lines.push(rest)
      break
    }
    lines.push(line)
  }
  return fitted(lines.join('\n'), mostBytes)
}
