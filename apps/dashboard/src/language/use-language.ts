import type { Language } from '@tocsin/core'
import { useTranslation } from './use-translation.ts'

/** The language of the console, for the sentences that core writes. */
export function useLanguage(): Language {
  return useTranslation().i18n.language === 'en' ? 'en' : 'zh'
}
