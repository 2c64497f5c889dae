import type { PersonRecordView, RecordView } from '@tocsin/contract'
import { type AreaPath, type Instant, type Language, LEVEL_WORDS, type Level } from '@tocsin/core'
import { officeTime } from './office-time.ts'
import { type Dictionary, durationWords, WORDS } from './words.ts'

type Named = Pick<RecordView, 'names' | 'knows' | 'timeZone'>

/** Tells what a record holds in one language, with names instead of ids and times of the office. */
export class Telling {
  readonly language: Language
  readonly words: Dictionary
  readonly time: (at: Instant | null) => string
  readonly #record: Named
  readonly #contacts: Readonly<Record<string, string>>

  /** @param contacts numbers by channel id, in place of the record's masked ones */
  constructor(record: Named, language: Language, contacts?: Readonly<Record<string, string>>) {
    this.language = language
    this.words = WORDS[language]
    this.time = officeTime(record.timeZone)
    this.#record = record
    this.#contacts = contacts ?? record.names.contacts
  }

  /** The Chinese or the English of two. */
  readonly say = (zh: string, en: string): string => (this.language === 'zh' ? zh : en)

  person(id: string): string {
    return this.#record.names.persons[id] ?? id
  }

  role(id: string): string {
    return this.#record.names.roles[id] ?? ''
  }

  area(path: AreaPath): string {
    return this.#record.names.areas[path] ?? path
  }

  areas(paths: readonly AreaPath[]): string {
    return paths.map((path) => this.area(path)).join(this.say('、', ', '))
  }

  level(level: Level | null | undefined): string {
    return level == null ? '' : LEVEL_WORDS[this.language][level]
  }

  contact(channel: string): string {
    return this.#contacts[channel] ?? '—'
  }

  took(ms: number | null): string {
    return durationWords(ms, this.language)
  }

  /** When a fact was known; unknown where the channel cannot know it, empty where nothing was heard. */
  fact(channel: keyof typeof this.words.channel, name: string, at: Instant | null): string {
    if (at !== null) return this.time(at)
    const knows = this.#record.knows[channel]
    return knows === undefined || knows.includes(name) ? '' : this.words.unknown
  }

  /** The answer that counts, with its number of households and what is wrong with it. */
  answer({ answers, state }: Pick<PersonRecordView, 'answers' | 'state'>): string {
    const newest = answers.at(-1)
    if (newest === undefined) return this.words.state[state]
    const { code, households, late } = newest
    const moved = households === undefined ? '' : this.say(` ${households} 户`, ` ${households}`)
    return `${this.words.answer[code]}${moved}${late ? this.say('（超时）', ' (late)') : ''}`
  }
}
