import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

export const LANGUAGES = ['zh', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

const KEY = 'tocsin-language'

function remembered(): Language {
  const stored = localStorage.getItem(KEY)
  if (stored === 'zh' || stored === 'en') return stored
  return navigator.language.startsWith('en') ? 'en' : 'zh'
}

function apply(language: string): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}

/** One language at a time: nobody waits for words that they do not read. */
const WORDS = {
  zh: () => import('./zh.json'),
  en: () => import('./en.json'),
} as const

/** Languages whose words are all here; pages may have brought some of their own before. */
const learned = new Set<Language>()

async function learn(language: Language): Promise<void> {
  if (learned.has(language)) return
  const { default: words } = await WORDS[language]()
  // Deep: what pages have brought stays.
  i18next.addResourceBundle(language, 'translation', words, true)
  learned.add(language)
}

/** To be waited for before anything is drawn. */
export async function startLanguages(): Promise<void> {
  const lng = remembered()
  apply(lng)
  const { default: words } = await WORDS[lng]()
  learned.add(lng)
  await i18next.use(initReactI18next).init({
    lng,
    fallbackLng: false,
    resources: { [lng]: { translation: words } },
    // React escapes already.
    interpolation: { escapeValue: false },
    initAsync: false,
  })
}

export async function speak(language: Language): Promise<void> {
  localStorage.setItem(KEY, language)
  await learn(language)
  apply(language)
  await i18next.changeLanguage(language)
}
