import { joined } from './chinese.ts'
import type { Language } from './language.ts'

const LAST: Readonly<Record<Language, Readonly<Record<'and' | 'or', string>>>> = {
  zh: { and: '和', or: '或' },
  en: { and: ' and ', or: ' or ' },
}

/** Several things as one enumerates them: 「甲、乙和丙」, "a, b or c". */
export function listText(items: readonly string[], last: 'and' | 'or', language: Language): string {
  const word = LAST[language][last]
  const front = items.slice(0, -1)
  const end = items.at(-1) ?? ''
  if (front.length === 0) return end
  return language === 'zh' ? joined(front.join('、'), word, end) : front.join(', ') + word + end
}
