import type { Level } from '../model/index.ts'
import type { Language } from './language.ts'

/** Levels by their rank and colour, as the county's plans and the console call them. */
export const LEVEL_WORDS: Readonly<Record<Language, Readonly<Record<Level, string>>>> = {
  zh: { red: '一级(红色)', orange: '二级(橙色)', yellow: '三级(黄色)', blue: '四级(蓝色)' },
  en: {
    red: 'level 1 (red)',
    orange: 'level 2 (orange)',
    yellow: 'level 3 (yellow)',
    blue: 'level 4 (blue)',
  },
}

/** That level or a graver one; above red there is none. */
export function atLeastLevel(level: Level, language: Language): string {
  const word = LEVEL_WORDS[language][level]
  if (level === 'red') return word
  return language === 'zh' ? `${word}及以上` : `${word} or graver`
}
