import { CHECK_WORDS, FLAG_WORDS, LANGUAGES, LEVEL_WORDS, quantityText } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import en from './en.json'
import zh from './zh.json'

const CONSOLE = { zh, en }

describe.each(LANGUAGES)('in %s the console and the sentences of rules', (language) => {
  const words = CONSOLE[language]
  const same = (core: Readonly<Record<string, string>>, console: Readonly<Record<string, string>>) => {
    for (const [name, word] of Object.entries(console)) expect(core[name], name).toBe(word)
  }
  const lower = (family: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(family).map(([name, word]) => [name, word.toLowerCase()]))

  it('call levels, flags and checks the same', () => {
    same(LEVEL_WORDS[language], lower(words.level.full))
    same(FLAG_WORDS[language], lower(words.flag))
    expect(words.check).toEqual(CHECK_WORDS[language])
  })

  it('call a property the same, of a gas its concentration', () => {
    for (const [property, word] of Object.entries(words.property)) {
      const plain = quantityText(property, language).replace('-', ' ')
      expect(plain.startsWith(word.toLowerCase()), `${plain} and ${word}`).toBe(true)
    }
  })
})
